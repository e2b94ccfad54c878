/**
 * `calendar --scan ID`: when relief becomes open to people by time alone, month by month.
 */
import type { Command } from 'commander';
import { type Calendar, calendarCsv } from '../findings/index.js';
import { settingsForStored, withHouse } from './house.js';
import { count, print, printJson, printTable, type ExitStatus } from './output.js';
import { formatOption, scanArgument, type Finish } from './shared.js';

/** So many months from the scan's day on are shown one by one, those without findings too; what comes later by year. */
const MONTHS_SHOWN = 24;

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
  print(
    `${count(total.findings)} findings about ${count(total.people)} people become eligible after ${scan.asOf} by time alone, or open for review where a judgement then remains, if nothing else happens.`,
  );
  print();
  printTable(['when', '#findings', '#people', 'paths'], rowsOf(calendar));
  print();
  printTable(
    ['path', '#findings', '#people'],
    paths.map(({ path, findings, people }) => [path, count(findings), count(people)]),
  );
  if (calendar.months.length > 1) print('\nWhoever waits for several findings is counted in each line that has one.');
}

/** The months from the scan's day on up to the last near one, then the years; people of a year are not added up. */
function rowsOf({ scan, months }: Calendar): (string | number)[][] {
  const from = monthNumber(scan.asOf);
  const near = months.filter(({ month }) => monthNumber(month) < from + MONTHS_SHOWN);
  const last = near.at(-1);
  const rows: (string | number)[][] = [];
  if (last !== undefined) {
    for (let at = Math.min(from, monthNumber(near[0]?.month ?? '')); at <= monthNumber(last.month); at += 1) {
      const found = near.find(({ month }) => monthNumber(month) === at);
      const paths = found?.paths.map(({ path, findings }) => `${path} ${count(findings)}`).join(', ') ?? '';
      rows.push([monthText(at), count(found?.findings ?? 0), count(found?.people ?? 0), paths]);
    }
  }
  const years = new Map<string, { findings: number; paths: Map<string, number> }>();
  for (const { month, findings, paths } of months.slice(near.length)) {
    const year = month.slice(0, 4);
    const known = years.get(year) ?? { findings: 0, paths: new Map<string, number>() };
    known.findings += findings;
    for (const each of paths) known.paths.set(each.path, (known.paths.get(each.path) ?? 0) + each.findings);
    years.set(year, known);
  }
  for (const [year, { findings, paths }] of years) {
    rows.push([year, count(findings), '', [...paths].map(([path, n]) => `${path} ${count(n)}`).join(', ')]);
  }
  return rows;
}

function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function monthText(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}
