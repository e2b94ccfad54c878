/**
 * A PostgreSQL server for the tests: the one that TEST_DATABASE_URL names, the machine's own, or one that is started
 * here from the installed programs and thrown away afterwards.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, chownSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

export type FoundServer = { url: string; stop(): Promise<void> } | { missing: string };

const MACHINES_OWN = 'postgres://postgres@127.0.0.1:5432/postgres';

/** A server on which databases may be made, or the reason why there is none. */
export async function findPostgres(): Promise<FoundServer> {
  const named = process.env['TEST_DATABASE_URL'];
  const url = named === undefined || named === '' ? MACHINES_OWN : named;
  const trouble = await troubleWith(url);
  if (trouble === null) return { url, stop: () => Promise.resolve() };
  // A server that was named on purpose is the one to test; another would hide that it is down.
  if (url === named) return { missing: `TEST_DATABASE_URL cannot be reached: ${trouble}` };
  const programs = findPrograms();
  if (programs === null) return { missing: `no PostgreSQL at 127.0.0.1:5432 (${trouble}) and none is installed` };
  return startTemporary(programs);
}

async function troubleWith(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return null;
  } catch (error) {
    return error instanceof Error && error.message !== '' ? error.message : 'no answer';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The folder of the installed server's programs, or null. */
export function findPrograms(): string | null {
  const debian = '/usr/lib/postgresql';
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

/** PostgreSQL refuses to run as root, so root lends it the user that its package made, or nobody. */
export function lesserUser(): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(spawnSync('id', [flag, name]).stdout?.toString().trim() || NaN),
    );
    if (uid !== undefined && gid !== undefined && Number.isInteger(uid) && Number.isInteger(gid)) return { uid, gid };
  }
  return {};
}

async function startTemporary(programs: string): Promise<FoundServer> {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-postgres-'));
  const user = lesserUser();
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const made = spawnSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    {
      ...user,
      cwd: folder,
    },
  );
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    return {
      missing: `initdb in ${programs} failed: ${reasonIn(made.stderr?.toString() ?? '')}`,
    };
  }
  const port = await freePort();
  const options = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off'];
  const server = spawn(join(programs, 'postgres'), options, { ...user, cwd: folder, stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    if (server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  for (let attempt = 0; attempt < 100 && server.exitCode === null; attempt++) {
    if ((await troubleWith(url)) === null) return { url, stop };
    await pause(100);
  }
  await stop();
  return { missing: `the temporary server from ${programs} did not start` };
}

/** The line that says why; the last one only says what was cleaned up. */
function reasonIn(errors: string): string {
  const lines = errors.trim().split('\n');
  return lines.find((line) => /error|denied|fatal/i.test(line)) ?? lines.at(-1) ?? 'no reason given';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
