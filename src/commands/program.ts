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
import { tell, type ExitStatus } from './output.js';
import { addPackCommands } from './packs.js';
import { addProfileCommands } from './profiles.js';
import { addRunCommand } from './run.js';
import { addSampleCommand } from './sample.js';
import { addScanCommands } from './scan.js';
import type { Finish } from './shared.js';

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
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });
  addRunCommand(program, finish);
  addImportCommand(program, finish);
  addScanCommands(program, finish);
  addDraftCommand(program, finish);
  addFindingCommands(program, finish);
  addPackCommands(program, finish);
  addProfileCommands(program, finish);
  addSampleCommand(program, finish);
  addMigrateCommand(program, finish);
  addBenchCommand(program, finish);
  for (const command of program.commands) inheritExit(command);
  try {
    await program.parseAsync([...argv]);
    return status;
  } catch (error) {
    return explain(error);
  }
}

function inheritExit(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });
  for (const child of command.commands) inheritExit(child);
}

/** Says what went wrong, and gives the exit code for it. */
function explain(error: unknown): ExitStatus {
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
