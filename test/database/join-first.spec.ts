import { dialectOf, insertRows, inTransaction, joinFirst, readAll, type Dialect } from '../../src/database/index.js';
import { withDatabases } from './with-databases.js';

/** People and the newest of their versions up to import 2. */
const peopleAsOfTwo = (dialect: Dialect): string =>
  `FROM people p ${joinFirst(dialect, 'v', {
    table: 'record_versions',
    as: 'x',
    where: 'x.person_id = p.id AND x.import_id <= 2',
    orderBy: 'x.import_id DESC',
  })}`;

withDatabases('a row joined with the first of another table', (database) => {
  /** Stores people with a version for each of the imports. */
  async function store(people: readonly (readonly number[])[], record = '{}') {
    const dataSource = await database.open();
    await inTransaction(dataSource, async (manager) => {
      const keys = people.map((_, person) => [person + 1, `P-${person + 1}`, 1]);
      await insertRows(manager, 'people', ['id', 'person_key', 'created_import_id'], keys);
      const versions = people.flatMap((imports, person) => imports.map((each) => [person + 1, each]));
      await insertRows(
        manager,
        'record_versions',
        ['id', 'person_id', 'import_id', 'hash', 'charge_count', 'record'],
        versions.map(([person, each], index) => [index + 1, person ?? 0, each ?? 0, `hash of ${each}`, 1, record]),
      );
    });
    return dataSource;
  }

  it('finds the first one that fits, and leaves out the rows for which there is none', async () => {
    const dataSource = await store([[1], [3, 1, 2], [3], [], [2]]);
    const rows = await readAll(
      dataSource,
      `SELECT p.person_key AS person, v.import_id AS import, v.hash AS hash
        ${peopleAsOfTwo(dialectOf(dataSource))} ORDER BY p.id`,
    );
    expect(rows).toEqual([
      { person: 'P-1', import: 1, hash: 'hash of 1' },
      { person: 'P-2', import: 2, hash: 'hash of 2' },
      { person: 'P-5', import: 2, hash: 'hash of 2' },
    ]);
  });

  it('is looked up for each row, however many others there are: a range of people never reads all versions', async () => {
    // SQLite has no other way to do it.
    if (database.kind === 'sqlite') return;
    const everybody = Array.from({ length: 10_000 }, () => [1]);
    const dataSource = await store(everybody, 'x'.repeat(1500));
    await dataSource.query('ANALYZE people, record_versions');
    const plan = await readAll(
      dataSource,
      `EXPLAIN SELECT p.person_key, v.record ${peopleAsOfTwo('postgres')}
        WHERE p.person_key >= 'P-1' AND p.person_key <= 'P-3' ORDER BY p.person_key`,
    );
    const steps = JSON.stringify(plan);
    expect(steps).toContain('record_versions_person_import');
    expect(steps).not.toContain('Seq Scan on record_versions');
  });
});
