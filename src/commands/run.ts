/**
 * `run`: the main job in one go on the embedded default: import, scan, draft; the results in one folder.
 *
 * What stands here needs no rooms: the files are opened, and where they can be scanned as they are read that begins, before
 * the database and all that goes with it is loaded (`run-in-rooms.ts`), which takes a second.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import type { Settings } from '../config/index.js';
import { readAhead, type BegunIntake, type Intake } from '../imports/index.js';
import { RELIEFS, assumptionsOf, loadPacksFor, type Pack, type Relief } from '../law/index.js';
import { canBeScannedAsRead, scanningAsRead, type AskedAsRead } from '../scans/in-threads.js';
import { openInputs, type ImportOptions } from './open-inputs.js';
import type { ExitStatus } from './output.js';
import { readingThreads, settingsFor, withPacksOf } from './settings.js';
import { coverageOptions, dayArgument, formatOption, list, oneOf, type Finish } from './shared.js';
import { Stages } from './stages.js';

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
  intake: Intake;
  /** The same, where it is being read already for a scan that keeps no records, and what that scan asks. */
  begun: { intake: BegunIntake; asked: AskedAsRead } | null;
  /** Opens the inputs again. */
  open: () => Promise<Intake>;
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
  const open = (): Promise<Intake> => openInputs(inputs, options, settings.profilesDirs[0]);
  const intake = await stages.run('open', open);
  // Hashed on a thread of its own while the rooms are opened; whoever needs the hash meets the error.
  intake.contentHash().catch(() => undefined);
  const asked: AskedAsRead = {
    jurisdictions: options.jurisdiction,
    asOf,
    packs,
    assume: [...new Set(options.assume)].sort(),
    name: options.name,
    threads: readingThreads(settings),
  };
  // Without motions and without a database that is kept, nobody will ask for the records again.
  const readOnce = options.db === undefined && !options.motions && canBeScannedAsRead(intake);
  const begun = readOnce
    ? { intake: readAhead(intake, scanningAsRead(asked, intake.coverage), asked.threads), asked }
    : null;
  try {
    const { runInRooms } = await import('./run-in-rooms.js');
    return await runInRooms({ options, settings, relief, packs, stages, intake, begun, open });
  } finally {
    begun?.intake.leave();
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
