/**
 * What commands have in common: options, and how they end.
 */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { AppError, parseDay } from '../common/index.js';
import type { Coverage } from '../records/index.js';
import type { ExitStatus } from './output.js';

/** Runs a command's work and keeps how it ended; errors are turned into sentences by the program. */
export type Finish = (work: () => ExitStatus | Promise<ExitStatus>) => Promise<void>;

/** `--format` with the values a command knows; the first is the default. */
export function formatOption(formats: readonly string[]): Option {
  return new Option('--format <format>', 'how to print').choices(formats).default(formats[0]);
}

/** A comma-separated option as a list without blanks. */
export function list(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** Values of an option that has to be among the known ones. */
export function oneOf<T extends string>(values: readonly string[], known: readonly T[], option: string): T[] {
  const unknown = values.filter((value) => !(known as readonly string[]).includes(value));
  if (unknown.length > 0) {
    throw new AppError(
      'bad-option',
      `${option} does not know "${unknown.join('", "')}". There are: ${known.join(', ')}.`,
    );
  }
  return values as T[];
}

/** A folder that has to be there, or the default. */
export function folderArgument(dir: string | undefined, fallback: string): string {
  if (dir === undefined) return fallback;
  const folder = resolve(dir);
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new AppError('no-folder', `There is no folder ${dir}.`);
  return folder;
}

/** A day given on the command line; refuses what is not on the calendar. */
export function dayArgument(text: string, option: string): string {
  if (parseDay(text) === null) {
    throw new AppError('bad-date', `${option} "${text}" is not a calendar date; write it as YYYY-MM-DD.`);
  }
  return text;
}

/** Today, for the commands that take the clock's day when none is given. Nothing below the commands reads the clock for law. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** The id of a scan given on the command line. */
export function scanArgument(text: string): number {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new AppError('bad-scan', `"${text}" is not the id of a scan. "second-look scans" lists them.`);
  }
  return id;
}

/** A whole number given on the command line, 0 or more. */
export function countArgument(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || text.trim() === '') {
    throw new AppError('bad-number', `${option} "${text}" is not a whole number.`);
  }
  return value;
}

export interface CoverageOptions {
  history?: 'county' | 'state' | 'national';
  pendingMatters?: 'yes' | 'no';
  completeThrough?: string;
}

/** What the files cover, where that differs from their profile: within it silence means "no". */
export function coverageOptions(): Option[] {
  return [
    new Option('--history <extent>', 'whose history the files hold').choices(['county', 'state', 'national']),
    new Option('--pending-matters <yes|no>', 'whether the files hold pending cases').choices(['yes', 'no']),
    new Option('--complete-through <date>', 'the last day whose events the files hold'),
  ];
}

/** The coverage that the options declare; what they leave out is the profile's. */
export function coverageOf(options: CoverageOptions): Partial<Coverage> {
  return {
    ...(options.history === undefined ? {} : { history: options.history }),
    ...(options.pendingMatters === undefined ? {} : { pendingMatters: options.pendingMatters }),
    ...(options.completeThrough === undefined
      ? {}
      : { completeThrough: dayArgument(options.completeThrough, '--complete-through') }),
  };
}
