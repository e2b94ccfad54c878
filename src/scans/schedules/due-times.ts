/**
 * When a schedule is due. A cron expression with five parts is read in a time zone by its clock on the wall: where the
 * clock is put forward, a time that it skips comes at the first moment after; where it is put back, a time that comes
 * twice counts once.
 */
import { Cron } from 'croner';
import { AppError } from '../../common/index.js';

/** A cron expression and the IANA time zone in which it is read. */
export interface DueTimes {
  cron: string;
  timeZone: string;
}

/** More missed times than these are not counted one by one. */
const COUNT_MISSED_UP_TO = 1000;

/**
 * The due times that a person asks for, tidied. Refuses with a sentence an expression that is none, one that never comes,
 * and a time zone that there is not.
 */
export function checkDueTimes(asked: DueTimes, now: Date): DueTimes {
  const timeZone = asked.timeZone.trim();
  if (!isTimeZone(timeZone)) {
    throw new AppError(
      'bad-time-zone',
      `There is no time zone "${asked.timeZone}"; write it as America/New_York or Etc/UTC.`,
    );
  }
  const cron = asked.cron.trim().split(/\s+/).join(' ');
  let next: Date | null;
  try {
    // One that is not five parts is refused here too, since croner takes words such as @daily for some.
    next = cron.split(' ').length === 5 ? nextTime({ cron, timeZone }, now) : refuseParts();
  } catch (error) {
    throw new AppError(
      'bad-cron',
      `"${asked.cron}" is no cron expression: ${reasonOf(error)}. Write five parts, minute, hour, day of the month, month and day of the week, as in "0 2 1 * *" for the first of each month at 02:00.`,
    );
  }
  if (next === null) {
    throw new AppError('bad-cron', `"${asked.cron}" never comes: no day fits it. Write it so that a day does.`);
  }
  return { cron, timeZone };
}

/** The first due time after a moment, or null when there is none. */
export function nextTime(times: DueTimes, after: Date): Date | null {
  return cronOf(times).nextRun(after);
}

/** The next `count` due times after a moment; fewer when there are no more, none where the time zone is not known here. */
export function nextTimes(times: DueTimes, after: Date, count: number): Date[] {
  if (!isTimeZone(times.timeZone)) return [];
  return cronOf(times).nextRuns(count, after);
}

/** How many due times there are after `after` and up to `until`; 1,000 when there are more. */
export function countTimes(times: DueTimes, after: Date, until: Date): number {
  const cron = cronOf(times);
  let count = 0;
  for (let at = cron.nextRun(after); at !== null && at <= until; at = cron.nextRun(at)) {
    count += 1;
    if (count >= COUNT_MISSED_UP_TO) break;
  }
  return count;
}

/** Paused: it only tells times and starts nothing. */
function cronOf({ cron, timeZone }: DueTimes): Cron {
  return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
}

/** The calendar day of a moment in a time zone, `YYYY-MM-DD`. */
export function dayIn(timeZone: string, at: Date): string {
  const parts = partsIn(timeZone, at);
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** A moment as the clock in a time zone shows it, `Tue 2026-12-01 02:00 EST`; in UTC where the zone is not known here. */
export function clockTime(asked: string, at: Date): string {
  const timeZone = isTimeZone(asked) ? asked : 'Etc/UTC';
  const { weekday, hour, minute, timeZoneName } = partsIn(timeZone, at);
  return `${weekday} ${dayIn(timeZone, at)} ${hour}:${minute} ${timeZoneName}`;
}

function partsIn(timeZone: string, at: Date): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' },
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return timeZone !== '';
  } catch {
    return false;
  }
}

function refuseParts(): never {
  throw new Error('it has to have five parts');
}

/** What croner says, without the name of its class and what it would take in another mode. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const said = text.replace(/^\w+: /, '').replace(/\.$/, '');
  return `${said.slice(0, 1).toLowerCase()}${said.slice(1)}`;
}
