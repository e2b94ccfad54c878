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

/** One kind's line. `waiting` is read from `head` on, so that taking the next id does not move the others. */
interface Lane {
  kind: string;
  waiting: { id: string; attempt: number }[];
  head: number;
  /** Every id that is waiting, delayed or at work: what makes adding twice harmless. */
  known: Set<string>;
  delayed: Set<NodeJS.Timeout>;
  active: Set<Promise<void>>;
  handler?: JobHandler;
  concurrency: number;
}

/**
 * The queue of one machine: lines in memory, handlers in this process. Nothing else has to be installed, and what is
 * lost when the process ends is put back from the ledger at the next start.
 */
export class InProcessQueue implements JobQueue {
  readonly handsOutOnce = false;
  private readonly lanes = new Map<string, Lane>();
  private readonly closing = new AbortController();
  private readonly retry: RetryPolicy;
  private readonly log: QueueLog;

  constructor(options: { retry?: RetryPolicy; log?: QueueLog } = {}) {
    this.retry = options.retry ?? DEFAULT_RETRY;
    this.log = options.log ?? (() => undefined);
  }

  async add(kind: string, ids: readonly string[]): Promise<void> {
    this.refuseWhenClosed();
    const lane = this.lane(kind);
    for (const id of ids) {
      if (lane.known.has(id)) continue;
      lane.known.add(id);
      lane.waiting.push({ id, attempt: 1 });
    }
    this.turn(lane);
  }

  async held(kind: string): Promise<number> {
    return this.lane(kind).known.size;
  }

  async process(kind: string, handler: JobHandler, concurrency: number): Promise<void> {
    this.refuseWhenClosed();
    const lane = this.lane(kind);
    if (lane.handler !== undefined) {
      throw new AppError('queue-handler-taken', `Jobs of the kind "${kind}" already have a handler in this process.`);
    }
    lane.handler = handler;
    lane.concurrency = Math.max(1, concurrency);
    this.turn(lane);
  }

  async ready(): Promise<void> {
    this.refuseWhenClosed();
  }

  async close(): Promise<void> {
    this.closing.abort();
    const active: Promise<void>[] = [];
    for (const lane of this.lanes.values()) {
      for (const timer of lane.delayed) clearTimeout(timer);
      lane.delayed.clear();
      lane.waiting = [];
      lane.head = 0;
      active.push(...lane.active);
    }
    await withinTime(Promise.allSettled(active), CLOSE_WITHIN_MS);
  }

  private lane(kind: string): Lane {
    let lane = this.lanes.get(kind);
    if (lane === undefined) {
      lane = {
        kind,
        waiting: [],
        head: 0,
        known: new Set(),
        delayed: new Set(),
        active: new Set(),
        concurrency: 1,
      };
      this.lanes.set(kind, lane);
    }
    return lane;
  }

  /** Starts as many waiting ids as there are free hands. */
  private turn(lane: Lane): void {
    while (lane.handler !== undefined && !this.closing.signal.aborted && lane.active.size < lane.concurrency) {
      const next = lane.waiting[lane.head];
      if (next === undefined) break;
      lane.head += 1;
      if (lane.head > 1000 && lane.head * 2 > lane.waiting.length) {
        lane.waiting.splice(0, lane.head);
        lane.head = 0;
      }
      const running: Promise<void> = this.work(lane, lane.handler, next.id, next.attempt).finally(() => {
        lane.active.delete(running);
        this.turn(lane);
      });
      lane.active.add(running);
    }
  }

  private async work(lane: Lane, handler: JobHandler, id: string, attempt: number): Promise<void> {
    // Let the caller of `add` go on first: a handler that throws at once must not surface there.
    await Promise.resolve();
    try {
      await handler(id, { attempt, signal: this.closing.signal });
      lane.known.delete(id);
    } catch (error) {
      if (attempt >= this.retry.attempts) {
        lane.known.delete(id);
        this.log({ code: 'id-dropped', kind: lane.kind, id, error });
        return;
      }
      this.log({ code: 'attempt-failed', kind: lane.kind, id, error });
      if (this.closing.signal.aborted) return;
      const timer = setTimeout(
        () => {
          lane.delayed.delete(timer);
          lane.waiting.push({ id, attempt: attempt + 1 });
          this.turn(lane);
        },
        backoffAfter(attempt, this.retry),
      );
      lane.delayed.add(timer);
    }
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
