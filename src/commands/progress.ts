/**
 * A progress bar on stderr with rate and time left; silent where stderr is not a terminal. It works out nothing: what it
 * shows of a job is what the ledger says, as the HTTP interface shows it too.
 */
import cliProgress from 'cli-progress';
import { amount, duration, rateOf, secondsLeft, type JobProgress } from '../queue/index.js';
import { whenStopped } from './interrupt.js';

/** What a bar shows. */
export type Shown = Pick<JobProgress, 'done' | 'total' | 'ratePerSecond' | 'secondsLeft'> & { status?: string };

export interface ProgressBar {
  show(progress: Shown): void;
  stop(): void;
}

/** Starts a bar for one stage. `unit` stands behind the numbers: `people`, `bytes`. */
export function startProgress(stage: string, unit: string): ProgressBar {
  if (!process.stderr.isTTY) return { show: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: `${stage.padEnd(10)} {bar} {percentage}%  {figures}`,
    stream: process.stderr,
    barsize: 28,
    hideCursor: true,
    clearOnComplete: false,
    barCompleteChar: '#',
    barIncompleteChar: '-',
  });
  let started = false;
  // A stopped command gives the terminal its cursor back.
  const forget = whenStopped(() => bar.stop());
  return {
    show(progress) {
      const payload = { figures: figuresOf(progress, unit) };
      if (started) {
        bar.setTotal(Math.max(progress.total, 1));
        bar.update(progress.done, payload);
      } else {
        bar.start(Math.max(progress.total, 1), progress.done, payload);
        started = true;
      }
    },
    stop() {
      forget();
      if (started) bar.stop();
    },
  };
}

/** The numbers beside a bar: `1,200/5,000 people  350/s  11s left`, with a question mark for what is not known. */
export function figuresOf({ done, total, ratePerSecond, secondsLeft: left, status }: Shown, unit: string): string {
  const far = `${amount(done, unit, total)}/${amount(total, unit)}`;
  if (status !== undefined && status !== 'running') return `${far}  ${status}`;
  const rate = ratePerSecond === null ? '?' : amount(ratePerSecond, unit);
  return `${far}  ${rate}/s  ${left === null ? '?' : duration(left)} left`;
}

/**
 * Progress of work that is no job of the ledger and has no other witness than this process: by the same rule as a job's,
 * as of one part that was begun when the meter was made.
 */
export function meter(now: () => Date = () => new Date()): (done: number, total: number) => Shown {
  const startedAt = now().toISOString();
  return (done, total) => {
    const rate = rateOf([{ size: done, startedAt, finishedAt: now().toISOString() }]);
    return { done, total, ratePerSecond: rate, secondsLeft: secondsLeft(total - done, rate) };
  };
}
