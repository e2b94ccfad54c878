import type { DataSource, EntityManager } from 'typeorm';
import { inTransaction, isDuplicate } from '../database/index.js';
import { type Intake, ThreadLost } from '../imports/index.js';
import { ENGINE_VERSION, type Pack, readTablesFor } from '../law/index.js';
import type { Ledger } from '../queue/index.js';
import type { RecordStore, StoredIntake } from '../records/index.js';
import { addCounts, type ChunkCounts, noCounts } from './chunk-counts.js';
import { closeScan } from './close-scan.js';
import { type EvaluatedBatch, evaluating } from './evaluate-as-read.js';
import type { FindingSink } from './finding-sink.js';
import { packsUsed, type Scan, type ScanStore } from './scan-store.js';
import { SCAN_JOB } from './scan-work.js';

/** What a scan of files asks. Everything in it was checked already. */
export interface AskedAsRead {
  jurisdictions: readonly string[];
  asOf: string;
  /** The packs of the jurisdictions. */
  packs: readonly Pack[];
  assume: readonly string[];
  name?: string | undefined;
  /** Threads that read and evaluate. */
  threads: number;
}

/**
 * The files cannot be scanned as they are read. An ordinary scan can: it merges people who come twice, and sets a record
 * aside that ends the thread that has it or gets it stuck.
 */
export class NeedsOrdinaryScan extends Error {
  override readonly name = 'NeedsOrdinaryScan';
}

/**
 * Scans files while they are read, for a database that is thrown away: people are evaluated in the thread that read
 * them, and of a record only its hash is kept. The findings, the counts and the hash of the data are what an import and a
 * scan after it would give; nothing can be looked up in the records or gone on with afterwards.
 */
export class ScanAsRead {
  constructor(
    private readonly dataSource: DataSource,
    private readonly records: RecordStore,
    private readonly store: ScanStore,
    private readonly ledger: Ledger,
    private readonly sink: FindingSink,
  ) {}

  /** Whether the input can be scanned so: everybody comes whole, in one batch, and it is read in threads. */
  static suits(intake: Intake): boolean {
    return intake.givesPeopleOnce && intake.readsInThreads;
  }

  /**
   * Reads and evaluates everything. On an error what was stored is taken back. Throws `NeedsOrdinaryScan` when a record
   * ended the thread that had it or got it stuck, and when somebody came twice.
   */
  async run(intake: Intake, asked: AskedAsRead): Promise<{ scan: Scan; stored: StoredIntake }> {
    if (!(await this.records.isEmpty())) throw new Error('Files are scanned as they are read into an empty database.');
    readTablesFor(asked.packs);
    const { profile, coverage, files } = intake;
    const inputHash = await intake.contentHash();
    const importId = await this.records.beginImport({ profile: profile.profile, coverage, files, inputHash });
    const { scanId, jobId } = await this.begin(asked);
    try {
      const law = {
        scanId,
        asOf: asked.asOf,
        assume: asked.assume,
        packs: asked.packs.map(({ snapshot }) => snapshot),
      };
      const counts = await this.write(importId, scanId, intake, asked.threads, law);
      const { sequence } = await this.records.finishImport(importId);
      const input = { inputHash: await this.records.snapshotHash(sequence), snapshot: sequence };
      await this.ledger.complete({ jobId, index: 0 }, counts, (manager) =>
        this.store.noteInput(manager, scanId, input),
      );
      await this.ledger.settle(jobId, (manager) => closeScan(this.store, manager, jobId, [counts]));
      await this.sink.settled?.();
    } catch (error) {
      await this.ledger.cancel(jobId).catch(() => undefined);
      await this.records.abandonImport(importId).catch(() => undefined);
      if (error instanceof ThreadLost) throw new NeedsOrdinaryScan('A record stopped its thread', { cause: error });
      if (isDuplicate(error)) throw new NeedsOrdinaryScan('Somebody came twice', { cause: error });
      throw error;
    }
    const stored = await this.records.readImport(importId);
    if (stored === null) throw new Error(`Import ${importId} is done and cannot be found.`);
    return {
      scan: await this.store.read(scanId),
      stored: { import: stored, alreadyImported: false, unmapped: intake.unmapped() },
    };
  }

  /** Notes the scan, as a job of one chunk that is this process's. */
  private async begin(asked: AskedAsRead): Promise<{ scanId: number; jobId: number }> {
    const { packs, asOf } = asked;
    const jurisdictions = [...asked.jurisdictions];
    const planned = await inTransaction(this.dataSource, async (manager) => {
      await this.store.keepPacks(manager, packs);
      const chunks = [{ fromKey: '', toKey: '', size: 1 }];
      const jobId = await this.ledger.plan(manager, { kind: SCAN_JOB, params: { jurisdictions, asOf }, chunks });
      const scanId = await this.store.insert(manager, {
        jobId,
        name: asked.name ?? `${jurisdictions.join(', ')} as of ${asOf}`,
        asOf,
        jurisdictions,
        assume: [...asked.assume],
        packs: packsUsed(packs),
        engineVersion: ENGINE_VERSION,
        // Both are known when everything is read.
        inputHash: '',
        snapshot: 0,
        settings: { chunkPeople: 0 },
        startedBy: 'command line',
        createdAt: new Date().toISOString(),
      });
      return { jobId, scanId };
    });
    await this.ledger.claim({ jobId: planned.jobId, index: 0 }, `${process.pid}`);
    return planned;
  }

  /** Writes what the threads found; while a batch is being written the next ones are read. */
  private async write(
    importId: number,
    scanId: number,
    intake: Intake,
    threads: number,
    law: Parameters<typeof evaluating>[0],
  ): Promise<ChunkCounts> {
    const counts = noCounts();
    const save = async (manager: EntityManager, { evaluation }: EvaluatedBatch): Promise<void> => {
      addCounts(counts, evaluation.counts);
      await this.sink.write(manager, evaluation.rows);
      await this.store.insertProblems(manager, scanId, evaluation.problems);
    };
    let writing: Promise<unknown> = Promise.resolve();
    try {
      for await (const batch of intake.batchesFor(evaluating(law, intake.coverage), threads)) {
        await writing;
        const { records, issues, rows } = batch;
        writing = inTransaction(this.dataSource, async (manager) => {
          await this.records.savePrepared(importId, { records: records.people, issues, rows, allNew: true });
          await save(manager, records);
        });
        // A failure is met at the next `await writing`, and must not count as unhandled until then.
        writing.catch(() => undefined);
      }
    } finally {
      await writing.catch(() => undefined);
    }
    await writing;
    return counts;
  }
}
