import { hasEnded, type JobProgress, type JobRunner } from '../queue/index.js';
import type { ServerEvent } from '../web/index.js';

/** The id of the last event of a job that has ended so. A client that has seen it has nothing more to learn. */
export function lastEventId(progress: JobProgress): string {
  return `${progress.jobId}-${progress.status}`;
}

/**
 * The progress of a job as events: `progress` now and whenever it changes, and `end` when the job is over. Read from
 * the ledger alone, so whoever comes back after a break goes on with the truth of that moment, in whatever process.
 */
export async function* jobEvents(runner: JobRunner, jobId: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  for await (const progress of runner.follow(jobId, signal)) {
    const isOver = hasEnded(progress.status);
    const id = isOver ? lastEventId(progress) : `${jobId}-${progress.done}`;
    yield { event: isOver ? 'end' : 'progress', id, data: progress };
  }
}
