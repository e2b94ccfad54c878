import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openIntake, type BatchStep } from '../../src/imports/index.js';
import { RecordStore, storeIntake } from '../../src/records/index.js';
import type { PersonRecord, StoredIntake, StoreProgress } from '../../src/records/index.js';
import { growingPeople } from './growing-people.js';
import { aPerson } from './people.js';
import { withDatabases } from './with-databases.js';

withDatabases('storing an intake', (database) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'second-look-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, records: readonly PersonRecord[], more = ''): string {
    const path = join(folder, name);
    writeFileSync(path, records.map((record) => `${JSON.stringify(record)}\n`).join('') + more);
    return path;
  }

  async function importFile(
    store: RecordStore,
    path: string,
    batchRows = 20,
    onProgress?: (progress: StoreProgress) => void,
  ): Promise<StoredIntake> {
    return storeIntake(store, await openIntake([path], { batchRows, today: '2026-11-22' }), {
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  }

  it('brings in everyone, and sets aside the row that cannot be understood', async () => {
    const store = new RecordStore(await database.open());
    const progress: StoreProgress[] = [];
    const path = file('people.jsonl', growingPeople(50, 1), '{"personId": "P-broken", \n');
    const stored = await importFile(store, path, 20, (now) => progress.push(now));
    expect(stored).toMatchObject({
      alreadyImported: false,
      import: { status: 'done', sequence: 1, peopleNew: 50, rowsQuarantined: 1 },
    });
    expect(progress.at(-1)).toEqual({ importId: 1, rows: stored.import.rowsRead, people: 50 });
    expect(progress.length).toBeGreaterThan(1);
    const [issue] = await store.readIssues(1, 10);
    expect(issue).toMatchObject({ file: 'people.jsonl', row: 59, severity: 'quarantined' });
    expect((await store.snapshot()).people).toBe(50);
  });

  it('changes nothing when the same file comes again, under whatever name', async () => {
    const store = new RecordStore(await database.open());
    await importFile(store, file('may.jsonl', growingPeople(30, 1)));
    const before = { snapshot: await store.snapshot(), hash: await store.snapshotHash(1) };
    const again = await importFile(store, file('may-again.jsonl', growingPeople(30, 1)));
    expect(again).toMatchObject({ alreadyImported: true, import: { id: 1, sequence: 1 } });
    expect(await store.snapshot()).toEqual(before.snapshot);
    expect(await store.listImports(10)).toHaveLength(1);
  });

  it('says of a file that comes again what was not known about it the first time', async () => {
    const store = new RecordStore(await database.open());
    const odd = growingPeople(30, 1).map((record) => ({ ...record, tribe: 'a', shoes: 9 }));
    const path = file('odd.jsonl', odd, '{"personId": "P-broken", \n');
    const { unmapped } = await importFile(store, path);
    expect(unmapped).toMatchObject([
      { field: 'shoes', count: odd.length },
      { field: 'tribe', count: odd.length },
    ]);
    expect(await importFile(store, path)).toMatchObject({ alreadyImported: true, unmapped });
  });

  it.each<[string, (path: string) => void]>([
    ['has more written to it', (path) => appendFileSync(path, `${JSON.stringify(aPerson('P-late'))}\n`)],
    ['is cut to half', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['is replaced', (path) => (rmSync(path), writeFileSync(path, ''))],
    ['goes away', (path) => rmSync(path)],
  ])('keeps nothing of a file that %s while it is read, and says so', async (_, change) => {
    const store = new RecordStore(await database.open());
    await importFile(store, file('may.jsonl', growingPeople(30, 1)));
    const before = { snapshot: await store.snapshot(), hash: await store.snapshotHash(1) };
    const path = file('june.jsonl', growingPeople(60, 2));
    let changed = false;
    const importing = importFile(store, path, 20, () => {
      if (!changed) change(path);
      changed = true;
    });
    await expect(importing).rejects.toMatchObject({
      code: 'file-changed',
      exitCode: 3,
      message: expect.stringMatching(
        /^june\.jsonl was changed, replaced or moved while .*, so nothing was imported\. Wait until it is written/,
      ) as string,
    });
    expect(changed).toBe(true);
    expect(await store.snapshot()).toEqual(before.snapshot);
    expect((await store.readImport(2))?.status).not.toBe('done');
    // Given again it goes in.
    const again = await importFile(store, file('june.jsonl', growingPeople(60, 2)));
    expect(again.import).toMatchObject({ status: 'done', sequence: 2 });
  });

  it('keeps the earlier version of whom a newer export changes, and no version of the others', async () => {
    const store = new RecordStore(await database.open());
    const records = growingPeople(30, 1);
    await importFile(store, file('may.jsonl', records));
    // The same people a row further down, of whom one has died.
    const june = [aPerson('P-new'), ...records].map((record) =>
      record.personId === 'P-7919' ? { ...record, deceased: true } : record,
    );
    const stored = await importFile(store, file('june.jsonl', june), 7);
    expect(stored.import).toMatchObject({ peopleNew: 1, peopleChanged: 1 });
    expect(await store.history('P-7919')).toHaveLength(2);
    expect((await store.readPerson('P-7919', 1))?.record.deceased).toBeUndefined();
    expect((await store.readPerson('P-7919'))?.record.deceased).toBe(true);
    expect(await store.history('P-0')).toHaveLength(1);
  });

  it('leads to the same snapshot whatever the size of the batches', async () => {
    const path = file('people.jsonl', growingPeople(60, 2));
    const hashes = new Set<string>();
    for (const batchRows of [1, 7, 1000]) {
      const store = new RecordStore(await database.open());
      await importFile(store, path, batchRows);
      hashes.add(await store.snapshotHash(1));
    }
    expect(hashes.size).toBe(1);
  });

  it('takes everything back when reading fails half-way', async () => {
    const store = new RecordStore(await database.open());
    const path = file('people.jsonl', growingPeople(60, 1));
    const intake = await openIntake([path], { batchRows: 5, today: '2026-11-22' });
    const halfway = {
      ...intake,
      contentHash: () => intake.contentHash(),
      unmapped: () => intake.unmapped(),
      async *batchesFor<T>(step: BatchStep<T>, threads: number) {
        let count = 0;
        for await (const batch of intake.batchesFor(step, threads)) {
          if (++count === 5) throw new Error('the stick was pulled out');
          yield batch;
        }
      },
    };
    await expect(storeIntake(store, halfway)).rejects.toThrow('the stick was pulled out');
    expect(await store.snapshot()).toEqual({ sequence: 0, people: 0, charges: 0 });
    expect((await store.listImports(10)).map((one) => one.status)).toEqual(['abandoned']);
    expect((await importFile(store, path)).import).toMatchObject({ status: 'done', peopleNew: 60 });
  });
});
