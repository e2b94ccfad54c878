import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../common/index.js';
import { readSettings } from './read-settings.js';
import { SETTING_NAMES, SETTINGS_FILE_VARIABLE } from './setting-list.js';

function refusalOf(environment: Record<string, string>): AppError {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('settings', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'second-look-settings-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  it('need nothing: one machine, one SQLite file in the data folder', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      database: { kind: 'sqlite', file: join('data', 'second-look.sqlite') },
      redisUrl: null,
      host: '127.0.0.1',
      port: 3000,
      chunkPeople: 2000,
      packsDirs: [],
      logLevel: 'info',
    });
    expect(settings.evaluationThreads).toBeGreaterThanOrEqual(1);
  });

  it('put the SQLite file into the data folder that was named', () => {
    expect(readSettings({ DATA_DIR: '/srv/review' }).database).toEqual({
      kind: 'sqlite',
      file: '/srv/review/second-look.sqlite',
    });
  });

  it('take an empty variable for one that was not set', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: ' ' }).port).toBe(3000);
  });

  it('let the environment win over the file', () => {
    const path = file('both.yaml', 'port: 4000\nCHUNK_PEOPLE: 500\n');
    expect(readSettings({ [SETTINGS_FILE_VARIABLE]: path, PORT: '5000' })).toMatchObject({
      port: 5000,
      chunkPeople: 500,
    });
  });

  it('are refused with every problem and what is accepted, not only the first', () => {
    const refusal = refusalOf({ PORT: 'eighty', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://db/x', CHUNK_PEOPLE: '0' });
    expect(refusal.code).toBe('bad-settings');
    expect(refusal.exitCode).toBe(2);
    expect(refusal.message).toContain(
      'PORT in the environment is "eighty"; accepted: a whole number from 0 to 65535 (default 3000).',
    );
    expect(refusal.message).toContain(
      'LOG_LEVEL in the environment is "loud"; accepted: error, warn, info, debug (default info).',
    );
    expect(refusal.message).toContain('DATABASE_URL in the environment is not a usable address; accepted: postgres://');
    expect(refusal.message).toContain('CHUNK_PEOPLE in the environment is "0"');
    expect(refusal.detail).toHaveLength(4);
  });

  it('never show a password of an address that is refused', () => {
    expect(refusalOf({ DATABASE_URL: 'postgres://clerk:hunter2@' }).message).not.toContain('hunter2');
  });

  it('refuse a file that names a setting nobody knows, that holds none, or that is not there', () => {
    expect(refusalOf({ [SETTINGS_FILE_VARIABLE]: file('typo.yaml', 'PROT: 3000') }).message).toContain(
      'sets "PROT", which is no setting',
    );
    expect(refusalOf({ [SETTINGS_FILE_VARIABLE]: file('list.yaml', '- PORT') }).message).toContain('holds no settings');
    expect(refusalOf({ [SETTINGS_FILE_VARIABLE]: file('group.yaml', 'PORT: {a: 1}') }).message).toContain(
      'a list or a group',
    );
    expect(refusalOf({ [SETTINGS_FILE_VARIABLE]: join(folder, 'none.yaml') }).message).toContain('could not be read');
  });

  it('are all listed in .env.example, and nothing else is', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const listed = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(listed).toEqual([SETTINGS_FILE_VARIABLE, ...SETTING_NAMES]);
  });

  it('are shown in .env.example with values that are accepted', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const environment = Object.fromEntries(
      [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1], match[2]]),
    );
    expect(readSettings(environment)).toEqual(readSettings({}));
  });
});
