/**
 * Drills: what an operator of a statewide unit does and what goes wrong meanwhile, with real processes and servers.
 *
 *     withDrills('a worker that is killed', (drills) => {
 *       it('loses nothing', async () => {
 *         const drill = await drills.begin();           // PostgreSQL, a Redis of its own, an invented caseload
 *         const [first] = await drill.startWorkers(2);  // real `second-look worker` processes
 *         const letGo = await drill.hold('writing');    // workers stand still in the middle of a chunk
 *         const scan = await drill.plan();              // planned and put on the line by a process that does no chunk
 *         await drill.untilRunning(scan.id, 1);
 *         await first.kill();
 *         await letGo();
 *         await drill.endsUndisturbed(scan.id);         // the findings are the bytes of an undisturbed run
 *       });
 *     });
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresAddress } from '../../src/config/index.js';
import { createDataSource, migrate, type ProductDataSource } from '../../src/database/index.js';
import { type JobProgress, type JobQueue, RedisQueue } from '../../src/queue/index.js';
import type { PersonRecord } from '../../src/records/index.js';
import type { Scan } from '../../src/scans/index.js';
import { allEntities } from '../database/all-entities.js';
import { anOffice, exported, importPeople, type Office } from '../database/a-scan.js';
import { findPostgres } from '../database/find-postgres.js';
import { inventedPeople } from '../database/invented-people.js';
import { ensureBuilt } from '../journeys/second-look.js';
import { dropDatabase, holdAt, makeDatabase, type Place, statement } from './own-database.js';
import { OwnRedis } from './own-redis.js';
import { type Program, run } from './program.js';

/** What every drill asks, so that all can be held against the same undisturbed run. */
export const QUESTION = { jurisdictions: ['us-ca'], asOf: '2026-11-22' } as const;
export const PEOPLE = inventedPeople(240);
export const CHUNK_PEOPLE = 6;
export const CHUNKS = PEOPLE.length / CHUNK_PEOPLE;

/** A guard against waiting for ever; nothing is meant to take so long. */
export const PATIENCE_MS = 240_000;

/** What a scan came to: the export and the counts. */
export interface Outcome {
  jsonl: string;
  counts: Scan['counts'];
}

/** A row of the ledger, as the database has it. */
export interface ChunkRow {
  chunk_index: number;
  status: string;
  attempts: number;
  worker: string | null;
}

export interface Drill {
  readonly address: PostgresAddress;
  readonly redis: OwnRedis;
  /** Looks at the ledger, plans, pauses and cancels; does no chunk itself. */
  readonly office: Office;
  /** The settings of the processes. */
  readonly env: Record<string, string>;
  /** Starts `worker` processes, and gives them once each has said that it does jobs. Killed at the end of the test. */
  startWorkers(count: number): Promise<Program[]>;
  /** Plans a scan for two workers, and gives all three once every worker stands still in the middle of two chunks. */
  midScan(): Promise<MidScan>;
  /** Starts another command with the settings of the drill; killed at the end of the test. */
  run(args: readonly string[], env?: Record<string, string>): Program;
  /** Plans a scan and puts it on the line. */
  plan(): Promise<Scan>;
  /** Has workers stand still in the middle of their chunks; what it gives lets them go on. */
  hold(place: Place): Promise<() => Promise<void>>;
  /** The scan's rows of the ledger, in order. */
  chunks(scan: Pick<Scan, 'jobId'>): Promise<ChunkRow[]>;
  /** Resolves when so many chunks are done. */
  untilDone(scanId: number, chunks: number): Promise<JobProgress>;
  /** Resolves when so many chunks are at work. */
  untilRunning(scanId: number, chunks: number): Promise<JobProgress>;
  /** Resolves once the question is answered with yes. */
  until(question: () => Promise<boolean>): Promise<void>;
  /** Asks the database something, over a connection of its own. */
  sql<Row>(statement: string, values?: unknown[]): Promise<Row[]>;
  /**
   * Waits for the end of the scan and holds what it came to against the undisturbed run: the bytes of the findings, the
   * counts, and that the database holds just as many findings as were counted: none lost, none twice.
   */
  endsUndisturbed(scanId: number): Promise<void>;
}

/** A scan in the middle of which its workers stand still until they are let go. */
export interface MidScan {
  workers: Program[];
  scan: Scan;
  letGo: () => Promise<void>;
}

export interface DrillOptions {
  people?: readonly PersonRecord[];
  /** The PostgreSQL server, where a test has one of its own; the machine's otherwise. */
  serverUrl?: string;
  /** How many people the office puts into a chunk, where other than `CHUNK_PEOPLE`. */
  chunkPeople?: number;
}

export interface Drills {
  begin(options?: DrillOptions): Promise<Drill>;
  /** What the drills' question comes to when nothing is disturbed: SQLite, in process, one thread. */
  undisturbed(): Promise<Outcome>;
}

const server = await findPostgres();
const redisHere = await OwnRedis.start();
await redisHere?.remove();
const missing = [
  ...('missing' in server ? [server.missing] : []),
  ...(redisHere === null ? ['there is no redis-server to start'] : []),
];

afterAll(async () => {
  if ('stop' in server) await server.stop();
});

/**
 * Describes drills. Where PostgreSQL or redis-server is missing they are skipped and the title says why; on CI that is
 * a failure.
 */
export function withDrills(title: string, suite: (drills: Drills) => void): void {
  if ('url' in server && missing.length === 0) {
    describe(title, () => suite(drillsOn(server.url)));
  } else if (process.env['CI'] !== undefined && process.env['CI'] !== '') {
    it(`${title}: the servers are here`, () => {
      throw new Error(`Drills need PostgreSQL and Redis: ${missing.join('; ')}.`);
    });
  } else {
    describe.skip(`${title} (skipped: ${missing.join('; ')})`, () => suite(drillsOn('')));
  }
}

function drillsOn(machinesServer: string): Drills {
  const endings: (() => Promise<unknown> | void)[] = [];
  let expected: Promise<Outcome> | undefined;
  const undisturbed = (): Promise<Outcome> => (expected ??= runUndisturbed());

  beforeAll(() => ensureBuilt(), PATIENCE_MS);
  afterEach(async () => {
    await endAll(endings.splice(0).reverse());
  }, PATIENCE_MS);

  const begin = async (options: DrillOptions = {}): Promise<Drill> => {
    const serverUrl = options.serverUrl ?? machinesServer;
    const redis = await OwnRedis.start();
    if (redis === null) throw new Error('redis-server did not start.');
    endings.push(() => redis.remove());
    const address = await makeDatabase(serverUrl);
    endings.push(() => dropDatabase(serverUrl, address));
    const { office, close } = await openOffice(address, new RedisQueue(redis.url), options.chunkPeople);
    endings.push(close);
    await importPeople(office.records, options.people ?? PEOPLE);
    return aDrill({ address, redis, office, endings, undisturbed });
  };
  return { begin, undisturbed };
}

/**
 * Ends everything, one after the other; what could not be ended is thrown when all else has been, because a server or a
 * connection that is left keeps the whole run from ending.
 */
async function endAll(endings: readonly (() => Promise<unknown> | void)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0)
    throw new AggregateError(errors, `What a drill had begun could not be ended: ${String(errors[0])}`);
}

/** What a drill is made of. */
interface Parts {
  address: PostgresAddress;
  redis: OwnRedis;
  office: Office;
  endings: (() => Promise<unknown> | void)[];
  undisturbed: () => Promise<Outcome>;
}

function aDrill({ address, redis, office, endings, undisturbed }: Parts): Drill {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-drill-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const env = {
    DATABASE_URL: address.url,
    REDIS_URL: redis.url,
    DATA_DIR: folder,
    CHUNK_PEOPLE: String(CHUNK_PEOPLE),
    EVALUATION_THREADS: '1',
  };
  const start = (args: readonly string[], more: Record<string, string> = {}): Program => {
    const program = run(args, { ...env, ...more });
    endings.push(() => program.kill());
    return program;
  };
  const until = async (question: () => Promise<boolean>): Promise<void> => {
    while (!(await question())) await pause(20);
  };
  const untilProgress = async (scanId: number, enough: (progress: JobProgress) => boolean): Promise<JobProgress> => {
    for (;;) {
      const progress = await office.scans.progress(scanId);
      if (enough(progress)) return progress;
      if (progress.status === 'done' || progress.status === 'failed') {
        throw new Error(`The scan was over too soon: ${JSON.stringify(progress)}`);
      }
      await pause(20);
    }
  };
  const startWorkers = async (count: number): Promise<Program[]> => {
    const workers = Array.from({ length: count }, () => start(['worker']));
    await Promise.all(workers.map((worker) => worker.untilSaid(/^This worker does jobs for /)));
    return workers;
  };
  const hold = async (place: Place): Promise<() => Promise<void>> => {
    const letGo = await holdAt(address, place);
    endings.push(letGo);
    return letGo;
  };
  const plan = (): Promise<Scan> => office.scans.start({ ...QUESTION, packs: office.packs });
  return {
    address,
    redis,
    office,
    env,
    run: start,
    until,
    startWorkers,
    plan,
    hold,
    async midScan() {
      const workers = await startWorkers(2);
      const letGo = await hold('writing');
      const scan = await plan();
      await untilProgress(scan.id, (progress) => progress.chunks.running >= 4);
      return { workers, scan, letGo };
    },
    untilDone: (scanId, chunks) => untilProgress(scanId, (progress) => progress.chunks.done >= chunks),
    untilRunning: (scanId, chunks) => untilProgress(scanId, (progress) => progress.chunks.running >= chunks),
    async sql<Row>(text: string, values?: unknown[]) {
      return (await statement(address.url, text, values)).rows as Row[];
    },
    async chunks({ jobId }) {
      const text =
        'SELECT chunk_index, status, attempts, worker FROM job_chunks WHERE job_id = $1 ORDER BY chunk_index';
      return (await statement(address.url, text, [jobId])).rows as ChunkRow[];
    },
    async endsUndisturbed(scanId) {
      const expected = await undisturbed();
      const { status, error, counts } = await office.scans.finished(scanId);
      expect({ status, error }).toEqual({ status: 'done', error: null });
      expect(counts).toEqual(expected.counts);
      const stored = await office.findings.store.counts(scanId);
      expect(stored.reduce((sum, { findings }) => sum + findings, 0)).toBe(expected.counts?.findings);
      // Not `toBe` on the texts: a difference of a megabyte helps nobody.
      expect((await exported(office, scanId)) === expected.jsonl).toBe(true);
    },
  };
}

async function openOffice(
  address: ProductDataSource['address'],
  queue?: JobQueue,
  chunkPeople = CHUNK_PEOPLE,
): Promise<{ office: Office; close: () => Promise<void> }> {
  const dataSource = createDataSource({ address, entities: allEntities });
  await dataSource.initialize();
  await migrate(dataSource);
  const office = anOffice(dataSource, { chunkPeople, ...(queue === undefined ? {} : { queue }) });
  return {
    office,
    close: async () => {
      await office.close();
      await dataSource.destroy();
    },
  };
}

async function runUndisturbed(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'second-look-drill-'));
  try {
    const { office, close } = await openOffice({ kind: 'sqlite', file: join(folder, 'undisturbed.sqlite') });
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    const { counts } = await office.scans.finished(scan.id);
    const outcome = { jsonl: await exported(office, scan.id), counts };
    await close();
    return outcome;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
