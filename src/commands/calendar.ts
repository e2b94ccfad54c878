/**
 * `calendar --scan ID`: when relief becomes open to people by time alone, month by month.
 */
import type { Command } from 'commander';
import { type Calendar, calendarCsv, type PathShare, type Share } from '../findings/index.js';
import { withHouse } from './house.js';
import { settingsForStored } from './settings.js';
import { count, print, printJson, printTable, type ExitStatus } from './output.js';
import { formatOption, scanArgument, type Finish } from './shared.js';

/** The months of the scan's year and of so many after it are shown one by one; what comes later by year. */
const YEARS_BY_MONTH = 2;
/** So many months in a row without findings are one line. */
const LONG_GAP = 3;
const SHARE_HEAD = ['#eligible', '#for review', '#people'];

export function addCalendarCommand(program: Command, finish: Finish): void {
  program
    .command('calendar')
    .description('when relief becomes open by time alone: findings and people by month')
    .requiredOption('--scan <id>', 'the scan')
    .option('--jurisdiction <jurisdiction>', 'only this one, with the offices within it')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json', 'csv']))
    .action((options: { scan: string; jurisdiction?: string; db?: string; format: string }) =>
      finish(() => {
        const scanId = scanArgument(options.scan);
        return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
          const calendar = await house.calendar.read(scanId, options.jurisdiction);
          if (options.format === 'json') printJson(calendar);
          else if (options.format === 'csv') process.stdout.write(calendarCsv(calendar));
          else printCalendar(calendar);
          return 0;
        });
      }),
    );
}

function printCalendar(calendar: Calendar): void {
  const { scan, jurisdiction, total, paths } = calendar;
  print(`Scan ${scan.id}: ${scan.name}${jurisdiction === null ? '' : `, ${jurisdiction} only`}`);
  if (total.findings === 0) {
    print(`Nothing becomes eligible by time alone after ${scan.asOf}.`);
    return;
  }
  const remains =
    total.forReview === 0
      ? ''
      : ` In ${count(total.forReview)} of these findings a judgement then remains: they open for review.`;
  print(
    `${count(total.findings)} findings about ${count(total.people)} people become eligible after ${scan.asOf} by time alone, if nothing else happens.${remains}`,
  );
  print();
  printTable(['when', ...SHARE_HEAD, 'paths'], rowsOf(calendar));
  print();
  printTable(
    ['path', ...SHARE_HEAD],
    paths.map((each) => [each.path, ...cellsOf(each)]),
  );
  if (calendar.months.length > 1) print('\nWhoever waits for several findings is counted in each line that has one.');
}

/** The months from the scan's day on up to the last near one, then the years. */
function rowsOf({ scan, months, years }: Calendar): string[][] {
  const lastYear = String(Number(scan.asOf.slice(0, 4)) + YEARS_BY_MONTH);
  const near = months.filter(({ month }) => month.slice(0, 4) <= lastYear);
  const rows: string[][] = [];
  let next = Math.min(monthNumber(scan.asOf), monthNumber(near[0]?.month ?? scan.asOf));
  for (const { month, paths, ...share } of near) {
    rows.push(...emptyRows(next, monthNumber(month)), [month, ...cellsOf(share), pathWords(paths)]);
    next = monthNumber(month) + 1;
  }
  for (const { year, ...share } of years.filter((each) => each.year > lastYear)) {
    const ofYear = months.filter(({ month }) => month.startsWith(year));
    rows.push([year, ...cellsOf(share), pathWords(addedUp(ofYear.flatMap(({ paths }) => paths)))]);
  }
  return rows;
}

/** Months without findings: one by one where they are few, else in one line. */
function emptyRows(from: number, to: number): string[][] {
  const none = cellsOf({ findings: 0, people: 0, forReview: 0 });
  if (to - from >= LONG_GAP) return [[`${monthText(from)} to ${monthText(to - 1)}`, ...none, '']];
  return Array.from({ length: to - from }, (_, n) => [monthText(from + n), ...none, '']);
}

function cellsOf({ findings, forReview, people }: Share): string[] {
  return [count(findings - forReview), count(forReview), count(people)];
}

type Findings = Pick<PathShare, 'path' | 'findings' | 'forReview'>;

function pathWords(paths: readonly Findings[]): string {
  return paths
    .map(({ path, findings, forReview }) =>
      forReview === 0
        ? `${path} ${count(findings)}`
        : `${path} ${count(findings)} (${forReview === findings ? '' : `${count(forReview)} `}for review)`,
    )
    .join(', ');
}

/** The findings of each path, in the order in which the paths first come. */
function addedUp(shares: readonly PathShare[]): Findings[] {
  const paths = new Map<string, Findings>();
  for (const { path, findings, forReview } of shares) {
    const known = paths.get(path) ?? { path, findings: 0, forReview: 0 };
    paths.set(path, { path, findings: known.findings + findings, forReview: known.forReview + forReview });
  }
  return [...paths.values()];
}

function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function monthText(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}
