import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/index.js';
import type { JobEntity } from './job.entity.js';
import type { JobProgress } from './job-progress.js';
import type { JobContext, JobQueue } from './job-queue.js';
import { hasEnded } from './job-status.js';
import { type ClaimedChunk, type Ledger, parseChunkId } from './ledger.js';

/** What a chunk came to: what it counted, and how to write what it found. */
export interface ChunkOutcome {
  /** Kept as JSON in the ledger; `finish` gets these of all chunks. */
  result: unknown;
  /** Writes in the transaction that marks the chunk done; called at most once for a chunk that counts. */
  save(manager: EntityManager): Promise<void>;
}

/** One kind of long work. */
export interface JobWork {
  kind: string;
  /** How many chunks this process does at a time. */
  concurrency: number;
  /** Does a chunk without writing anything. An error means that it is tried again, unless it is a final refusal. */
  run(chunk: ClaimedChunk, context: JobContext): Promise<ChunkOutcome>;
  /** Sums up when every chunk is done, in the transaction that closes the job; what it gives is the job's result. */
  finish?(manager: EntityManager, job: JobEntity, chunkResults: unknown[]): Promise<unknown>;
  /**
   * Whether a job with these parameters, which another process began and left, may be gone on with here; where nothing is
   * said it may.
   */
  takesUp?(params: unknown): boolean;
  /** Told once a job of this kind is over or stands still, in the process where that was noticed: to free what it held. */
  rested?(jobId: number): void | Promise<void>;
}

/** What the runner reports: codes and ids only. */
export type RunnerLog = (event: {
  code: 'chunk-failed' | 'sweep-failed' | 'settle-failed';
  jobId?: number;
  index?: number;
  error: unknown;
}) => void;

/** How often the ledger is looked through for chunks that no queue knows any more, in milliseconds. */
const SWEEP_EVERY_MS = 15_000;
/** A chunk that has been running for so long is taken for abandoned. Chunks take seconds. */
const ABANDONED_AFTER_MS = 10 * 60_000;
/** Following a job looks at the ledger this often: quickly at first, for short jobs, then more calmly. */
const FOLLOW_FROM_MS = 10;
const FOLLOW_UP_TO_MS = 500;

/** Ties the ledger to a queue: plans are queued, chunks are claimed and done, jobs are closed. */
export class JobRunner {
  private readonly works = new Map<string, JobWork>();
  private readonly log: RunnerLog;
  private readonly worker: string;
  private readonly now: () => Date;
  /** The jobs that this process put on the line and that are not over. */
  private readonly own = new Set<number>();
  private takesUpOthers = true;
  private sweeping?: NodeJS.Timeout;

  constructor(
    private readonly queue: JobQueue,
    readonly ledger: Ledger,
    private readonly options: { log?: RunnerLog; worker?: string; now?: () => Date; sweepEveryMs?: number } = {},
  ) {
    this.log = options.log ?? (() => undefined);
    this.worker = options.worker ?? `${hostname()}:${process.pid}`;
    this.now = options.now ?? (() => new Date());
  }

  /** Names a kind of work that this process can do. Before `start`. */
  register(work: JobWork): void {
    this.works.set(work.kind, work);
  }

  /**
   * Begins to do jobs of every registered kind, and takes up again whatever the ledger says is not done. A process that
   * is there for one task says `others: false`: it does the jobs that it puts on the line itself and leaves those of
   * other processes, dead or alive, to whom they belong.
   */
  async start(options: { others?: boolean } = {}): Promise<void> {
    this.takesUpOthers = options.others ?? true;
    await this.queue.ready();
    for (const work of this.works.values()) {
      await this.queue.process(work.kind, (id, context) => this.handle(work, id, context), work.concurrency);
    }
    await this.requeue();
    this.sweeping = setInterval(() => void this.sweep(), this.options.sweepEveryMs ?? SWEEP_EVERY_MS);
    this.sweeping.unref();
  }

  /** Stops taking work; waits for what is under way as the queue's `close` does. */
  async close(): Promise<void> {
    clearInterval(this.sweeping);
    await this.queue.close();
  }

  /** Puts a planned job's chunks on the line. Call it after the transaction that planned the job. */
  async enqueue(jobId: number): Promise<void> {
    const job = await this.ledger.job(jobId);
    this.own.add(jobId);
    const ids = await this.ledger.openIds(jobId);
    if (ids.length === 0) await this.settle(job.kind, jobId);
    else await this.queue.add(job.kind, ids);
  }

  /** Puts everything that is not done, and is for this process to do, on the line again. Harmless while it is being done. */
  async requeue(options: { runningSince?: Date } = {}): Promise<void> {
    for (const { job, ids } of await this.ledger.unfinished([...this.works.keys()], options)) {
      if (!this.own.has(job.id) && !this.takesUp(job)) continue;
      if (ids.length > 0) await this.queue.add(job.kind, ids);
      else await this.settle(job.kind, job.id);
    }
  }

  /** Stops beginning chunks of the job; those under way are finished and count. */
  async pause(jobId: number): Promise<void> {
    await this.ledger.pause(jobId);
    await this.rested(jobId, (await this.ledger.job(jobId)).kind);
  }

  /** Goes on with a paused job. */
  async resume(jobId: number): Promise<void> {
    await this.ledger.resume(jobId);
    await this.enqueue(jobId);
  }

  /** Ends a job for good; chunks under way write nothing more. */
  async cancel(jobId: number): Promise<void> {
    await this.ledger.cancel(jobId);
    await this.rested(jobId, (await this.ledger.job(jobId)).kind);
  }

  /** Does the failed chunks of a failed job again. */
  async rerunFailed(jobId: number): Promise<void> {
    await this.ledger.rerunFailed(jobId);
    await this.enqueue(jobId);
  }

  /** The job's progress now and whenever it has changed, until it is over; also when another process does the work. */
  async *follow(jobId: number, signal?: AbortSignal): AsyncIterable<JobProgress> {
    let wait = FOLLOW_FROM_MS;
    let last = '';
    for (;;) {
      const progress = await this.ledger.progress(jobId);
      const shown = JSON.stringify(progress);
      if (shown !== last) {
        last = shown;
        yield progress;
      }
      if (hasEnded(progress.status) || signal?.aborted === true) return;
      await sleep(wait);
      wait = Math.min(FOLLOW_UP_TO_MS, wait * 2);
    }
  }

  /** Waits until the job is over and gives its last progress. */
  async finished(jobId: number): Promise<JobProgress> {
    let last: JobProgress | undefined;
    for await (const progress of this.follow(jobId)) last = progress;
    if (last === undefined) throw new AppError('job-not-found', `There is no job ${jobId}.`, { status: 404 });
    return last;
  }

  private async handle(work: JobWork, id: string, context: JobContext): Promise<void> {
    const ref = parseChunkId(id);
    if (ref === null) return;
    const chunk = await this.ledger.claim(ref, this.worker);
    if (chunk === null) {
      await this.settle(work.kind, ref.jobId);
      return;
    }
    try {
      const outcome = await work.run(chunk, context);
      await this.ledger.complete(ref, outcome.result, (manager) => outcome.save(manager));
    } catch (error) {
      this.log({ code: 'chunk-failed', ...ref, error });
      if (context.signal.aborted) {
        await this.ledger.release(ref);
        return;
      }
      const final = error instanceof AppError && error.final;
      const isLast = await this.ledger.failAttempt(ref, sentenceOf(error), { final });
      if (!isLast) throw error;
    }
    await this.settle(work.kind, ref.jobId);
  }

  private takesUp(job: JobEntity): boolean {
    if (!this.takesUpOthers) return false;
    return this.works.get(job.kind)?.takesUp?.(JSON.parse(job.params)) ?? true;
  }

  private async settle(kind: string, jobId: number): Promise<void> {
    const work = this.works.get(kind);
    try {
      const closed = await this.ledger.settle(jobId, async (manager, job) =>
        work?.finish?.(manager, job, await this.ledger.chunkResults(jobId, manager)),
      );
      if (closed !== null) await this.rested(jobId, kind);
    } catch (error) {
      // The chunks are done and stay done; the sweep, or the next start, closes the job.
      this.log({ code: 'settle-failed', jobId, error });
    }
  }

  private async rested(jobId: number, kind: string): Promise<void> {
    this.own.delete(jobId);
    try {
      await this.works.get(kind)?.rested?.(jobId);
    } catch (error) {
      // The job is what it is; only the tidying up went wrong.
      this.log({ code: 'settle-failed', jobId, error });
    }
  }

  /** Finds what fell through: Redis came back empty, a worker elsewhere died, the database was away for a while. */
  private async sweep(): Promise<void> {
    try {
      await this.requeue({ runningSince: new Date(this.now().getTime() - ABANDONED_AFTER_MS) });
    } catch (error) {
      this.log({ code: 'sweep-failed', error });
    }
  }
}

/** What is kept of an error: its message, short enough for a row. */
function sentenceOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const storable = text.replaceAll('\0', '\ufffd');
  return storable.length > 500 ? `${storable.slice(0, 500)}…` : storable;
}
