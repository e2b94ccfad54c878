/**
 * The disk under a SQLite file is full in the middle of a scan: the operator is told, and once there is room the scan
 * goes on to the findings of an undisturbed one. The disk is a real one, of a few megabytes.
 */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { ensureBuilt, temporaryDir, wellEnded } from '../journeys/second-look.js';
import { smallDisk } from '../support/small-disk.js';
import { PATIENCE_MS } from './drill.js';
import { type Program, run } from './program.js';

const dir = temporaryDir();
const disk = smallDisk('64m');
const file = join(disk.folder, 'office.sqlite');
// Small chunks, so that there is a midway.
const env = { DATABASE_URL: file, DATA_DIR: dir, CHUNK_PEOPLE: '20', EVALUATION_THREADS: '1' };
const SCAN = ['scan', '--jurisdiction', 'us-ca', '--as-of', '2022-06-01'];
/** The import was the first. */
const SCAN_JOB = 2;
const FULL =
  /^The disk is full: .*office\.sqlite cannot grow since .* UTC; nothing is lost; free some space and the work goes on\.$/;

const findings = (of: Record<string, string> = env): Promise<string> =>
  wellEnded(['findings', '--scan', '1', '--format', 'jsonl'], { env: of });

/** The answers of the SQLite file to a question, over a connection of its own. */
async function ask<Row>(sql: string): Promise<Row[]> {
  const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY);
  try {
    return await new Promise((resolve, reject) =>
      database.all(sql, (error, rows) => (error === null ? resolve(rows as Row[]) : reject(error))),
    );
  } finally {
    database.close();
  }
}

let undisturbed: string;
beforeAll(async () => {
  if (disk.why !== '') return;
  await ensureBuilt();
  const people = join(dir, 'people.jsonl');
  await wellEnded(['sample', '--jurisdiction', 'us-ca', '--persons', '500', '--seed', '3', '--out', people]);
  await wellEnded(['import', people], { env });
  const elsewhere = join(dir, 'undisturbed.sqlite');
  cpSync(file, elsewhere);
  await wellEnded(SCAN, { env: { ...env, DATABASE_URL: elsewhere } });
  undisturbed = await findings({ ...env, DATABASE_URL: elsewhere });
  cpSync(file, join(dir, 'imported.sqlite'));
}, PATIENCE_MS);

/** A database with the people and without a scan, on a disk that has room for some chunks. */
function beginAnew(): void {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  disk.resize('64m');
  cpSync(join(dir, 'imported.sqlite'), file);
  disk.leave(600);
}

/** Resolves when the scan stands still for want of room: told, with chunks done and chunks to do. */
async function standsStill(scanning: Program): Promise<void> {
  await scanning.untilSaid(FULL);
  const [chunks] = await ask<{ done: number; all: number }>(
    `SELECT count(*) AS "all", sum(status = 'done') AS done FROM job_chunks WHERE job_id = ${SCAN_JOB}`,
  );
  expect(chunks?.done).toBeLessThan(chunks?.all ?? 0);
}

/** The bytes of an undisturbed scan; no chunk was given up, and no second scan was begun. */
async function endsUndisturbed(): Promise<void> {
  expect((await findings()) === undisturbed).toBe(true);
  expect(await ask(`SELECT job_id, status, count(*) AS chunks FROM job_chunks GROUP BY job_id, status`)).toEqual([
    { job_id: 1, status: 'done', chunks: 1 },
    { job_id: SCAN_JOB, status: 'done', chunks: 26 },
  ]);
  expect(await ask('SELECT count(*) AS scans FROM scans')).toEqual([{ scans: 1 }]);
  const [stored] = await ask<{ rows: number }>('SELECT count(*) AS rows FROM findings');
  expect(stored?.rows).toBe(undisturbed.split('\n').length - 1);
}

describe('a disk that is full in the middle of a scan', () => {
  it(
    `is told once while it lasts, and with room again the scan goes on to the same findings${disk.because}`,
    async () => {
      if (disk.why !== '') return;
      beginAnew();
      const scanning = run(SCAN, env);
      await standsStill(scanning);
      disk.resize('64m');
      expect(await scanning.ended).toMatchObject({ code: 0 });
      expect(scanning.said()).toEqual([
        expect.stringMatching(FULL),
        expect.stringMatching(/^There is room for .*office\.sqlite again after \d+ s; the work goes on\.$/),
      ]);
      await endsUndisturbed();
    },
    PATIENCE_MS,
  );

  it(
    `and a command that is killed meanwhile: the same command finishes the scan once there is room${disk.because}`,
    async () => {
      if (disk.why !== '') return;
      beginAnew();
      const scanning = run(SCAN, env);
      await standsStill(scanning);
      await scanning.kill();
      disk.resize('64m');
      await wellEnded(SCAN, { env });
      await endsUndisturbed();
    },
    PATIENCE_MS,
  );

  it(
    `is told by a server, which goes on by itself${disk.because}`,
    async () => {
      if (disk.why !== '') return;
      beginAnew();
      const serving = run(['serve'], { ...env, PORT: '0' });
      try {
        const line = await serving.untilSaid(/ listens on /);
        const url = /http:[^;]+/.exec(line)?.[0] ?? '';
        await fetch(`${url}/api/v1/scans`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jurisdictions: ['us-ca'], asOf: '2022-06-01' }),
        });
        await standsStill(serving);
        disk.resize('64m');
        await wellEnded(['jobs', 'follow', String(SCAN_JOB)], { env });
        await endsUndisturbed();
      } finally {
        await serving.kill();
      }
    },
    PATIENCE_MS,
  );
});
