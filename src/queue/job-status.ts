import { AppError } from '../common/index.js';

/** Where a job stands. `planned` has not begun, `failed` has chunks that did not succeed and may be run again. */
export type JobStatus = 'planned' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';
export type ChunkStatus = 'todo' | 'running' | 'done' | 'failed';

/** Whether nothing more happens to the job by itself. */
export function hasEnded(status: JobStatus): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}

export type JobAction = 'begin' | 'pause' | 'resume' | 'cancel' | 'rerun' | 'finish' | 'fail';

/** Every change of status there is: what it leads to, and from where. */
export const JOB_ACTIONS: Readonly<Record<JobAction, { from: readonly JobStatus[]; to: JobStatus; said: string }>> = {
  begin: { from: ['planned'], to: 'running', said: 'begun' },
  pause: { from: ['planned', 'running'], to: 'paused', said: 'paused' },
  resume: { from: ['paused'], to: 'running', said: 'resumed' },
  cancel: { from: ['planned', 'running', 'paused', 'failed'], to: 'cancelled', said: 'cancelled' },
  rerun: { from: ['failed'], to: 'running', said: 'run again' },
  finish: { from: ['planned', 'running'], to: 'done', said: 'finished' },
  fail: { from: ['planned', 'running'], to: 'failed', said: 'marked as failed' },
};

/** The refusal for an action that the job's status does not allow: `Job 12 is done and cannot be paused.` */
export function refusedAction(jobId: number, status: JobStatus, action: JobAction): AppError {
  const allowed = JOB_ACTIONS[action].from.join(' or ');
  return new AppError(
    `job-not-${JOB_ACTIONS[action].said.replaceAll(' ', '-')}`,
    `Job ${jobId} is ${status} and cannot be ${JOB_ACTIONS[action].said}; that takes a job that is ${allowed}.`,
    { status: 409 },
  );
}
