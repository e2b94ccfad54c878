/**
 * Twenty scans in a row in one process leave its memory as it was.
 *
 * What is asserted: the heap after a full collection has grown, over twenty scans, by less than half of what one chunk
 * of records a scan would come to (measured: a tenth of that bound). That just such a leak would be noticed is asserted
 * too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDataSource, migrate, type ProductDataSource } from '../../src/database/index.js';
import { type JobQueue, RedisQueue } from '../../src/queue/index.js';
import { allEntities } from '../database/all-entities.js';
import { anOffice, importPeople } from '../database/a-scan.js';
import { inventedPeople } from '../database/invented-people.js';
import { PATIENCE_MS, withDrills } from './drill.js';

/** A small law: what is looked for is what a scan leaves behind, whatever it asks. */
const QUESTION = { jurisdictions: ['us-ca-los-angeles'], asOf: '2026-11-22' };
/** The first scans fill caches: compiled code, prepared statements, connections. Measured are the twenty after them. */
const WARM_UP = 10;
const SCANS = WARM_UP + 20;
const CHUNK_PEOPLE = 600;
const PEOPLE = inventedPeople(2 * CHUNK_PEOPLE);
const BYTES_OF_A_CHUNK = JSON.stringify(PEOPLE.slice(0, CHUNK_PEOPLE)).length;
const MAY_GROW_BY = ((SCANS - WARM_UP) * BYTES_OF_A_CHUNK) / 2;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap that are in use once everything is collected that can be. */
async function heap(): Promise<number> {
  // Twice, with a turn in between: what finalizers let go of is collected by the second.
  for (let turn = 0; turn < 2; turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

/**
 * Scans again and again in this process, and gives by how many bytes its heap has grown since it was warm (`scanning`),
 * and by how many it grows when the records of one chunk are kept as often (`keeping`).
 */
async function growth(dataSource: ProductDataSource, queue?: JobQueue): Promise<{ scanning: number; keeping: number }> {
  const office = anOffice(dataSource, { chunkPeople: CHUNK_PEOPLE, ...(queue === undefined ? {} : { queue }) });
  if ((await office.records.snapshot()).sequence === 0) await importPeople(office.records, PEOPLE);
  await office.runner.start();
  let warm = 0;
  for (let n = 1; n <= SCANS; n += 1) {
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    expect(await office.scans.finished(scan.id)).toMatchObject({ status: 'done' });
    if (n === WARM_UP) warm = await heap();
  }
  const after = await heap();
  const kept: unknown[] = [];
  for (let n = WARM_UP; n < SCANS; n += 1) {
    kept.push(await office.records.readRange(1, PEOPLE[0]?.personId ?? '', PEOPLE[CHUNK_PEOPLE - 1]?.personId ?? ''));
  }
  const leaking = await heap();
  expect(kept).toHaveLength(SCANS - WARM_UP);
  await office.close();
  return { scanning: after - warm, keeping: leaking - after };
}

describe('twenty scans in a row in one process on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-soak-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'leave memory as it was, and one chunk kept by each would be noticed',
    async () => {
      const dataSource = createDataSource({
        address: { kind: 'sqlite', file: join(folder, 'soak.sqlite') },
        entities: allEntities,
      });
      await dataSource.initialize();
      await migrate(dataSource);
      const { scanning, keeping } = await growth(dataSource);
      await dataSource.destroy();
      expect(scanning).toBeLessThan(MAY_GROW_BY);
      expect(keeping).toBeGreaterThan(MAY_GROW_BY);
    },
    PATIENCE_MS,
  );
});

withDrills('twenty scans in a row in one process', (drills) => {
  it(
    'on PostgreSQL and Redis leave memory as it was, and one chunk kept by each would be noticed',
    async () => {
      const drill = await drills.begin({ people: PEOPLE });
      const dataSource = createDataSource({ address: drill.address, entities: allEntities });
      await dataSource.initialize();
      const { scanning, keeping } = await growth(dataSource, new RedisQueue(drill.redis.url));
      await dataSource.destroy();
      expect(scanning).toBeLessThan(MAY_GROW_BY);
      expect(keeping).toBeGreaterThan(MAY_GROW_BY);
    },
    PATIENCE_MS,
  );
});
