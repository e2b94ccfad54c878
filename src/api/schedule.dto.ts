import { z } from 'zod';
import { nextTimes, type Schedule, type ScheduleRun } from '../scans/index.js';
import { PAGE_QUERY, pageOf, shape } from '../web/index.js';
import { scanRequest } from './scan.dto.js';

const NEXT_SHOWN = 3;

const runFields = z.strictObject({
  id: z.int(),
  dueAt: z.string().nullable().describe('The moment at which it was due; null for a run by hand.'),
  missed: z.int().describe('How many later due times it stands for, because nothing ran when they came.'),
  beganAt: z.string(),
  asOf: z.string().describe("The day on which it began in the schedule's time zone."),
  scanId: z.int().nullable(),
  scanStatus: z.enum(['planned', 'running', 'paused', 'done', 'failed', 'cancelled']).nullable(),
  problem: z.string().nullable().describe('Why there was no scan.'),
});
export const scheduleRunShape = shape('ScheduleRun', runFields, 'What came of a due time of a schedule.');
export type ScheduleRunJson = z.output<typeof scheduleRunShape>;
export const scheduleRunPageShape = shape('ScheduleRunPage', pageOf(scheduleRunShape));

export const scheduleShape = shape(
  'Schedule',
  z.strictObject({
    id: z.int(),
    name: z.string(),
    cron: z.string(),
    timeZone: z.string(),
    jurisdictions: z.array(z.string()),
    assume: z.array(z.string()),
    status: z.enum(['active', 'paused']),
    nextDueAt: z
      .string()
      .nullable()
      .describe(
        'The moment at which it is due next; null where it is paused, or rests because its time zone is not known.',
      ),
    nextTimes: z.array(z.string()).describe('That moment and the two due times after it.'),
    createdBy: z.string(),
    createdAt: z.string(),
    lastRun: scheduleRunShape.nullable(),
  }),
  'A scan that is repeated by the clock, each time of the newest records under the newest law.',
);
export type ScheduleJson = z.output<typeof scheduleShape>;
export const schedulePageShape = shape('SchedulePage', pageOf(scheduleShape));
export const schedulesQuery = z.strictObject(PAGE_QUERY);

export const scheduleRequest = z.strictObject({
  ...scanRequest.omit({ asOf: true }).shape,
  cron: z
    .string()
    .max(200)
    .describe('When: minute, hour, day of the month, month and day of the week, as in "0 2 1 * *".'),
  timeZone: z.string().max(100).describe('The IANA time zone in which that is read, as America/New_York.'),
});

/** A run as the API shows it. */
export function toScheduleRun(run: ScheduleRun): ScheduleRunJson {
  const { id, dueAt, missed, beganAt, asOf, scanId, scanStatus, problem } = run;
  return { id, dueAt, missed, beganAt, asOf, scanId, scanStatus, problem };
}

/** A schedule as the API shows it: not which process is at it. */
export function toSchedule(schedule: Schedule): ScheduleJson {
  const { id, name, cron, timeZone, jurisdictions, assume, status, nextDueAt, createdBy, createdAt, lastRun } =
    schedule;
  const next = nextDueAt === null ? [] : [nextDueAt, ...timesAfter(schedule, nextDueAt)];
  return {
    ...{ id, name, cron, timeZone, jurisdictions, assume, status, nextDueAt, nextTimes: next, createdBy, createdAt },
    lastRun: lastRun === null ? null : toScheduleRun(lastRun),
  };
}

function timesAfter(schedule: Schedule, nextDueAt: string): string[] {
  return nextTimes(schedule, new Date(nextDueAt), NEXT_SHOWN - 1).map((at) => at.toISOString());
}
