/** What whoever looks for a fault finds in the log of the server as it is started by default. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import sqlite3 from 'sqlite3';
import { ApiClient } from '../support/api-client.js';
import { ensureBuilt, start, temporaryDir } from './second-look.js';

const dir = temporaryDir();

beforeAll(ensureBuilt, 240_000);

/** The database of a running server is damaged behind its back: the only fault that a client can meet for certain. */
async function dropTable(file: string, name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const database = new sqlite3.Database(file, (opening) => {
      if (opening !== null) return reject(opening);
      database.run(`DROP TABLE ${name}`, (error) => (error === null ? resolve() : reject(error)));
    });
  });
}

it('the reference of a fault that a client was told stands in the log on stderr with the place in the program, and no data', async () => {
  const server = start(['serve', '--port', '0', '--db', 'office.sqlite'], { cwd: dir });
  let url: string | undefined;
  while (url === undefined) {
    await pause(50);
    url = /listens on (\S+);/.exec(server.stderr())?.[1];
  }
  await dropTable(join(dir, 'office.sqlite'), 'scan_schedules');
  const api = await ApiClient.open(url);
  const { status, json: problem } = await api.get<{ reference: string; detail: string }>('/api/v1/schedules?limit=7');
  expect(status).toBe(500);
  expect(problem.detail).not.toMatch(/sqlite|schedules/i);
  server.signal('SIGTERM');
  const { code, stdout, stderr } = await server.ended;
  const lines = stderr.split('\n');
  const at = lines.findIndex((line) => line.includes(problem.reference));
  expect(lines[at]).toMatch(/ERROR \[web\] [0-9a-f]{10} GET \/api\/v1\/schedules \w+/);
  expect(lines[at + 1]).toMatch(/^\s+at .+\.js:\d+/);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
}, 120_000);
