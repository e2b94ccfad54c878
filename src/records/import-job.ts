import { isDuplicate } from '../database/index.js';
import { unmappedIn, type Intake, type UnmappedValue } from '../imports/index.js';
import type { ImportEntity } from './import.entity.js';
import type { BatchCounts } from './import-ledger.js';
import { preparing } from './prepare-batch.js';
import type { RecordStore } from './record-store.js';
import type { PreparedBatch } from './save-batch.js';

/** How far an import has come. */
export interface StoreProgress {
  importId: number;
  /** Rows whose people are stored. */
  rows: number;
  /** People that were new or had changed, so far. */
  people: number;
}

export interface StoreOptions {
  /** Done once the import has begun and nobody else's can: neither for files that were imported before nor for a refusal. */
  onBegun?: () => Promise<void>;
  /** Told after each batch; what it throws ends the import. */
  onProgress?: (progress: StoreProgress) => void;
  /** Threads to read in; without it the calling thread reads. */
  threads?: number;
}

const ISSUES_AT_ONCE = 5_000;

/** What an import came to. */
export interface StoredIntake {
  /** The import as it is kept. When the file was known already: the import that brought it. */
  import: ImportEntity;
  /** True when the same bytes were imported before in the same way: nothing was read and nothing stored. */
  alreadyImported: boolean;
  /** What the profile did not know, most frequent first; of files that were known already, what it did not know then. */
  unmapped: UnmappedValue[];
}

/**
 * Reads everything of the intake into the store, and makes it visible at its end: all of it or nothing.
 *
 * While a batch is being written the next one is read, in `threads` threads where the input can be divided among them; no
 * more than a few batches are in memory. When reading or writing fails, what was stored is taken back and the error is
 * thrown. Throws AppError `import-running` while another import is at work.
 */
export async function storeIntake(
  store: RecordStore,
  intake: Intake,
  { onBegun, onProgress, threads = 0 }: StoreOptions = {},
): Promise<StoredIntake> {
  const inputHash = await intake.contentHash();
  const known = await store.findByInputHash(inputHash, intake.profile.profile, intake.coverage);
  if (known !== null) return { import: known, alreadyImported: true, unmapped: await unmappedOf(store, known.id) };

  const { profile, coverage, files } = intake;
  const importId = await store.beginImport({ profile: profile.profile, coverage, files, inputHash });
  try {
    await onBegun?.();
    await storeBatches(store, importId, intake, threads, onProgress);
    await store.finishImport(importId);
  } catch (error) {
    // When even this fails the database is gone, and the next import takes back what is left.
    await store.abandonImport(importId).catch(() => undefined);
    throw error;
  }
  const stored = await store.readImport(importId);
  if (stored === null) throw new Error(`Import ${importId} is done and cannot be found.`);
  return { import: stored, alreadyImported: false, unmapped: intake.unmapped() };
}

/** What the profile did not know when the import was made, from the issues that are kept with it. */
async function unmappedOf(store: RecordStore, importId: number): Promise<UnmappedValue[]> {
  const found: UnmappedValue[] = [];
  let after = 0;
  for (;;) {
    const issues = await store.readIssues(importId, ISSUES_AT_ONCE, after);
    found.push(...issues.map(unmappedIn).filter((each) => each !== null));
    if (issues.length < ISSUES_AT_ONCE) return found;
    after = issues.at(-1)?.id ?? after;
  }
}

async function storeBatches(
  store: RecordStore,
  importId: number,
  intake: Intake,
  threads: number,
  onProgress?: (progress: StoreProgress) => void,
): Promise<void> {
  const allNew = intake.givesPeopleOnce && (await store.isEmpty());
  const save = async (batch: PreparedBatch): Promise<BatchCounts> => {
    try {
      return await store.savePrepared(importId, { ...batch, allNew });
    } catch (error) {
      if (!allNew || !isDuplicate(error)) throw error;
      // Somebody came a second time after all: such a person is looked up and merged like any other.
      return store.savePrepared(importId, batch);
    }
  };
  const progress: StoreProgress = { importId, rows: 0, people: 0 };
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const batch of intake.batchesFor(preparing(intake.coverage), threads)) {
      await writing;
      writing = save(batch).then((counts) => {
        progress.rows += counts.rowsRead;
        progress.people += counts.peopleNew + counts.peopleChanged;
        onProgress?.({ ...progress });
      });
      // Reading goes on meanwhile; a failure is met at the next `await writing`, and must not count as unhandled until then.
      writing.catch(() => undefined);
    }
  } finally {
    // When reading fails, a batch may still be on its way in: it must be over before the import is taken back.
    await writing.catch(() => undefined);
  }
  await writing;
}
