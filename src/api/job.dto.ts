import { z } from 'zod';
import type { JobEntity } from '../queue/index.js';
import { PAGE_QUERY, pageOf, shape } from '../web/index.js';
import type { JobSubject } from './job-subject.js';

/** Where everything of the API stands. */
export const API = 'api/v1';

const jobStatus = z.enum(['planned', 'running', 'paused', 'done', 'failed', 'cancelled']);
const moment = z.string().describe('ISO 8601 in UTC.');

const jobFields = {
  jobId: z.int(),
  kind: z.string().describe('scan, draft or import.'),
  scanId: z.int().nullable().describe('The scan that it does, or whose motions it drafts.'),
  importId: z.int().nullable().describe('The import that came of it, once it is done.'),
  status: jobStatus,
  total: z.int().describe('Units of work in all: people for a scan or a draft, bytes for an import.'),
  error: z.string().nullable().describe('Why it failed, in a sentence.'),
  createdAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  result: z.record(z.string(), z.unknown()).nullable().describe('What came of it, once it is done.'),
};

export const jobSummaryShape = shape('JobSummary', z.strictObject(jobFields));

export const jobProgressShape = shape(
  'JobProgress',
  z.strictObject({
    jobId: z.int(),
    kind: z.string(),
    status: jobStatus,
    unit: z.string().describe('What is counted: people for a scan or a draft, bytes for an import.'),
    done: z.int().describe('Units done.'),
    total: z.int().describe('Units in all.'),
    chunks: z.strictObject({ todo: z.int(), running: z.int(), done: z.int(), failed: z.int() }),
    ratePerSecond: z
      .number()
      .nullable()
      .describe('Units a second in the time in which somebody was last at work on it; null while it is not known.'),
    secondsLeft: z.int().nullable().describe('Null while it is not known or the job is not running.'),
    rows: z.int().nullable().describe('For an import under way: the rows whose people are stored. Else null.'),
    error: z.string().nullable(),
    finishedAt: moment.nullable().describe('When it ended as it now stands; null while it may go on.'),
    sentence: z.string().describe('Where the job stands, in a sentence for a person.'),
  }),
  'How far a job is, by the ledger.',
);

export const jobShape = shape('Job', z.strictObject({ ...jobFields, progress: jobProgressShape }));
export const jobPageShape = shape('JobPage', pageOf(jobSummaryShape));
export const jobsQuery = z.strictObject({
  ...PAGE_QUERY,
  kind: z.enum(['import', 'scan', 'draft']).optional().describe('Only jobs of this kind.'),
});

export const startedFields = {
  jobId: z.int(),
  location: z.string().describe('Where the job can be followed; the Location header says the same.'),
  scanId: z.int().optional().describe('The scan that was started, or whose motions are drafted.'),
};

export const startedShape = shape(
  'StartedJob',
  z.strictObject({
    ...startedFields,
    onRequest: z
      .strictObject({ findings: z.int(), byPath: z.record(z.string(), z.int()) })
      .optional()
      .describe('For drafting: findings that are for review, whose motions are drafted when path or finding is named.'),
    profile: z.string().optional().describe('For an import: the source profile that the files are read with.'),
  }),
  'Work that goes on after the answer.',
);

export type JobSummary = z.output<typeof jobSummaryShape>;
export type JobProgressJson = z.output<typeof jobProgressShape>;
export type Job = z.output<typeof jobShape>;
export type StartedJob = z.output<typeof startedShape>;

/** A job as the API shows it: not what it was asked for, which names folders of the server. */
export function toJobSummary(job: JobEntity, subject: JobSubject): JobSummary {
  const { id, kind, status, total, error, createdAt, startedAt, finishedAt, result } = job;
  return {
    jobId: id,
    kind,
    ...subject,
    status,
    total,
    error,
    createdAt,
    startedAt,
    finishedAt,
    result: result === null ? null : (JSON.parse(result) as Record<string, unknown> | null),
  };
}

export function toJob(job: JobEntity, subject: JobSubject, progress: JobProgressJson): Job {
  return { ...toJobSummary(job, subject), progress };
}

/** The answer to work that was put on the line. */
export function startedJob(jobId: number, more: Partial<StartedJob> = {}): StartedJob {
  return { jobId, location: `/${API}/jobs/${jobId}`, ...more };
}
