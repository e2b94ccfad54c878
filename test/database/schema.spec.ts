import { migrations } from '../../src/database/migrations/index.js';
import { createDataSource, migrate, readAll, schemaDrift } from '../../src/database/index.js';
import { allEntities } from './all-entities.js';
import { withDatabases } from './with-databases.js';

withDatabases('the schema', (database) => {
  it('is what the entities say once all migrations have run on an empty database', async () => {
    const dataSource = await database.open();
    expect(await schemaDrift(dataSource)).toEqual([]);
  });

  it('is left alone by a second migration', async () => {
    const address = await database.fresh();
    const first = createDataSource({ address, entities: allEntities });
    await first.initialize();
    expect(await migrate(first)).toEqual(migrations.map((migration) => migration.name));
    expect(await migrate(first)).toEqual([]);
    await first.destroy();
  });

  it('is made once where several processes begin on an empty database together, and each finds it made', async () => {
    const address = await database.fresh();
    const sources = Array.from({ length: 4 }, () => createDataSource({ address, entities: allEntities }));
    await Promise.all(sources.map((source) => source.initialize()));
    const ran = await Promise.all(sources.map((source) => migrate(source)));
    expect(ran.filter((names) => names.length > 0)).toEqual([migrations.map((migration) => migration.name)]);
    for (const source of sources) expect(await schemaDrift(source)).toEqual([]);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('goes back to nothing, migration by migration', async () => {
    const dataSource = await database.open();
    for (const _ of migrations) await dataSource.writer.undoLastMigration();
    const [left] = await readAll<{ tables: string }>(
      dataSource,
      database.kind === 'sqlite'
        ? `SELECT group_concat(name) AS tables FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`
        : `SELECT string_agg(tablename, ',') AS tables FROM pg_tables WHERE schemaname = current_schema()`,
    );
    expect(left?.tables).toBe('migrations');
  });

  it('of a newer version is refused before anything is done to it', async () => {
    const dataSource = await database.open();
    await dataSource.writer.query(
      `INSERT INTO "migrations" ("timestamp", "name") VALUES (9999999999999, 'AddTomorrow9999999999999')`,
    );
    await expect(migrate(dataSource)).rejects.toMatchObject({
      code: 'database-newer',
      message: expect.stringContaining('AddTomorrow9999999999999'),
    });
  });
});

it('knows its migrations in the order of their time, each named for a verb and a noun', () => {
  const names = migrations.map((migration) => migration.name);
  for (const name of names) expect(name).toMatch(/^[A-Z][a-z]+[A-Z][A-Za-z]*\d{13}$/);
  expect(names.map((name) => name.slice(-13))).toEqual(names.map((name) => name.slice(-13)).sort());
});
