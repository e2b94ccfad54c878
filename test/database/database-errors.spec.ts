import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../src/common/index.js';
import type { DatabaseAddress } from '../../src/config/index.js';
import { createDataSource, migrate } from '../../src/database/index.js';
import { RecordStore, recordsEntities } from '../../src/records/index.js';
import type { PersonRecord } from '../../src/records/index.js';
import { aFile, aPerson } from './people.js';
import { withDatabases } from './with-databases.js';

/** The refusal with which opening the address ends. */
async function refusalOf(address: DatabaseAddress): Promise<AppError> {
  const dataSource = createDataSource({ address, entities: recordsEntities });
  try {
    await dataSource.initialize();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  await dataSource.destroy();
  throw new Error('the database was opened');
}

describe('a database that cannot be opened', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'second-look-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is told by host and port when no server answers there', async () => {
    const refusal = await refusalOf({ kind: 'postgres', url: 'postgres://clerk:hunter2@127.0.0.1:1/review' });
    expect(refusal).toMatchObject({ code: 'database-unreachable', exitCode: 3, final: false, status: 503 });
    expect(refusal.message).toBe(
      'PostgreSQL does not answer at 127.0.0.1:1/review. Start it, or correct the address (--db or DATABASE_URL), and run the command again.',
    );
  });

  it('is told by its path when it is no SQLite file, and the file is left as it was', async () => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'These are notes, and long enough to be taken for the header of something.'.repeat(20));
    const refusal = await refusalOf({ kind: 'sqlite', file });
    expect(refusal).toMatchObject({ code: 'not-a-database', exitCode: 3, final: true });
    expect(refusal.message).toBe(
      `The file ${file} is not a SQLite database. Name another file (--db or DATABASE_URL); this one was left as it is.`,
    );
  });

  it('is told by its path when it is a folder', async () => {
    const file = join(folder, 'a-folder');
    mkdirSync(file);
    expect(await refusalOf({ kind: 'sqlite', file })).toMatchObject({ code: 'database-unreachable', exitCode: 3 });
  });

  it('is told by its path when its folder cannot be made', async () => {
    const file = join(folder, 'plain-file');
    writeFileSync(file, '');
    const refusal = await refusalOf({ kind: 'sqlite', file: join(file, 'below', 'review.sqlite') });
    expect(refusal).toMatchObject({ code: 'database-unreachable', exitCode: 3 });
  });
});

withDatabases('a database that is opened', (database) => {
  it('is told missing by its name when the server does not have it', async () => {
    const address = await database.fresh();
    if (address.kind === 'sqlite') return;
    const url = new URL(address.url);
    url.pathname = '/no_such_database';
    expect(await refusalOf({ kind: 'postgres', url: url.href })).toMatchObject({
      code: 'database-missing',
      message: expect.stringContaining('no_such_database'),
    });
  });

  it('may be read by one that was opened to read, and refuses to write for it', async () => {
    const address = await database.fresh();
    const store = new RecordStore(await database.open(address));
    const importId = await store.beginImport(aFile('a'));
    await store.saveBatch(importId, [aPerson('P-1')]);
    await store.finishImport(importId);
    const reading = createDataSource({ address, entities: recordsEntities, readOnly: true });
    await reading.initialize();
    expect(await new RecordStore(reading).readPerson('P-1')).not.toBeNull();
    if (address.kind === 'sqlite')
      await expect(new RecordStore(reading).beginImport(aFile('b'))).rejects.toThrow('opened to read');
    await reading.destroy();
  });
});

describe('a SQLite file on a disk that fills up half-way through an import', () => {
  it('says so, keeps nothing of the import, and takes it when there is space again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'second-look-'));
    const dataSource = createDataSource({
      address: { kind: 'sqlite', file: join(folder, 'test.sqlite') },
      entities: recordsEntities,
    });
    await dataSource.initialize();
    await migrate(dataSource);
    const store = new RecordStore(dataSource);
    const people = (from: number): PersonRecord[] =>
      Array.from({ length: 500 }, (_, index) => aPerson(`P-${from + index}`));
    const first = await store.beginImport(aFile('a'));
    await store.saveBatch(first, people(0));
    await store.finishImport(first);
    const before = await store.snapshotHash(1);

    const [size] = await dataSource.writer.query<{ page_count: number }[]>('PRAGMA page_count');
    await dataSource.writer.query(`PRAGMA max_page_count = ${(size?.page_count ?? 0) + 60}`);
    const second = await store.beginImport(aFile('b'));
    const filling = async (): Promise<void> => {
      for (let from = 500; ; from += 500) await store.saveBatch(second, people(from));
    };
    const refusal = await filling().catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({
      code: 'disk-full',
      exitCode: 3,
      message: expect.stringMatching(/^The disk is full: .*test\.sqlite could not grow/),
    });
    await store.abandonImport(second);
    expect(await store.snapshot()).toEqual({ sequence: 1, people: 500, charges: 500 });

    await dataSource.writer.query('PRAGMA max_page_count = 1073741823');
    const third = await store.beginImport(aFile('b'));
    await store.saveBatch(third, people(500));
    const { sequence } = await store.finishImport(third);
    expect(await store.snapshot()).toEqual({ sequence: 2, people: 1000, charges: 1000 });
    expect(await store.snapshotHash(1)).toBe(before);
    expect(await store.snapshotHash(sequence)).not.toBe(before);
    await dataSource.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
});
