/**
 * The settings as commands use them: those of the environment, and what a command was told in place of them.
 */
import { existsSync } from 'node:fs';
import { AppError } from '../common/index.js';
import { readSettings } from '../config/read-settings.js';
import type { Settings } from '../config/index.js';

/** The settings of the environment, with the database that a command was told to use in place of theirs. */
export function settingsFor(database?: string): Settings {
  return readSettings(database === undefined ? process.env : { ...process.env, DATABASE_URL: database });
}

/**
 * The same for commands that look at what is stored, which do not make a database where there is none: a mistyped name
 * would else leave an empty file behind.
 */
export function settingsForStored(database?: string): Settings {
  const settings = settingsFor(database);
  if (settings.database.kind === 'sqlite' && !existsSync(settings.database.file)) {
    throw new AppError(
      'no-database',
      `There is no database ${settings.database.file}: import a file first ("second-look import"), or name another with --db.`,
    );
  }
  return settings;
}

/** The settings with the packs of other folders, where a command names them. */
export function withPacksOf(settings: Settings, packsDirs: readonly string[] | undefined): Settings {
  return packsDirs === undefined ? settings : { ...settings, packsDirs };
}

/** One more than evaluate, since writing leaves a processor idle for part of the time. */
export function readingThreads({ evaluationThreads }: Settings): number {
  return evaluationThreads + 1;
}
