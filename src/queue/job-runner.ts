import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { AppError } from '../common/index.js';
import { isDatabaseFull, isServerAway } from '../database/index.js';
import { ABANDONED_AFTER_MS, ALIVE_EVERY_MS, type ChunkHolder, isGone, workerName } from './chunk-holder.js';
import type { JobEntity } from './job.entity.js';
import type { JobProgress } from './job-progress.js';
import { CLOSE_WITHIN_MS, type JobContext, type JobQueue, QUEUE_AWAY } from './job-queue.js';
import { hasEnded } from './job-status.js';
import { type ChunkRef, type ClaimedChunk, type Ledger, parseChunkId } from './ledger.js';
import { full, Outage, unreachable } from './outage.js';
import { withinTime } from './within-time.js';

/** What a chunk came to: what it counted, and how to write what it found. */
export interface ChunkOutcome {
  /** Kept as JSON in the ledger; `finish` gets these of all chunks. */
  result: unknown;
  /** Writes in the transaction that marks the chunk done; called at most once for a chunk that counts. */
  save(manager: EntityManager): Promise<void>;
}

/** What a chunk's work is told, and what it may say while it goes on. */
export interface ChunkContext extends JobContext {
  /**
   * Says how many units of the chunk are done so far. For work with few, long chunks: without it nothing is seen of them
   * before they are over. Kept at most once a second, so that it may be called at every turn.
   */
  note(units: number): void;
}

/** One kind of long work. */
export interface JobWork {
  kind: string;
  /** What the sizes of its chunks count, in the plural: `people`. */
  unit?: string;
  /** How many chunks this process does at a time. */
  concurrency: number;
  /** Does a chunk without writing anything. An error means that it is tried again, unless it is a final refusal. */
  run(chunk: ClaimedChunk, context: ChunkContext): Promise<ChunkOutcome>;
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
  /** What the job says instead of the message of an error that is no refusal. */
  reference?: string;
  error: unknown;
}) => void;

/** How often the ledger is looked through for chunks that no queue knows any more, in milliseconds. */
const SWEEP_EVERY_MS = 15_000;
/** How long the end of the process waits for the ledger to take back what is not done. */
const GIVE_BACK_WITHIN_MS = 1_000;
/** While the disk under the database is full, nobody tries again sooner than after so long, in milliseconds. */
const LOOK_FOR_ROOM_EVERY_MS = 5_000;
/** What a chunk says of itself is kept this often, in milliseconds. */
const NOTE_EVERY_MS = 1000;
/** Following a job looks at the ledger this often: quickly at first, for short jobs, then more calmly. */
const FOLLOW_FROM_MS = 10;
const FOLLOW_UP_TO_MS = 500;

export interface RunnerOptions {
  log?: RunnerLog;
  /** The name of this process in the ledger. */
  worker?: string;
  now?: () => Date;
  sweepEveryMs?: number;
  aliveEveryMs?: number;
  lookForRoomEveryMs?: number;
  /** Takes sentences for the person who runs the process. */
  tell?: (sentence: string) => void;
  /** How the database is called in a sentence: `PostgreSQL at 10.0.0.5:5432/office`. */
  database?: string;
}

/** Ties the ledger to a queue: plans are queued, chunks are claimed and done, jobs are closed. */
export class JobRunner {
  private readonly works = new Map<string, JobWork>();
  private readonly log: RunnerLog;
  private readonly worker: string;
  private readonly now: () => Date;
  /** The jobs that this process put on the line and that are not over. */
  private readonly own = new Set<number>();
  /** The work on chunks that is under way in this process; none of it rejects. */
  private readonly atWork = new Set<Promise<void>>();
  /** The chunks that are this process's. */
  private readonly claimed = new Set<ClaimedChunk>();
  private readonly outage: Outage;
  private readonly fullDisk: Outage;
  private takesUpOthers = true;
  private sweeping?: NodeJS.Timeout;
  private givingSigns?: NodeJS.Timeout;
  private isGivingSign = false;
  private isSweeping = false;
  private closed?: Promise<void>;

  constructor(
    private readonly queue: JobQueue,
    readonly ledger: Ledger,
    private readonly options: RunnerOptions = {},
  ) {
    this.log = options.log ?? (() => undefined);
    this.worker = options.worker ?? workerName();
    this.now = options.now ?? (() => new Date());
    const tell = options.tell ?? ((): void => undefined);
    const database = options.database ?? 'The database';
    this.outage = new Outage(unreachable(database), tell, this.now);
    this.fullDisk = new Outage(full(lowerFirst(database)), tell, this.now);
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
    this.outage.end();
    this.fullDisk.end();
    this.sweeping = setInterval(() => void this.sweep(), this.options.sweepEveryMs ?? SWEEP_EVERY_MS);
    this.sweeping.unref();
    this.givingSigns = setInterval(() => void this.giveSign(), this.options.aliveEveryMs ?? ALIVE_EVERY_MS);
    this.givingSigns.unref();
  }

  /**
   * Stops taking work and waits for what is under way, ten seconds at most; what is not done by then is given back. May
   * be called twice.
   */
  close(): Promise<void> {
    this.closed ??= this.closeOnce();
    return this.closed;
  }

  private async closeOnce(): Promise<void> {
    clearInterval(this.sweeping);
    const closing = this.queue.close();
    await withinTime(Promise.all(this.atWork), CLOSE_WITHIN_MS);
    clearInterval(this.givingSigns);
    const left = [...this.claimed].map((chunk) => this.ledger.release(chunk));
    await withinTime(Promise.allSettled(left), GIVE_BACK_WITHIN_MS);
    await closing;
  }

  /**
   * Puts a planned job's chunks on the line. Call it after the transaction that planned the job. Should the queue be away
   * just now, the job is in the ledger all the same, and a sweep puts it on the line when the queue is back.
   */
  async enqueue(jobId: number): Promise<void> {
    const job = await this.ledger.job(jobId);
    this.own.add(jobId);
    const ids = await this.ledger.openIds(jobId);
    if (ids.length === 0) return this.settle(job.kind, jobId);
    try {
      await this.queue.add(job.kind, ids);
    } catch (error) {
      if (!(error instanceof AppError && error.code === QUEUE_AWAY)) throw error;
    }
  }

  /**
   * Puts what is not done, and is for this process to do, on the line again, where the line holds less than the ledger
   * says is open: with many workers and long lines, adding everything every few seconds would be most of the traffic.
   * Ids of jobs that were cancelled or paused make the line look longer only until somebody has looked at them.
   */
  private async requeue(runningSince?: Date): Promise<void> {
    const jobs = await this.ledger.openJobs([...this.works.keys()]);
    for (const kind of this.works.keys()) {
      const ofKind = jobs.filter(({ job }) => job.kind === kind);
      const open = ofKind.reduce((sum, job) => sum + job.open, 0);
      const isShort = open > 0 && (await this.queue.held(kind)) < open;
      for (const { job, open: left } of ofKind) {
        if (!this.own.has(job.id) && !this.takesUp(job)) continue;
        if (left === 0) await this.settle(kind, job.id);
        else if (isShort) await this.queue.add(kind, await this.ledger.openIds(job.id, runningSince));
      }
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
    const job = await this.ledger.job(jobId);
    // What is done only by the process that began it, that process goes on with; it may have finished meanwhile.
    if (this.mayDo(job)) await this.enqueue(jobId);
    else await this.settle(job.kind, jobId);
  }

  /** Ends a job for good; chunks under way write nothing more. */
  async cancel(jobId: number): Promise<void> {
    await this.ledger.cancel(jobId);
    await this.rested(jobId, (await this.ledger.job(jobId)).kind);
  }

  /** Does the failed chunks of a failed job again. Refuses where only the process that began it could. */
  async rerunFailed(jobId: number): Promise<void> {
    if (!this.mayDo(await this.ledger.job(jobId))) {
      throw new AppError(
        'job-of-a-command',
        `Job ${jobId} was done by the command that began it, and nobody else can: run that command again.`,
        { status: 409 },
      );
    }
    await this.ledger.rerunFailed(jobId);
    await this.enqueue(jobId);
  }

  /** Resolves when both the ledger and the queue can be reached; otherwise refuses with what cannot. */
  async ready(): Promise<void> {
    await this.ledger.jobs(1);
    await this.queue.ready();
  }

  /** What the sizes of this kind's chunks count: `people`. `units` where the kind is not known or does not say. */
  unitOf(kind: string): string {
    return this.works.get(kind)?.unit ?? 'units';
  }

  /** The job's progress now and whenever it has changed, until it is over; also when another process does the work. */
  async *follow(jobId: number, signal?: AbortSignal): AsyncIterable<JobProgress> {
    let wait = FOLLOW_FROM_MS;
    let last = '';
    for (;;) {
      const progress = await this.whenAnswering(() => this.ledger.progress(jobId), signal);
      if (progress === null) return;
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

  /**
   * What the question to the database comes to, asked again while its server is away; null when the signal comes first.
   * For whoever waits for a job: an outage shall not end the waiting, while one who asks once is told of it at once.
   */
  whenAnswering<T>(ask: () => Promise<T>): Promise<T>;
  whenAnswering<T>(ask: () => Promise<T>, signal: AbortSignal | undefined): Promise<T | null>;
  async whenAnswering<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T | null> {
    while (signal?.aborted !== true) {
      try {
        const answer = await ask();
        this.outage.end();
        return answer;
      } catch (error) {
        if (!isServerAway(error)) throw error;
        this.outage.begin();
        await sleep(FOLLOW_UP_TO_MS);
      }
    }
    return null;
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
    const doing = this.attempt(work, ref, context);
    const over = doing.catch(() => undefined);
    this.atWork.add(over);
    try {
      await doing;
    } finally {
      this.atWork.delete(over);
    }
  }

  /** Does one chunk once. An error means that the queue should hand the id out again. */
  private async attempt(work: JobWork, ref: ChunkRef, context: JobContext): Promise<void> {
    try {
      const chunk = await this.ledger.claim(ref, this.worker, (holder) => this.mayTakeFrom(holder));
      this.outage.end();
      if (chunk !== null) {
        this.claimed.add(chunk);
        try {
          const outcome = await work.run(chunk, { ...context, note: this.noteOf(chunk) });
          await this.ledger.complete(ref, outcome.result, (manager) => outcome.save(manager));
          this.fullDisk.end();
        } catch (error) {
          await this.failed(chunk, error, context);
        } finally {
          this.claimed.delete(chunk);
        }
      }
    } catch (error) {
      if (isServerAway(error)) this.outage.begin();
      if (isDatabaseFull(error)) await this.waitForRoom(context.signal);
      throw error;
    }
    await this.settle(work.kind, ref.jobId);
  }

  /** Whether a chunk that is marked as begun is left: where the queue hands each id out once, whoever had it is dead. */
  private mayTakeFrom(holder: ChunkHolder): boolean {
    return this.queue.handsOutOnce || isGone(holder, this.worker, this.now());
  }

  /** Lets the others know that the chunks under way here are. What cannot be said is said the next time. */
  private async giveSign(): Promise<void> {
    if (this.claimed.size === 0 || this.isGivingSign) return;
    this.isGivingSign = true;
    await this.ledger.noteAlive([...this.claimed]).catch(() => undefined);
    this.isGivingSign = false;
  }

  /** Keeps what a chunk says of itself. A note that cannot be kept is missed by nobody: the next one is. */
  private noteOf(chunk: ClaimedChunk): (units: number) => void {
    let next = 0;
    return (units) => {
      const now = performance.now();
      if (now < next) return;
      next = now + NOTE_EVERY_MS;
      this.ledger.note(chunk, chunk.attempt, Math.floor(units)).catch(() => undefined);
    };
  }

  /** Has the person told that the disk is full, and holds this hand for a while: evaluating is of no use meanwhile. */
  private async waitForRoom(signal: AbortSignal): Promise<void> {
    this.fullDisk.begin();
    const wait = this.options.lookForRoomEveryMs ?? LOOK_FOR_ROOM_EVERY_MS;
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }

  /** Notes in the ledger that an attempt failed; throws the error where another is to follow. */
  private async failed(chunk: ClaimedChunk, error: unknown, context: JobContext): Promise<void> {
    const { jobId, index } = chunk;
    const reference = randomBytes(5).toString('hex');
    if (!isServerAway(error)) this.log({ code: 'chunk-failed', jobId, index, reference, error });
    // Neither the end of this process nor a full disk is the chunk's fault: the attempt does not count.
    if (context.signal.aborted || isDatabaseFull(error)) {
      await this.ledger.release(chunk);
      throw error;
    }
    const final = error instanceof AppError && error.final;
    const becomes = await this.ledger.failAttempt(chunk, sentenceOf(error, reference), { final });
    if (becomes === 'again') throw error;
  }

  private takesUp(job: JobEntity): boolean {
    return this.takesUpOthers && this.mayDo(job);
  }

  /** Whether the job may be done in this process at all: some are done only by the process that began them. */
  mayDo(job: JobEntity): boolean {
    return this.own.has(job.id) || (this.works.get(job.kind)?.takesUp?.(JSON.parse(job.params)) ?? true);
  }

  private async settle(kind: string, jobId: number): Promise<void> {
    const work = this.works.get(kind);
    try {
      const closed = await this.ledger.settle(jobId, async (manager, job) =>
        work?.finish?.(manager, job, await this.ledger.chunkResults(jobId, manager)),
      );
      if (closed !== null) {
        this.fullDisk.end();
        await this.rested(jobId, kind);
      }
    } catch (error) {
      // The chunks are done and stay done; the sweep, or the next start, closes the job.
      this.trouble('settle-failed', error, jobId);
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
    // One that waits for a slow database is not joined by others.
    if (this.isSweeping) return;
    this.isSweeping = true;
    try {
      // Where claiming tells the dead from the living everything that is open is looked at.
      await this.requeue(this.queue.handsOutOnce ? new Date(this.now().getTime() - ABANDONED_AFTER_MS) : undefined);
      // Where nothing is under way nobody else would notice that the queue is away.
      await this.queue.ready();
      this.outage.end();
    } catch (error) {
      this.trouble('sweep-failed', error);
    } finally {
      this.isSweeping = false;
    }
  }

  /** Logs what went wrong; that something is away is told to the person instead, by whoever noticed. */
  private trouble(code: 'sweep-failed' | 'settle-failed', error: unknown, jobId?: number): void {
    if (isServerAway(error)) this.outage.begin();
    else if (isDatabaseFull(error)) this.fullDisk.begin();
    else if (!(error instanceof AppError && error.code === QUEUE_AWAY)) {
      this.log({ code, ...(jobId === undefined ? {} : { jobId }), error });
    }
  }
}

/**
 * What is kept of an error for everybody who asks about the job, short enough for a row. Only a refusal's message is meant
 * for them: any other may name a folder of this machine, or say what a record says.
 */
function sentenceOf(error: unknown, reference: string): string {
  if (!(error instanceof AppError)) {
    return `Something went wrong inside the program; its log says where, under ${reference}.`;
  }
  const storable = error.message.replaceAll('\0', '\ufffd');
  return storable.length > 500 ? `${storable.slice(0, 500)}…` : storable;
}

/** `The database office.sqlite` in the middle of a sentence; a name keeps its capital. */
function lowerFirst(place: string): string {
  return place.replace(/^The /, 'the ');
}
