import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '../common/index.js';
import { hasEnded, JobRunner, progressSentence } from '../queue/index.js';
import { ImportService } from '../records/index.js';
import type { ServerEvent } from '../web/index.js';
import type { JobProgressJson } from './job.dto.js';

/** The ledger is looked at this often: quickly at first, for short jobs, then more calmly. Milliseconds. */
const LOOK_FROM_MS = 20;
const LOOK_UP_TO_MS = 500;
/** A look at a very long job takes the database a while; it gets so many times that to rest. */
const REST_TIMES = 10;
/** What another listener found is good enough until the listener's own pause is nearly over. */
const FRESH_FOR = 0.9;

interface Look {
  at: number;
  progress: Promise<JobProgressJson>;
  /** How long to leave the ledger alone after it, in milliseconds; null while it is under way. */
  restMs: number | null;
}

/** How far jobs are, from the database alone: the same from every process, and after every break. */
@Injectable()
export class JobWatch {
  /** The last look at each job that somebody listens to. */
  private readonly looks = new Map<number, Look>();

  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(ImportService) private readonly imports: ImportService,
  ) {}

  /** How far the job is; refuses with a sentence when there is none. */
  async progress(jobId: number): Promise<JobProgressJson> {
    const progress = await this.runner.ledger.progress(jobId);
    const unit = this.runner.unitOf(progress.kind);
    return {
      ...progress,
      unit,
      sentence: progressSentence(progress, unit),
      rows: await this.imports.rowsSoFar(jobId),
    };
  }

  /**
   * An event `progress` now and whenever something changes, and `end` when the job is over. Each tells the whole, so that
   * nothing is missed by who comes back after a break. While the database is away there is one event `trouble` with a
   * sentence, and the stream goes on when it is back. However many listen, the ledger is looked at once a turn.
   */
  async *events(jobId: number, signal: AbortSignal): AsyncGenerator<ServerEvent> {
    let last = '';
    let pause = LOOK_FROM_MS;
    for (let wait = LOOK_FROM_MS; !signal.aborted; wait = Math.min(LOOK_UP_TO_MS, wait * 2)) {
      const look = this.look(jobId, pause * FRESH_FOR);
      const event = await eventOf(jobId, look.progress);
      const shown = JSON.stringify(event);
      if (shown !== last) yield event;
      last = shown;
      if (event.event === 'end') return;
      pause = Math.max(wait, look.restMs ?? 0);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What another listener found a moment ago, or a look of our own, which others may share. */
  private look(jobId: number, freshForMs: number): Look {
    const at = performance.now();
    const known = this.looks.get(jobId);
    if (known !== undefined && (known.restMs === null || at - known.at < freshForMs)) return known;
    const look: Look = { at, progress: this.progress(jobId), restMs: null };
    this.looks.set(jobId, look);
    const settle = (): void => {
      const restMs = (performance.now() - at) * REST_TIMES;
      look.restMs = restMs;
      const forget = (): boolean => this.looks.get(jobId) === look && this.looks.delete(jobId);
      setTimeout(forget, Math.max(LOOK_UP_TO_MS, restMs)).unref();
    };
    look.progress.then(settle, settle);
    return look;
  }
}

async function eventOf(jobId: number, look: Promise<JobProgressJson>): Promise<ServerEvent> {
  try {
    const data = await look;
    return hasEnded(data.status)
      ? { event: 'end', id: lastEventId(data), data }
      : { event: 'progress', id: `${jobId}-${data.status}-${data.done}`, data };
  } catch (error) {
    if (error instanceof AppError && error.code === 'job-not-found') throw error;
    const said = error instanceof AppError ? error.message : 'The database cannot be read just now.';
    return { event: 'trouble', id: `${jobId}-trouble`, data: { sentence: `${said} Trying again.` } };
  }
}

/**
 * The id of the last event of a job that has ended so, then. A client that has seen it has nothing more to learn, unless
 * the job was run again: its next end has another id, however alike the two are.
 */
export function lastEventId({ jobId, status, finishedAt }: JobProgressJson): string {
  return `${jobId}-${status}-${finishedAt ?? ''}`;
}
