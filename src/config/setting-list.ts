import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { DATABASE_URL_FORMS, parseDatabaseAddress } from './database-address.js';

/**
 * Every setting there is. Each is read from the environment or from the settings file as text, checked once, and has an
 * `accepts` that is shown to the person whose value is refused.
 */
interface Setting<T> {
  /** The value as the program uses it; `undefined` stands for a setting that nobody gave. */
  schema: z.ZodType<T, string | undefined>;
  /** What may be written, as the end of the sentence "accepted: …". */
  accepts: string;
}

function setting<T>(accepts: string, schema: z.ZodType<T, string | undefined>): Setting<T> {
  return { schema, accepts };
}

function wholeNumber(from: number, to: number, standard: number): Setting<number> {
  return setting(
    `a whole number from ${from} to ${to} (default ${standard})`,
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .refine((value) => value >= from && value <= to)
      .or(z.undefined().transform(() => standard)),
  );
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T, standard: T[number]): Setting<T[number]> {
  return setting(
    `${values.join(', ')} (default ${standard})`,
    z.enum(values).or(z.undefined().transform(() => standard)),
  );
}

const folders = setting(
  `folders, separated by "${delimiter}" (default none)`,
  z
    .string()
    .transform((text) => text.split(delimiter).filter((folder) => folder !== ''))
    .or(z.undefined().transform((): string[] => [])),
);

function text(accepts: string, standard: string): Setting<string> {
  return setting(`${accepts} (default ${standard})`, z.string().or(z.undefined().transform(() => standard)));
}

/** The settings by the name they have in the environment. `.env.example` explains each in a line. */
export const SETTING_LIST = {
  DATABASE_URL: setting(
    `${DATABASE_URL_FORMS} (default second-look.sqlite in DATA_DIR)`,
    z
      .string()
      .transform((value, context) => {
        const address = parseDatabaseAddress(value);
        if (address !== null) return address;
        context.addIssue('not an address');
        return z.NEVER;
      })
      .or(z.undefined().transform(() => null)),
  ),
  REDIS_URL: setting(
    'redis://host:port or rediss://host:port (default none: jobs run inside the process)',
    z
      .string()
      .refine((value) => /^rediss?:\/\/./i.test(value) && URL.canParse(value))
      .or(z.undefined().transform(() => null)),
  ),
  HOST: text('the address to listen on', '127.0.0.1'),
  PORT: wholeNumber(0, 65535, 3000),
  DATA_DIR: text('a folder', './data'),
  PACKS_DIR: folders,
  PROFILES_DIR: folders,
  TEMPLATES_DIR: folders,
  CHUNK_PEOPLE: wholeNumber(1, 100_000, 2000),
  EVALUATION_THREADS: wholeNumber(1, 256, Math.max(1, availableParallelism() - 1)),
  RENDER_THREADS: wholeNumber(0, 256, Math.max(1, availableParallelism())),
  OFFICE_FILE: setting(
    'a YAML file with the name and address of the office (default none: left to write in on each draft)',
    z.string().or(z.undefined().transform(() => null)),
  ),
  UPLOAD_LIMIT_MB: wholeNumber(1, 100_000, 2048),
  LOG_LEVEL: oneOf(['error', 'warn', 'info', 'debug'], 'info'),
} as const satisfies Record<string, Setting<unknown>>;

export type SettingName = keyof typeof SETTING_LIST;

/** The settings as they come out of their schemas. */
export type SettingValues = { [Name in SettingName]: z.output<(typeof SETTING_LIST)[Name]['schema']> };

/** The names of all settings, in the order of `.env.example`. */
export const SETTING_NAMES = Object.keys(SETTING_LIST) as SettingName[];

/** The name of the environment variable that names the settings file; the only one that a file cannot hold. */
export const SETTINGS_FILE_VARIABLE = 'SECOND_LOOK_CONFIG';

/** The SQLite file that is used when nobody names a database. */
export function defaultDatabaseFile(dataDir: string): string {
  return join(dataDir, 'second-look.sqlite');
}
