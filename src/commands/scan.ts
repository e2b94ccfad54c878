/**
 * `scan`, `scans`: a scan of what is imported, and the scans there were.
 */
import { Option, type Command } from 'commander';
import { AppError } from '../common/index.js';
import { ENGINE_VERSION, OUTCOMES, type Pack } from '../law/index.js';
import type { JobProgress } from '../queue/index.js';
import type { Scan } from '../scans/index.js';
import { withHouse, type House } from './house.js';
import { settingsForStored, withPacksOf } from './settings.js';
import { atStop, IS_FINISHED_BY_THE_SAME } from './interrupt.js';
import { count, print, printJson, printTable, type ExitStatus } from './output.js';
import { figuresOf, startProgress } from './progress.js';
import { countArgument, dayArgument, formatOption, list, today, type Finish } from './shared.js';

/** So many scans are looked through for one that was not finished. */
const LOOK_BACK = 20;

export interface ScanOptions {
  jurisdiction: string[];
  asOf: string;
  name?: string;
  assume: string[];
}

export function addScanCommands(program: Command, finish: Finish): void {
  program
    .command('scan')
    .description('evaluate every person imported so far')
    .requiredOption('--jurisdiction <jurisdictions>', 'which law: us-ca, or several with commas', list)
    .option('--as-of <date>', 'the day as of which everything is judged (default: today)')
    .option('--name <name>', 'what to call the scan')
    .option('--assume <assumptions>', 'what the office accepts for the whole scan, e.g. no-pending-matters', list, [])
    .option('--packs-dir <dirs>', "folders with an office's own packs and overlays (default: PACKS_DIR)", list)
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action((options: ScanOptions & { db?: string; format: string; asOf?: string; packsDir?: string[] }) =>
      finish(() => {
        const asOf = dayArgument(options.asOf ?? today(), '--as-of');
        return withHouse(withPacksOf(settingsForStored(options.db), options.packsDir), async (house) => {
          atStop(IS_FINISHED_BY_THE_SAME);
          const scan = await runScan(house, { ...options, asOf });
          if (options.format === 'json') printJson(scan);
          else printCounts(scan);
          return (scan.counts?.problems ?? 0) > 0 ? 1 : 0;
        });
      }),
    );
  program
    .command('scans')
    .description('the scans there were, newest first')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(new Option('--limit <n>', 'how many').default('50'))
    .addOption(formatOption(['table', 'json']))
    .action((options: { db?: string; limit: string; format: string }) =>
      finish(() => {
        const limit = countArgument(options.limit, '--limit');
        return withHouse<ExitStatus>(settingsForStored(options.db), async (house) => {
          const scans: (Scan & { progress: JobProgress })[] = [];
          for (const scan of await house.scans.list(limit)) {
            scans.push({ ...scan, progress: await house.runner.ledger.progress(scan.jobId) });
          }
          if (options.format === 'json') printJson(scans);
          else if (scans.length === 0) print('There are no scans yet.');
          else {
            printTable(
              ['#id', '#job', 'name', 'as of', 'status', 'how far', '#people', '#findings', '#eligible'],
              scans.map((scan) => [
                scan.id,
                scan.jobId,
                scan.name,
                scan.asOf,
                scan.status,
                scan.status === 'done' ? '' : figuresOf(scan.progress, 'people'),
                scan.counts?.people,
                scan.counts?.findings,
                scan.counts?.byOutcome.eligible ?? 0,
              ]),
            );
          }
          return 0;
        });
      }),
    );
}

/**
 * Plans a scan, does it, shows how far it is, and gives it when it is over. Throws AppError when it failed. Where the
 * same scan was begun before and not finished, because its process was killed, it is finished instead.
 */
export async function runScan(house: House, options: ScanOptions): Promise<Scan> {
  const packs = house.packsFor(options.jurisdiction);
  const begun = await unfinishedTwin(house, options, packs);
  await house.runner.start({ others: false });
  if (begun !== null) await house.runner.enqueue(begun.jobId);
  const scan =
    begun ??
    (await house.scans.start({
      jurisdictions: options.jurisdiction,
      asOf: options.asOf,
      packs,
      assume: options.assume,
      startedBy: 'command line',
      ...(options.name === undefined ? {} : { name: options.name }),
    }));
  return finishedScan(house, scan);
}

/** What becomes of a scan whose command is stopped and, given again, would not go on with it. */
export function leftScan({ id, jobId }: Scan): string {
  return `Stopped before scan ${id} was done. What is stored is whole: "second-look serve" or a worker goes on with it, "second-look jobs cancel ${jobId}" ends it.`;
}

/** Shows how far a scan is, and gives it when it is over. Throws AppError when it failed. */
export async function finishedScan(house: House, scan: Scan): Promise<Scan> {
  const progress = startProgress('scanning', 'people');
  for await (const each of house.scans.follow(scan.id)) progress.show(each);
  progress.stop();
  const over = await house.scans.finished(scan.id);
  if (over.status !== 'done') {
    throw new AppError('scan-not-done', `Scan ${scan.id} did not finish (${over.status}). ${over.error ?? ''}`.trim(), {
      exitCode: 3,
    });
  }
  return over;
}

/** The newest scan that asks the same of the same records under the same law, and is not over. */
async function unfinishedTwin(house: House, options: ScanOptions, packs: readonly Pack[]): Promise<Scan | null> {
  const law = JSON.stringify(packs.map(({ hash }) => hash));
  const assume = JSON.stringify([...new Set(options.assume)].sort());
  const { sequence } = await house.records.snapshot();
  const twin = (await house.scans.list(LOOK_BACK)).find(
    (scan) =>
      (scan.status === 'planned' || scan.status === 'running') &&
      scan.asOf === options.asOf &&
      scan.snapshot === sequence &&
      scan.engineVersion === ENGINE_VERSION &&
      JSON.stringify(scan.jurisdictions) === JSON.stringify(options.jurisdiction) &&
      JSON.stringify(scan.packs.map(({ hash }) => hash)) === law &&
      JSON.stringify(scan.assume) === assume &&
      (options.name === undefined || scan.name === options.name),
  );
  return twin ?? null;
}

/** The counts of a scan as a person reads them. */
export function printCounts(scan: Scan): void {
  const { counts } = scan;
  print(`Scan ${scan.id}: ${scan.name}`);
  for (const { jurisdiction, overlays } of scan.packs) {
    if (overlays.length > 0) print(`The law of ${jurisdiction} with the overlay ${overlays.join(', ')}.`);
  }
  if (counts === null) return;
  print(
    `${count(counts.people)} people, ${count(counts.charges)} charges; ${count(counts.peopleHelped)} people with relief open to them now`,
  );
  print();
  printTable(
    ['outcome', '#findings', '#people (best outcome)'],
    OUTCOMES.map((outcome) => [
      outcome,
      count(counts.byOutcome[outcome] ?? 0),
      count(counts.peopleByOutcome[outcome] ?? 0),
    ]),
  );
  const paths = Object.entries(counts.byPath);
  if (paths.length > 0) {
    print();
    printTable(
      ['path', '#eligible', '#later', '#review', '#facts', '#not eligible'],
      paths.map(([path, by]) => [path, ...OUTCOMES.map((outcome) => count(by[outcome] ?? 0))]),
    );
  }
  if (counts.problems > 0) print(`\n${count(counts.problems)} records could not be evaluated and were set aside.`);
}
