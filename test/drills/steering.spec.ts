/** What an operator does about a scan that real workers are at, and about records that cannot be evaluated. */
import { exported } from '../database/a-scan.js';
import { CHUNK_PEOPLE, CHUNKS, PATIENCE_MS, PEOPLE, withDrills } from './drill.js';

withDrills('an operator', (drills) => {
  it(
    'pauses a scan that workers are at, resumes it, and cancels another, for good',
    async () => {
      const drill = await drills.begin();
      const { workers, scan, letGo } = await drill.midScan();
      // Whoever pauses has the database look at what was written so far, which stands still with the workers.
      const paused = drill.office.scans.pause(scan.id);
      await drill.until(async () => (await drill.office.scans.read(scan.id)).status === 'paused');
      await letGo();
      await paused;
      // What was under way is finished and counts. The workers look at the rest of the line and leave it.
      await drill.until(async () => (await linesLeft()) === 0);
      await drill.untilDone(scan.id, 4);
      expect(await drill.office.scans.progress(scan.id)).toMatchObject({
        status: 'paused',
        chunks: { todo: CHUNKS - 4, running: 0, done: 4, failed: 0 },
      });
      await drill.office.scans.resume(scan.id);
      await drill.endsUndisturbed(scan.id);
      expect(new Set((await drill.chunks(scan)).map(({ attempts }) => attempts))).toEqual(new Set([1]));

      const goOnWriting = await drill.hold('writing');
      const other = await drill.plan();
      await drill.untilRunning(other.id, 4);
      const letGoAgain = await drill.hold('reading');
      await goOnWriting();
      // Four parts are written, and the workers have begun the next four.
      await drill.until(async () => {
        const { chunks } = await drill.office.scans.progress(other.id);
        return chunks.done === 4 && chunks.running === 4;
      });
      await drill.office.scans.cancel(other.id);
      const before = await drill.sql('SELECT count(*) AS n FROM findings WHERE scan_id = $1', [other.id]);
      await letGoAgain();
      await drill.until(async () => (await linesLeft()) === 0);
      expect(await drill.sql('SELECT count(*) AS n FROM findings WHERE scan_id = $1', [other.id])).toEqual(before);
      expect(await drill.office.scans.read(other.id)).toMatchObject({ status: 'cancelled', counts: null });
      for (const worker of workers) expect(worker.said()).toHaveLength(1);

      /** How many ids Redis holds, those at work included. */
      async function linesLeft(): Promise<number> {
        return drill.redis.ask(
          async (client) =>
            (await client.llen('second-look:scan:wait')) + (await client.llen('second-look:scan:active')),
        );
      }
    },
    PATIENCE_MS,
  );

  it(
    'finds a poisoned record set aside with its reason, and a part that failed named; mended and run again it is whole',
    async () => {
      const drill = await drills.begin();
      const [poisoned, missing] = [PEOPLE[50]?.personId ?? '', PEOPLE[100]?.personId ?? ''];
      const ofPerson = 'WHERE person_id = (SELECT id FROM people WHERE person_key = $1)';
      await drill.sql(`UPDATE record_versions SET record = left(record, 40) ${ofPerson}`, [poisoned]);
      const scan = await drill.plan();
      // A person that the plan counts is gone: nobody may go on with the chunk as if that were nothing.
      await drill.sql(`UPDATE record_versions SET import_id = import_id + 1000 ${ofPerson}`, [missing]);
      await drill.startWorkers(2);
      expect(await drill.office.scans.finished(scan.id)).toMatchObject({ status: 'failed', counts: null });
      expect((await drill.office.scans.read(scan.id)).error).toBe(
        `1 of ${CHUNKS} parts failed; the others are done. The first said: Chunk ${Math.floor(100 / CHUNK_PEOPLE)} of scan ${scan.id} was planned with ${CHUNK_PEOPLE} people and now has ${CHUNK_PEOPLE - 1}. Run the failed parts again when the cause is mended.`,
      );
      expect(await drill.office.scans.problems(scan.id)).toEqual([
        { personKey: poisoned, reason: expect.stringMatching(/^SyntaxError: /) as unknown },
      ]);

      await drill.sql(`UPDATE record_versions SET import_id = import_id - 1000 ${ofPerson}`, [missing]);
      await drill.office.scans.rerunFailed(scan.id);
      const done = await drill.office.scans.finished(scan.id);
      expect(done).toMatchObject({ status: 'done', error: null, counts: { people: PEOPLE.length, problems: 1 } });
      const { jsonl } = await drills.undisturbed();
      const others = jsonl.split('\n').filter((line) => !line.includes(`"personId":"${poisoned}"`));
      expect(others.length).toBeLessThan(jsonl.split('\n').length);
      expect(await exported(drill.office, scan.id)).toBe(others.join('\n'));
    },
    PATIENCE_MS,
  );
});
