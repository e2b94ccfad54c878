import type { Redis } from 'ioredis';

export interface ScratchRedis {
  url: string;
  /** Empties it. */
  remove(): Promise<void>;
}

/** A database of the Redis server that nobody uses, the last ones first. Throws when the server is not to be had. */
export async function takeScratchRedis(serverUrl: string): Promise<ScratchRedis> {
  for (let index = 15; index > 0; index--) {
    const url = new URL(serverUrl);
    url.pathname = `/${index}`;
    if ((await askRedis(url.href, (client) => client.dbsize())) === 0) {
      return { url: url.href, remove: () => askRedis(url.href, (client) => client.flushdb()).then(() => undefined) };
    }
  }
  throw new Error('all its databases are in use');
}

/** Asks a server something over a connection of its own; throws where it cannot be reached within seconds. */
export async function askRedis<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const ioredis = await import('ioredis');
  const client = new ioredis.Redis(url, { lazyConnect: true, connectTimeout: 3000, retryStrategy: () => null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.disconnect();
  }
}
