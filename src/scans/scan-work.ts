import type { EntityManager } from 'typeorm';
import { AppError } from '../common/index.js';
import { ENGINE_VERSION } from '../law/index.js';
import type { ChunkOutcome, ClaimedChunk, JobEntity, JobWork, Ledger } from '../queue/index.js';
import { addCounts, noCounts, type ChunkCounts } from './chunk-counts.js';
import { type ChunkEvaluator, fewSetAsides } from './chunk-evaluator.js';
import { closeScan } from './close-scan.js';
import type { ChunkEvaluation, ChunkPeople, ScanLaw } from './evaluate-chunk.js';
import type { FindingSink } from './finding-sink.js';
import type { PeopleSource } from './people-source.js';
import type { ScanStore } from './scan-store.js';
import type { ScanEntity } from './scan.entity.js';
import { takeOverChunk } from './take-over.js';

/** The kind of a scan's job. */
export const SCAN_JOB = 'scan';

/**
 * People of a chunk that are read and evaluated at a time. Their records are gone again before memory is tidied for the
 * first time; with all of a chunk at once, every record is moved about and stays until all of memory is tidied.
 */
const PEOPLE_AT_A_TIME = 250;

interface Part {
  people: ChunkPeople;
  next: string | null;
}

interface Prepared {
  scan: ScanEntity;
  law: ScanLaw;
  /** The scan that this one follows. */
  earlier: ScanEntity | null;
}

/** What a chunk of a scan does: reads its people, has them evaluated, and writes what was found. */
export class ScanWork implements JobWork {
  readonly kind = SCAN_JOB;
  readonly unit = 'people';
  readonly concurrency: number;
  private readonly prepared = new Map<number, Promise<Prepared>>();

  constructor(
    private readonly people: PeopleSource,
    private readonly store: ScanStore,
    private readonly sink: FindingSink,
    private readonly evaluator: ChunkEvaluator,
    private readonly ledger: Pick<Ledger, 'chunk'>,
    private readonly peopleAtATime = PEOPLE_AT_A_TIME,
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
    const evaluation = await this.evaluate(scan, law, chunk);
    const { people } = evaluation.counts;
    if (people !== chunk.size) {
      // A snapshot does not change; if it seems to, no finding of this scan could be reproduced.
      throw new AppError(
        'chunk-changed',
        `Chunk ${chunk.index} of scan ${scan.id} was planned with ${chunk.size} people and now has ${people}.`,
        { exitCode: 3, status: 500 },
      );
    }
    return {
      result: evaluation.counts,
      save: async (manager) => {
        await this.sink.write(manager, evaluation.rows);
        await this.store.insertProblems(manager, scan.id, evaluation.problems);
      },
    };
  }

  async finish(manager: EntityManager, job: JobEntity, chunkResults: unknown[]): Promise<unknown> {
    return closeScan(this.store, manager, job.id, chunkResults as ChunkCounts[]);
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

  /** Evaluates the people of a chunk a part at a time; the next part is read meanwhile. */
  private async evaluate(scan: ScanEntity, law: ScanLaw, chunk: ClaimedChunk): Promise<ChunkEvaluation> {
    const whole: ChunkEvaluation = { rows: [], counts: noCounts(), problems: [] };
    const setAsides = fewSetAsides();
    let reading: Promise<Part> | null = this.readPart(scan, chunk, chunk.fromKey);
    while (reading !== null) {
      const { people, next }: Part = await reading;
      reading = next === null ? null : this.readPart(scan, chunk, next);
      // Where evaluating fails nobody looks at it any more: that it failed too must not end the process.
      reading?.catch(() => undefined);
      const evaluation = await this.evaluator.evaluate(law, people, setAsides);
      whole.rows.push(...evaluation.rows);
      whole.problems.push(...evaluation.problems);
      addCounts(whole.counts, evaluation.counts);
    }
    return whole;
  }

  /** The next people of a chunk, and the key of the first one after them. */
  private async readPart(scan: ScanEntity, chunk: ClaimedChunk, fromKey: string): Promise<Part> {
    const records = await this.people.readRange(scan.snapshot, fromKey, chunk.toKey, this.peopleAtATime + 1);
    const after = records.length > this.peopleAtATime ? records.pop() : undefined;
    const people = {
      chunkIndex: chunk.index,
      personKeys: records.map(({ personKey }) => personKey),
      versionIds: records.map(({ versionId }) => versionId),
      records: records.map(({ record }) => record),
    };
    return { people, next: after === undefined ? null : after.personKey };
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
