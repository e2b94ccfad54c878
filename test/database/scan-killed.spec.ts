import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { DatabaseAddress } from '../../src/config/index.js';
import { InProcessQueue, type JobQueue } from '../../src/queue/index.js';
import { aRedis } from './find-redis.js';
import { FROM_SOURCE, pathOf } from '../from-source/index.js';
import { anOffice, exported, importPeople, type Office } from './a-scan.js';
import { inventedPeople } from './invented-people.js';
import type { ChildOrders } from './scan-in-child.js';
import { withDatabases } from './with-databases.js';

const PEOPLE = inventedPeople(240);
const CHUNK_PEOPLE = 6;

/** Starting a process from its sources takes seconds, and a busy machine several times that. */
const PATIENCE_MS = 240_000;

/** A queue that takes everything and does nothing: the work is left to other processes. */
function nobody(): JobQueue {
  const queue = new InProcessQueue();
  queue.process = () => Promise.resolve();
  return queue;
}

function child(orders: ChildOrders): ChildProcess {
  const script = pathOf('./scan-in-child.ts', import.meta.url);
  return spawn(process.execPath, [...FROM_SOURCE, script, JSON.stringify(orders)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Lets the child finish so many chunks, and kills it with -9. */
async function killAfter(running: ChildProcess, chunks: number): Promise<void> {
  const ended = once(running, 'exit');
  if (running.stdout === null) throw new Error('the child has no output');
  let seen = 0;
  for await (const _ of createInterface({ input: running.stdout })) {
    seen += 1;
    if (seen === chunks) {
      running.kill('SIGKILL');
      break;
    }
  }
  await ended;
}

withDatabases('a scan whose process is killed with -9', (database) => {
  const offices: Office[] = [];
  afterEach(async () => {
    await Promise.all(offices.splice(0).map((office) => office.close()));
  });

  const open = async (address: DatabaseAddress, queue?: JobQueue): Promise<Office> => {
    const dataSource = await database.open(address);
    const office = anOffice(dataSource, { chunkPeople: CHUNK_PEOPLE, ...(queue === undefined ? {} : { queue }) });
    offices.push(office);
    return office;
  };

  /** The export of a scan that nothing disturbed, on a database of its own. */
  const undisturbed = async (): Promise<{ jsonl: string; counts: unknown }> => {
    const office = await open(await database.fresh());
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ jurisdictions: ['us-ca'], asOf: '2026-11-22', packs: office.packs });
    const { counts } = await office.scans.finished(scan.id);
    return { jsonl: await exported(office, scan.id), counts };
  };

  it(
    'is taken up where it was, and ends with the same bytes as one that nothing disturbed',
    async () => {
      const expected = await undisturbed();
      const address = await database.fresh();
      const office = await open(address, nobody());
      await importPeople(office.records, PEOPLE);
      const scan = await office.scans.start({ jurisdictions: ['us-ca'], asOf: '2026-11-22', packs: office.packs });

      for (const chunks of [2, 9]) {
        await killAfter(child({ address, jobId: scan.jobId }), chunks);
        const { status, chunks: standing } = await office.scans.progress(scan.id);
        expect({ status, anyLeft: standing.todo + standing.running > 0 }).toEqual({ status: 'running', anyLeft: true });
      }
      const last = child({ address, jobId: scan.jobId });
      await once(last, 'exit');
      expect(last.exitCode).toBe(0);

      expect((await office.scans.read(scan.id)).status).toBe('done');
      expect(await exported(office, scan.id)).toBe(expected.jsonl);
      expect((await office.scans.read(scan.id)).counts).toEqual(expected.counts);
    },
    PATIENCE_MS,
  );
});

const redis = await aRedis();

if (!('missing' in redis)) {
  afterAll(() => redis.stop());

  withDatabases('a scan by two workers on Redis, of which one is killed with -9', (database) => {
    it(
      'is finished by the other, with the same bytes',
      async () => {
        const quiet = anOffice(await database.open(), { chunkPeople: CHUNK_PEOPLE });
        await importPeople(quiet.records, PEOPLE);
        await quiet.runner.start();
        const question = { jurisdictions: ['us-ca'], asOf: '2026-11-22', packs: quiet.packs };
        const expected = await quiet.scans.start(question);
        await quiet.scans.finished(expected.id);

        const address = await database.fresh();
        const office = anOffice(await database.open(address), { chunkPeople: CHUNK_PEOPLE, queue: nobody() });
        await importPeople(office.records, PEOPLE);
        const scan = await office.scans.start(question);
        const orders = {
          address,
          jobId: scan.jobId,
          redis: { url: redis.url, prefix: `${redis.prefix}-${database.kind}` },
        };
        const survivor = child(orders);
        const survived = once(survivor, 'exit');
        survivor.stdout?.resume();
        await killAfter(child(orders), 2);
        await survived;
        expect(survivor.exitCode).toBe(0);
        expect((await office.scans.read(scan.id)).status).toBe('done');
        expect(await exported(office, scan.id)).toBe(await exported(quiet, expected.id));
        await Promise.all([office.close(), quiet.close()]);
      },
      PATIENCE_MS,
    );
  });
}
