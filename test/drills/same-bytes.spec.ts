/** The same findings from SQLite in one process and from PostgreSQL and Redis with any number of workers. */
import { CHUNKS, PATIENCE_MS, withDrills } from './drill.js';

withDrills('a scan by workers on PostgreSQL and Redis', (drills) => {
  it(
    'gives the bytes of SQLite in process with one worker, with two and with eight, and all of them work',
    async () => {
      const expected = await drills.undisturbed();
      expect(expected.counts?.findings).toBeGreaterThan(500);
      const drill = await drills.begin();
      for (const workers of [1, 2, 8]) {
        const before = workers === 1 ? 0 : workers === 2 ? 1 : 2;
        await drill.startWorkers(workers - before);
        // All of them stand at a chunk before one is written, so that none can do the whole scan alone.
        const letGo = await drill.hold('writing');
        const scan = await drill.plan();
        await drill.untilRunning(scan.id, workers);
        await letGo();
        await drill.endsUndisturbed(scan.id);
        const chunks = await drill.sql<{ worker: string; attempts: number }>(
          'SELECT worker, attempts FROM job_chunks WHERE job_id = $1',
          [scan.jobId],
        );
        expect(chunks).toHaveLength(CHUNKS);
        expect(new Set(chunks.map(({ attempts }) => attempts))).toEqual(new Set([1]));
        expect({ workers: new Set(chunks.map(({ worker }) => worker)).size }).toEqual({ workers });
      }
    },
    PATIENCE_MS,
  );
});
