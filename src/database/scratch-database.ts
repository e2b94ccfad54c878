import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { PostgresAddress } from '../config/index.js';
import { explainDatabaseError } from './database-error.js';

export interface ScratchDatabase {
  address: PostgresAddress;
  /** Drops it, whoever is still connected. */
  remove(): Promise<void>;
}

/** Makes an empty database on the server of the address, for as long as somebody measures there. Throws AppError when the server is not to be had. */
export async function makeScratchDatabase(server: PostgresAddress): Promise<ScratchDatabase> {
  const name = `second_look_scratch_${randomBytes(6).toString('hex')}`;
  await ask(server, `CREATE DATABASE "${name}" TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return {
    address: { kind: 'postgres', url: url.href },
    remove: () => ask(server, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}

async function ask(server: PostgresAddress, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    await client.query(sql);
  } catch (error) {
    throw explainDatabaseError(error, server);
  } finally {
    await client.end().catch(() => undefined);
  }
}
