/** Where a job stands, in the one sentence that the command line and the HTTP interface both give. */
import type { JobProgress } from './job-progress.js';
import type { JobStatus } from './job-status.js';

/**
 * Where a job stands, in a sentence: `Job 12 (scan) is running: 1,200 of 5,000 people done (24%), 350 people/s, about
 * 11s left.` What is not known is said to be so. `unit` is what the job counts: `people`, `bytes`.
 */
export function progressSentence(progress: JobProgress, unit: string): string {
  return `Job ${progress.jobId} (${progress.kind}) ${SAID[progress.status](progress, unit)}`;
}

const SAID: Readonly<Record<JobStatus, (progress: JobProgress, unit: string) => string>> = {
  planned: ({ total }, unit) => `has not begun: ${amount(total, unit)} to do.`,
  running: (progress, unit) => `is running: ${howFar(progress, unit)}, ${howLong(progress, unit)}.`,
  paused: (progress, unit) => `is paused: ${howFar(progress, unit)}${underWay(progress)}.`,
  done: ({ total }, unit) => `is done: ${amount(total, unit)}.`,
  failed: (progress, unit) => `failed: ${howFar(progress, unit)}. ${progress.error ?? ''}`.trimEnd(),
  cancelled: (progress, unit) => `was cancelled: ${howFar(progress, unit)}.`,
};

function howFar({ done, total }: JobProgress, unit: string): string {
  return `${amount(done, unit, total)} of ${amount(total, unit)} done (${percentage(done, total)}%)`;
}

function howLong({ ratePerSecond, secondsLeft, chunks }: JobProgress, unit: string): string {
  if (chunks.running === 0 && chunks.todo > 0) return 'nobody is at work on it just now';
  if (ratePerSecond === null || secondsLeft === null) return 'how long the rest takes is not known';
  return `${amount(ratePerSecond, unit)}/s, about ${duration(secondsLeft)} left`;
}

function underWay({ chunks: { running } }: JobProgress): string {
  if (running === 0) return '';
  return running === 1 ? '; 1 part under way is being finished' : `; ${running} parts under way are being finished`;
}

/** How much of the whole is done, in whole percent; 100 only when nothing is missing. */
export function percentage(done: number, total: number): number {
  return total <= 0 ? 100 : Math.min(100, Math.floor((done * 100) / total));
}

/**
 * So many units with their name: `1,200 people`, `12.3 MB`. Where `besides` is given, the number alone, as it stands
 * before that number and the name.
 */
export function amount(value: number, unit: string, besides?: number): string {
  const isBytes = unit === 'bytes';
  const [by, digits, name] = isBytes ? scaleOf(besides ?? value) : [1, value < 10 ? 1 : 0, unit];
  const number = (value / by).toLocaleString('en-US', { maximumFractionDigits: digits });
  return besides === undefined ? `${number} ${name}` : number;
}

function scaleOf(bytes: number): [by: number, digits: number, name: string] {
  if (bytes >= 1e9) return [1e9, 2, 'GB'];
  if (bytes >= 1e6) return [1e6, 1, 'MB'];
  return bytes >= 1e3 ? [1e3, 1, 'kB'] : [1, 0, 'bytes'];
}

/** Seconds as a person reads them: `42s`, `3m 05s`, `2h 10m`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}
