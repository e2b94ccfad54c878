import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { AppError } from '../common/index.js';
import {
  backoffAfter,
  CLOSE_WITHIN_MS,
  DEFAULT_RETRY,
  type JobHandler,
  type JobQueue,
  type QueueLog,
  type RetryPolicy,
} from './job-queue.js';
import { withinTime } from './within-time.js';

/**
 * How BullMQ is set up, and why.
 *
 * - A worker's lock lasts 15 s and is renewed every 7.5 s; lost locks are looked for every 5 s. So the work of a worker
 *   that was killed is taken up again after 20 s at the latest (BullMQ's defaults: 60 s), while a handler may still
 *   block its event loop for several seconds without losing its lock. Evaluation runs in threads, so ours do not.
 * - An id that was recovered from three dead workers is dropped here: the ledger counts its attempts, marks it failed
 *   and says so, where the queue alone would kill a fourth worker.
 * - Finished and dropped ids are removed at once. What happened stands in the ledger, Redis stays small, and the same
 *   id can be added again.
 * - Nothing here needs Redis to survive a restart: the ledger puts back what is not done.
 */
export const REDIS_SETTINGS = {
  lockDurationMs: 15_000,
  stalledIntervalMs: 5_000,
  maxStalledCount: 3,
  connectWithinMs: 3_000,
  addAtOnce: 1_000,
} as const;

type IdJob = { id: string };
type Settings = { lockDurationMs: number; stalledIntervalMs: number };

/** The queue of many machines: BullMQ on Redis, any number of worker processes. */
export class RedisQueue implements JobQueue {
  private readonly queues = new Map<string, Queue<IdJob>>();
  private readonly workers = new Map<string, Worker<IdJob>>();
  private readonly retry: RetryPolicy;
  private readonly log: QueueLog;
  private readonly prefix: string;
  private readonly settings: Settings;
  private readonly adding: Redis;
  private readonly working: Redis[] = [];
  private readonly closing = new AbortController();
  private closed?: Promise<void>;

  /** `prefix` keeps the keys of several installations apart in one Redis. */
  constructor(
    private readonly url: string,
    options: { prefix?: string; retry?: RetryPolicy; log?: QueueLog; settings?: Partial<Settings> } = {},
  ) {
    this.retry = options.retry ?? DEFAULT_RETRY;
    this.log = options.log ?? (() => undefined);
    this.prefix = options.prefix ?? 'second-look';
    this.settings = { ...REDIS_SETTINGS, ...options.settings };
    // One retry for each command: whoever adds a job is told within seconds that Redis is away.
    this.adding = this.connect(1);
  }

  async add(kind: string, ids: readonly string[]): Promise<void> {
    this.refuseWhenClosed();
    const queue = this.queue(kind);
    try {
      for (let from = 0; from < ids.length; from += REDIS_SETTINGS.addAtOnce) {
        await queue.addBulk(
          ids.slice(from, from + REDIS_SETTINGS.addAtOnce).map((id) => ({
            name: kind,
            data: { id },
            opts: {
              jobId: jobIdOf(id),
              attempts: this.retry.attempts,
              backoff: { type: 'custom' },
              removeOnComplete: true,
              removeOnFail: true,
            },
          })),
        );
      }
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  async process(kind: string, handler: JobHandler, concurrency: number): Promise<void> {
    this.refuseWhenClosed();
    if (this.workers.has(kind)) {
      throw new AppError('queue-handler-taken', `Jobs of the kind "${kind}" already have a handler in this process.`);
    }
    // A worker waits for Redis as long as it takes: BullMQ asks for commands without a retry limit.
    const connection = this.connect(null);
    this.working.push(connection);
    const worker = new Worker<IdJob>(
      nameOf(kind),
      async (job) => handler(job.data.id, { attempt: job.attemptsMade + 1, signal: this.closing.signal }),
      {
        connection,
        prefix: this.prefix,
        concurrency: Math.max(1, concurrency),
        lockDuration: this.settings.lockDurationMs,
        stalledInterval: this.settings.stalledIntervalMs,
        maxStalledCount: REDIS_SETTINGS.maxStalledCount,
        settings: { backoffStrategy: (attemptsMade) => backoffAfter(attemptsMade, this.retry) },
      },
    );
    worker.on('error', (error) => this.log({ code: 'connection', kind, error }));
    worker.on('failed', (job, error) =>
      this.log({
        code: job === undefined || job.attemptsMade >= this.retry.attempts ? 'id-dropped' : 'attempt-failed',
        kind,
        ...(job === undefined ? {} : { id: job.data.id }),
        error,
      }),
    );
    this.workers.set(kind, worker);
  }

  async pause(kind: string): Promise<void> {
    await this.orUnreachable(this.queue(kind).pause());
  }

  async resume(kind: string): Promise<void> {
    await this.orUnreachable(this.queue(kind).resume());
  }

  async ready(): Promise<void> {
    this.refuseWhenClosed();
    try {
      const answer = await withinTime(this.adding.ping(), REDIS_SETTINGS.connectWithinMs);
      if (answer === undefined) throw new Error('no answer within three seconds');
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  close(): Promise<void> {
    this.closed ??= this.closeOnce();
    return this.closed;
  }

  private async closeOnce(): Promise<void> {
    this.closing.abort();
    const workers = [...this.workers.values()];
    const finished = await withinTime(
      Promise.allSettled(workers.map((worker) => worker.close())).then(() => true),
      CLOSE_WITHIN_MS,
    );
    if (finished === undefined) {
      await withinTime(Promise.allSettled(workers.map((worker) => worker.close(true))), 1000);
    }
    await withinTime(Promise.allSettled([...this.queues.values()].map((queue) => queue.close())), 1000);
    for (const connection of [this.adding, ...this.working]) connection.disconnect();
  }

  private queue(kind: string): Queue<IdJob> {
    let queue = this.queues.get(kind);
    if (queue === undefined) {
      queue = new Queue<IdJob>(nameOf(kind), {
        connection: this.adding,
        prefix: this.prefix,
        skipWaitingForReady: true,
        // Nobody listens to BullMQ's event stream here; a short one keeps Redis small.
        streams: { events: { maxLen: 100 } },
      });
      queue.on('error', (error) => this.log({ code: 'connection', kind, error }));
      this.queues.set(kind, queue);
    }
    return queue;
  }

  private connect(maxRetriesPerRequest: number | null): Redis {
    const connection = new Redis(this.url, {
      maxRetriesPerRequest,
      connectTimeout: REDIS_SETTINGS.connectWithinMs,
      disconnectTimeout: 200,
      retryStrategy: (times) => Math.min(200 * times, 2_000),
    });
    connection.on('error', (error) => this.log({ code: 'connection', error }));
    return connection;
  }

  private async orUnreachable<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private unreachable(error: unknown): AppError {
    return new AppError(
      'redis-unreachable',
      `Redis at ${withoutPassword(this.url)} cannot be reached. Start it, correct REDIS_URL, or leave REDIS_URL unset to run the jobs inside this process.`,
      { exitCode: 3, status: 503, cause: error, detail: error instanceof Error ? error.message : String(error) },
    );
  }

  private refuseWhenClosed(): void {
    if (this.closing.signal.aborted) {
      throw new AppError(
        'queue-closed',
        'The job queue is closing and takes no more work. Try again after the restart.',
        {
          exitCode: 3,
          status: 503,
        },
      );
    }
  }
}

/** A queue name that BullMQ accepts: it forbids the colon, which is its own separator. */
function nameOf(kind: string): string {
  return kind.replaceAll(':', '_');
}

/** The same id always has the same BullMQ job, so that adding it twice is harmless. Bare numbers and colons are refused by BullMQ. */
function jobIdOf(id: string): string {
  return `id-${encodeURIComponent(id)}`;
}

/** The address without its password, for a message. */
export function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}
