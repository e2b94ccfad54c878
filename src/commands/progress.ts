/**
 * A progress bar on stderr with rate and time left; silent where stderr is not a terminal.
 */
import cliProgress from 'cli-progress';
import { whenStopped } from './interrupt.js';

export interface Progress {
  /** How much is done of how much; the unit is the stage's own. */
  update(done: number, total: number): void;
  stop(): void;
}

/** Starts a bar for one stage. `unit` stands behind the numbers: `rows`, `people`, `documents`. */
export function startProgress(stage: string, unit: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: `${stage.padEnd(10)} {bar} {percentage}%  {value}/{total} ${unit}  {rate}/s  {left} left`,
    stream: process.stderr,
    barsize: 28,
    hideCursor: true,
    clearOnComplete: false,
    barCompleteChar: '#',
    barIncompleteChar: '-',
  });
  const began = Date.now();
  let started = false;
  // A stopped command gives the terminal its cursor back.
  const forget = whenStopped(() => bar.stop());
  return {
    update(done, total) {
      const seconds = Math.max(0.001, (Date.now() - began) / 1000);
      const rate = done / seconds;
      const payload = {
        rate: Math.round(rate).toLocaleString('en-US'),
        left: rate > 0 ? duration((total - done) / rate) : '?',
      };
      if (!started) {
        bar.start(Math.max(total, 1), done, payload);
        started = true;
      } else {
        bar.setTotal(Math.max(total, 1));
        bar.update(done, payload);
      }
    },
    stop() {
      forget();
      if (started) bar.stop();
    },
  };
}

/** Seconds as a person reads them: `42s`, `3m 05s`, `2h 10m`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}
