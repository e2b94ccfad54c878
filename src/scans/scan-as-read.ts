import type { DataSource, EntityManager } from 'typeorm';
import { canonicalJson, sha256 } from '../common/index.js';
import { inTransaction, isDuplicate } from '../database/index.js';
import { type Intake, ThreadLost } from '../imports/index.js';
import { ENGINE_VERSION } from '../law/index.js';
import type { Ledger } from '../queue/index.js';
import type { RecordStore, StoredIntake } from '../records/index.js';
import { addCounts, type ChunkCounts, noCounts } from './chunk-counts.js';
import { closeScan } from './close-scan.js';
import { type AskedAsRead, type EvaluatedBatch, FIRST_SCAN, scanningAsRead } from './evaluate-as-read.js';
import type { FindingSink } from './finding-sink.js';
import { packsUsed, type Scan, type ScanStore } from './scan-store.js';
import { SCAN_JOB } from './scan-work.js';

/**
 * The files cannot be scanned as they are read. An ordinary scan can: it merges people who come twice, and sets a record
 * aside that ends the thread that has it or gets it stuck.
 */
export class NeedsOrdinaryScan extends Error {
  override readonly name = 'NeedsOrdinaryScan';
}

/**
 * Scans files while they are read, for a database that is thrown away: people are evaluated in the thread that read
 * them, and no record is kept. The findings and the counts are what an import and a scan after it would give; nothing can
 * be looked up in the records or gone on with afterwards.
 */
export class ScanAsRead {
  constructor(
    private readonly dataSource: DataSource,
    private readonly records: RecordStore,
    private readonly store: ScanStore,
    private readonly ledger: Ledger,
    private readonly sink: FindingSink,
  ) {}

  /**
   * Reads and evaluates everything. On an error what was stored is taken back. Throws `NeedsOrdinaryScan` when a record
   * ended the thread that had it or got it stuck, and when somebody came twice.
   */
  async run(intake: Intake, asked: AskedAsRead): Promise<{ scan: Scan; stored: StoredIntake }> {
    if (!(await this.records.isEmpty())) throw new Error('Files are scanned as they are read into an empty database.');
    const { profile, coverage, files } = intake;
    const inputHash = await intake.contentHash();
    const importId = await this.records.beginImport({ profile: profile.profile, coverage, files, inputHash });
    const { scanId, jobId } = await this.begin(asked);
    try {
      if (scanId !== FIRST_SCAN) throw new Error(`The first scan of an empty database is number ${scanId}.`);
      const counts = await this.write(importId, scanId, intake, asked);
      const { sequence } = await this.records.finishImport(importId);
      const input = { inputHash: await this.inputHashOf(intake, sequence), snapshot: sequence };
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

  /**
   * What tells this data from any other: the files, how they were read, and what came of it. Records are not hashed one
   * and all (`isWitness`), so it is not the hash that an import of the same files has; equal data give equal ones.
   */
  private async inputHashOf(intake: Intake, sequence: number): Promise<string> {
    const { profile, coverage } = intake;
    const files = await intake.contentHash();
    return sha256(canonicalJson({ files, profile, coverage, records: await this.records.snapshotHash(sequence) }));
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
  private async write(importId: number, scanId: number, intake: Intake, asked: AskedAsRead): Promise<ChunkCounts> {
    const counts = noCounts();
    const save = async (manager: EntityManager, { evaluation }: EvaluatedBatch): Promise<void> => {
      addCounts(counts, evaluation.counts);
      await this.sink.write(manager, evaluation.rows);
      await this.store.insertProblems(manager, scanId, evaluation.problems);
    };
    let writing: Promise<unknown> = Promise.resolve();
    try {
      for await (const batch of intake.batchesFor(scanningAsRead(asked, intake.coverage), asked.threads)) {
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
