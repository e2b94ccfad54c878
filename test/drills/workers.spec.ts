/** Workers that are killed, told to stop, or given the same chunk: nothing is lost, and nothing is found twice. */
import { RedisQueue } from '../../src/queue/index.js';
import { CHUNKS, PATIENCE_MS, withDrills } from './drill.js';

const STARTED = expect.stringMatching(/^This worker does jobs for /) as unknown;

withDrills('a worker', (drills) => {
  it(
    'killed with -9 in the middle of its chunks loses nothing: another takes them up',
    async () => {
      const drill = await drills.begin();
      const {
        workers: [killed, other],
        scan,
        letGo,
      } = await drill.midScan();
      await killed?.kill();
      await letGo();
      await drill.endsUndisturbed(scan.id);
      const chunks = await drill.chunks(scan);
      expect(new Set(chunks.map(({ worker }) => worker))).toEqual(new Set([other?.name]));
      // The two that the killed one had begun, and no other, were begun twice.
      expect(chunks.map(({ attempts }) => attempts).sort()).toEqual([...Array<number>(CHUNKS - 2).fill(1), 2, 2]);
      expect(other?.said()).toEqual([STARTED]);
    },
    PATIENCE_MS,
  );

  it(
    'told to stop finishes what it can, gives back the rest within ten seconds without counting the attempt, and ends with 0',
    async () => {
      const drill = await drills.begin();
      const scan = await drill.plan();
      const goOnWriting = await drill.hold('writing');
      const [finishes] = await drill.startWorkers(1);
      await drill.untilRunning(scan.id, 2);
      const stopped = finishes?.terminate();
      await finishes?.untilSaid(/^SIGTERM: finishing what is under way\.$/);
      await goOnWriting();
      expect(await stopped).toMatchObject({ code: 0, stdout: '' });
      const afterFirst = await drill.chunks(scan);
      expect(afterFirst.filter(({ status }) => status === 'done').length).toBeGreaterThanOrEqual(2);
      expect(afterFirst.filter(({ status }) => status === 'running')).toEqual([]);

      const goOnReading = await drill.hold('reading');
      const [givesBack] = await drill.startWorkers(1);
      await drill.untilRunning(scan.id, 2);
      const asked = performance.now();
      expect(await givesBack?.terminate()).toMatchObject({ code: 0, stdout: '' });
      // Ten seconds, and what starting and ending a process may take on a busy machine.
      expect((performance.now() - asked) / 1000).toBeLessThan(15);
      expect(givesBack?.said()).toEqual([STARTED, 'SIGTERM: finishing what is under way.']);
      const given = await drill.chunks(scan);
      expect(given.filter(({ status }) => status === 'running')).toEqual([]);
      for (const { status, attempts } of given) expect(attempts).toBe(status === 'done' ? 1 : 0);
      await goOnReading();

      await drill.startWorkers(1);
      await drill.endsUndisturbed(scan.id);
      expect(new Set((await drill.chunks(scan)).map(({ attempts }) => attempts))).toEqual(new Set([1]));
    },
    PATIENCE_MS,
  );

  it(
    'working on the same chunk as another writes it, or writes nothing',
    async () => {
      const drill = await drills.begin({ chunkPeople: 120 });
      const scan = await drill.plan();
      const letGo = await drill.hold('reading');
      const [first] = await drill.startWorkers(1);
      await drill.untilRunning(scan.id, 2);
      // Redis forgets everything and is told the same ids again: the second worker gets the chunks of the first.
      await drill.redis.ask((client) => client.flushall());
      const [second] = await drill.startWorkers(1);
      const queue = new RedisQueue(drill.redis.url);
      await queue.add('scan', [`${scan.jobId}-0`, `${scan.jobId}-1`]);
      await queue.close();
      await drill.until(async () => (await drill.chunks(scan)).every(({ worker }) => worker === second?.name));
      expect((await drill.chunks(scan)).map(({ status, attempts }) => [status, attempts])).toEqual([
        ['running', 2],
        ['running', 2],
      ]);
      await letGo();
      await drill.endsUndisturbed(scan.id);
      expect((await drill.chunks(scan)).map(({ status, attempts }) => [status, attempts])).toEqual([
        ['done', 2],
        ['done', 2],
      ]);
      for (const worker of [first, second]) expect(worker?.said()).toEqual([STARTED]);
    },
    PATIENCE_MS,
  );
});
