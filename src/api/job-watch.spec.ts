import { setTimeout as pause } from 'node:timers/promises';
import { withDatabases } from '../../test/database/with-databases.js';
import { inTransaction, type ProductDataSource } from '../database/index.js';
import { InProcessQueue, JobRunner, Ledger, type JobProgress } from '../queue/index.js';
import { ImportService, RecordStore } from '../records/index.js';
import type { ServerEvent } from '../web/index.js';
import { JobWatch } from './job-watch.js';

/** The ledger, with a count of how often somebody asked how far a job is. */
class CountingLedger extends Ledger {
  looks = 0;

  override progress(jobId: number): Promise<JobProgress> {
    this.looks += 1;
    return super.progress(jobId);
  }
}

withDatabases('those who listen to a job', (database) => {
  let dataSource: ProductDataSource;
  let ledger: CountingLedger;
  let watch: JobWatch;

  beforeEach(async () => {
    dataSource = await database.open();
    ledger = new CountingLedger(dataSource);
    const runner = new JobRunner(new InProcessQueue(), ledger);
    const store = new RecordStore(dataSource);
    watch = new JobWatch(runner, new ImportService(dataSource, runner, store, { uploads: '', profileDir: undefined }));
  });

  const plan = (parts: number): Promise<number> =>
    inTransaction(dataSource, (manager) =>
      ledger.plan(manager, {
        ...{ kind: 'scan', params: {} },
        chunks: Array.from({ length: parts }, (_, n) => ({ fromKey: `${n}`, toKey: `${n}`, size: 10 })),
      }),
    );
  const doPart = async (jobId: number, index: number): Promise<void> => {
    await ledger.claim({ jobId, index }, 'a');
    await ledger.complete({ jobId, index }, {}, async () => undefined);
    await ledger.settle(jobId, async () => null);
  };
  const listen = async (jobId: number, seen: ServerEvent[] = []): Promise<ServerEvent[]> => {
    for await (const event of watch.events(jobId, new AbortController().signal)) seen.push(event);
    return seen;
  };

  it('all see it to its end, and cost the ledger no more than one of them', async () => {
    const jobId = await plan(3);
    const listeners = Array.from({ length: 40 }, () => listen(jobId));
    for (const index of [0, 1, 2]) {
      await pause(1500);
      await doPart(jobId, index);
    }
    const all = await Promise.all(listeners);
    for (const events of all) {
      expect(events.at(-1)).toMatchObject({
        event: 'end',
        id: expect.stringMatching(`^${jobId}-done-2`) as string,
        data: { done: 30, total: 30 },
      });
    }
    // Each was told of the beginning and the end at least, which alone they would have asked for as often.
    const told = all.reduce((sum, events) => sum + events.length, 0);
    expect(told).toBeGreaterThanOrEqual(40 * 2);
    expect(ledger.looks).toBeLessThan(told / 2);
  });

  it('are told in a sentence that the database is away, and go on when it is back', async () => {
    const jobId = await plan(1);
    const seen: ServerEvent[] = [];
    const listening = listen(jobId, seen);
    while (seen.length === 0) await pause(5);
    await dataSource.destroy();
    while (seen.at(-1)?.event !== 'trouble') await pause(5);
    await dataSource.initialize();
    await doPart(jobId, 0);
    await listening;
    expect(seen.map(({ event }) => event).filter((event, n, all) => event !== all[n - 1])).toEqual([
      'progress',
      'trouble',
      ...(seen.some(({ event }, n) => n > 1 && event === 'progress') ? ['progress'] : []),
      'end',
    ]);
    expect(seen.find(({ event }) => event === 'trouble')?.data).toEqual({
      sentence: expect.stringMatching(/^[A-Z].*\. Trying again\.$/) as string,
    });
  });

  it('are told of a second failure by an event of its own, so that nobody takes it for the first', async () => {
    const jobId = await plan(1);
    const ends: (ServerEvent | undefined)[] = [];
    for (const _time of [1, 2]) {
      await ledger.fail(jobId, 'No file is there.');
      ends.push((await listen(jobId)).at(-1));
      await ledger.rerunFailed(jobId);
      // A look is shared by those who come a moment later.
      await pause(100);
    }
    const [first, second] = ends;
    expect(first).toMatchObject({ event: 'end', data: { status: 'failed' } });
    expect(second).toMatchObject({ event: 'end', data: { status: 'failed' } });
    expect(second?.id).not.toBe(first?.id);
  });

  it('are refused where there is no such job', async () => {
    await expect(listen(999)).rejects.toMatchObject({ code: 'job-not-found', message: 'There is no job 999.' });
  });
});
