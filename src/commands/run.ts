/**
 * `run`: the main job in one go on the embedded default: import, scan, draft; the results in one folder.
 *
 * What stands here needs no rooms: the files are opened, and where they can be scanned as they are read that begins, before
 * the database and all that goes with it is loaded (`run-in-rooms.ts`), which takes a second.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import type { Settings } from '../config/index.js';
import type { BegunIntake, Intake } from '../imports/index.js';
import { PREPARING_MODULE } from '../records/in-threads.js';
import { RELIEFS, assumptionsOf, loadPacksFor, type Pack, type Relief } from '../law/index.js';
import { canBeScannedAsRead, SCANNING_MODULE, scanningAsRead, type AskedAsRead } from '../scans/in-threads.js';
import { beginImport, beginReading } from './begin-reading.js';
import { openInputs, type ImportOptions } from './open-inputs.js';
import type { ExitStatus } from './output.js';
import { readingThreads, settingsFor, withPacksOf } from './settings.js';
import { coverageOptions, dayArgument, formatOption, list, oneOf, type Finish } from './shared.js';
import { Stages } from './stages.js';

/** Findings are small: some 100,000 rows come to this many batches, and are a second's reading. */
const MOST_FOUND_WAITING = 20;

export interface RunOptions extends ImportOptions {
  jurisdiction: string[];
  asOf: string;
  out: string;
  relief?: string[];
  motions: boolean;
  formats?: string[];
  assume: string[];
  name?: string;
  office?: string;
  packsDir?: string[];
  db?: string;
  format: string;
}

/** A run of which all was checked that can be without the rooms. */
export interface CheckedRun {
  options: RunOptions;
  settings: Settings;
  relief: Relief[] | undefined;
  packs: Pack[];
  stages: Stages;
  /** What is being read already: for the scan that `asked`, or for an import. */
  intake: BegunIntake;
  /** What a scan that keeps no records asks; null where records are kept. */
  asked: AskedAsRead | null;
  /** Opens the inputs again, for an import. */
  openAgain: () => Promise<Intake>;
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
    .option('--formats <formats>', 'of the motions (default: all there are)', list)
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
  // Everything that can be refused is looked at before the first row is stored.
  const settings = embedded(withPacksOf(settingsFor(options.db), options.packsDir));
  const packs = loadPacksFor(options.jurisdiction, settings.packsDirs);
  refuseUnknownAssumptions(options.assume, assumptionsOf(packs));
  const stages = new Stages();
  const size = readingThreads(settings);
  const open = (module: URL): Promise<Intake> =>
    openInputs(inputs, options, settings.profilesDirs[0], { size, module });
  // Without motions and without a database that is kept, nobody will ask for the records again.
  const keepsNothing = options.db === undefined && !options.motions;
  const opened = await stages.run('open', () => open(keepsNothing ? SCANNING_MODULE : PREPARING_MODULE));
  const asked: AskedAsRead | null =
    keepsNothing && canBeScannedAsRead(opened)
      ? {
          jurisdictions: options.jurisdiction,
          asOf,
          packs,
          assume: [...new Set(options.assume)].sort(),
          name: options.name,
          threads: size,
        }
      : null;
  const intake =
    asked === null
      ? beginImport(opened, size)
      : beginReading(opened, scanningAsRead(asked, opened.coverage), size, MOST_FOUND_WAITING);
  try {
    const { runInRooms } = await import('./run-in-rooms.js');
    const openAgain = (): Promise<Intake> => open(PREPARING_MODULE);
    return await runInRooms({ options, settings, relief, packs, stages, intake, asked, openAgain });
  } finally {
    intake.leave();
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
