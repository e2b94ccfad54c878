/** Redis that goes away in the middle of a scan: it comes back empty, or stands still for half a minute. */
import { setTimeout as pause } from 'node:timers/promises';
import { PATIENCE_MS, withDrills } from './drill.js';

withDrills('Redis', (drills) => {
  it(
    'that is killed in the middle of a scan and comes back empty costs nothing but a moment, and is told in two sentences',
    async () => {
      const drill = await drills.begin();
      const { workers, scan, letGo } = await drill.midScan();
      await drill.redis.kill();
      await letGo();
      for (const worker of workers) await worker.untilSaid(/cannot be reached/);
      await drill.redis.startAgain();
      await drill.endsUndisturbed(scan.id);
      for (const worker of workers) {
        await worker.untilSaid(/answers again/);
        expect(worker.said()).toEqual(whatIsTold(drill.redis.url));
        expect(await worker.terminate()).toMatchObject({ code: 0, stdout: '' });
      }
    },
    PATIENCE_MS,
  );

  it(
    'that stands still for half a minute is waited for, and is told in two sentences',
    async () => {
      const drill = await drills.begin();
      const { workers, scan, letGo } = await drill.midScan();
      drill.redis.freeze();
      await letGo();
      await pause(30_000);
      for (const worker of workers) await worker.untilSaid(/cannot be reached/);
      drill.redis.thaw();
      await drill.endsUndisturbed(scan.id);
      for (const worker of workers) {
        await worker.untilSaid(/answers again/);
        expect(worker.said()).toEqual(whatIsTold(drill.redis.url));
      }
    },
    PATIENCE_MS,
  );
});

/** All that a worker says from its start to the end of one outage. */
function whatIsTold(url: string): unknown[] {
  const moment = '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} UTC';
  return [
    expect.stringMatching(/^This worker does jobs for /),
    expect.stringMatching(`^Redis at ${url} cannot be reached since ${moment}; nothing is lost; trying again\\.$`),
    expect.stringMatching(`^Redis at ${url} answers again after \\d+ s; the work goes on\\.$`),
  ];
}
