import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { RedisQueue, withoutPassword } from './redis-queue.js';
import { itIsAJobQueue } from './queue.conformance.js';
import { aRedis, type TestRedis } from '../../test/database/find-redis.js';

const redis: TestRedis | { missing: string } = await aRedis();

if ('missing' in redis) {
  // eslint-disable-next-line no-restricted-syntax -- nothing to test without Redis; the title says why, and CI fails
  describe.skip(`the queue on Redis (skipped: ${redis.missing})`, () => {
    it('needs Redis', () => undefined);
  });
} else {
  describe('the queue on Redis', () => {
    afterAll(async () => redis.stop());

    itIsAJobQueue(
      async ({ retry, log, lines }) =>
        new RedisQueue(redis.url, { prefix: `${redis.prefix}-${lines}`, retry, ...(log === undefined ? {} : { log }) }),
      { sharesLines: true },
    );

    it('leaves nothing of a handled id in Redis but its own small bookkeeping', async () => {
      const prefix = `${redis.prefix}-tidy`;
      const queue = new RedisQueue(redis.url, { prefix });
      const ids = Array.from({ length: 30 }, (_, n) => `1-${n}`);
      let handled = 0;
      const done = new Promise<void>((resolve) => {
        void queue.process(
          'scan',
          async () => {
            handled += 1;
            if (handled === ids.length) resolve();
          },
          5,
        );
      });
      await queue.add('scan', ids);
      await done;
      await queue.close();
      const client = new Redis(redis.url);
      const left = (await client.keys(`${prefix}*`)).filter((key) => key.includes('id-'));
      client.disconnect();
      expect(left).toEqual([]);
    });

    it('gives an id to another worker when the first was killed with -9', async () => {
      const prefix = `${redis.prefix}-killed`;
      const settings = { lockDurationMs: 500, stalledIntervalMs: 200 };
      const queue = new RedisQueue(redis.url, { prefix, settings });
      await queue.add('scan', ['a']);
      const script = `
        import { Worker } from 'bullmq';
        import { Redis } from 'ioredis';
        const connection = new Redis(${JSON.stringify(redis.url)}, { maxRetriesPerRequest: null });
        new Worker('scan', async (job) => { process.stdout.write(job.data.id); await new Promise(() => {}); },
          { connection, prefix: ${JSON.stringify(prefix)}, lockDuration: 500, stalledInterval: 200 });`;
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { cwd: process.cwd() });
      const [taken] = (await once(child.stdout, 'data')) as [Buffer];
      expect(taken.toString()).toBe('a');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const again = new Promise<string>((resolve) => {
        void queue.process('scan', async (id) => resolve(id), 1);
      });
      await expect(again).resolves.toBe('a');
      await queue.close();
    });
  });
}

describe('a Redis that is not there', () => {
  it('is named in a sentence that says what to do, without its password', async () => {
    const queue = new RedisQueue('redis://office:secret@127.0.0.1:1');
    const sentence =
      'Redis at redis://office:***@127.0.0.1:1 cannot be reached. Start it, correct REDIS_URL, or leave REDIS_URL unset to run the jobs inside this process.';
    await expect(queue.ready()).rejects.toMatchObject({ code: 'redis-unreachable', message: sentence, status: 503 });
    await expect(queue.add('scan', ['a'])).rejects.toMatchObject({ code: 'redis-unreachable', message: sentence });
    await queue.close();
  });

  it('hides a password however the address is written', () => {
    expect(withoutPassword('redis://:geheim@host:6379/2')).toBe('redis://:***@host:6379/2');
    expect(withoutPassword('rediss://host:6379')).toBe('rediss://host:6379');
    expect(withoutPassword('redis://clerk:p@ss:word@host:6379')).toBe('redis://clerk:***@host:6379');
    expect(withoutPassword('redis://host:6379/2?password=geheim')).toBe('redis://host:6379/2');
  });
});
