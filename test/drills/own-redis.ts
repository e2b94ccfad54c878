/** A Redis server of the test's own, which the test may stop, freeze and bring back empty. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { askRedis } from '../../src/queue/index.js';

/** A server that starts empty and keeps nothing on the disk. */
export class OwnRedis {
  private constructor(
    readonly port: number,
    private readonly folder: string,
    private server: ChildProcess | null,
  ) {}

  /** A running, empty server on a free port; null where `redis-server` is not installed. */
  static async start(): Promise<OwnRedis | null> {
    const redis = new OwnRedis(await freePort(), mkdtempSync(join(tmpdir(), 'second-look-redis-')), null);
    if (await redis.startAgain()) return redis;
    await redis.remove();
    return null;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Kills the server with -9; everything it held is lost, and nobody answers on its port. */
  async kill(): Promise<void> {
    const server = this.server;
    if (server === null) return;
    this.server = null;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }

  /** Starts a killed server again on the same port, empty. Gives false where it does not start. */
  async startAgain(): Promise<boolean> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    const server = spawn('redis-server', options, { stdio: 'ignore' });
    let failed = false;
    server.once('error', () => (failed = true));
    server.once('exit', () => (failed = true));
    this.server = server;
    for (let tries = 0; tries < 200 && !failed; tries += 1) {
      if (await this.ask((client) => client.ping()).then(Boolean, () => false)) return true;
      await pause(50);
    }
    this.server = null;
    if (!failed) server.kill('SIGKILL');
    return false;
  }

  /** Stops the server where it stands: connections stay open and nobody answers. */
  freeze(): void {
    this.server?.kill('SIGSTOP');
  }

  /** Lets a frozen server go on. */
  thaw(): void {
    this.server?.kill('SIGCONT');
  }

  /** Asks the server something over a connection of its own. */
  ask<T>(question: (client: Redis) => Promise<T>): Promise<T> {
    return askRedis(this.url, question);
  }

  /** Ends the server for good. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}
