/**
 * The command line as a whole: its commands, and how each of them ends.
 */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { AppError } from '../common/index.js';
import { answerSignals } from './interrupt.js';
import { outputTrouble, tell, watchOutput, type ExitStatus } from './output.js';
import type { Finish } from './shared.js';

/** The version in package.json. */
export const VERSION = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

type AddCommand = (program: Command, finish: Finish) => void;

/**
 * The commands in the order of the help, each by the words that it begins with. Loading all rooms takes longer than many
 * commands do, so only the one that was asked for is loaded.
 */
const COMMANDS: readonly [words: readonly string[], load: () => Promise<AddCommand>][] = [
  [['run'], async () => (await import('./run.js')).addRunCommand],
  [['import'], async () => (await import('./import.js')).addImportCommand],
  [['scan', 'scans'], async () => (await import('./scan.js')).addScanCommands],
  [['schedules'], async () => (await import('./schedules.js')).addScheduleCommands],
  [['jobs'], async () => (await import('./jobs.js')).addJobCommands],
  [['draft'], async () => (await import('./draft.js')).addDraftCommand],
  [['findings', 'explain'], async () => (await import('./findings.js')).addFindingCommands],
  [['diff'], async () => (await import('./diff.js')).addDiffCommand],
  [['calendar'], async () => (await import('./calendar.js')).addCalendarCommand],
  [['questions', 'answer'], async () => (await import('./questions.js')).addQuestionCommands],
  [['packs'], async () => (await import('./packs.js')).addPackCommands],
  [['profiles', 'formats'], async () => (await import('./profiles.js')).addProfileCommands],
  [['templates'], async () => (await import('./templates.js')).addTemplateCommand],
  [['sample'], async () => (await import('./sample.js')).addSampleCommand],
  [['migrate'], async () => (await import('./migrate.js')).addMigrateCommand],
  [['serve'], async () => serveCommand((await import('./serve.js')).addServeCommand)],
  [['worker'], async () => (await import('./worker.js')).addWorkerCommand],
  [['bench'], async () => (await import('./bench.js')).addBenchCommand],
];

/** The command that begins with the word; all of them where none does, for the help and for guessing what was meant. */
async function commandsFor(word: string | undefined): Promise<AddCommand[]> {
  const asked = COMMANDS.find(([words]) => word !== undefined && words.includes(word));
  return Promise.all((asked === undefined ? COMMANDS : [asked]).map(([, load]) => load()));
}

function serveCommand(add: (program: Command, finish: Finish, version: string) => void): AddCommand {
  return (program, finish) => add(program, finish, VERSION);
}

/** Runs one command and gives its exit code. Never throws: what goes wrong is said on stderr in a sentence. */
export async function runProgram(argv: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const finish: Finish = async (work) => {
    status = await work();
  };
  const program = new Command('second-look')
    .description(
      'Finds everyone a change in the law can help in old convictions, warrants and probation violations, says why, and drafts the motions. Not legal advice: an attorney reviews everything.',
    )
    .version(VERSION);
  for (const add of await commandsFor(argv[2])) add(program, finish);
  speakPlainly(program, program.name());
  watchOutput();
  answerSignals();
  process.on('uncaughtException', (error) => process.exit(explain(error)));
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    status = explain(error);
  }
  const trouble = await outputTrouble();
  return trouble === null ? status : explain(trouble);
}

/** Has a command and those below it give what is wrong with its options as one sentence, in place of ending the process. */
function speakPlainly(command: Command, name: string): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(`${usageSentence(text, name)}\n`) });
  for (const child of command.commands) speakPlainly(child, `${name} ${child.name()}`);
}

/** What commander says about a wrong option or argument, as one sentence that says where to look. */
function usageSentence(text: string, name: string): string {
  const said = text
    .replace(/^error: /, '')
    .trim()
    .replace(/\.?\n\(Did you mean (.*)\?\)$/s, ' (did you mean $1?)')
    .replace(/\.$/, '')
    .replaceAll('\n', ' ');
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}: "${name} --help" shows what there is.`;
}

/** Says what went wrong, and gives the exit code for it. */
function explain(error: unknown): ExitStatus {
  // Commander has said already what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const refusal = refusalOf(error);
  if (refusal !== null) {
    tell(refusal.message);
    return refusal.exitCode;
  }
  tell(
    `Something went wrong inside the program: ${error instanceof Error ? error.message : String(error)}. What was stored is whole; run the command again.`,
  );
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) tell(error.stack ?? '');
  return 3;
}

/** The refusal in an error or in what caused it; a full or unwritable disk is one too. */
function refusalOf(error: unknown): { message: string; exitCode: ExitStatus } | null {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if (each instanceof AppError) return { message: each.message, exitCode: each.exitCode };
    const { code, path } = each as NodeJS.ErrnoException;
    const where = path === undefined ? '' : ` (${path})`;
    if (code === 'ENOSPC')
      return {
        message: `The disk is full${where}. Make room and run the command again; nothing is left half-done.`,
        exitCode: 3,
      };
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
      return { message: `The program may not write there${where}. Choose another folder, or allow it.`, exitCode: 3 };
    if (code === 'EDQUOT')
      return { message: `The disk quota is used up${where}. Make room and run the command again.`, exitCode: 3 };
  }
  return null;
}
