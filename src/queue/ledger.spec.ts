import { withDatabases, withPostgres } from '../../test/database/with-databases.js';
import { inTransaction, type ProductDataSource } from '../database/index.js';
import { chunkId, type ChunkRef, Ledger, MAX_CHUNK_ATTEMPTS, parseChunkId } from './ledger.js';

const FINISH = async (): Promise<string> => 'summed up';

function chunks(count: number, size = 10): { fromKey: string; toKey: string; size: number }[] {
  return Array.from({ length: count }, (_, n) => ({ fromKey: `p${n}0`, toKey: `p${n}9`, size }));
}

async function plan(dataSource: ProductDataSource, ledger: Ledger, count: number): Promise<number> {
  return inTransaction(dataSource, (manager) =>
    ledger.plan(manager, { kind: 'scan', params: { asOf: '2026-11-22' }, chunks: chunks(count) }),
  );
}

async function finish(ledger: Ledger, ref: ChunkRef, result: unknown = {}): Promise<boolean> {
  return ledger.complete(ref, result, async () => undefined);
}

withDatabases('the ledger', (database) => {
  it('gives a planned chunk to the first who claims it, with what the job was asked for', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource, () => new Date('2026-11-22T10:00:00Z'));
    const jobId = await plan(dataSource, ledger, 2);
    expect(await ledger.openIds(jobId)).toEqual([`${jobId}-0`, `${jobId}-1`]);
    const chunk = await ledger.claim({ jobId, index: 1 }, 'a');
    expect(chunk).toEqual({
      jobId,
      index: 1,
      fromKey: 'p10',
      toKey: 'p19',
      size: 10,
      kind: 'scan',
      params: { asOf: '2026-11-22' },
      worker: 'a',
      attempt: 1,
    });
    expect(await ledger.job(jobId)).toMatchObject({ status: 'running', startedAt: '2026-11-22T10:00:00.000Z' });
  });

  it('takes a chunk that another has begun only where it may, and gives none up that may still be done', async () => {
    const dataSource = await database.open();
    let now = '2026-11-22T10:00:00.000Z';
    const ledger = new Ledger(dataSource, () => new Date(now));
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    const first = await ledger.claim(ref, 'first');
    now = '2026-11-22T10:01:00.000Z';
    await ledger.noteAlive(first === null ? [] : [first]);
    const asked: unknown[] = [];
    const leave = (holder: unknown): boolean => {
      asked.push(holder);
      return false;
    };
    for (let time = 0; time < MAX_CHUNK_ATTEMPTS * 2; time += 1) expect(await ledger.claim(ref, 'b', leave)).toBeNull();
    expect(asked[0]).toEqual({ worker: 'first', heardAt: now });
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'running', worker: 'first', attempts: 1 });
    for (let attempt = 2; attempt <= MAX_CHUNK_ATTEMPTS; attempt += 1) await ledger.claim(ref, `killed ${attempt}`);
    expect(await ledger.claim(ref, 'b', leave)).toBeNull();
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'running', attempts: MAX_CHUNK_ATTEMPTS });
    expect(await finish(ledger, ref)).toBe(true);
  });

  it('gives a chunk to one of two who claim it at the same time', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const claims = ['a', 'b', 'c'].map((worker) => ledger.claim({ jobId, index: 0 }, worker, () => false));
    expect((await Promise.all(claims)).filter((chunk) => chunk !== null)).toHaveLength(1);
  });

  it('plans more chunks than fit one statement', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1234);
    const ids = await ledger.openIds(jobId);
    expect(ids).toHaveLength(1234);
    expect(ids.at(-1)).toBe(`${jobId}-1233`);
    expect((await ledger.job(jobId)).total).toBe(12_340);
  });

  it('writes once for a chunk that two workers did', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'a');
    await ledger.claim(ref, 'b');
    const writers: string[] = [];
    const outcomes = await Promise.all(
      ['a', 'b'].map((name) =>
        ledger.complete(ref, { by: name }, async () => {
          writers.push(name);
        }),
      ),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(writers).toHaveLength(1);
    expect(await ledger.chunkResults(jobId)).toEqual([{ by: writers[0] }]);
  });

  it('marks nothing done when what was found cannot be written', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'a');
    await expect(
      ledger.complete(ref, {}, async () => {
        throw new Error('the disk is full');
      }),
    ).rejects.toThrow('the disk is full');
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'running', result: null });
    expect(await ledger.openIds(jobId)).toEqual([chunkId(ref)]);
  });

  it('gives nothing to do for a chunk that is done, and for a job that is paused or cancelled', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 2);
    await ledger.claim({ jobId, index: 0 }, 'a');
    await finish(ledger, { jobId, index: 0 });
    expect(await ledger.claim({ jobId, index: 0 }, 'b')).toBeNull();
    await ledger.pause(jobId);
    expect(await ledger.claim({ jobId, index: 1 }, 'b')).toBeNull();
    await ledger.resume(jobId);
    expect(await ledger.claim({ jobId, index: 1 }, 'b')).toMatchObject({ index: 1 });
    await ledger.cancel(jobId);
    expect(await ledger.claim({ jobId, index: 1 }, 'b')).toBeNull();
    expect(await ledger.claim({ jobId: jobId + 1, index: 0 }, 'b')).toBeNull();
    expect(await ledger.claim({ jobId, index: 7 }, 'b')).toBeNull();
  });

  it('keeps what was under way when the job was paused, and drops it when it was cancelled', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 2);
    await ledger.claim({ jobId, index: 0 }, 'a');
    await ledger.claim({ jobId, index: 1 }, 'a');
    await ledger.pause(jobId);
    expect(await finish(ledger, { jobId, index: 0 })).toBe(true);
    await ledger.cancel(jobId);
    expect(await finish(ledger, { jobId, index: 1 })).toBe(false);
  });

  it('tries a chunk again until its attempts are used up, then calls it failed with the reason', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    for (let attempt = 1; attempt <= MAX_CHUNK_ATTEMPTS; attempt += 1) {
      expect(await ledger.claim(ref, 'a')).toMatchObject({ attempt });
      const becomes = attempt === MAX_CHUNK_ATTEMPTS ? 'failed' : 'again';
      expect(await ledger.failAttempt({ ...ref, worker: 'a', attempt }, 'The database went away.')).toBe(becomes);
    }
    expect(await ledger.claim(ref, 'a')).toBeNull();
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'failed', error: 'The database went away.' });
  });

  it('calls a chunk failed at the first attempt where the reason is final', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'a');
    expect(await ledger.failAttempt({ ...ref, worker: 'a', attempt: 1 }, 'The disk is full.', { final: true })).toBe(
      'failed',
    );
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'failed', attempts: 1, error: 'The disk is full.' });
  });

  it('calls a chunk failed whose workers never came back', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    for (let attempt = 1; attempt <= MAX_CHUNK_ATTEMPTS; attempt += 1) await ledger.claim(ref, `killed ${attempt}`);
    expect(await ledger.claim(ref, 'next')).toBeNull();
    expect(await ledger.settle(jobId, FINISH)).toBe('failed');
    expect((await ledger.job(jobId)).error).toBe(
      '1 of 1 parts failed; the others are done. The first said: It was begun several times and its worker never came back. Run the failed parts again when the cause is mended.',
    );
  });

  it('does not count an attempt that was given back', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    for (let round = 0; round < MAX_CHUNK_ATTEMPTS * 2; round += 1) {
      expect(await ledger.claim(ref, 'a')).toMatchObject({ attempt: 1 });
      await ledger.release({ ...ref, worker: 'a', attempt: 1 });
    }
  });

  it('counts the attempt of a chunk that was given back and came to its end all the same', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'a');
    await ledger.release({ ...ref, worker: 'a', attempt: 1 });
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'todo', attempts: 0 });
    await finish(ledger, ref);
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'done', attempts: 1 });
  });

  it('closes a job once, when its last chunk is done, with what the work sums up', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 2);
    for (const index of [0, 1]) {
      await ledger.claim({ jobId, index }, 'a');
      expect(await ledger.settle(jobId, FINISH)).toBeNull();
      await finish(ledger, { jobId, index }, { index });
    }
    const sum = async (): Promise<unknown> => ({ chunks: await ledger.chunkResults(jobId) });
    const closed = await Promise.all([ledger.settle(jobId, sum), ledger.settle(jobId, sum)]);
    expect(closed.filter((status) => status === 'done')).toHaveLength(1);
    const job = await ledger.job(jobId);
    expect(job).toMatchObject({ status: 'done', error: null });
    expect(JSON.parse(job.result ?? '')).toEqual({ chunks: [{ index: 0 }, { index: 1 }] });
  });

  it('closes a job that has nothing to do', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 0);
    expect(await ledger.settle(jobId, FINISH)).toBe('done');
    expect(await ledger.progress(jobId)).toMatchObject({ status: 'done', done: 0, total: 0, secondsLeft: 0 });
  });

  it('says when a job was begun that was paused before and resumed', async () => {
    const dataSource = await database.open();
    let now = '2026-11-22T10:00:00.000Z';
    const ledger = new Ledger(dataSource, () => new Date(now));
    const jobId = await plan(dataSource, ledger, 2);
    await ledger.pause(jobId);
    await ledger.resume(jobId);
    expect((await ledger.job(jobId)).startedAt).toBeNull();
    for (const [index, time] of ['2026-11-22T11:00:00.000Z', '2026-11-22T12:00:00.000Z'].entries()) {
      now = time;
      await ledger.claim({ jobId, index }, 'a');
      expect((await ledger.job(jobId)).startedAt).toBe('2026-11-22T11:00:00.000Z');
    }
  });

  it('leaves a paused job open though its last chunk is done, and closes it after it is resumed', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    await ledger.claim({ jobId, index: 0 }, 'a');
    await ledger.pause(jobId);
    await finish(ledger, { jobId, index: 0 });
    expect(await ledger.settle(jobId, FINISH)).toBeNull();
    await ledger.resume(jobId);
    expect(await ledger.settle(jobId, FINISH)).toBe('done');
  });

  it('runs failed chunks again, and only those', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 2);
    await ledger.claim({ jobId, index: 0 }, 'a');
    await finish(ledger, { jobId, index: 0 });
    for (let attempt = 1; attempt <= MAX_CHUNK_ATTEMPTS; attempt += 1) {
      await ledger.claim({ jobId, index: 1 }, 'a');
      await ledger.failAttempt({ jobId, index: 1, worker: 'a', attempt }, 'No memory.');
    }
    expect(await ledger.settle(jobId, FINISH)).toBe('failed');
    await ledger.rerunFailed(jobId);
    expect(await ledger.job(jobId)).toMatchObject({ status: 'running', error: null, finishedAt: null });
    expect(await ledger.openIds(jobId)).toEqual([`${jobId}-1`]);
    await ledger.claim({ jobId, index: 1 }, 'a');
    await finish(ledger, { jobId, index: 1 });
    expect(await ledger.settle(jobId, FINISH)).toBe('done');
  });

  it('refuses what the status does not allow, in a sentence', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 0);
    await ledger.settle(jobId, FINISH);
    await expect(ledger.pause(jobId)).rejects.toMatchObject({
      code: 'job-not-paused',
      status: 409,
      message: `Job ${jobId} is done and cannot be paused; that takes a job that is planned or running.`,
    });
    await expect(ledger.rerunFailed(jobId)).rejects.toMatchObject({ code: 'job-not-run-again' });
    await expect(ledger.cancel(jobId + 1)).rejects.toMatchObject({
      code: 'job-not-found',
      message: `There is no job ${jobId + 1}.`,
    });
  });

  it('tells progress, rate and time left from what is written down', async () => {
    const dataSource = await database.open();
    let now = Date.parse('2026-11-22T10:00:00Z');
    const ledger = new Ledger(dataSource, () => new Date(now));
    const jobId = await plan(dataSource, ledger, 4);
    expect(await ledger.progress(jobId)).toMatchObject({ status: 'planned', ratePerSecond: null, secondsLeft: null });
    for (const index of [0, 1]) {
      await ledger.claim({ jobId, index }, 'a');
      now += 2000;
      await finish(ledger, { jobId, index });
    }
    await ledger.claim({ jobId, index: 2 }, 'a');
    expect(await ledger.progress(jobId)).toEqual({
      jobId,
      kind: 'scan',
      status: 'running',
      done: 20,
      total: 40,
      chunks: { todo: 1, running: 1, done: 2, failed: 0 },
      ratePerSecond: 5,
      secondsLeft: 4,
      error: null,
      finishedAt: null,
    });
  });

  it('gives the same figures to another process, and after a pause, in which nobody was at work', async () => {
    const dataSource = await database.open();
    let now = Date.parse('2026-11-22T10:00:00Z');
    const clock = (): Date => new Date(now);
    const ledger = new Ledger(dataSource, clock);
    const jobId = await plan(dataSource, ledger, 5);
    const doChunk = async (index: number): Promise<void> => {
      await ledger.claim({ jobId, index }, 'a');
      now += 2000;
      await finish(ledger, { jobId, index });
    };
    await doChunk(0);
    await ledger.pause(jobId);
    const paused = await ledger.progress(jobId);
    expect(paused).toMatchObject({ status: 'paused', done: 10, ratePerSecond: 5, secondsLeft: null });
    now += 3_600_000;
    expect(await new Ledger(dataSource, clock).progress(jobId)).toEqual(paused);
    await ledger.resume(jobId);
    await doChunk(1);
    expect(await ledger.progress(jobId)).toMatchObject({ done: 20, ratePerSecond: 5, secondsLeft: 6 });
  });

  it('no longer says how long it will take when nobody seems to be at work, and says it again when somebody is', async () => {
    const dataSource = await database.open();
    let now = Date.parse('2026-11-22T10:00:00Z');
    const ledger = new Ledger(dataSource, () => new Date(now));
    const jobId = await plan(dataSource, ledger, 3);
    await ledger.claim({ jobId, index: 0 }, 'a');
    now += 2000;
    await finish(ledger, { jobId, index: 0 });
    await ledger.claim({ jobId, index: 1 }, 'killed');
    now += 120_000;
    expect(await ledger.progress(jobId)).toMatchObject({ ratePerSecond: null, secondsLeft: null });
    await ledger.claim({ jobId, index: 1 }, 'b');
    expect(await ledger.progress(jobId)).toMatchObject({ ratePerSecond: 5, secondsLeft: 4 });
  });

  it('counts what was noted of a chunk under way, and nothing of an attempt that was given up', async () => {
    const dataSource = await database.open();
    let now = Date.parse('2026-11-22T10:00:00Z');
    const ledger = new Ledger(dataSource, () => new Date(now));
    const jobId = await inTransaction(dataSource, (manager) =>
      ledger.plan(manager, { kind: 'import', params: {}, chunks: [{ fromKey: 'f', toKey: 'f', size: 1000 }] }),
    );
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'a');
    expect(await ledger.progress(jobId)).toMatchObject({ done: 0, ratePerSecond: null, secondsLeft: null });
    now += 4000;
    await ledger.note(ref, 1, 200);
    expect(await ledger.progress(jobId)).toMatchObject({ done: 200, ratePerSecond: 50, secondsLeft: 16 });
    await ledger.claim(ref, 'b');
    await ledger.note(ref, 1, 900);
    expect(await ledger.progress(jobId)).toMatchObject({ done: 0, ratePerSecond: null });
    await ledger.note(ref, 2, 5000);
    expect(await ledger.progress(jobId)).toMatchObject({ done: 1000, total: 1000 });
    await finish(ledger, ref);
    await ledger.note(ref, 2, 10);
    expect(await ledger.progress(jobId)).toMatchObject({ done: 1000 });
  });

  it('does not wait for parts that failed', async () => {
    const dataSource = await database.open();
    let now = Date.parse('2026-11-22T10:00:00Z');
    const ledger = new Ledger(dataSource, () => new Date(now));
    const jobId = await plan(dataSource, ledger, 3);
    await ledger.claim({ jobId, index: 0 }, 'a');
    await ledger.failAttempt({ jobId, index: 0, worker: 'a', attempt: 1 }, 'No.', { final: true });
    await ledger.claim({ jobId, index: 1 }, 'a');
    now += 2000;
    await finish(ledger, { jobId, index: 1 });
    expect(await ledger.progress(jobId)).toMatchObject({ done: 10, secondsLeft: 2 });
  });

  it('finds chunks again that were left running, at a start at once and in between after a while', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource, () => new Date('2026-11-22T10:00:00Z'));
    const jobId = await plan(dataSource, ledger, 3);
    await ledger.claim({ jobId, index: 0 }, 'killed');
    await ledger.claim({ jobId, index: 1 }, 'alive');
    await finish(ledger, { jobId, index: 1 });
    expect(await ledger.openIds(jobId)).toEqual([`${jobId}-0`, `${jobId}-2`]);
    expect(await ledger.openIds(jobId, new Date('2026-11-22T09:00:00Z'))).toEqual([`${jobId}-2`]);
    expect(await ledger.openIds(jobId, new Date('2026-11-22T11:00:00Z'))).toEqual([`${jobId}-0`, `${jobId}-2`]);
  });

  it('counts what is open in each open job of the kinds asked for', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const [half, full, over] = [
      await plan(dataSource, ledger, 3),
      await plan(dataSource, ledger, 2),
      await plan(dataSource, ledger, 1),
    ];
    await ledger.claim({ jobId: half, index: 0 }, 'a');
    await ledger.claim({ jobId: half, index: 1 }, 'a');
    await finish(ledger, { jobId: half, index: 1 });
    await ledger.cancel(over);
    const open = (await ledger.openJobs(['scan'])).map(({ job, open }) => ({ id: job.id, open }));
    expect(open).toEqual([
      { id: half, open: 2 },
      { id: full, open: 2 },
    ]);
    expect(await ledger.openJobs(['import'])).toEqual([]);
    expect(await ledger.openJobs([])).toEqual([]);
  });

  it('leaves a chunk to the worker that took it over, whatever becomes of the one before', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'slow');
    await ledger.claim(ref, 'quick');
    const slow = { ...ref, worker: 'slow', attempt: 1 };
    const quick = { ...ref, worker: 'quick', attempt: 2 };
    expect(await ledger.failAttempt(slow, 'It was too slow.', { final: true })).toBe('not-ours');
    await ledger.release(slow);
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'running', worker: 'quick', attempts: 2, error: null });
    await finish(ledger, ref);
    expect(await ledger.failAttempt(quick, 'Too late.')).toBe('not-ours');
    await ledger.release(quick);
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'done', error: null });
  });

  it('leaves a chunk to the latest attempt of the same worker, whatever comes late of the one before', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    const first = { ...ref, worker: 'a', attempt: 1 };
    await ledger.claim(ref, 'a');
    await ledger.claim(ref, 'a');
    expect(await ledger.failAttempt(first, 'It lost its connection.')).toBe('not-ours');
    await ledger.release(first);
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'running', attempts: 2, error: null });
  });

  it('takes what a worker brings that was given up and comes back while the job is open', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 2);
    const ref = { jobId, index: 0 };
    for (let attempt = 1; attempt <= MAX_CHUNK_ATTEMPTS; attempt += 1) await ledger.claim(ref, 'slow');
    expect(await ledger.claim(ref, 'next')).toBeNull();
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'failed' });
    expect(await finish(ledger, ref)).toBe(true);
    expect(await ledger.chunk(ref)).toMatchObject({ status: 'done', error: null });
  });
});

withPostgres('the ledger', (database) => {
  it('closes a job by what a given-up chunk came to, though its worker brings it in the same moment', async () => {
    const dataSource = await database.open();
    const ledger = new Ledger(dataSource);
    const jobId = await plan(dataSource, ledger, 1);
    const ref = { jobId, index: 0 };
    await ledger.claim(ref, 'slow');
    await ledger.failAttempt({ ...ref, worker: 'slow', attempt: 1 }, 'No.', { final: true });
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const writing = new Promise<void>((begun) => {
      void ledger.complete(ref, { by: 'slow' }, () => {
        begun();
        return gate;
      });
    });
    await writing;
    const closing = ledger.settle(jobId, async () => ({ chunks: await ledger.chunkResults(jobId) }));
    // Time enough for the job to be closed, did it not wait.
    await Promise.race([closing, new Promise((resolve) => setTimeout(resolve, 300))]);
    goOn();
    expect(await closing).toBe('done');
    const job = await ledger.job(jobId);
    expect(job).toMatchObject({ status: 'done', error: null });
    expect(JSON.parse(job.result ?? '')).toEqual({ chunks: [{ by: 'slow' }] });
  });
});

describe('the id of a chunk', () => {
  it('leads back to the chunk, and nothing else does', () => {
    expect(parseChunkId(chunkId({ jobId: 12, index: 7 }))).toEqual({ jobId: 12, index: 7 });
    for (const text of ['', '12', '12-', 'a-1', '1-2-3', '-1-2']) expect(parseChunkId(text)).toBeNull();
  });
});
