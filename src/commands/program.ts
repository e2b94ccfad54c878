/**
 * The command line as a whole: its commands, and how each of them ends.
 */
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { AppError } from '../common/index.js';
import { addBenchCommand } from './bench.js';
import { addDraftCommand } from './draft.js';
import { addFindingCommands } from './findings.js';
import { addImportCommand } from './import.js';
import { addMigrateCommand } from './migrate.js';
import { answerSignals } from './interrupt.js';
import { outputTrouble, tell, watchOutput, type ExitStatus } from './output.js';
import { addPackCommands } from './packs.js';
import { addProfileCommands } from './profiles.js';
import { addRunCommand } from './run.js';
import { addSampleCommand } from './sample.js';
import { addScanCommands } from './scan.js';
import { addServeCommand } from './serve.js';
import type { Finish } from './shared.js';
import { addTemplateCommand } from './templates.js';
import { addWorkerCommand } from './worker.js';

/** The version in package.json. */
export const VERSION = (createRequire(import.meta.url)('../../package.json') as { version: string }).version;

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
  addRunCommand(program, finish);
  addImportCommand(program, finish);
  addScanCommands(program, finish);
  addDraftCommand(program, finish);
  addFindingCommands(program, finish);
  addPackCommands(program, finish);
  addProfileCommands(program, finish);
  addTemplateCommand(program, finish);
  addSampleCommand(program, finish);
  addMigrateCommand(program, finish);
  addServeCommand(program, finish, VERSION);
  addWorkerCommand(program, finish);
  addBenchCommand(program, finish);
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
