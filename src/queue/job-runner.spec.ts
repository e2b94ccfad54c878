import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { withDatabases } from '../../test/database/with-databases.js';
import { AppError } from '../common/index.js';
import { createDataSource, inTransaction, migrate, type ProductDataSource } from '../database/index.js';
import { InProcessQueue } from './in-process-queue.js';
import { type JobQueue, QUEUE_AWAY } from './job-queue.js';
import { JobRunner, type JobWork } from './job-runner.js';
import { Ledger } from './ledger.js';
import { RedisQueue } from './redis-queue.js';
import { queueEntities } from './queue.module.js';
import { aRedis, startServer } from '../../test/database/find-redis.js';

const QUICK = { attempts: 10, backoffMs: 1 };
/** A worker of this machine whose process is gone. */
const KILLED = `${hostname()}:${spawnSync(process.execPath, ['--version']).pid}`;

/** Work that notes its chunks in memory; `run` may be replaced. */
function someWork(changes: Partial<JobWork> = {}): JobWork & { ran: number[]; saved: number[] } {
  const ran: number[] = [];
  const saved: number[] = [];
  return {
    kind: 'scan',
    concurrency: 2,
    run: async (chunk) => {
      ran.push(chunk.index);
      return { result: chunk.index, save: async () => void saved.push(chunk.index) };
    },
    finish: async (_manager, _job, results) => ({ sum: (results as number[]).reduce((a, b) => a + b, 0) }),
    ...changes,
    ran,
    saved,
  };
}

async function plan(dataSource: ProductDataSource, ledger: Ledger, count: number): Promise<number> {
  const chunks = Array.from({ length: count }, (_, n) => ({ fromKey: `${n}`, toKey: `${n}`, size: 1 }));
  return inTransaction(dataSource, (manager) => ledger.plan(manager, { kind: 'scan', params: {}, chunks }));
}

withDatabases('the job runner', (database) => {
  const open: JobRunner[] = [];
  const runnerFor = (
    ledger: Ledger,
    work: JobWork,
    queue: JobQueue = new InProcessQueue({ retry: QUICK }),
  ): JobRunner => {
    const runner = new JobRunner(queue, ledger);
    runner.register(work);
    open.push(runner);
    return runner;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((runner) => runner.close()));
  });

  it('does every chunk once and sums up', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const work = someWork();
    const runner = runnerFor(ledger, work);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 20);
    await runner.enqueue(jobId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', done: 20, total: 20 });
    expect(work.saved.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(JSON.parse((await ledger.job(jobId)).result ?? '')).toEqual({ sum: 190 });
  });

  it('takes up at its start what an earlier process left, also the summing up', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const half = await plan(dataSource, ledger, 4);
    await ledger.claim({ jobId: half, index: 0 }, KILLED);
    await ledger.claim({ jobId: half, index: 1 }, KILLED);
    await ledger.complete({ jobId: half, index: 1 }, 1, async () => undefined);
    const allButClosed = await plan(dataSource, ledger, 1);
    await ledger.claim({ jobId: allButClosed, index: 0 }, KILLED);
    await ledger.complete({ jobId: allButClosed, index: 0 }, 7, async () => undefined);
    const work = someWork();
    const runner = runnerFor(ledger, work);
    await runner.start();
    expect(await runner.finished(half)).toMatchObject({ status: 'done' });
    expect(await runner.finished(allButClosed)).toMatchObject({ status: 'done' });
    expect(work.ran.sort((a, b) => a - b)).toEqual([0, 2, 3]);
    expect(JSON.parse((await ledger.job(allButClosed)).result ?? '')).toEqual({ sum: 7 });
  });

  it('leaves a chunk to a live worker elsewhere, so that two processes without Redis share a job', async () => {
    const dataSource = await database.open();
    const ran: string[] = [];
    const runners = ['there:1', 'elsewhere:1'].map((worker) => {
      const runner = new JobRunner(new InProcessQueue({ retry: QUICK }), new Ledger(dataSource), { worker });
      const run: JobWork['run'] = async ({ index }) => {
        ran.push(`${worker} ${index}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
        return { result: index, save: async () => undefined };
      };
      runner.register(someWork({ run }));
      open.push(runner);
      return runner;
    });
    for (const runner of runners) await runner.start();
    const jobId = await plan(dataSource, new Ledger(dataSource), 20);
    await Promise.all(runners.map((runner) => runner.enqueue(jobId)));
    expect(await runners[1]?.finished(jobId)).toMatchObject({ status: 'done', done: 20 });
    expect(ran).toHaveLength(20);
    expect(new Set(ran.map((line) => line.split(' ')[0]))).toEqual(new Set(['there:1', 'elsewhere:1']));
  });

  it('takes a chunk over once nothing was heard of its worker for two minutes, and not while it gives signs of life', async () => {
    const dataSource = await database.open();
    let time = Date.parse('2026-11-22T10:00:00Z');
    const now = (): Date => new Date(time);
    const ledger = new Ledger(dataSource, now);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    const begin = async (worker: string, run: JobWork['run']): Promise<JobRunner> => {
      const often = { sweepEveryMs: 5, aliveEveryMs: 5 };
      const runner = new JobRunner(new InProcessQueue({ retry: QUICK }), ledger, { worker, now, ...often });
      runner.register(someWork({ run }));
      open.push(runner);
      await runner.start();
      return runner;
    };
    const until = async (seen: () => Promise<boolean>): Promise<void> => {
      while (!(await seen())) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const slow = await begin('there:1', async () => {
      await gate;
      return { result: 'slow', save: async () => undefined };
    });
    await until(async () => (await ledger.chunk(ref))?.status === 'running');
    await begin('elsewhere:1', async () => ({ result: 'quick', save: async () => undefined }));
    for (let minute = 0; minute < 6; minute += 1) {
      time += 60_000;
      await until(async () => (await ledger.chunk(ref))?.notedAt === now().toISOString());
    }
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'running', worker: 'there:1', attempts: 1 });
    // A worker that says nothing more: its process is gone, and its chunk is not given back.
    ledger.noteAlive = () => Promise.resolve();
    await until(async () => {
      time += 60_000;
      return (await ledger.chunk(ref))?.status === 'done';
    });
    expect(await ledger.chunkResults(jobId)).toEqual(['quick']);
    goOn();
    await slow.close();
    expect(await ledger.chunkResults(jobId)).toEqual(['quick']);
  });

  it('tries a chunk again after an error, and fails the job with the reason when it stays', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    let mended = false;
    let flaky = 0;
    const work = someWork({
      run: async (chunk) => {
        if (chunk.index === 1 && !mended) throw new AppError('away', 'The folder is not there.', { exitCode: 3 });
        if (chunk.index === 2 && (flaky += 1) < 3) throw new Error('Try again.');
        return { result: 1, save: async () => undefined };
      },
    });
    const runner = runnerFor(ledger, work);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 3);
    await runner.enqueue(jobId);
    expect(await runner.finished(jobId)).toMatchObject({
      status: 'failed',
      chunks: { todo: 0, running: 0, done: 2, failed: 1 },
      error:
        '1 of 3 parts failed; the others are done. The first said: The folder is not there. Run the failed parts again when the cause is mended.',
    });
    mended = true;
    await runner.rerunFailed(jobId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', error: null });
    expect(JSON.parse((await ledger.job(jobId)).result ?? '')).toEqual({ sum: 3 });
  });

  it('keeps of an error that is no refusal a reference for the log, and nothing of what it says', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const logged: unknown[] = [];
    const runner = new JobRunner(new InProcessQueue({ retry: QUICK }), ledger, {
      log: (event) => void logged.push(event),
    });
    open.push(runner);
    const fault = new Error("ENOENT: no such file or directory, open '/srv/data/Ann Lee.html'");
    runner.register(someWork({ run: () => Promise.reject(fault) }));
    await runner.start();
    const jobId = await plan(dataSource, ledger, 1);
    await runner.enqueue(jobId);
    await runner.finished(jobId);
    const kept = (await ledger.chunk({ jobId, index: 0 }))?.error ?? '';
    expect(kept).toMatch(/^Something went wrong inside the program; its log says where, under [0-9a-f]{10}\.$/);
    const reference = /under (\w+)/.exec(kept)?.[1];
    expect(logged).toContainEqual({ code: 'chunk-failed', jobId, index: 0, reference, error: fault });
    expect((await ledger.job(jobId)).error).not.toContain('Ann Lee');
  });

  it('fails a chunk at once where the refusal says that trying again cures nothing, and does the others', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const tried = { full: 0, away: 0 };
    const work = someWork({
      run: async ({ index }) => {
        if (index === 0 && (tried.full += 1) > 0) {
          throw new AppError('disk-full', 'The disk is full. Make room.', { exitCode: 3, final: true });
        }
        // A refusal about a place that does not answer may be over by the next attempt.
        if (index === 1 && (tried.away += 1) < 3) throw new AppError('away', 'It does not answer.', { exitCode: 3 });
        return { result: 1, save: async () => undefined };
      },
    });
    const runner = runnerFor(ledger, work);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 3);
    await runner.enqueue(jobId);
    expect(await runner.finished(jobId)).toMatchObject({
      status: 'failed',
      chunks: { done: 2, failed: 1 },
      error: expect.stringContaining('The first said: The disk is full. Make room.') as unknown,
    });
    expect(tried).toEqual({ full: 1, away: 3 });
  });

  it('leaves the jobs of other processes alone where it is there for one task, and does its own', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const left = await plan(dataSource, ledger, 2);
    await ledger.claim({ jobId: left, index: 0 }, KILLED);
    const work = someWork();
    const runner = new JobRunner(new InProcessQueue({ retry: QUICK }), ledger, { sweepEveryMs: 5 });
    runner.register(work);
    open.push(runner);
    await runner.start({ others: false });
    const own = await plan(dataSource, ledger, 3);
    await runner.enqueue(own);
    expect(await runner.finished(own)).toMatchObject({ status: 'done' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(work.saved).toHaveLength(3);
    expect(await ledger.progress(left)).toMatchObject({ status: 'running', chunks: { todo: 1, running: 1, done: 0 } });
    // Asked for by name it is gone on with.
    await runner.enqueue(left);
    expect(await runner.finished(left)).toMatchObject({ status: 'done' });
  });

  it('does a job that was planned while the queue was away, as soon as the queue is back', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const queue = new InProcessQueue({ retry: QUICK });
    const add = queue.add.bind(queue);
    let refused = 0;
    queue.add = (kind, ids) => {
      if (refused >= 3) return add(kind, ids);
      refused += 1;
      return Promise.reject(new AppError(QUEUE_AWAY, 'Redis cannot be reached.', { exitCode: 3 }));
    };
    const runner = new JobRunner(queue, ledger, { sweepEveryMs: 5 });
    runner.register(someWork());
    open.push(runner);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 3);
    await runner.enqueue(jobId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done' });
    expect(refused).toBe(3);
  });

  it('adds nothing to a line that holds all there is to do, and what is missing to one that does not', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const queue = new InProcessQueue({ retry: QUICK });
    // Nothing is taken off the line before it was looked at several times.
    let takeUp = (): void => undefined;
    const mayTakeUp = new Promise<void>((resolve) => (takeUp = resolve));
    const process = queue.process.bind(queue);
    queue.process = (kind, handler, concurrency) =>
      process(kind, (id, context) => mayTakeUp.then(() => handler(id, context)), concurrency);
    const add = queue.add.bind(queue);
    const added: number[] = [];
    queue.add = (kind, ids) => {
      added.push(ids.length);
      return add(kind, ids);
    };
    let sweeps = 0;
    const held = queue.held.bind(queue);
    queue.held = (kind) => {
      sweeps += 1;
      return held(kind);
    };
    const runner = new JobRunner(queue, ledger, { sweepEveryMs: 5 });
    runner.register(someWork());
    open.push(runner);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 4);
    await add('scan', [`${jobId}-0`, `${jobId}-1`, `${jobId}-2`]);
    const until = sweeps + 5;
    while (sweeps < until) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(added).toEqual([4]);
    takeUp();
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done' });
  });

  it('leaves a job alone that its kind of work keeps to the process that began it', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const attended = await inTransaction(dataSource, (manager) =>
      ledger.plan(manager, {
        kind: 'scan',
        params: { attended: true },
        chunks: [{ fromKey: 'a', toKey: 'a', size: 1 }],
      }),
    );
    const left = await plan(dataSource, ledger, 1);
    const work = someWork({ takesUp: (params) => (params as { attended?: boolean }).attended !== true });
    const runner = runnerFor(ledger, work);
    await runner.start();
    expect(await runner.finished(left)).toMatchObject({ status: 'done' });
    expect(await ledger.progress(attended)).toMatchObject({ status: 'planned' });
  });

  it('stops beginning chunks while paused, and goes on where it was', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    let pauseNow: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (pauseNow = resolve));
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const work = someWork({ concurrency: 1 });
    const run = work.run;
    work.run = async (chunk, context) => {
      if (chunk.index === 3) {
        pauseNow();
        await gate;
      }
      return run(chunk, context);
    };
    const runner = runnerFor(ledger, work);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 10);
    await runner.enqueue(jobId);
    await asked;
    await runner.pause(jobId);
    goOn();
    // Another job is done meanwhile: the paused one does not block the line.
    const other = await plan(dataSource, ledger, 2);
    await runner.enqueue(other);
    expect(await runner.finished(other)).toMatchObject({ status: 'done' });
    expect(await ledger.progress(jobId)).toMatchObject({
      status: 'paused',
      chunks: { todo: 6, running: 0, done: 4, failed: 0 },
    });
    await runner.resume(jobId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', done: 10 });
    expect(work.saved).toHaveLength(12);
  });

  it('writes nothing more once a job is cancelled', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    let cancelNow: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (cancelNow = resolve));
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const rested: number[] = [];
    const work = someWork({ concurrency: 1, rested: (jobId) => void rested.push(jobId) });
    const run = work.run;
    work.run = async (chunk, context) => {
      if (chunk.index === 2) {
        cancelNow();
        await gate;
      }
      return run(chunk, context);
    };
    const runner = runnerFor(ledger, work);
    await runner.start();
    const jobId = await plan(dataSource, ledger, 10);
    await runner.enqueue(jobId);
    await asked;
    await runner.cancel(jobId);
    goOn();
    const other = await plan(dataSource, ledger, 1);
    await runner.enqueue(other);
    await runner.finished(other);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'cancelled', done: 2 });
    expect(work.saved).toEqual([0, 1, 0]);
    expect(rested).toEqual([jobId, other]);
  });

  it('gives chunks back when it is closed, without counting the attempt', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    let started: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (started = resolve));
    const runner = runnerFor(
      ledger,
      someWork({
        concurrency: 1,
        run: async (_chunk, { signal }) => {
          started();
          await new Promise<void>((_, reject) =>
            signal.addEventListener('abort', () => reject(new Error('told to stop'))),
          );
          throw new Error('not reached');
        },
      }),
    );
    await runner.start();
    const jobId = await plan(dataSource, ledger, 2);
    await runner.enqueue(jobId);
    await begun;
    await runner.close();
    expect(await ledger.chunk({ jobId, index: 0 })).toMatchObject({ status: 'todo', attempts: 0 });
    const next = runnerFor(ledger, someWork());
    await next.start();
    expect(await next.finished(jobId)).toMatchObject({ status: 'done' });
  });

  it('shows progress to whoever follows, until the job is over', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const runner = runnerFor(ledger, someWork());
    const jobId = await plan(dataSource, ledger, 5);
    const seen: string[] = [];
    const following = (async () => {
      for await (const progress of runner.follow(jobId)) seen.push(`${progress.status} ${progress.done}`);
    })();
    await runner.start();
    await following;
    expect(seen[0]).toBe('planned 0');
    expect(seen.at(-1)).toBe('done 5');
  });
});

const redis = await aRedis();

if (!('missing' in redis)) {
  afterAll(async () => redis.stop());

  withDatabases('the job runner on Redis', (database) => {
    it('shares a job between workers, and loses nothing when Redis comes back empty', async () => {
      const dataSource = await database.open();
      const ledger = new Ledger(dataSource);
      const prefix = `${redis.prefix}-${database.kind}`;
      const queue = (): RedisQueue => new RedisQueue(redis.url, { prefix, retry: QUICK });
      const jobId = await plan(dataSource, ledger, 30);
      const planner = new JobRunner(queue(), ledger);
      await planner.enqueue(jobId);
      await planner.close();
      const client = new Redis(redis.url);
      const keys = await client.keys(`${prefix}*`);
      expect(keys.length).toBeGreaterThan(0);
      await client.del(...keys);
      client.disconnect();

      const saved: number[] = [];
      const workers = ['one', 'two'].map((worker) => {
        const runner = new JobRunner(queue(), ledger, { worker });
        runner.register(
          someWork({ run: async ({ index }) => ({ result: index, save: async () => void saved.push(index) }) }),
        );
        return runner;
      });
      for (const runner of workers) await runner.start();
      expect(await workers[0]?.finished(jobId)).toMatchObject({ status: 'done', done: 30 });
      expect(saved.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
      await Promise.all(workers.map((runner) => runner.close()));
    });
  });
}

const ownServer = await startServer();

if (ownServer !== null) {
  afterAll(() => ownServer.stop());

  it('goes on with a job when Redis is killed in the middle of it and comes back empty', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'second-look-'));
    const dataSource = createDataSource({
      address: { kind: 'sqlite', file: join(folder, 'test.sqlite') },
      entities: queueEntities,
    });
    await dataSource.initialize();
    await migrate(dataSource);
    const ledger = new Ledger(dataSource);
    let server = ownServer;
    const saved: number[] = [];
    let reached: () => void = () => undefined;
    const middle = new Promise<void>((resolve) => (reached = resolve));
    const runner = new JobRunner(new RedisQueue(server.url, { retry: QUICK }), ledger, { sweepEveryMs: 200 });
    runner.register(
      someWork({
        concurrency: 1,
        run: async ({ index }) => {
          if (index === 5) reached();
          return { result: index, save: async () => void saved.push(index) };
        },
      }),
    );
    await runner.start();
    const jobId = await plan(dataSource, ledger, 40);
    await runner.enqueue(jobId);
    await middle;
    await server.stop();
    const again = await startServer(server.port);
    if (again === null) throw new Error('Redis did not come back.');
    server = again;
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', done: 40 });
    expect(saved.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    await runner.close();
    await server.stop();
    await dataSource.destroy();
    await rm(folder, { recursive: true });
  });
}
