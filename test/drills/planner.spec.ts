/** The process that plans a scan and follows it: it is killed at any point, and there may be two of them. */
import type { Scan } from '../../src/scans/index.js';
import { type Drill, PATIENCE_MS, QUESTION, withDrills } from './drill.js';
import type { Program } from './program.js';

withDrills('the planner of a scan', (drills) => {
  it(
    'killed before the plan is stored leaves nothing behind, and after it loses nothing, though Redis knows of no chunk',
    async () => {
      const drill = await drills.begin();
      const [worker] = await drill.startWorkers(1);
      const goOn = await drill.hold('planning');
      const early = planner(drill);
      await drill.until(async () => (await waitingFor(drill, 'scans')) > 0);
      await early.kill();
      await goOn();
      expect(await drill.office.scans.list()).toEqual([]);

      const goOnAgain = await drill.hold('planning');
      const late = planner(drill);
      await drill.until(async () => (await waitingFor(drill, 'scans')) > 0);
      // The plan is stored while Redis is away, so that not one chunk is put on the line before the planner is killed.
      await drill.redis.kill();
      await goOnAgain();
      await drill.until(async () => (await drill.office.scans.list()).length === 1);
      await late.untilSaid(/^Redis at .* cannot be reached since .*; nothing is lost; trying again\.$/);
      await late.kill();
      await drill.redis.startAgain();

      const [scan] = await drill.office.scans.list();
      await drill.endsUndisturbed(scan?.id ?? 0);
      const chunks = await drill.chunks(scan as Scan);
      expect(new Set(chunks.map(({ worker: by }) => by))).toEqual(new Set([worker?.name]));
    },
    PATIENCE_MS,
  );

  it(
    'killed in the middle of the scan is not needed: the workers do what it had begun',
    async () => {
      const drill = await drills.begin();
      const [worker] = await drill.startWorkers(1);
      const goOn = await drill.hold('writing');
      const killed = planner(drill);
      await drill.until(async () => (await drill.office.scans.list()).length === 1);
      const [scan] = await drill.office.scans.list();
      // The planner is a worker too: two chunks stand still in each of the two.
      await drill.untilRunning(scan?.id ?? 0, 4);
      await killed.kill();
      // What Redis would hold had the planner been killed half-way through putting chunks on the line.
      await drill.redis.ask(async (client) => {
        const missing = await client.lrange('second-look:scan:wait', 10, -1);
        await client.ltrim('second-look:scan:wait', 0, 9);
        await client.del(missing.map((id) => `second-look:scan:${id}`));
      });
      await goOn();
      await drill.endsUndisturbed(scan?.id ?? 0);
      const chunks = await drill.chunks(scan as Scan);
      expect(new Set(chunks.map(({ worker: by }) => by))).toEqual(new Set([worker?.name]));
      expect(chunks.filter(({ attempts }) => attempts > 1)).toHaveLength(2);
    },
    PATIENCE_MS,
  );

  it(
    'is not alone: two that ask the same at the same instant both end well, and no chunk is done twice',
    async () => {
      const drill = await drills.begin();
      const planners = [planner(drill), planner(drill)];
      const ended = await Promise.all(planners.map((each) => each.ended));
      expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
        { code: 0, stderr: '' },
        { code: 0, stderr: '' },
      ]);
      const scans = await drill.office.scans.list();
      // Whoever comes a moment later finds the other's scan under way and joins it.
      expect([1, 2]).toContain(scans.length);
      const shown = ended.map(({ stdout }) => JSON.parse(stdout) as Scan);
      expect(new Set(shown.map(({ id }) => id))).toEqual(new Set(scans.map(({ id }) => id)));

      // Three processes put the chunks of one job on the line at once.
      await drill.startWorkers(1);
      const scan = await drill.plan();
      await Promise.all([1, 2, 3].map(() => drill.office.runner.enqueue(scan.jobId)));
      for (const { id, jobId } of [...scans, scan]) {
        await drill.endsUndisturbed(id);
        const attempts = (await drill.chunks({ jobId })).map((chunk) => chunk.attempts);
        expect(new Set(attempts)).toEqual(new Set([1]));
      }
    },
    PATIENCE_MS,
  );
});

/** `second-look scan`, which plans, follows and works. */
function planner(drill: Drill): Program {
  return drill.run([
    ...['scan', '--jurisdiction', QUESTION.jurisdictions.join(','), '--as-of', QUESTION.asOf],
    ...['--format', 'json'],
  ]);
}

/** How many processes stand still because a lock of the test holds the table. */
async function waitingFor(drill: Drill, table: string): Promise<number> {
  const rows = await drill.sql(
    'SELECT 1 FROM pg_locks WHERE NOT granted AND relation = $1::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database())',
    [table],
  );
  return rows.length;
}
