/** A PostgreSQL server of the test's own, which the test may crash, stop and start again; what it stored it keeps. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findPrograms, lesserUser } from '../database/find-postgres.js';
import { statement } from './own-database.js';
import { freePort } from './own-redis.js';

/** A server that waits for its disk, as an office's does. */
export class OwnPostgres {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    readonly port: number,
    private server: ChildProcess | null,
  ) {}

  /** A running server on a free port; null where PostgreSQL is not installed. */
  static async start(): Promise<OwnPostgres | null> {
    const programs = findPrograms();
    if (programs === null) return null;
    const folder = mkdtempSync(join(tmpdir(), 'second-look-postgres-'));
    const user = lesserUser();
    if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
    const made = spawnSync(
      join(programs, 'initdb'),
      ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
      { ...user, cwd: folder },
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr.toString()}`);
    const postgres = new OwnPostgres(programs, folder, await freePort(), null);
    await postgres.startAgain();
    return postgres;
  }

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Ends the server at once, as `pg_ctl stop -m immediate` does: connections are cut, and the next start has to recover. */
  async crash(): Promise<void> {
    const server = this.server;
    if (server === null) return;
    this.server = null;
    const gone = once(server, 'exit');
    server.kill('SIGQUIT');
    await gone;
  }

  /** Starts the server again on the same port, and resolves when it answers. */
  async startAgain(): Promise<void> {
    const server = spawn(
      join(this.programs, 'postgres'),
      ['-D', join(this.folder, 'data'), '-p', String(this.port), '-h', '127.0.0.1', '-k', this.folder],
      { ...lesserUser(), cwd: this.folder, stdio: 'ignore' },
    );
    this.server = server;
    await this.untilAnswers();
  }

  private async untilAnswers(): Promise<void> {
    while (this.server?.exitCode === null) {
      if (await statement(this.url, 'SELECT 1').then(Boolean, () => false)) return;
      await pause(50);
    }
    throw new Error('PostgreSQL did not start.');
  }

  /** Kills one of the server's processes with -9, as a machine short of memory does; the server cuts off all others too. */
  async killProcessOf(databaseUrl: string): Promise<void> {
    const { rows } = await statement(
      databaseUrl,
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' LIMIT 1`,
    );
    const [{ pid }] = rows as [{ pid: number }];
    process.kill(pid, 'SIGKILL');
  }

  /** Ends the server for good. */
  async remove(): Promise<void> {
    await this.crash();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
