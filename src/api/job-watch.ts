import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { hasEnded, JobRunner } from '../queue/index.js';
import { ImportService } from '../records/index.js';
import type { ServerEvent } from '../web/index.js';
import type { JobProgressJson } from './job.dto.js';

/** The ledger is looked at this often: quickly at first, for short jobs, then more calmly. Milliseconds. */
const LOOK_FROM_MS = 20;
const LOOK_UP_TO_MS = 500;

/** How far jobs are, from the database alone: the same from every process, and after every break. */
@Injectable()
export class JobWatch {
  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(ImportService) private readonly imports: ImportService,
  ) {}

  /** How far the job is; refuses with a sentence when there is none. */
  async progress(jobId: number): Promise<JobProgressJson> {
    const progress = await this.runner.ledger.progress(jobId);
    return { ...progress, rows: await this.imports.rowsSoFar(jobId) };
  }

  /** An event `progress` now and whenever something changes, and `end` when the job is over. */
  async *events(jobId: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    let last = '';
    for (let wait = LOOK_FROM_MS; !signal.aborted; wait = Math.min(LOOK_UP_TO_MS, wait * 2)) {
      const data = await this.progress(jobId);
      if (hasEnded(data.status)) {
        yield { event: 'end', id: lastEventId(data), data };
        return;
      }
      const shown = JSON.stringify(data);
      if (shown !== last) yield { event: 'progress', id: `${jobId}-${data.done}`, data };
      last = shown;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The id of the last event of a job that has ended so. A client that has seen it has nothing more to learn. */
export function lastEventId({ jobId, status }: JobProgressJson): string {
  return `${jobId}-${status}`;
}
