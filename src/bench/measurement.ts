/** What a benchmark measured in one run. */
export interface Measurement {
  /** What `value` counts: `charges/s`, `rows/s`. Higher is better. */
  unit: string;
  value: number;
  /** The most memory that the process held, in megabytes; for work done in another process, that one's. */
  peakMb: number;
  /** What was measured, in figures. */
  detail: Record<string, unknown>;
}

export interface Benchmark {
  name: string;
  /** What it measures, in a line. */
  about: string;
  /** How often it is run for a median. */
  runs: number;
  /** Why it cannot be measured here, in a sentence; null when it can. Without it, it always can. */
  missing?(): Promise<string | null>;
  run(options: { quick: boolean; dir: string }): Promise<Measurement>;
}

/** The most memory this process has held so far, in megabytes. */
export function ownPeakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

/** The middle value; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** Seconds that the work took. */
export async function secondsOf(work: () => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
