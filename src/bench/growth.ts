/**
 * Growth: the main job on 100,000, 1,000,000 and 5,000,000 rows, side by side. What a row costs must not depend on how
 * many there are, and neither must the memory.
 */
import { rmSync } from 'node:fs';
import { californiaFile, runCalifornia, type CaliforniaRun } from './california-run.js';
import type { Benchmark } from './measurement.js';

const SIZES = [100_000, 1_000_000, 5_000_000];

export const growth: Benchmark = {
  name: 'growth',
  about: 'run --no-motions on three sizes of ca-doj rows, SQLite: time per row and peak memory, side by side',
  runs: 1,
  async run({ quick, dir }) {
    const runs: CaliforniaRun[] = [];
    for (const size of SIZES) {
      const rows = quick ? size / 10 : size;
      runs.push(await runCalifornia(rows, dir));
      // Five million rows are four gigabytes.
      if (size === SIZES.at(-1)) rmSync(await californiaFile(rows, dir));
    }
    const sizes = runs.map(figuresOf);
    const [smallest, largest] = [runs[0], runs.at(-1)];
    if (smallest === undefined || largest === undefined) throw new Error('Nothing was run.');
    return {
      unit: 'rows/s',
      value: largest.rows / largest.seconds,
      peakMb: Math.max(...runs.map(({ total }) => total.peakMb)),
      detail: {
        sizes,
        // Starting the program costs the smallest the most, so that a little under 1 is what a program that does not grow gives.
        cpuPerRowLargestToSmallest: ratio(cpuPerRow(largest), cpuPerRow(smallest)),
        peakMbLargestToSmallest: ratio(largest.total.peakMb, smallest.total.peakMb),
      },
    };
  },
};

function figuresOf(run: CaliforniaRun): Record<string, unknown> {
  const { rows, seconds, stages, total } = run;
  const each = (value: number): number => Number(((value / rows) * 1e6).toFixed(2));
  return {
    rows,
    seconds: Number(seconds.toFixed(1)),
    microsecondsPerRow: each(seconds),
    cpuMicrosecondsPerRow: each(total.cpuSeconds),
    import: { microsecondsPerRow: each(stages.import.seconds), peakMb: stages.import.peakMb },
    scan: { microsecondsPerRow: each(stages.scan.seconds), peakMb: stages.scan.peakMb },
    peakMb: total.peakMb,
  };
}

function cpuPerRow({ total, rows }: CaliforniaRun): number {
  return total.cpuSeconds / rows;
}

function ratio(one: number, other: number): number {
  return Number((one / other).toFixed(2));
}
