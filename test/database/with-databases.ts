/**
 * Runs the same tests on SQLite and on PostgreSQL, each with databases of its own that are gone afterwards.
 *
 *     withDatabases('the record store', (database) => {
 *       it('keeps ...', async () => {
 *         const dataSource = await database.open();
 *         ...
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { DatabaseAddress } from '../../src/config/index.js';
import { createDataSource, migrate } from '../../src/database/index.js';
import type { Entity, ProductDataSource } from '../../src/database/index.js';
import { allEntities } from './all-entities.js';
import { findPostgres } from './find-postgres.js';

export interface TestDatabase {
  readonly kind: DatabaseAddress['kind'];
  /** The address of a database that is empty: no tables. */
  fresh(): Promise<DatabaseAddress>;
  /** A migrated data source on the address, or on a fresh one; closed after the test. */
  open(address?: DatabaseAddress, entities?: readonly Entity[]): Promise<ProductDataSource>;
}

const server = await findPostgres();
afterAll(async () => {
  if ('stop' in server) await server.stop();
});

/** Describes the suite once for each database. Without PostgreSQL its half is skipped and says why; in CI that is a failure. */
export function withDatabases(title: string, suite: (database: TestDatabase) => void): void {
  describe(`${title} on SQLite`, () => suite(sqliteDatabase()));
  withPostgres(title, suite);
}

/** Describes what concerns PostgreSQL alone. Without PostgreSQL it is skipped and says why; in CI that is a failure. */
export function withPostgres(title: string, suite: (database: TestDatabase) => void): void {
  if ('url' in server) {
    describe(`${title} on PostgreSQL`, () => suite(postgresDatabase(server.url)));
  } else if (process.env['CI'] === 'true') {
    it(`${title} reaches PostgreSQL`, () => {
      throw new Error(`PostgreSQL is needed here: ${server.missing}.`);
    });
  } else {
    describe.skip(`${title} on PostgreSQL (skipped: ${server.missing})`, () => suite(postgresDatabase('')));
  }
}

function sqliteDatabase(): TestDatabase {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  return databaseOf('sqlite', () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-'));
    folders.push(folder);
    return Promise.resolve({ kind: 'sqlite', file: join(folder, 'test.sqlite') });
  });
}

/** One database for the suite and in it a schema for each test: a schema is made in a moment, a database is not. */
function postgresDatabase(serverUrl: string): TestDatabase {
  const name = `second_look_test_${randomBytes(6).toString('hex')}`;
  const url = serverUrl === '' ? null : new URL(serverUrl);
  if (url !== null) url.pathname = `/${name}`;
  let schemas = 0;
  beforeAll(() => administer(serverUrl, `CREATE DATABASE "${name}" TEMPLATE template0`));
  afterAll(() => administer(serverUrl, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  return databaseOf('postgres', async () => {
    const schema = `test_${++schemas}`;
    await administer(url?.href ?? '', `CREATE SCHEMA "${schema}"`);
    const own = new URL(url?.href ?? '');
    own.searchParams.set('options', `-c search_path=${schema}`);
    return { kind: 'postgres', url: own.href.replaceAll('+', '%20') };
  });
}

function databaseOf(kind: DatabaseAddress['kind'], fresh: () => Promise<DatabaseAddress>): TestDatabase {
  const opened: ProductDataSource[] = [];
  afterEach(async () => {
    for (const dataSource of opened.splice(0)) if (dataSource.isInitialized) await dataSource.destroy();
  });
  return {
    kind,
    fresh,
    async open(address, entities = allEntities) {
      const dataSource = createDataSource({ address: address ?? (await fresh()), entities });
      await dataSource.initialize();
      opened.push(dataSource);
      await migrate(dataSource);
      return dataSource;
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
