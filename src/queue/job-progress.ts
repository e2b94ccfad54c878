/**
 * How far a job is, how fast it goes and how long it will take, worked out from what the ledger holds. Nobody keeps a
 * stopwatch: whoever asks, from whichever process and after whatever break, gets the same figures.
 *
 * The rate is taken over the chunks finished last, by what was finished in the time in which somebody was at work. A
 * pause, a night without workers or a restart is such time for nobody, so it slows nothing down:
 *
 *     chunk 1  |----|                                   4 chunks of 100 people in 4 + 4 seconds of work: 50 people/s,
 *     chunk 2  |----|        (paused for an hour)       though more than an hour lies between first and last
 *     chunk 3                                  |----|
 *     chunk 4                                  |----|
 */
import type { ChunkStatus, JobStatus } from './job-status.js';

/** How far a job is, read from the ledger alone. */
export interface JobProgress {
  jobId: number;
  kind: string;
  status: JobStatus;
  /** Units done and in all (people, rows, bytes). */
  done: number;
  total: number;
  chunks: Record<ChunkStatus, number>;
  /** Units a second while somebody was last at work on it; null where the ledger does not tell (yet, or any more). */
  ratePerSecond: number | null;
  /** Null while the rate is unknown or the job is not running; 0 once it is done. */
  secondsLeft: number | null;
  error: string | null;
  /** When it ended as it now stands; null while it may go on. */
  finishedAt: string | null;
}

/** A chunk that was finished, or as much of one as was noted while it is under way. Moments are ISO 8601 in UTC. */
export interface WorkedChunk {
  size: number;
  startedAt: string | null;
  finishedAt: string | null;
}

/** So many of the chunks finished last are enough for a rate, with a hundred chunks under way at a time. */
export const RATE_OVER_CHUNKS = 400;
/** The rate looks back so far, unless so few chunks were finished in that time that chance would decide. */
const LOOK_BACK_MS = 30_000;
/** How many chunks each of those who work on the job should have finished in the time that is looked at. */
const ROUNDS = 4;
/** Nobody is believed to be at work any more when nothing was heard for so long, and for so many times the longest chunk. */
const QUIET_FOR_MS = 60_000;
const QUIET_CHUNKS = 4;

interface Stretch {
  size: number;
  from: number;
  to: number;
}

/**
 * Units a second over the given chunks, or null when they do not tell.
 *
 * `isAll` says that these are all that were ever finished: the time counts from the first start then, and else from the
 * finish of the oldest. `underWay` is how many chunks are being done: until as many are finished the first round is not
 * over, and what came out of it so far says nothing about the rest.
 */
export function rateOf(
  latest: readonly WorkedChunk[],
  { isAll = true, underWay = 0 }: { isAll?: boolean; underWay?: number } = {},
): number | null {
  const chunks = stretchesOf(latest).sort((a, b) => b.to - a.to);
  const newest = chunks[0];
  if (newest === undefined || chunks.length < underWay) return null;
  const hands = chunks.reduce((sum, { from, to }) => sum + to - from, 0) / Math.max(1, busyMs(chunks, -Infinity));
  const enough = (index: number, at: number): boolean =>
    index >= Math.ceil(hands * ROUNDS) && newest.to - at >= LOOK_BACK_MS;
  // What was finished after the moment at which an older chunk was.
  let count = chunks.findIndex(({ to }, index) => enough(index, to));
  if (count === -1) count = isAll ? chunks.length : chunks.length - 1;
  const counted = chunks.slice(0, count);
  const units = counted.reduce((sum, { size }) => sum + size, 0);
  const busy = busyMs(counted, chunks[count]?.to ?? -Infinity);
  return units === 0 || busy <= 0 ? null : (units * 1000) / busy;
}

/**
 * Whether nobody seems to be at work: nothing was begun, finished or noted for far longer than any chunk took. `heardAt`
 * is the last moment of which the ledger knows. Clocks of several machines may differ by seconds, not by minutes.
 */
export function isQuiet(latest: readonly WorkedChunk[], heardAt: string | null, now: Date): boolean {
  const stretches = stretchesOf(latest);
  const heard = Math.max(heardAt === null ? -Infinity : Date.parse(heardAt), ...stretches.map(({ to }) => to));
  const longest = Math.max(0, ...stretches.map(({ from, to }) => to - from));
  return now.getTime() - heard > Math.max(QUIET_FOR_MS, longest * QUIET_CHUNKS);
}

/** Seconds until the rest is done at that rate, rounded up; null when the rate says nothing. */
export function secondsLeft(rest: number, ratePerSecond: number | null): number | null {
  if (rest <= 0) return 0;
  return ratePerSecond === null || ratePerSecond <= 0 ? null : Math.ceil(rest / ratePerSecond);
}

function stretchesOf(chunks: readonly WorkedChunk[]): Stretch[] {
  return chunks.flatMap(({ size, startedAt, finishedAt }) =>
    startedAt === null || finishedAt === null
      ? []
      : [{ size, from: Date.parse(startedAt), to: Date.parse(finishedAt) }],
  );
}

/** Milliseconds since a moment in which at least one of the chunks was under way; the chunks come latest finish first. */
function busyMs(chunks: readonly Stretch[], since: number): number {
  let busy = 0;
  let lowest = Infinity;
  for (const { from, to } of chunks) {
    const begun = Math.max(from, since);
    busy += Math.max(0, Math.min(to, lowest) - begun);
    lowest = Math.min(lowest, begun);
  }
  return busy;
}
