/**
 * `schedules`: scans that are repeated by the clock: "again on the first of each month at 02:00".
 */
import { Option, type Command } from 'commander';
import { AppError } from '../common/index.js';
import { clockTime, nextTimes, type Schedule, type ScheduleRun } from '../scans/index.js';
import { withHouse, type House } from './house.js';
import { settingsForStored } from './settings.js';
import { atStop } from './interrupt.js';
import { print, printJson, printTable, type ExitStatus } from './output.js';
import { finishedScan, leftScan, printCounts } from './scan.js';
import { countArgument, formatOption, list, type Finish } from './shared.js';

interface Common {
  db?: string;
  format: string;
}

/** So many of the next due times are shown. */
const NEXT_SHOWN = 3;

/** Begins a subcommand of `schedules`. */
type Subcommand = (words: string, description: string) => Command;

export function addScheduleCommands(program: Command, finish: Finish): void {
  const schedules = program
    .command('schedules')
    .description('scans that are repeated by the clock; "serve" and "worker" start them when they are due');
  const subcommand: Subcommand = (words, description) =>
    schedules
      .command(words)
      .description(description)
      .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL');
  addAdding(subcommand, finish);
  addLooking(subcommand, finish);
  addSteering(subcommand, finish);
}

function addAdding(subcommand: Subcommand, finish: Finish): void {
  subcommand('add', 'repeat a scan, each time of the newest records under the newest law')
    .requiredOption('--cron <expression>', 'when: minute, hour, day of the month, month, day of the week: "0 2 1 * *"')
    .requiredOption('--jurisdiction <jurisdictions>', 'which law: us-ca, or several with commas', list)
    .option('--name <name>', 'what to call it')
    .option('--assume <assumptions>', 'what the office accepts for the whole scan, e.g. no-pending-matters', list, [])
    .option('--timezone <zone>', "in which time zone, as America/New_York (default: this machine's)")
    .addOption(formatOption(['text', 'json']))
    .action(
      (
        options: Common & { cron: string; jurisdiction: string[]; name?: string; assume: string[]; timezone?: string },
      ) =>
        finish(() =>
          withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
            const { cron, jurisdiction, name, assume, timezone } = options;
            const added = await house.schedules.add({
              ...{ cron, assume, jurisdictions: jurisdiction, createdBy: 'command line' },
              timeZone: timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
              ...(name === undefined ? {} : { name }),
            });
            show(added, options.format);
            return 0;
          }),
        ),
    );
}

function addLooking(subcommand: Subcommand, finish: Finish): void {
  subcommand('list', 'the schedules there are, newest first')
    .addOption(new Option('--limit <n>', 'how many').default('50'))
    .addOption(formatOption(['table', 'json']))
    .action((options: Common & { limit: string }) =>
      finish(() => {
        const limit = countArgument(options.limit, '--limit');
        return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
          const found = await house.schedules.list(limit);
          if (options.format === 'json') printJson(found.map(shown));
          else if (found.length === 0) print('There are no schedules yet. "second-look schedules add" makes one.');
          else printList(found);
          return 0;
        });
      }),
    );
  subcommand('show <id>', 'one schedule: when it is due next, what it scanned and when, and why it did not')
    .addOption(new Option('--limit <n>', 'how many of its runs').default('20'))
    .addOption(formatOption(['text', 'json']))
    .action((text: string, options: Common & { limit: string }) =>
      finish(() => {
        const id = scheduleArgument(text);
        const limit = countArgument(options.limit, '--limit');
        return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
          const schedule = await house.schedules.read(id);
          const runs = await house.schedules.runs(id, limit);
          if (options.format === 'json') printJson({ ...shown(schedule), runs });
          else {
            printSchedule(schedule);
            for (const run of runs) print(runLine(schedule, run));
            if (runs.length === 0) print('Nothing came of it yet.');
          }
          return 0;
        });
      }),
    );
}

function addSteering(subcommand: Subcommand, finish: Finish): void {
  const withIt =
    (work: (house: House, id: number, options: Common) => Promise<ExitStatus>) => (text: string, options: Common) =>
      finish(() => {
        const id = scheduleArgument(text);
        return withHouse(settingsForStored(options.db), (house) => work(house, id, options));
      });
  subcommand('remove <id>', 'remove a schedule; its scans stay').action(
    withIt(async (house, id) => {
      await house.schedules.remove(id);
      print(`Schedule ${id} is removed. Its scans stay.`);
      return 0;
    }),
  );
  subcommand('pause <id>', 'let a schedule rest; what would be due meanwhile is not made up for')
    .addOption(formatOption(['text', 'json']))
    .action(
      withIt(async (house, id, { format }) => {
        show(await house.schedules.pause(id), format);
        return 0;
      }),
    );
  subcommand('resume <id>', 'have a paused schedule be due again, from now on')
    .addOption(formatOption(['text', 'json']))
    .action(
      withIt(async (house, id, { format }) => {
        show(await house.schedules.resume(id), format);
        return 0;
      }),
    );
  subcommand('run <id>', "do the schedule's scan now; when it is due does not change")
    .addOption(formatOption(['text', 'json']))
    .action(
      withIt(async (house, id, { format }) => {
        await house.runner.start({ others: false });
        const begun = await house.schedules.run(id);
        atStop(leftScan(begun));
        const scan = await finishedScan(house, begun);
        if (format === 'json') printJson(scan);
        else printCounts(scan);
        return (scan.counts?.problems ?? 0) > 0 ? 1 : 0;
      }),
    );
}

/** The id of a schedule given on the command line. */
function scheduleArgument(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new AppError(
      'bad-schedule',
      `"${text}" is not the id of a schedule. "second-look schedules list" lists them.`,
    );
  }
  return id;
}

function show(schedule: Schedule, format: string): void {
  if (format === 'json') printJson(shown(schedule));
  else printSchedule(schedule);
}

/** A schedule as JSON: what it asks and when, without which process is at it. */
function shown(schedule: Schedule): object {
  const { takenBy: _by, takenUntil: _until, ...rest } = schedule;
  return { ...rest, nextTimes: timesOf(schedule).map((at) => at.toISOString()) };
}

/** The next times: the one that is due, and those after it. */
function timesOf(schedule: Schedule): Date[] {
  if (schedule.nextDueAt === null) return [];
  const next = new Date(schedule.nextDueAt);
  return [next, ...nextTimes(schedule, next, NEXT_SHOWN - 1)];
}

function printSchedule(schedule: Schedule): void {
  const { id, name, cron, timeZone, jurisdictions, assume, status } = schedule;
  print(`Schedule ${id}: ${name}`);
  print(`Scans ${jurisdictions.join(', ')} at "${cron}" in ${timeZone}.`);
  if (assume.length > 0) print(`Assumes ${assume.join(', ')}.`);
  if (status === 'paused') print(`It is paused: "schedules resume ${id}" has it be due again.`);
  else if (schedule.nextDueAt === null) print(`It rests: "schedules resume ${id}" has it be due again.`);
  else print(`Next: ${timesOf(schedule).map(clockIn(schedule)).join('; ')}`);
}

function printList(schedules: readonly Schedule[]): void {
  printTable(
    ['#id', 'name', 'jurisdictions', 'cron', 'time zone', 'next', 'last'],
    schedules.map((schedule) => [
      schedule.id,
      schedule.name,
      schedule.jurisdictions.join(', '),
      schedule.cron,
      schedule.timeZone,
      schedule.nextDueAt === null
        ? schedule.status === 'paused'
          ? 'paused'
          : 'rests'
        : clockIn(schedule)(new Date(schedule.nextDueAt)),
      schedule.lastRun === null ? '' : runLine(schedule, schedule.lastRun),
    ]),
  );
}

function clockIn({ timeZone }: Schedule): (at: Date) => string {
  return (at) => clockTime(timeZone, at);
}

/** A run in a line: when, what came of it, and what it was due for where that is another time. */
function runLine(schedule: Schedule, run: ScheduleRun): string {
  const clock = clockIn(schedule);
  const came =
    run.problem !== null
      ? `no scan: ${run.problem}`
      : run.scanId === null
        ? 'its scan was removed'
        : `scan ${run.scanId} (${run.scanStatus ?? 'planned'}) as of ${run.asOf}`;
  return `${clock(new Date(run.beganAt))}: ${came}${dueWords(run, clock)}`;
}

function dueWords({ dueAt, beganAt, missed }: ScheduleRun, clock: (at: Date) => string): string {
  if (dueAt === null) return ' (run by hand)';
  const isLate = new Date(beganAt).getTime() - new Date(dueAt).getTime() > LATE_AFTER_MS;
  if (!isLate) return '';
  const others = missed === 0 ? '' : `, and for the ${missed} due since`;
  return ` (late: was due ${clock(new Date(dueAt))}, when nothing ran; stands for that time${others})`;
}

/** Begun later than this after it was due, in milliseconds, a run is said to be late. */
const LATE_AFTER_MS = 5 * 60_000;
