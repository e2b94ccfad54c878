/**
 * The one contract for work that runs later: a line of ids for each kind of work, and someone who handles them.
 *
 * The database is the ledger and the queue carries nothing but ids. A queue may therefore lose everything it holds and
 * may hand an id out twice: whoever handles an id asks the ledger what is still to be done (see `ledger.ts`).
 */

/** What a handler is told beside the id. */
export interface JobContext {
  /** Counts from 1; grows each time the same id is tried again after an error. */
  attempt: number;
  /** Aborted when the queue closes: a long handler should then stop at the next safe place and throw. */
  signal: AbortSignal;
}

/** Does the work behind one id. An error means "try again later". */
export type JobHandler = (id: string, context: JobContext) => Promise<void>;

/** How often an id is tried before the queue drops it, and how long it waits in between. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  attempts: number;
  /** Milliseconds before the second attempt; each further wait is twice the one before, up to a minute. */
  backoffMs: number;
}

/**
 * Twelve attempts over some six minutes: more than the ledger allows a chunk, so that it is the ledger which gives a
 * chunk up, and long enough for a database to be moved. What takes longer is put back on the line by the sweep.
 */
export const DEFAULT_RETRY: RetryPolicy = { attempts: 12, backoffMs: 1000 };

/** The longest wait between two attempts, in milliseconds. */
export const LONGEST_BACKOFF_MS = 60_000;

/** Milliseconds to wait after the given attempt (from 1) failed. */
export function backoffAfter(attempt: number, policy: RetryPolicy): number {
  return Math.min(LONGEST_BACKOFF_MS, policy.backoffMs * 2 ** (attempt - 1));
}

/** How long `close` waits for handlers that are still at work, in milliseconds; the rest of ten seconds is for tidying. */
export const CLOSE_WITHIN_MS = 7_000;

/** The code of the refusal when a queue cannot be reached. What the ledger holds is put on the line when it is back. */
export const QUEUE_AWAY = 'redis-unreachable';

export interface JobQueue {
  /**
   * Whether an id that is handed out is at work nowhere else, in no process: then the worker that the ledger names for
   * it is dead. A queue that knows of this process only cannot tell.
   */
  readonly handsOutOnce: boolean;

  /**
   * Puts ids at the end of the line of their kind. An id that is already waiting, delayed or at work is left alone.
   * Throws an AppError of the code `QUEUE_AWAY` where the queue cannot be reached.
   */
  add(kind: string, ids: readonly string[]): Promise<void>;

  /** How many ids of this kind the queue knows of: waiting, delayed or at work, in any process. */
  held(kind: string): Promise<number>;

  /** Handles ids of this kind here, at most `concurrency` at a time. One handler for a kind in a process. */
  process(kind: string, handler: JobHandler, concurrency: number): Promise<void>;

  /** Resolves when jobs can be added; otherwise refuses with a sentence that says what cannot be reached. */
  ready(): Promise<void>;

  /** Takes no more work and waits, nine seconds at most, for what is under way. May be called twice. */
  close(): Promise<void>;
}

/** What a queue reports about itself, for whoever looks for a fault: codes and ids only, never what the work is about. */
export type QueueLog = (event: {
  code: 'attempt-failed' | 'id-dropped' | 'queue-trouble';
  kind?: string;
  id?: string;
  error: unknown;
}) => void;
