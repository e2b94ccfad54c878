import { canonicalJson, sha256 } from '../../src/common/index.js';
import { RecordStore } from '../../src/records/index.js';
import type { PeopleRange, PersonRecord } from '../../src/records/index.js';
import { aCase, aFile, aPerson } from './people.js';
import { withDatabases } from './with-databases.js';

/** A record as it comes out again: with the coverage of the file it was in. */
function asStored(person: PersonRecord): PersonRecord {
  return { ...person, coverage: aFile('').coverage };
}

withDatabases('the record store', (database) => {
  async function open(): Promise<RecordStore> {
    return new RecordStore(await database.open());
  }

  async function importAll(store: RecordStore, hash: string, ...batches: PersonRecord[][]): Promise<number> {
    const importId = await store.beginImport(aFile(hash));
    for (const records of batches) await store.saveBatch(importId, records);
    return (await store.finishImport(importId)).sequence;
  }

  async function ranges(store: RecordStore, sequence: number, size: number): Promise<PeopleRange[]> {
    const found: PeopleRange[] = [];
    for await (const range of store.planRanges(sequence, size)) found.push(range);
    return found;
  }

  it('holds nobody before the first import', async () => {
    const store = await open();
    expect(await store.snapshot()).toEqual({ sequence: 0, people: 0, charges: 0 });
    expect(await ranges(store, 0, 10)).toEqual([]);
    expect(await store.readPerson('P-1')).toBeNull();
  });

  it('gives back what was imported', async () => {
    const store = await open();
    const person = aPerson('P-1', { name: { first: 'Renée\u0000', last: 'O\'Hara \\ "x"' }, sex: 'female' });
    await importAll(store, 'a', [person]);
    expect((await store.readPerson('P-1'))?.record).toEqual(asStored(person));
  });

  it('knows nobody under a name that the database refuses to look for', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1')]);
    expect(await store.history('P-1\0')).toEqual([]);
  });

  it('gives each record the coverage of its file, and lets its own win', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1'), aPerson('P-2', { coverage: { pendingMatters: 'no' } })]);
    expect((await store.readPerson('P-1'))?.record.coverage).toEqual({ history: 'state', pendingMatters: 'yes' });
    expect((await store.readPerson('P-2'))?.record.coverage).toEqual({ history: 'state', pendingMatters: 'no' });
  });

  it('takes the coverage of the later file for whom it speaks of, and of nobody else', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1'), aPerson('P-2')]);
    const importId = await store.beginImport({ ...aFile('b'), coverage: { history: 'county', pendingMatters: 'no' } });
    expect(await store.saveBatch(importId, [aPerson('P-1')])).toMatchObject({ peopleChanged: 1 });
    await store.finishImport(importId);
    expect((await store.readPerson('P-1'))?.record.coverage).toEqual({ history: 'county', pendingMatters: 'no' });
    expect((await store.readPerson('P-2'))?.record.coverage).toEqual({ history: 'state', pendingMatters: 'yes' });
  });

  it('writes nothing when the same people come again, and says so', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1'), aPerson('P-2')]);
    const before = await store.snapshotHash(1);
    const importId = await store.beginImport(aFile('b'));
    const counts = await store.saveBatch(importId, [aPerson('P-2'), aPerson('P-1')]);
    expect(counts).toMatchObject({ peopleNew: 0, peopleChanged: 0, peopleUnchanged: 2, charges: 0 });
    const { sequence } = await store.finishImport(importId);
    expect(await store.snapshotHash(sequence)).toBe(before);
    expect(await store.history('P-1')).toHaveLength(1);
  });

  it('makes no version of a person of whom only the row has moved', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1', { source: { file: 'may.csv', row: 2 } })]);
    await importAll(store, 'b', [aPerson('P-1', { source: { file: 'june.csv', row: 3 } })]);
    expect(await store.history('P-1')).toHaveLength(1);
    expect((await store.readPerson('P-1'))?.record.source).toEqual({ file: 'may.csv', row: 2 });
  });

  it('knows a file that it has imported by its bytes, profile and coverage', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1')]);
    expect((await store.findByInputHash('a', 'canonical', { pendingMatters: 'yes', history: 'state' }))?.sequence).toBe(
      1,
    );
    expect(await store.findByInputHash('a', 'canonical', { history: 'national', pendingMatters: 'yes' })).toBeNull();
    expect(await store.findByInputHash('a', 'ca-doj', { history: 'state', pendingMatters: 'yes' })).toBeNull();
  });

  it('adds a version when a newer export says more, and keeps the earlier one', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1'), aPerson('P-2')]);
    await importAll(store, 'b', [aPerson('P-1', { cases: [aCase('P-1-2')] })]);
    expect(await store.snapshot()).toEqual({ sequence: 2, people: 2, charges: 3 });
    const now = await store.readPerson('P-1');
    expect(now?.record.cases.map((courtCase) => courtCase.caseNumber).sort()).toEqual(['P-1-1', 'P-1-2']);
    expect((await store.readPerson('P-1', 1))?.record.cases).toHaveLength(1);
    const history = await store.history('P-1');
    expect(history.map(({ sequence, chargeCount }) => [sequence, chargeCount])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect((await store.readVersion(history[1]?.versionId ?? 0))?.record).toEqual(asStored(aPerson('P-1')));
  });

  it('joins the parts of a person that stand in different batches, and within one', async () => {
    const store = await open();
    await importAll(
      store,
      'a',
      [aPerson('P-1'), aPerson('P-1', { cases: [aCase('P-1-2')] })],
      [aPerson('P-1', { cases: [aCase('P-1-3')] }), aPerson('P-2')],
    );
    expect(await store.snapshot()).toEqual({ sequence: 1, people: 2, charges: 4 });
    expect((await store.readPerson('P-1'))?.record.cases).toHaveLength(3);
    expect(await store.history('P-1')).toHaveLength(1);
    expect(await store.readImport(1)).toMatchObject({ peopleNew: 2, peopleChanged: 0, peopleUnchanged: 0 });
  });

  it('shows readers nothing of an import that is still running', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1')]);
    const importId = await store.beginImport(aFile('b'));
    await store.saveBatch(importId, [aPerson('P-1', { deceased: true }), aPerson('P-2')]);
    expect(await store.snapshot()).toEqual({ sequence: 1, people: 1, charges: 1 });
    expect((await store.readPerson('P-1'))?.record.deceased).toBeUndefined();
    expect(await store.readPerson('P-2')).toBeNull();
    expect(await store.history('P-2')).toEqual([]);
    expect(await ranges(store, 1, 10)).toEqual([{ index: 0, fromKey: 'P-1', toKey: 'P-1', people: 1, charges: 1 }]);
    await store.abandonImport(importId);
  });

  it('refuses a second import while one is running', async () => {
    const dataSource = await database.open();
    const [one, two] = [new RecordStore(dataSource), new RecordStore(dataSource)];
    const importId = await one.beginImport(aFile('a'));
    await expect(two.beginImport(aFile('b'))).rejects.toMatchObject({
      code: 'import-running',
      status: 409,
      message: expect.stringContaining('Import 1,'),
    });
    await one.finishImport(importId);
    await two.abandonImport(await two.beginImport(aFile('b')));
  });

  it('lets one of two imports begin that start in the same instant', async () => {
    const address = await database.fresh();
    const first = await database.open(address);
    const second = await database.open(address);
    const begun = await Promise.allSettled(
      [new RecordStore(first), new RecordStore(second)].map((store) => store.beginImport(aFile('a'))),
    );
    expect(begun.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const refused = begun.find((result) => result.status === 'rejected');
    expect(refused?.reason).toMatchObject({ code: 'import-running' });
  });

  it('takes back an abandoned import, people, versions, issues and totals', async () => {
    const store = await open();
    await importAll(store, 'a', [aPerson('P-1')]);
    const before = await store.snapshotHash(1);
    const importId = await store.beginImport(aFile('b'));
    const issue = {
      file: 'b.csv',
      row: 3,
      code: 'bad-date',
      message: 'No such day.',
      severity: 'quarantined',
    } as const;
    await store.saveBatch(importId, {
      records: [aPerson('P-1', { deceased: true }), aPerson('P-2')],
      issues: [issue],
      rows: 3,
    });
    await store.abandonImport(importId);
    expect(await store.readImport(importId)).toMatchObject({ status: 'abandoned', sequence: null });
    expect(await store.readIssues(importId, 10)).toEqual([]);
    await expect(store.saveBatch(importId, [aPerson('P-3')])).rejects.toMatchObject({
      code: 'import-lost',
      exitCode: 3,
    });
    expect(await importAll(store, 'c', [])).toBe(2);
    expect(await store.snapshot()).toEqual({ sequence: 2, people: 1, charges: 1 });
    expect(await store.snapshotHash(2)).toBe(before);
    expect(await store.readPerson('P-2', 2)).toBeNull();
  });

  it('keeps issues with their place, in the order of the file', async () => {
    const store = await open();
    const importId = await store.beginImport(aFile('a'));
    const issues = [7, 9].map((row) => ({
      ...{
        file: 'a.csv',
        row,
        column: 'DISP_DATE',
        value: '2031-02-30\t',
        code: 'bad-date',
        message: 'Not a day on the calendar.',
      },
      ...{ severity: 'quarantined' as const, personId: 'P-1' },
    }));
    await store.saveIssues(importId, issues);
    await store.finishImport(importId);
    const [first] = await store.readIssues(importId, 1);
    expect(first).toMatchObject({
      file: 'a.csv',
      row: 7,
      column: 'DISP_DATE',
      value: '2031-02-30\t',
      personKey: 'P-1',
    });
    expect((await store.readIssues(importId, 10, first?.id)).map((issue) => issue.row)).toEqual([9]);
    expect((await store.readImport(importId))?.rowsQuarantined).toBe(2);
  });

  it('reads a snapshot unchanged while a later import is stored and completes', async () => {
    const store = await open();
    await importAll(
      store,
      'a',
      ['P-1', 'P-2', 'P-3', 'P-4'].map((key) => aPerson(key)),
    );
    const before = await store.snapshotHash(1);
    const plan = store.planRanges(1, 2);
    const first = (await plan.next()).value as PeopleRange;
    await importAll(store, 'b', [aPerson('P-15'), aPerson('P-3', { deceased: true })]);
    const second = (await plan.next()).value as PeopleRange;
    expect([first, second].map(({ fromKey, toKey, people }) => [fromKey, toKey, people])).toEqual([
      ['P-1', 'P-2', 2],
      ['P-3', 'P-4', 2],
    ]);
    const read = await store.readRange(1, second.fromKey, second.toKey);
    expect(read.map(({ record }) => JSON.parse(record) as PersonRecord)).toEqual([
      asStored(aPerson('P-3')),
      asStored(aPerson('P-4')),
    ]);
    expect((await store.readRange(1, 'P-1', 'P-2')).map(({ personKey }) => personKey)).toEqual(['P-1', 'P-2']);
    expect((await store.readRange(1, 'P-1', 'P-2', 1)).map(({ personKey }) => personKey)).toEqual(['P-1']);
    expect(await ranges(store, 2, 5)).toEqual([{ index: 0, fromKey: 'P-1', toKey: 'P-4', people: 5, charges: 5 }]);
    expect(await store.snapshotHash(1)).toBe(before);
    expect(await store.snapshotHash(2)).not.toBe(before);
  });

  it('works out the hash of everybody on the way when a scan is planned, whatever the size of the ranges', async () => {
    const people = ['P-1', 'P-10', 'Ärzte', 'z 😀', '1'].map((key) => aPerson(key));
    const asked = await open();
    await importAll(asked, 'a', people);
    for (const size of [1, 2, 4, 5, 100]) {
      const planned = await open();
      await importAll(planned, 'a', people);
      expect((await planned.readImport(1))?.snapshotHash).toBeNull();
      await ranges(planned, 1, size);
      expect((await planned.readImport(1))?.snapshotHash).toBe(await asked.snapshotHash(1));
    }
  });

  it('orders people by the bytes of their keys', async () => {
    const store = await open();
    const keys = ['b', 'B', 'a', 'é', '😀', '\uffee', '10', '9', 'a b', 'ab', '_'];
    await importAll(
      store,
      'a',
      keys.map((key) => aPerson(key)),
    );
    const inOrder = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const found = await ranges(store, 1, 1);
    expect(found.map(({ fromKey }) => fromKey)).toEqual(inOrder);
    expect((await store.readRange(1, inOrder[2] ?? '', inOrder[5] ?? '')).map(({ personKey }) => personKey)).toEqual(
      inOrder.slice(2, 6),
    );
  });

  it('has one hash for one content, whatever the database and the way it came in', async () => {
    const store = await open();
    const people = [...'ace'].map((key) => aPerson(key)).concat(aPerson('é\u0000', { sex: 'female' }));
    await importAll(store, 'a', people.slice(0, 2), people.slice(2).reverse());
    const lines = ['a', 'c', 'e', 'é\ufffd'].map((key, index) => {
      const person = people[index] ?? aPerson('');
      return `${sha256(canonicalJson(asStored(person)))}${key.length}:${key}`;
    });
    expect(await store.snapshotHash(1)).toBe(sha256(lines.join('')));
    expect(await store.snapshotHash(0)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('refuses a snapshot that does not exist', async () => {
    const store = await open();
    await expect(store.snapshotHash(7)).rejects.toMatchObject({
      code: 'no-such-snapshot',
      message: 'There is no snapshot 7; the newest is 0.',
    });
  });
});
