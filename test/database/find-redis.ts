import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A Redis for one spec file: its address and a key prefix of its own; `stop` removes what the tests left. */
export interface TestRedis {
  url: string;
  prefix: string;
  stop(): Promise<void>;
}

export interface StartedRedis {
  url: string;
  port: number;
  stop: () => Promise<void>;
}

/**
 * The Redis at REDIS_URL or 127.0.0.1:6379, else one started from `redis-server`. Where there is neither, the reason,
 * so that a spec can be skipped with it; on CI that is an error, because there every test has to run.
 */
export async function aRedis(): Promise<TestRedis | { missing: string }> {
  const prefix = `second-look-test-${process.pid}-${randomBytes(4).toString('hex')}`;
  const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  if (await answers(url)) return { url, prefix, stop: () => removeKeys(url, prefix) };
  const started = await startServer();
  if (started !== null) return { url: started.url, prefix, stop: started.stop };
  const missing = `no Redis answers at ${url} and there is no redis-server to start`;
  if (process.env['CI'] !== undefined && process.env['CI'] !== '')
    throw new Error(`On CI Redis is needed: ${missing}.`);
  return { missing };
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** A Redis server of its own on the port, or on a free one; null where `redis-server` is not installed. `stop` kills it. */
export async function startServer(onPort?: number): Promise<StartedRedis | null> {
  const port = onPort ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'second-look-redis-'));
  const child = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], { stdio: 'ignore' });
  const failed = new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true));
    child.once('exit', () => resolve(true));
  });
  const url = `redis://127.0.0.1:${port}`;
  for (let tries = 0; tries < 50; tries += 1) {
    if (await answers(url)) {
      return {
        url,
        port,
        stop: async () => {
          child.kill('SIGKILL');
          await failed;
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
    const gone = await Promise.race([failed, new Promise<boolean>((resolve) => setTimeout(resolve, 100, false))]);
    if (gone) break;
  }
  child.kill();
  await rm(folder, { recursive: true, force: true });
  return null;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url);
  let cursor = '0';
  do {
    const [next, keys] = await client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', 1000);
    cursor = next;
    if (keys.length > 0) await client.del(...keys);
  } while (cursor !== '0');
  client.disconnect();
}
