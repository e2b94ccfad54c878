import { createRequire } from 'node:module';
import type * as BullMq from 'bullmq';
import type { Job, Queue, Worker } from 'bullmq';
import type * as IoRedis from 'ioredis';
import type { Redis } from 'ioredis';
import { AppError } from '../common/index.js';
import {
  backoffAfter,
  CLOSE_WITHIN_MS,
  DEFAULT_RETRY,
  type JobHandler,
  type JobQueue,
  QUEUE_AWAY,
  type QueueLog,
  type RetryPolicy,
} from './job-queue.js';
import { MAX_CHUNK_ATTEMPTS } from './ledger.js';
import { Outage, unreachable } from './outage.js';
import { withinTime } from './within-time.js';

/**
 * How BullMQ is set up, and why.
 *
 * - `lockDuration` 15 s, renewed every 7.5 s; `stalledInterval` 5 s. So the work of a worker that was killed is taken up
 *   again after 20 s at the latest (BullMQ's defaults: 60 s), while a handler may still block its event loop for several
 *   seconds without losing its lock. Evaluation runs in threads, so ours do not.
 * - `maxStalledCount` as often as the ledger allows a chunk to be begun: the ledger counts killed attempts, gives the
 *   chunk up and says why. Did the queue give up first, the chunk would stand as running until a sweep finds it.
 * - `attempts` and `backoff` are `DEFAULT_RETRY`: more attempts than the ledger allows, 1 s, 2 s, 4 s … a minute apart.
 * - `removeOnComplete` and `removeOnFail` at once. What happened stands in the ledger, Redis stays small, and the same id
 *   can be added again.
 * - `maxRetriesPerRequest`: none for the workers' connections, which wait for Redis as long as it takes; one for the
 *   connection that adds, whose caller is told within seconds that Redis is away.
 * - `retryStrategy`: again after 0.2 s, 0.4 s … 2 s, for ever. `runRetryDelay` 2 s (BullMQ: 15 s): so soon after that
 *   work goes on.
 * - `keepAlive`: a connection whose other end vanished without a word is noticed. No `socketTimeout`: in ioredis 5.11 its
 *   timer outlives the connection, ends the next one, and keeps a process alive that is done.
 * - Nothing here needs Redis to survive a restart: the ledger puts back what is not done.
 */
export const REDIS_SETTINGS = {
  lockDurationMs: 15_000,
  stalledIntervalMs: 5_000,
  maxStalledCount: MAX_CHUNK_ATTEMPTS,
  runRetryDelayMs: 2_000,
  connectWithinMs: 3_000,
  keepAliveAfterMs: 10_000,
  addAtOnce: 1_000,
  addWithinMs: 10_000,
} as const;

/** How long closing waits for Redis to note what was finished, in milliseconds; BullMQ alone would wait for ever. */
const NOTE_WITHIN_MS = 1_000;

type IdJob = { id: string };
type Settings = { lockDurationMs: number; stalledIntervalMs: number };

/** They take a quarter of a second to load, and most commands need no Redis: loaded by the first queue. */
const load = createRequire(import.meta.url);
const bullMq = (): typeof BullMq => load('bullmq') as typeof BullMq;
const ioRedis = (): typeof IoRedis => load('ioredis') as typeof IoRedis;

/** The queue of many machines: BullMQ on Redis, any number of worker processes. */
export class RedisQueue implements JobQueue {
  /** BullMQ's lock sees to it. */
  readonly handsOutOnce = true;
  private readonly queues = new Map<string, Queue<IdJob>>();
  private readonly workers = new Map<string, Worker<IdJob>>();
  private readonly retry: RetryPolicy;
  private readonly log: QueueLog;
  private readonly prefix: string;
  private readonly settings: Settings;
  private readonly adding: Redis;
  private readonly working: Redis[] = [];
  private readonly closing = new AbortController();
  private readonly outage: Outage;
  /** What is under way here; none of these rejects. */
  private readonly active = new Set<Promise<unknown>>();
  private closed?: Promise<void>;

  /**
   * `prefix` keeps the keys of several installations apart in one Redis. `tell` takes sentences for the person who runs
   * the process: that Redis is away, and that it is back.
   */
  constructor(
    private readonly url: string,
    options: {
      prefix?: string;
      retry?: RetryPolicy;
      log?: QueueLog;
      tell?: (sentence: string) => void;
      settings?: Partial<Settings>;
    } = {},
  ) {
    this.outage = new Outage(unreachable(`Redis at ${withoutPassword(url)}`), options.tell ?? (() => undefined));
    this.retry = options.retry ?? DEFAULT_RETRY;
    this.log = options.log ?? (() => undefined);
    this.prefix = options.prefix ?? 'second-look';
    this.settings = { ...REDIS_SETTINGS, ...options.settings };
    // One retry for each command: whoever adds a job is told within seconds that Redis is away.
    this.adding = this.connect(1);
  }

  async add(kind: string, ids: readonly string[]): Promise<void> {
    this.refuseWhenClosed();
    for (let from = 0; from < ids.length; from += REDIS_SETTINGS.addAtOnce) {
      await this.answered(
        this.queue(kind).addBulk(
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
        ),
      );
    }
  }

  async held(kind: string): Promise<number> {
    return this.answered(this.queue(kind).getJobCountByTypes('waiting', 'delayed', 'active'));
  }

  async process(kind: string, handler: JobHandler, concurrency: number): Promise<void> {
    this.refuseWhenClosed();
    if (this.workers.has(kind)) {
      throw new AppError('queue-handler-taken', `Jobs of the kind "${kind}" already have a handler in this process.`);
    }
    // A worker waits for Redis as long as it takes: BullMQ asks for commands without a retry limit.
    const connection = this.connect(null);
    this.working.push(connection);
    const worker = new (bullMq().Worker)<IdJob>(nameOf(kind), (job) => this.handle(handler, job), {
      connection,
      prefix: this.prefix,
      concurrency: Math.max(1, concurrency),
      lockDuration: this.settings.lockDurationMs,
      stalledInterval: this.settings.stalledIntervalMs,
      maxStalledCount: REDIS_SETTINGS.maxStalledCount,
      runRetryDelay: REDIS_SETTINGS.runRetryDelayMs,
      settings: { backoffStrategy: (attemptsMade) => backoffAfter(attemptsMade, this.retry) },
    });
    worker.on('error', (error) => this.log({ code: 'queue-trouble', kind, error }));
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

  async ready(): Promise<void> {
    this.refuseWhenClosed();
    await this.answered(this.adding.ping(), REDIS_SETTINGS.connectWithinMs);
  }

  close(): Promise<void> {
    this.closed ??= this.closeOnce();
    return this.closed;
  }

  private async closeOnce(): Promise<void> {
    this.closing.abort();
    // From here on the workers take nothing more.
    const closed = Promise.allSettled([...this.workers.values()].map((worker) => worker.close()));
    await withinTime(Promise.all(this.active), CLOSE_WITHIN_MS);
    await withinTime(closed, NOTE_WITHIN_MS);
    await withinTime(Promise.allSettled([...this.queues.values()].map((queue) => queue.close())), NOTE_WITHIN_MS);
    for (const connection of [this.adding, ...this.working]) connection.disconnect();
  }

  private async handle(handler: JobHandler, job: Job<IdJob>): Promise<void> {
    const work = handler(job.data.id, { attempt: job.attemptsMade + 1, signal: this.closing.signal });
    const settled = work.catch(() => undefined);
    this.active.add(settled);
    try {
      await work;
    } finally {
      this.active.delete(settled);
    }
  }

  private queue(kind: string): Queue<IdJob> {
    let queue = this.queues.get(kind);
    if (queue === undefined) {
      queue = new (bullMq().Queue)<IdJob>(nameOf(kind), {
        connection: this.adding,
        prefix: this.prefix,
        skipWaitingForReady: true,
        // Nobody listens to BullMQ's event stream here; a short one keeps Redis small.
        streams: { events: { maxLen: 100 } },
      });
      queue.on('error', (error) => this.log({ code: 'queue-trouble', kind, error }));
      this.queues.set(kind, queue);
    }
    return queue;
  }

  private connect(maxRetriesPerRequest: number | null): Redis {
    const connection = new (ioRedis().Redis)(this.url, {
      maxRetriesPerRequest,
      connectTimeout: REDIS_SETTINGS.connectWithinMs,
      keepAlive: REDIS_SETTINGS.keepAliveAfterMs,
      disconnectTimeout: 200,
      retryStrategy: (times) => Math.min(200 * times, 2_000),
    });
    connection.on('error', (error) => {
      this.log({ code: 'queue-trouble', error });
      if (!this.closing.signal.aborted) this.outage.begin();
    });
    connection.on('ready', () => this.outage.end());
    return connection;
  }

  /** What Redis answers; refuses with a sentence where it does not, or not in time. */
  private async answered<T>(asking: Promise<T>, ms: number = REDIS_SETTINGS.addWithinMs): Promise<T> {
    try {
      const answer = await withinTime(
        asking.then((value) => ({ value })),
        ms,
      );
      if (answer === undefined) throw new Error(`no answer within ${ms / 1000} seconds`);
      this.outage.end();
      return answer.value;
    } catch (error) {
      if (!this.closing.signal.aborted) this.outage.begin();
      throw this.unreachable(error);
    }
  }

  private unreachable(error: unknown): AppError {
    return new AppError(
      QUEUE_AWAY,
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

/** The address without its password, and without its query, which may hold another, for a message. */
export function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  shown.search = '';
  return shown.href;
}
