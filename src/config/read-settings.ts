import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { AppError } from '../common/index.js';
import { defaultDatabaseFile, SETTING_LIST, SETTING_NAMES, SETTINGS_FILE_VARIABLE } from './setting-list.js';
import type { SettingName, SettingValues } from './setting-list.js';
import type { Settings } from './settings.js';

/** A value as it was written, and where. */
interface Written {
  text: string;
  where: string;
}

/**
 * The settings, from the environment and the file that `SECOND_LOOK_CONFIG` names; the environment wins.
 *
 * An empty variable counts as not set, because that is how compose files and shells say "nothing". Throws an AppError
 * `bad-settings` that lists every problem with what is accepted, so that one start shows all there is to mend.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = [];
  const written = new Map<SettingName, Written>(readFile(environment[SETTINGS_FILE_VARIABLE], problems));
  for (const name of SETTING_NAMES) {
    const text = environment[name];
    if (text !== undefined && text.trim() !== '') written.set(name, { text: text.trim(), where: 'the environment' });
  }

  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of SETTING_NAMES) {
    const given = written.get(name);
    const result = SETTING_LIST[name].schema.safeParse(given?.text);
    if (result.success) values[name] = result.data;
    else
      problems.push(
        `${name} in ${given?.where} is ${quote(name, given?.text)}; accepted: ${SETTING_LIST[name].accepts}.`,
      );
  }
  if (problems.length > 0) {
    throw new AppError(
      'bad-settings',
      `The settings cannot be used:\n${problems.map((line) => `  ${line}`).join('\n')}`,
      {
        detail: problems,
      },
    );
  }
  return toSettings(values as SettingValues);
}

/** Addresses carry passwords, which belong neither on a screen nor in a log. */
function quote(name: SettingName, text: string | undefined): string {
  return name.endsWith('_URL') ? 'not a usable address' : `"${text ?? ''}"`;
}

function readFile(path: string | undefined, problems: string[]): [SettingName, Written][] {
  if (path === undefined || path.trim() === '') return [];
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    problems.push(
      `The file ${path} (${SETTINGS_FILE_VARIABLE}) could not be read: ${(error as Error).message.split('\n')[0]}.`,
    );
    return [];
  }
  if (content === null || content === undefined) return [];
  if (typeof content !== 'object' || Array.isArray(content)) {
    problems.push(`The file ${path} holds no settings; write one a line, as in "PORT: 3000".`);
    return [];
  }
  const entries: [SettingName, Written][] = [];
  for (const [key, value] of Object.entries(content)) {
    const name = SETTING_NAMES.find((candidate) => candidate === key.toUpperCase());
    if (name === undefined) {
      problems.push(`The file ${path} sets "${key}", which is no setting; accepted: ${SETTING_NAMES.join(', ')}.`);
    } else if (typeof value === 'object' && value !== null) {
      problems.push(`The file ${path} gives ${key} a list or a group; accepted: ${SETTING_LIST[name].accepts}.`);
    } else if (value !== null && value !== '') {
      entries.push([name, { text: String(value), where: path }]);
    }
  }
  return entries;
}

function toSettings(values: SettingValues): Settings {
  return {
    database: values.DATABASE_URL ?? { kind: 'sqlite', file: defaultDatabaseFile(values.DATA_DIR) },
    redisUrl: values.REDIS_URL,
    host: values.HOST,
    port: values.PORT,
    dataDir: values.DATA_DIR,
    packsDirs: values.PACKS_DIR,
    profilesDirs: values.PROFILES_DIR,
    templatesDirs: values.TEMPLATES_DIR,
    chunkPeople: values.CHUNK_PEOPLE,
    evaluationThreads: values.EVALUATION_THREADS,
    renderThreads: values.RENDER_THREADS,
    officeFile: values.OFFICE_FILE,
    uploadLimitMb: values.UPLOAD_LIMIT_MB,
    logLevel: values.LOG_LEVEL,
  };
}
