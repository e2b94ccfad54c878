import type { ChunkStatus, JobStatus } from './job-status.js';

/** How far a job is, read from the ledger alone. */
export interface JobProgress {
  jobId: number;
  kind: string;
  status: JobStatus;
  /** Units done and in all (people, rows, motions). */
  done: number;
  total: number;
  chunks: Record<ChunkStatus, number>;
  /** Units a second over the chunks finished last; null until one is. */
  ratePerSecond: number | null;
  /** Null while the rate is unknown or the job is not running. */
  secondsLeft: number | null;
  error: string | null;
}

/** A chunk that was finished, for the rate. */
export interface FinishedChunk {
  size: number;
  startedAt: string | null;
  finishedAt: string | null;
}

/**
 * Units a second over the given chunks: their size by the time from the first start to the last finish. Looking only at
 * the latest chunks keeps a pause or a restart out of the figure. Null when the chunks do not tell.
 */
export function rateOf(latest: readonly FinishedChunk[]): number | null {
  let units = 0;
  let from = Infinity;
  let to = -Infinity;
  for (const chunk of latest) {
    if (chunk.startedAt === null || chunk.finishedAt === null) continue;
    units += chunk.size;
    from = Math.min(from, Date.parse(chunk.startedAt));
    to = Math.max(to, Date.parse(chunk.finishedAt));
  }
  return units === 0 || to <= from ? null : (units * 1000) / (to - from);
}

/** Seconds until the rest is done at that rate, rounded up; null when the rate says nothing. */
export function secondsLeft(rest: number, ratePerSecond: number | null): number | null {
  if (rest <= 0) return 0;
  return ratePerSecond === null || ratePerSecond <= 0 ? null : Math.ceil(rest / ratePerSecond);
}
