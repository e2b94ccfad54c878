import type { DataSource, EntityManager } from 'typeorm';
import { AppError, parseDay } from '../common/index.js';
import { inTransaction } from '../database/index.js';
import { assumptionsOf, ENGINE_VERSION, type Pack, selectPacks } from '../law/index.js';
import type { JobProgress, JobRunner, PlannedChunk } from '../queue/index.js';
import type { ScanProblem } from './evaluate-chunk.js';
import type { PeopleSource } from './people-source.js';
import { packsUsed, type Scan, type ScanStore } from './scan-store.js';
import type { ScanEntity } from './scan.entity.js';
import { SCAN_JOB } from './scan-work.js';

/** What somebody asks of a scan. */
export interface ScanRequest {
  /** A state brings the offices within it; an office alone brings just its own. */
  jurisdictions: readonly string[];
  /** `YYYY-MM-DD` */
  asOf: string;
  /** All packs there are, overlays applied. */
  packs: readonly Pack[];
  name?: string;
  assume?: readonly string[];
  startedBy?: string;
}

/** What is stored in the transaction that plans a scan, beside it. */
export type AlsoPlan = (manager: EntityManager, scanId: number) => Promise<void>;

/** Starts scans and steers them. The work itself is done wherever a runner is started. */
export class ScanService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly people: PeopleSource,
    private readonly store: ScanStore,
    private readonly runner: JobRunner,
    private readonly options: { chunkPeople: number; now?: () => Date },
  ) {}

  /**
   * Plans a scan of the newest snapshot and puts it on the line. Refuses an unknown jurisdiction (and lists the ones
   * there are), a date that is none, an assumption that no pack knows, and a database without people. What `also` does
   * is stored with the plan or not at all.
   */
  async start(request: ScanRequest, also?: AlsoPlan): Promise<Scan> {
    const { packs, assume } = this.check(request);
    refuseBadDate(request.asOf);
    const snapshot = await this.people.snapshot();
    if (snapshot.sequence === 0) {
      throw new AppError('nothing-imported', 'There are no records to scan yet: import a file first.');
    }
    const chunks = await this.chunksOf(snapshot.sequence, this.options.chunkPeople);
    const settings = { chunkPeople: this.options.chunkPeople };
    return this.plan({ ...request, packs, assume }, snapshot.sequence, chunks, settings, also);
  }

  /** The packs and assumptions that a request means; refuses a jurisdiction or an assumption that there is not. */
  check({ jurisdictions, assume, packs }: Pick<ScanRequest, 'jurisdictions' | 'assume' | 'packs'>): {
    packs: Pack[];
    assume: string[];
  } {
    const selected = selectPacks(packs, jurisdictions);
    const assumed = [...new Set(assume ?? [])].sort();
    refuseUnknownAssumptions(assumed, selected);
    return { packs: selected, assume: assumed };
  }

  /**
   * Plans the same question to the newest records: the law, the day and the assumptions of a scan that is done. Whoever's
   * record is still the same keeps its findings, so that a few answers do not cost a whole scan. Where people came or
   * went since, everybody is evaluated. Refuses a scan that is not done, and one of another engine.
   */
  async startAgain(scanId: number, startedBy: string): Promise<Scan> {
    const earlier = await this.followable(scanId);
    const { sequence } = await this.people.snapshot();
    const { chunkPeople } = earlier.settings;
    const chunks = await this.chunksOf(sequence, chunkPeople);
    const same = JSON.stringify(chunks) === JSON.stringify(await this.chunksOf(earlier.snapshot, chunkPeople));
    return this.plan(
      {
        jurisdictions: earlier.jurisdictions,
        asOf: earlier.asOf,
        packs: await this.store.packsOf(earlier),
        name: `${earlier.name.replace(/ \(again after scan \d+\)$/, '')} (again after scan ${scanId})`,
        assume: earlier.assume,
        startedBy,
      },
      sequence,
      chunks,
      { chunkPeople, ...(same ? { after: scanId } : {}) },
    );
  }

  /** The scan, where another can follow it. Refuses one that is not done, and one of another engine. */
  async followable(scanId: number): Promise<Scan> {
    const scan = await this.store.read(scanId);
    if (scan.status !== 'done') {
      throw new AppError('scan-not-done', `Scan ${scanId} is ${scan.status}; a scan can follow one that is done.`, {
        status: 409,
      });
    }
    if (scan.engineVersion !== ENGINE_VERSION) {
      throw new AppError(
        'scan-other-engine',
        `Scan ${scanId} was made by engine ${scan.engineVersion}, and this is engine ${ENGINE_VERSION}. Start a new scan.`,
        { status: 409 },
      );
    }
    return scan;
  }

  private async chunksOf(sequence: number, chunkPeople: number): Promise<PlannedChunk[]> {
    const chunks: PlannedChunk[] = [];
    for await (const range of this.people.planRanges(sequence, chunkPeople)) {
      chunks.push({ fromKey: range.fromKey, toKey: range.toKey, size: range.people });
    }
    return chunks;
  }

  private async plan(
    request: ScanRequest & { assume: string[] },
    sequence: number,
    chunks: readonly PlannedChunk[],
    settings: ScanEntity['settings'],
    also?: AlsoPlan,
  ): Promise<Scan> {
    const { packs, assume } = request;
    const inputHash = await this.people.snapshotHash(sequence);
    const jurisdictions = [...request.jurisdictions];
    const { jobId, scanId } = await inTransaction(this.dataSource, async (manager) => {
      await this.store.keepPacks(manager, packs);
      const params = { jurisdictions, asOf: request.asOf };
      const jobId = await this.runner.ledger.plan(manager, { kind: SCAN_JOB, params, chunks });
      const scanId = await this.store.insert(manager, {
        jobId,
        name: request.name ?? `${jurisdictions.join(', ')} as of ${request.asOf}`,
        asOf: request.asOf,
        jurisdictions,
        assume,
        packs: packsUsed(packs),
        engineVersion: ENGINE_VERSION,
        inputHash,
        snapshot: sequence,
        settings,
        startedBy: request.startedBy ?? '',
        createdAt: (this.options.now?.() ?? new Date()).toISOString(),
      });
      await also?.(manager, scanId);
      return { jobId, scanId };
    });
    await this.runner.enqueue(jobId);
    return this.store.read(scanId);
  }

  /** The scan; refuses with a sentence when there is none. */
  async read(scanId: number): Promise<Scan> {
    return this.store.read(scanId);
  }

  /** Scans, newest first; `before` is the id of the last one on the page before. */
  async list(limit?: number, before?: number): Promise<Scan[]> {
    return this.store.list(limit, before);
  }

  /** The records that could not be evaluated and were set aside; `after` is the key of the last one on the page before. */
  async problems(scanId: number, limit?: number, after?: string): Promise<ScanProblem[]> {
    return this.store.problems(scanId, limit, after);
  }

  async progress(scanId: number): Promise<JobProgress> {
    return this.runner.ledger.progress((await this.store.read(scanId)).jobId);
  }

  /** Progress in people, now and whenever it changes, until the scan is over. */
  async *follow(scanId: number, signal?: AbortSignal): AsyncIterable<JobProgress> {
    const scan = await this.runner.whenAnswering(() => this.store.read(scanId), signal);
    if (scan !== null) yield* this.runner.follow(scan.jobId, signal);
  }

  /** Waits until the scan is over, and gives it. Waits for a database that is away, too. */
  async finished(scanId: number): Promise<Scan> {
    const { jobId } = await this.runner.whenAnswering(() => this.store.read(scanId));
    await this.runner.finished(jobId);
    return this.runner.whenAnswering(() => this.store.read(scanId));
  }

  /** Stops beginning chunks; those under way are finished. */
  async pause(scanId: number): Promise<void> {
    await this.runner.pause((await this.store.read(scanId)).jobId);
  }

  async resume(scanId: number): Promise<void> {
    await this.runner.resume((await this.store.read(scanId)).jobId);
  }

  /** Ends the scan for good. What it found until then stays, and the scan never counts as done. */
  async cancel(scanId: number): Promise<void> {
    await this.runner.cancel((await this.store.read(scanId)).jobId);
  }

  /** Evaluates the chunks that failed once more. */
  async rerunFailed(scanId: number): Promise<void> {
    await this.runner.rerunFailed((await this.store.read(scanId)).jobId);
  }
}

function refuseBadDate(asOf: string): void {
  if (parseDay(asOf) !== null) return;
  throw new AppError('bad-date', `The as-of date "${asOf}" is not a calendar date; write it as YYYY-MM-DD.`);
}

function refuseUnknownAssumptions(assume: readonly string[], packs: readonly Pack[]): void {
  const accepted = assumptionsOf(packs);
  const unknown = assume.filter((name) => !accepted.has(name));
  if (unknown.length === 0) return;
  throw new AppError(
    'unknown-assumption',
    `Nothing can be assumed under the name "${unknown.join('", "')}". With these packs there are: ${[...accepted.keys()].join(', ')}.`,
  );
}
