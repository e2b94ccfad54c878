/** Room on the servers of this machine for one benchmark: a database that is dropped and a Redis database that is emptied. */
import type { PostgresAddress } from '../config/index.js';
import { makeScratchDatabase } from '../database/index.js';
import { takeScratchRedis, withoutPassword } from '../queue/index.js';

const OWN_POSTGRES = 'postgres://postgres@127.0.0.1:5432/postgres';
const OWN_REDIS = 'redis://127.0.0.1:6379';

export interface ScratchServers {
  databaseUrl: string;
  redisUrl: string;
  remove(): Promise<void>;
}

/** The servers that DATABASE_URL and REDIS_URL name, or this machine's own. */
function servers(): { postgres: PostgresAddress; redis: string } {
  const { DATABASE_URL: named, REDIS_URL: redis } = process.env;
  const url = named?.startsWith('postgres') === true ? named : OWN_POSTGRES;
  return { postgres: { kind: 'postgres', url }, redis: redis === undefined || redis === '' ? OWN_REDIS : redis };
}

/** Why there can be no benchmark on PostgreSQL and Redis here, in a sentence; null when there can. */
export async function missingServers(): Promise<string | null> {
  try {
    await (await makeScratchServers()).remove();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Makes an empty database and takes a Redis database that nobody uses. Both are given back by `remove`. */
export async function makeScratchServers(): Promise<ScratchServers> {
  const { postgres, redis } = servers();
  const database = await makeScratchDatabase(postgres);
  try {
    const line = await takeScratchRedis(redis);
    return {
      databaseUrl: database.address.url,
      redisUrl: line.url,
      remove: async () => {
        await database.remove();
        await line.remove();
      },
    };
  } catch (error) {
    await database.remove();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Redis at ${withoutPassword(redis)} cannot be used (${reason}): start it, or name another with REDIS_URL.`,
      {
        cause: error,
      },
    );
  }
}
