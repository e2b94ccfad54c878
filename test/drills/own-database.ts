/** Databases of the test's own on a PostgreSQL server. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { PostgresAddress } from '../../src/config/index.js';

/** A new, empty database on the server. */
export async function makeDatabase(serverUrl: string): Promise<PostgresAddress> {
  const name = `second_look_drill_${randomBytes(6).toString('hex')}`;
  await statement(serverUrl, `CREATE DATABASE "${name}" TEMPLATE template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { kind: 'postgres', url: url.href };
}

/** Removes a database that `makeDatabase` made, whoever is still connected to it. */
export async function dropDatabase(serverUrl: string, address: PostgresAddress): Promise<void> {
  await statement(serverUrl, `DROP DATABASE IF EXISTS "${new URL(address.url).pathname.slice(1)}" WITH (FORCE)`);
}

/** Runs one statement over a connection of its own. */
export async function statement(url: string, sql: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await client.query(sql, values);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Where a process is made to stand still: a worker before it has read the people of its chunk, or while it writes what it
 * found; whoever plans a scan, while it writes the plan. What reads the records stands still with the workers: plan first.
 */
export type Place = 'reading' | 'writing' | 'planning';

const LOCKS: Readonly<Record<Place, string>> = {
  reading: 'LOCK TABLE record_versions IN ACCESS EXCLUSIVE MODE',
  writing: 'LOCK TABLE findings IN EXCLUSIVE MODE',
  planning: 'LOCK TABLE scans IN EXCLUSIVE MODE',
};

/**
 * Holds whoever comes to the place from now on: real workers stand still there for as long as the test likes, without
 * anything in the program that knows of it. A lock of another client does that.
 */
export async function holdAt(address: PostgresAddress, place: Place): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: address.url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query(LOCKS[place]);
  // A connection that was cut holds nothing any more.
  return () => client.end().catch(() => undefined);
}
