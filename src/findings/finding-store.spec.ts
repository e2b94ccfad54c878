import { allEntities } from '../../test/database/all-entities.js';
import { withDatabases } from '../../test/database/with-databases.js';
import { aDetermination } from '../../test/factories/a-determination.js';
import { inTransaction, type ProductDataSource } from '../database/index.js';
import type { Determination } from '../law/index.js';
import { Ledger } from '../queue/index.js';
import { findingKey, packFinding, rowText, ScanStore } from '../scans/index.js';
import type { Finding, FindingFilter } from './finding.js';
import { FindingStore } from './finding-store.js';

/** A scan without findings; its id. */
async function aScan(dataSource: ProductDataSource): Promise<number> {
  return inTransaction(dataSource, async (manager) => {
    const jobId = await new Ledger(dataSource).plan(manager, { kind: 'scan', params: {}, chunks: [] });
    return new ScanStore(dataSource).insert(manager, {
      jobId,
      name: 'A scan',
      asOf: '2026-11-22',
      jurisdictions: ['us-ca'],
      assume: [],
      packs: [],
      engineVersion: '1',
      inputHash: 'aa',
      snapshot: 1,
      settings: { chunkPeople: 10 },
      startedBy: '',
      createdAt: '2026-11-22T00:00:00.000Z',
    });
  });
}

const determination = (personId: string, changes: Partial<Determination> = {}): Determination =>
  aDetermination({
    personId,
    path: 'us-ca/a',
    case: { number: 'C-1', court: 'Superior Court', state: 'CA' },
    ...changes,
  });

/** Writes determinations as one chunk, numbered within each person. */
async function write(
  dataSource: ProductDataSource,
  store: FindingStore,
  scanId: number,
  determinations: readonly Determination[],
): Promise<void> {
  const ordinals = new Map<string, number>();
  const rows = determinations.map((each) => {
    const ordinal = ordinals.get(each.personId) ?? 0;
    ordinals.set(each.personId, ordinal + 1);
    const key = findingKey(each, '2026-11-22', 'h');
    return packFinding(each, key, { scanId, chunkIndex: 0, personKey: each.personId, versionId: 1, ordinal });
  });
  await inTransaction(dataSource, (manager) => store.write(manager, [`[${rows.map(rowText).join(',')}]`]));
}

async function all(store: FindingStore, scanId: number, filter: FindingFilter = {}): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const finding of store.iterate(scanId, filter)) found.push(finding);
  return found;
}

withDatabases('the store of findings', (database) => {
  const open = async (): Promise<{ dataSource: ProductDataSource; store: FindingStore; scanId: number }> => {
    const dataSource = await database.open(undefined, allEntities);
    return { dataSource, store: new FindingStore(dataSource), scanId: await aScan(dataSource) };
  };

  it('gives back what was written', async () => {
    const { dataSource, store, scanId } = await open();
    const full = determination('P-1', {
      case: { number: 'ÄÖ "quoted" \\ \n 7', court: 'Supérieure 😀', county: 'Fresno', state: 'CA' },
      item: { kind: 'warrant', number: "W'1" },
      outcome: 'needs-facts',
      eligibleOn: '2030-01-02',
      preferred: false,
      missing: [
        {
          ...{ criterion: 'a', fact: 'b', question: 'c "d"?', ifMet: 'eligible', ifNotMet: 'not-covered' },
          values: [{ is: '10 g or less', leads: 'eligible' }],
        },
      ],
      review: [{ criterion: 'e', question: 'f' }],
      criteria: [
        {
          id: 'g',
          role: 'disqualifier',
          outcome: 'unknown',
          holdsOn: '2031-01-01',
          facts: [{ fact: 'h', value: 'nul \0 and half \ud800', basis: 'coverage', source: { file: 'x.csv', row: 3 } }],
        },
      ],
      cautions: ['i'],
      restsOn: ['j'],
    });
    await write(dataSource, store, scanId, [full]);
    const { personId, ...said } = JSON.parse(
      JSON.stringify(full).replace('\\u0000', '\ufffd').replace('\\ud800', '\ufffd'),
    ) as Determination;
    const [found] = await all(store, scanId);
    expect(found).toEqual({
      ...said,
      id: found?.id,
      key: findingKey(full, '2026-11-22', 'h'),
      scanId,
      personKey: personId,
      ordinal: 0,
      versionId: 1,
    });
  });

  it('lists by the bytes of the person key and then by place, page by page', async () => {
    const { dataSource, store, scanId } = await open();
    const keys = ['b', 'B', 'a', 'ä', 'Z', '10', '9', 'a b', 'a-b', '', 'a\u{1F600}', 'a\uffee'];
    await write(
      dataSource,
      store,
      scanId,
      keys.flatMap((key) => [determination(key), determination(key, { path: 'us-ca/b' })]),
    );
    const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const order = (await all(store, scanId)).map(({ personKey, ordinal }) => `${personKey}/${ordinal}`);
    expect(order).toEqual(sorted.flatMap((key) => [`${key}/0`, `${key}/1`]));

    const paged: string[] = [];
    let after: { personKey: string; ordinal: number } | undefined;
    for (;;) {
      const page: Finding[] = await store.page(scanId, {}, after === undefined ? { limit: 5 } : { limit: 5, after });
      paged.push(...page.map(({ personKey, ordinal }) => `${personKey}/${ordinal}`));
      after = page.at(-1);
      if (page.length < 5) break;
    }
    expect(paged).toEqual(order);
  });

  it('filters by outcome, relief, path, court, person, case and preference', async () => {
    const { dataSource, store, scanId } = await open();
    await write(dataSource, store, scanId, [
      determination('P-1'),
      determination('P-1', { path: 'us-ca/b', relief: 'dismiss', outcome: 'not-eligible', preferred: false }),
      determination('P-2', { outcome: 'needs-facts', case: { number: 'C-2', court: 'Other Court', state: 'CA' } }),
    ]);
    const count = async (filter: FindingFilter): Promise<number> => (await all(store, scanId, filter)).length;
    expect(await count({ outcome: ['eligible'] })).toBe(1);
    expect(await count({ outcome: ['eligible', 'needs-facts'] })).toBe(2);
    expect(await count({ outcome: [] })).toBe(0);
    expect(await count({ relief: ['dismiss'] })).toBe(1);
    expect(await count({ path: ['us-ca/a'], court: ['Superior Court'] })).toBe(1);
    expect(await count({ personKey: 'P-1' })).toBe(2);
    expect(await count({ caseNumber: 'C-2' })).toBe(1);
    expect(await count({ preferred: false })).toBe(1);
    expect(await count({ jurisdiction: ['us-md'] })).toBe(0);
    expect(await store.counts(scanId)).toEqual([
      { jurisdiction: 'us-ca', path: 'us-ca/a', relief: 'expunge', outcome: 'eligible', findings: 1, people: 1 },
      { jurisdiction: 'us-ca', path: 'us-ca/a', relief: 'expunge', outcome: 'needs-facts', findings: 1, people: 1 },
      { jurisdiction: 'us-ca', path: 'us-ca/b', relief: 'dismiss', outcome: 'not-eligible', findings: 1, people: 1 },
    ]);
    expect(await store.countPeople(scanId)).toBe(2);
    expect(await store.countPeople(scanId, { outcome: ['eligible', 'not-eligible'] })).toBe(1);
  });

  it('finds one by its name, the latest where several scans made it', async () => {
    const { dataSource, store, scanId } = await open();
    const later = await aScan(dataSource);
    await write(dataSource, store, scanId, [determination('P-1')]);
    await write(dataSource, store, later, [determination('P-1')]);
    const name = findingKey(determination('P-1'), '2026-11-22', 'h');
    const found = await store.find(name);
    expect(found).toMatchObject({ scanId: later, key: name });
    expect(await store.findById(found?.id ?? 0)).toEqual(found);
    expect(await store.find('0000000000000000')).toBeNull();
    expect(await store.findById(99_999)).toBeNull();
  });

  it('cannot hold a person’s place twice: a chunk written twice would be noticed', async () => {
    const { dataSource, store, scanId } = await open();
    await write(dataSource, store, scanId, [determination('P-1')]);
    await expect(write(dataSource, store, scanId, [determination('P-1')])).rejects.toThrow();
    expect(await all(store, scanId)).toHaveLength(1);
  });

  it('reads more than a page with the memory of one', async () => {
    const { dataSource, store, scanId } = await open();
    const people = Array.from({ length: 4500 }, (_, n) => determination(`P-${String(n).padStart(5, '0')}`));
    await write(dataSource, store, scanId, people);
    const keys = (await all(store, scanId)).map(({ personKey }) => personKey);
    expect(keys).toEqual(people.map(({ personId }) => personId));
    await store.settled();
  });
});
