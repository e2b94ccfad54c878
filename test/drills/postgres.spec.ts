/** PostgreSQL that goes away in the middle of a scan: it crashes and stays away, loses a process, or cuts a commit. */
import { setTimeout as pause } from 'node:timers/promises';
import { CuttingProxy } from './cutting-proxy.js';
import { CHUNKS, PATIENCE_MS, withDrills } from './drill.js';
import { OwnPostgres } from './own-postgres.js';

const MOMENT = '\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2} UTC';
const STARTED = /^This worker does jobs for /;
const AWAY = new RegExp(`^PostgreSQL at \\S+ cannot be reached since ${MOMENT}; nothing is lost; trying again\\.$`);
const BACK = /^PostgreSQL at \S+ answers again after \d+ s; the work goes on\.$/;

/** The sentences, with which of those they are in place of each; what else was said stays as it is. */
function kinds(said: readonly string[]): string[] {
  return said.map((line) =>
    STARTED.test(line) ? 'started' : AWAY.test(line) ? 'away' : BACK.test(line) ? 'back' : line,
  );
}

withDrills('PostgreSQL', (drills) => {
  let own: OwnPostgres;
  beforeAll(async () => {
    const started = await OwnPostgres.start();
    if (started === null) throw new Error('A server of the drill’s own needs the programs of PostgreSQL.');
    own = started;
  }, PATIENCE_MS);
  afterAll(() => own.remove(), PATIENCE_MS);

  it(
    'that crashes in the middle of a scan and is away for some seconds costs nothing but those, and is told in two sentences',
    async () => {
      const drill = await drills.begin({ serverUrl: own.url });
      const { workers, scan } = await drill.midScan();
      await own.crash();
      for (const worker of workers) await worker.untilSaid(AWAY);
      await pause(3_000);
      await own.startAgain();
      await drill.endsUndisturbed(scan.id);
      for (const worker of workers) {
        await worker.untilSaid(BACK);
        expect(kinds(worker.said())).toEqual(['started', 'away', 'back']);
        expect(await worker.terminate()).toMatchObject({ code: 0, stdout: '' });
      }
    },
    PATIENCE_MS,
  );

  it(
    'that loses a process to kill -9 and cuts off everybody for it is waited for by all',
    async () => {
      const drill = await drills.begin({ serverUrl: own.url });
      const { workers, scan } = await drill.midScan();
      await own.killProcessOf(drill.address.url);
      await drill.endsUndisturbed(scan.id);
      for (const worker of workers) {
        // The server is back in a moment: whoever was not talking to it has noticed nothing.
        expect(['started', 'started away back']).toContain(kinds(worker.said()).join(' '));
        expect(await worker.terminate()).toMatchObject({ code: 0, stdout: '' });
      }
    },
    PATIENCE_MS,
  );

  it(
    'whose connection is cut during a commit, before the server hears of it or before it can answer, is looked at again',
    async () => {
      const drill = await drills.begin();
      const proxy = await CuttingProxy.before(drill.address.url);
      try {
        const worker = drill.run(['worker'], { DATABASE_URL: proxy.url });
        await worker.untilSaid(STARTED);
        const letGo = await drill.hold('writing');
        const scan = await drill.plan();
        await drill.untilRunning(scan.id, 2);
        // The next to end are the transactions of two chunks.
        proxy.cutNext('unanswered', 'unheard', 'unanswered');
        await letGo();
        await drill.endsUndisturbed(scan.id);
        expect(proxy.done).toEqual({ unheard: 1, unanswered: 2 });
        const chunks = await drill.chunks(scan);
        expect(chunks.map(({ status }) => status)).toEqual(Array(CHUNKS).fill('done'));
        const told = kinds(worker.said());
        expect(told[0]).toBe('started');
        expect(told.slice(1).filter((line) => line !== 'away' && line !== 'back')).toEqual([]);
        expect(told.length).toBeLessThanOrEqual(1 + 2 * 3);
      } finally {
        await proxy.close();
      }
    },
    PATIENCE_MS,
  );
});
