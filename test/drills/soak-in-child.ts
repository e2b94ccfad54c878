/**
 * A process that scans again and again and measures its own memory: run by `soak.spec.ts`, and a process of its own so
 * that nothing is measured but the scans. Prints a `Growth` as JSON. Needs `--expose-gc`.
 */
import type { DatabaseAddress } from '../../src/config/index.js';
import { createDataSource, migrate } from '../../src/database/index.js';
import { RedisQueue } from '../../src/queue/index.js';
import { allEntities } from '../database/all-entities.js';
import { anOffice, importPeople } from '../database/a-scan.js';
import { inventedPeople } from '../database/invented-people.js';

export interface SoakOrders {
  address: DatabaseAddress;
  redisUrl?: string;
  people: number;
  chunkPeople: number;
  /** The first scans fill caches: compiled code, prepared statements, connections. What they take is not counted. */
  warmUp: number;
  /** So many are counted. */
  scans: number;
}

/** Bytes of the heap, after a full collection, over the scans that count. */
export interface Growth {
  /** What the scans left behind. */
  scanning: number;
  /** What is left behind when each keeps the records of one of its chunks: shows that such a leak would be seen. */
  keeping: number;
  /** How the scans ended, each once. */
  statuses: string[];
}

/** A small law: what is looked for is what a scan leaves behind, whatever it asks. */
const QUESTION = { jurisdictions: ['us-ca-los-angeles'], asOf: '2026-11-22' };

const { gc } = globalThis;
if (gc === undefined) throw new Error('Run with --expose-gc.');

/** Bytes of the heap that are in use once everything is collected that can be. */
async function heap(): Promise<number> {
  // Twice, with a turn in between: what finalizers let go of is collected by the second.
  for (let turn = 0; turn < 2; turn += 1) {
    void gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

const orders = JSON.parse(process.argv[2] ?? '') as SoakOrders;
const people = inventedPeople(orders.people);
const dataSource = createDataSource({ address: orders.address, entities: allEntities });
await dataSource.initialize();
await migrate(dataSource);
const queue = orders.redisUrl === undefined ? {} : { queue: new RedisQueue(orders.redisUrl) };
const office = anOffice(dataSource, { chunkPeople: orders.chunkPeople, ...queue });
await importPeople(office.records, people);
await office.runner.start();

const statuses = new Set<string>();
const scan = async (): Promise<void> => {
  const { id } = await office.scans.start({ ...QUESTION, packs: office.packs });
  statuses.add((await office.scans.finished(id)).status);
};
for (let n = 0; n < orders.warmUp; n += 1) await scan();
const warm = await heap();
for (let n = 0; n < orders.scans; n += 1) await scan();
const after = await heap();
const { sequence } = await office.records.snapshot();
const kept: unknown[][] = [];
for (let n = 0; n < orders.scans; n += 1) {
  const last = people[orders.chunkPeople - 1]?.personId ?? '';
  kept.push(await office.records.readRange(sequence, people[0]?.personId ?? '', last));
}
const leaking = await heap();
// Asked only now, so that nothing of it could be collected before.
if (kept.some((chunk) => chunk.length !== orders.chunkPeople)) throw new Error('Not every scan kept a whole chunk.');
const growth: Growth = { scanning: after - warm, keeping: leaking - after, statuses: [...statuses] };
process.stdout.write(JSON.stringify(growth));
await office.close();
await dataSource.destroy();
