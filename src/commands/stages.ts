/**
 * Seconds, processor time and peak memory of each stage of a command, for summary.json.
 */
export interface StageFigures {
  seconds: number;
  /** Seconds that the processors worked, in all threads of the process together. */
  cpuSeconds: number;
  peakMb: number;
}

const SAMPLE_EVERY_MS = 100;

export class Stages {
  readonly figures: Record<string, StageFigures> = {};

  /** Runs one stage and notes how long it took and the most memory the process held meanwhile. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const cpuBefore = process.cpuUsage();
    let peak = process.memoryUsage.rss();
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_EVERY_MS);
    watch.unref();
    try {
      return await work();
    } finally {
      clearInterval(watch);
      peak = Math.max(peak, process.memoryUsage.rss());
      this.figures[name] = {
        seconds: Math.round(performance.now() - began) / 1000,
        cpuSeconds: cpuSecondsSince(cpuBefore),
        peakMb: Math.round(peak / 1024 / 1024),
      };
    }
  }

  /** All stages together: seconds added up, the processor time since the process began, and the most memory the process ever held. */
  total(): StageFigures {
    return {
      seconds: Math.round(Object.values(this.figures).reduce((sum, { seconds }) => sum + seconds, 0) * 1000) / 1000,
      cpuSeconds: cpuSecondsSince(),
      // On Linux maxRSS is in kilobytes.
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  }
}

function cpuSecondsSince(before?: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return Math.round((user + system) / 1000) / 1000;
}
