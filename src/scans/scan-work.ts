import type { EntityManager } from 'typeorm';
import { AppError } from '../common/index.js';
import { ENGINE_VERSION, pathId } from '../law/index.js';
import type { ChunkOutcome, ClaimedChunk, JobEntity, JobWork, Ledger } from '../queue/index.js';
import { type ChunkCounts, type PathKind, sumCounts } from './chunk-counts.js';
import type { ChunkEvaluator } from './chunk-evaluator.js';
import type { ScanLaw } from './evaluate-chunk.js';
import type { FindingSink } from './finding-sink.js';
import type { PeopleSource } from './people-source.js';
import type { ScanStore } from './scan-store.js';
import type { ScanEntity } from './scan.entity.js';
import { takeOverChunk } from './take-over.js';

/** The kind of a scan's job. */
export const SCAN_JOB = 'scan';

interface Prepared {
  scan: ScanEntity;
  law: ScanLaw;
  /** The scan that this one follows. */
  earlier: ScanEntity | null;
}

/** What a chunk of a scan does: reads its people, has them evaluated, and writes what was found. */
export class ScanWork implements JobWork {
  readonly kind = SCAN_JOB;
  readonly concurrency: number;
  private readonly prepared = new Map<number, Promise<Prepared>>();

  constructor(
    private readonly people: PeopleSource,
    private readonly store: ScanStore,
    private readonly sink: FindingSink,
    private readonly evaluator: ChunkEvaluator,
    private readonly ledger: Pick<Ledger, 'chunk'>,
  ) {
    // One more than there are threads, so that one chunk is read or written while the others are evaluated.
    this.concurrency = evaluator.size + 1;
  }

  async run(chunk: ClaimedChunk): Promise<ChunkOutcome> {
    const { scan, law, earlier } = await this.prepare(chunk.jobId);
    if (earlier !== null) {
      const { people, store, sink, evaluator, ledger } = this;
      return takeOverChunk({ people, store, sink, evaluator, ledger }, scan, earlier, law, chunk);
    }
    const records = await this.people.readRange(scan.snapshot, chunk.fromKey, chunk.toKey);
    if (records.length !== chunk.size) {
      // A snapshot does not change; if it seems to, no finding of this scan could be reproduced.
      throw new Error(
        `Chunk ${chunk.index} of scan ${scan.id} was planned with ${chunk.size} people and now has ${records.length}.`,
      );
    }
    const evaluation = await this.evaluator.evaluate(law, {
      chunkIndex: chunk.index,
      personKeys: records.map(({ personKey }) => personKey),
      versionIds: records.map(({ versionId }) => versionId),
      records: records.map(({ record }) => record),
    });
    return {
      result: evaluation.counts,
      save: async (manager) => {
        await this.sink.write(manager, evaluation.rows);
        await this.store.insertProblems(manager, scan.id, evaluation.problems);
      },
    };
  }

  async finish(manager: EntityManager, job: JobEntity, chunkResults: unknown[]): Promise<unknown> {
    const scan = await this.store.ofJob(job.id);
    if (scan === null) throw new Error(`Job ${job.id} has no scan.`);
    const paths = new Map<string, PathKind>();
    for (const pack of await this.store.packsOf(scan)) {
      for (const path of pack.paths) {
        paths.set(pathId(pack, path), {
          relief: path.relief as PathKind['relief'],
          jurisdiction: pack.file.jurisdiction,
        });
      }
    }
    const counts = sumCounts(chunkResults as ChunkCounts[], paths);
    await this.store.saveCounts(manager, scan.id, counts);
    return { scanId: scan.id, findings: counts.findings, problems: counts.problems };
  }

  async rested(jobId: number): Promise<void> {
    const prepared = this.prepared.get(jobId);
    this.prepared.delete(jobId);
    const scan = await prepared?.then(
      (known) => known.scan,
      () => undefined,
    );
    if (scan !== undefined) this.evaluator.forget(scan.id);
    await this.sink.settled?.();
  }

  private prepare(jobId: number): Promise<Prepared> {
    let prepared = this.prepared.get(jobId);
    if (prepared === undefined) {
      prepared = this.read(jobId);
      this.prepared.set(jobId, prepared);
      // What could not be read is read again by the next attempt.
      prepared.catch(() => this.prepared.delete(jobId));
    }
    return prepared;
  }

  private async read(jobId: number): Promise<Prepared> {
    const scan = await this.store.ofJob(jobId);
    if (scan === null) throw new Error(`Job ${jobId} has no scan.`);
    if (scan.engineVersion !== ENGINE_VERSION) {
      throw new AppError(
        'scan-other-engine',
        `Scan ${scan.id} was begun by a version of the program with engine ${scan.engineVersion}, and this one has engine ${ENGINE_VERSION}. Cancel it and start it again, so that all its findings come from one engine.`,
      );
    }
    const packs = await this.store.packsOf(scan);
    const law = {
      scanId: scan.id,
      asOf: scan.asOf,
      assume: scan.assume,
      packs: packs.map((pack) => pack.snapshot),
    };
    const earlier = scan.settings.after === undefined ? null : await this.store.read(scan.settings.after);
    return { scan, law, earlier };
  }
}
