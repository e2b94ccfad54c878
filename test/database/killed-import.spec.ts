import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseAddress } from '../../src/config/index.js';
import { readAll } from '../../src/database/index.js';
import { RecordStore } from '../../src/records/index.js';
import type { Snapshot } from '../../src/records/index.js';
import { startScript } from '../support/start-script.js';
import { growingPeople } from './growing-people.js';
import { aFile } from './people.js';
import { withDatabases } from './with-databases.js';

const PEOPLE = 300;

withDatabases('an import that is killed', (database) => {
  /** A store that holds the first edition. */
  async function open(address: DatabaseAddress): Promise<RecordStore> {
    const store = new RecordStore(await database.open(address));
    await importEdition(store, 1);
    return store;
  }

  async function importEdition(store: RecordStore, edition: number): Promise<Snapshot> {
    const importId = await store.beginImport(aFile(`edition ${edition}`));
    const records = growingPeople(PEOPLE, edition);
    for (let start = 0; start < records.length; start += 100)
      await store.saveBatch(importId, records.slice(start, start + 100));
    return store.finishImport(importId);
  }

  /** Starts the import of the second edition in another process and kills it after some batches, at whatever it is doing. */
  async function killMidway(address: DatabaseAddress, afterBatches: number, thenMs: number): Promise<void> {
    const script = startScript('database/import-slowly.ts', [JSON.stringify(address), String(PEOPLE), '10']);
    let seen = 0;
    for await (const line of script.lines) if (line.startsWith('stored') && ++seen === afterBatches) break;
    await pause(thenMs);
    await script.kill();
    const { code, errors } = await script.ended;
    expect({ code, errors }).toEqual({ code: null, errors: '' });
  }

  it('shows nobody anything, and run again gives what an undisturbed one gives', async () => {
    const undisturbed = await open(await database.fresh());
    const expected = await importEdition(undisturbed, 2);
    const expectedHash = await undisturbed.snapshotHash(expected.sequence);

    const address = await database.fresh();
    const store = await open(address);
    const before = { snapshot: await store.snapshot(), hash: await store.snapshotHash(1) };
    for (const [batches, ms] of [
      [1, 0],
      [9, 3],
      [30, 1],
    ] as const) {
      await killMidway(address, batches, ms);
      expect(await store.snapshot()).toEqual(before.snapshot);
      expect((await store.readPerson('P-0'))?.record).toEqual((await undisturbed.readPerson('P-0', 1))?.record);
    }
    const again = await importEdition(store, 2);
    expect(again).toEqual(expected);
    expect(await store.snapshotHash(again.sequence)).toBe(expectedHash);
    expect(await store.snapshotHash(1)).toBe(before.hash);
    const statuses = (await store.listImports(10)).map((one) => one.status);
    expect(statuses).toEqual(['done', 'abandoned', 'abandoned', 'abandoned', 'done']);
  });

  it('leaves no row behind once the next one has begun', async () => {
    const address = await database.fresh();
    const store = await open(address);
    const dataSource = await database.open(address);
    const rows = async (): Promise<unknown> =>
      readAll(
        dataSource,
        'SELECT (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM record_versions) AS versions',
      );
    const before = await rows();
    await killMidway(address, 20, 0);
    expect(await rows()).not.toEqual(before);
    await store.clearDeadImport();
    expect(await rows()).toEqual(before);
  });
});
