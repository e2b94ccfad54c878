/**
 * `run`: the main job in one go on the embedded default: import, scan, draft; the results in one folder.
 */
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import type { Settings } from '../config/index.js';
import type { Intake } from '../imports/index.js';
import { RELIEFS, assumptionsOf, loadPacksFor } from '../law/index.js';
import type { StoredIntake } from '../records/index.js';
import { NeedsOrdinaryScan, ScanAsRead, type Scan } from '../scans/index.js';
import { FORMATS, readOffice } from '../motions/index.js';
import { draftInto, dropUnfinishedDrafts, formatsOf, onRequestLines, type Drafted } from './draft.js';
import { oneOf } from './findings.js';
import { settingsFor, withHouse, withPacksOf, type House } from './house.js';
import { atStop, IS_FINISHED_BY_THE_SAME } from './interrupt.js';
import { openInputs, readingThreads, runImport, showReading, type ImportOptions } from './import.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { beginResults, openRunFolder } from './output-folder.js';
import { writeFindings, writeQuarantine, writeSummary, type Summary } from './results.js';
import { printCounts, runScan, type ScanOptions } from './scan.js';
import { makeScratch } from './scratch.js';
import { coverageOptions, dayArgument, formatOption, list, type Finish } from './shared.js';
import { Stages } from './stages.js';

/** What a run without a database of its own says when it is stopped. */
const KEEPS_NO_RECORDS =
  'Stopped before it was done, and no records are kept: the same command begins anew. With --db FILE it goes on with what is stored.';

interface RunOptions extends ImportOptions {
  jurisdiction: string[];
  asOf: string;
  out: string;
  relief?: string[];
  motions: boolean;
  formats: string[];
  assume: string[];
  name?: string;
  office?: string;
  packsDir?: string[];
  db?: string;
  format: string;
}

export function addRunCommand(program: Command, finish: Finish): void {
  const command = program
    .command('run <input...>')
    .description('the main job: read the files, evaluate everybody, draft the motions, write everything to a folder')
    .requiredOption('--jurisdiction <jurisdictions>', 'which law: us-ca, or several with commas', list)
    .requiredOption('--as-of <date>', 'the day as of which everything is judged')
    .requiredOption('--out <dir>', 'the folder for the results')
    .option(
      '--profile <profile>',
      "how to read the files: a profile's name or the path of a YAML file (default: recognised)",
    )
    .option('--relief <reliefs>', `findings and motions of these kinds only: ${RELIEFS.join(', ')}`, list)
    .option('--no-motions', 'findings only')
    .option('--formats <formats>', `of the motions: ${FORMATS.join(', ')}`, list, [...FORMATS])
    .option('--assume <assumptions>', 'what the office accepts for the whole scan, e.g. no-pending-matters', list, [])
    .option('--packs-dir <dirs>', "folders with an office's own packs and overlays (default: PACKS_DIR)", list)
    .option('--office <file>', 'a YAML file with the office that files: name, attorney, address')
    .option('--name <name>', 'what to call the scan')
    .option('--db <file>', 'keep the records in this SQLite file (default: a temporary one)')
    .addOption(formatOption(['text', 'json']));
  for (const option of coverageOptions()) command.addOption(option);
  command.action((inputs: string[], options: RunOptions) => finish(() => run(inputs, options)));
}

async function run(inputs: readonly string[], options: RunOptions): Promise<ExitStatus> {
  const asOf = dayArgument(options.asOf, '--as-of');
  const relief = options.relief === undefined ? undefined : oneOf(options.relief, RELIEFS, '--relief');
  const formats = formatsOf(options.formats);
  // Everything that can be refused is looked at before the first row is stored.
  const base = embedded(withPacksOf(settingsFor(options.db), options.packsDir));
  const packs = loadPacksFor(options.jurisdiction, base.packsDirs);
  refuseUnknownAssumptions(options.assume, assumptionsOf(packs));
  const office = readOffice(options.office ?? base.officeFile);
  const stages = new Stages();
  const open = (): Promise<Intake> => openInputs(inputs, options, base.profilesDirs[0]);
  const intake = await stages.run('open', open);
  // Hashed on a thread of its own while the rooms are opened; whoever needs the hash meets the error.
  intake.contentHash().catch(() => undefined);
  const folder = openRunFolder(options.out);
  const out = folder.path;
  const scratch = options.db === undefined ? makeScratch() : null;
  const settings =
    scratch === null
      ? base
      : {
          ...base,
          database: { kind: 'sqlite' as const, file: join(scratch.folder, 'run.sqlite'), disposable: true as const },
        };
  try {
    atStop(scratch === null ? IS_FINISHED_BY_THE_SAME : KEEPS_NO_RECORDS);
    const work = async (house: House): Promise<ExitStatus> => {
      await dropUnfinishedDrafts(house, out);
      // Without motions and without a database that is kept, nobody will ask for the records again.
      const readOnce = scratch !== null && !options.motions && ScanAsRead.suits(intake);
      const { stored, scan } =
        (readOnce ? await scanAsRead(house, stages, intake, { ...options, asOf }) : null) ??
        (await importAndScan(house, stages, readOnce ? await open() : intake, { ...options, asOf }));
      const finish = beginResults(out);
      const filter = relief === undefined ? {} : { relief };
      await stages.run('findings', () => writeFindings(house, scan.id, out, filter));
      await writeQuarantine(house, stored.import.id, out);
      const drafted = options.motions
        ? await stages.run('motions', () => draftInto(house, scan.id, { out, formats, relief, office }))
        : null;
      const summary = await writeSummary({ scan, stored, drafted, stages, out, relief });
      finish();
      report(
        scan,
        summary,
        drafted,
        options.format,
        out,
        scratch === null ? { scanId: scan.id, db: options.db } : null,
      );
      return summary.rows.quarantined > 0 || scan.counts?.problems || (drafted?.issues.length ?? 0) > 0 ? 1 : 0;
    };
    return await withHouse(settings, work, packs);
  } finally {
    scratch?.remove();
    folder.leave();
  }
}

interface Scanned {
  stored: StoredIntake;
  scan: Scan;
}

/** Imports, then scans: the records are kept, so a scan can be gone on with and its people looked up. */
async function importAndScan(house: House, stages: Stages, intake: Intake, options: ScanOptions): Promise<Scanned> {
  const stored = await stages.run('import', () => runImport(house, intake));
  const scan = await stages.run('scan', () => runScan(house, options));
  return { stored, scan };
}

/** Scans while reading. Null where that cannot be done: an ordinary scan can. */
async function scanAsRead(house: House, stages: Stages, intake: Intake, options: ScanOptions): Promise<Scanned | null> {
  const asked = {
    jurisdictions: options.jurisdiction,
    asOf: options.asOf,
    packs: house.packsFor(options.jurisdiction),
    assume: [...new Set(options.assume)].sort(),
    name: options.name,
    threads: readingThreads(house),
  };
  try {
    return await stages.run('scan', () => showReading('scanning', () => house.scanAsRead.run(intake, asked)));
  } catch (error) {
    if (error instanceof NeedsOrdinaryScan) return null;
    throw error;
  }
}

/** `run` is the embedded default whatever the environment says: no Redis, and a file unless --db names another. */
function embedded(settings: Settings): Settings {
  return { ...settings, redisUrl: null };
}

function refuseUnknownAssumptions(assume: readonly string[], accepted: ReadonlyMap<string, string>): void {
  const unknown = assume.filter((name) => !accepted.has(name));
  if (unknown.length > 0) {
    throw new AppError(
      'unknown-assumption',
      `--assume does not know "${unknown.join('", "')}". There are: ${[...accepted.keys()].join(', ')}.`,
    );
  }
}

function report(
  scan: Scan,
  summary: Summary,
  drafted: Drafted | null,
  format: string,
  out: string,
  kept: { scanId: number; db?: string | undefined } | null,
): void {
  if (format === 'json') {
    printJson(summary);
    return;
  }
  print(`${count(summary.rows.read)} rows read, ${count(summary.rows.quarantined)} set aside.`);
  printCounts(scan);
  print();
  if (drafted !== null) print(`${count(drafted.motions)} motions drafted in ${count(drafted.files)} files.`);
  if (drafted !== null && drafted.issues.length > 0) {
    print(`${count(drafted.issues.length)} motions need a person: see motions/needs-a-person.csv.`);
  }
  if (drafted !== null) for (const line of onRequestLines(drafted.onRequest, kept)) print(line);
  print(`Everything is in ${out}.`);
}
