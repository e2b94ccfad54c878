/**
 * A process that does scan jobs until it is told to stop or is killed: run by `scan-killed.spec.ts`, which is why it
 * prints a line for every chunk that it finished.
 */
import type { DatabaseAddress } from '../../src/config/index.js';
import { createDataSource } from '../../src/database/index.js';
import { InProcessQueue, RedisQueue } from '../../src/queue/index.js';
import { allEntities } from './all-entities.js';
import { anOffice } from './a-scan.js';

export interface ChildOrders {
  address: DatabaseAddress;
  jobId: number;
  redis?: { url: string; prefix: string };
}

const orders = JSON.parse(process.argv[2] ?? '') as ChildOrders;
const dataSource = createDataSource({ address: orders.address, entities: allEntities });
await dataSource.initialize();
const queue =
  orders.redis === undefined
    ? new InProcessQueue()
    : new RedisQueue(orders.redis.url, {
        prefix: orders.redis.prefix,
        settings: { lockDurationMs: 500, stalledIntervalMs: 200 },
      });
const office = anOffice(dataSource, { queue });
const { ledger } = office.runner;
const complete = ledger.complete.bind(ledger);
ledger.complete = async (ref, result, save) => {
  const written = await complete(ref, result, save);
  if (written) process.stdout.write(`chunk ${ref.index}\n`);
  return written;
};
await office.runner.start();
await office.runner.finished(orders.jobId);
await office.close();
await dataSource.destroy();
