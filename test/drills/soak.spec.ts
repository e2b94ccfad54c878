/**
 * Twenty scans in a row in one process leave its memory as it was.
 *
 * What is asserted: the heap after a full collection has grown, over twenty scans, by less than half of what one chunk
 * of records a scan would come to. That just such a leak would be noticed is asserted too.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inventedPeople } from '../database/invented-people.js';
import { FROM_SOURCE, pathOf } from '../from-source/index.js';
import { PATIENCE_MS, withDrills } from './drill.js';
import type { Growth, SoakOrders } from './soak-in-child.js';

const SCANS = 20;
const CHUNK_PEOPLE = 150;
const BYTES_OF_A_CHUNK = JSON.stringify(inventedPeople(2 * CHUNK_PEOPLE).slice(0, CHUNK_PEOPLE)).length;
const MAY_GROW_BY = (SCANS * BYTES_OF_A_CHUNK) / 2;

async function soak(where: Pick<SoakOrders, 'address' | 'redisUrl'>): Promise<Growth> {
  const orders: SoakOrders = {
    ...where,
    people: 2 * CHUNK_PEOPLE,
    chunkPeople: CHUNK_PEOPLE,
    warmUp: 10,
    scans: SCANS,
  };
  const script = pathOf('./soak-in-child.ts', import.meta.url);
  const args = ['--expose-gc', ...FROM_SOURCE, script, JSON.stringify(orders)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as Growth;
}

function leavesMemoryAsItWas({ scanning, keeping, statuses }: Growth): void {
  expect(statuses).toEqual(['done']);
  expect(scanning).toBeLessThan(MAY_GROW_BY);
  expect(keeping).toBeGreaterThan(MAY_GROW_BY);
}

describe('twenty scans in a row in one process on SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-soak-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'leave memory as it was, and one chunk kept by each would be noticed',
    async () => leavesMemoryAsItWas(await soak({ address: { kind: 'sqlite', file: join(folder, 'soak.sqlite') } })),
    PATIENCE_MS,
  );
});

withDrills('twenty scans in a row in one process', (drills) => {
  it(
    'on PostgreSQL and Redis leave memory as it was, and one chunk kept by each would be noticed',
    async () => {
      const { address, redis } = await drills.begin({ people: [] });
      leavesMemoryAsItWas(await soak({ address, redisUrl: redis.url }));
    },
    PATIENCE_MS,
  );
});
