/**
 * Long work seen from two sides: an operator at the command line and a program at the HTTP interface look at the same jobs,
 * and read the same numbers and sentences. The server is the built program, so that it can be stopped and started again.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeSample } from '../../src/sample/index.js';
import { type Program, run } from '../drills/program.js';
import { ensureBuilt, secondLook, start, temporaryDir, wellEnded } from './second-look.js';

interface Job {
  jobId: number;
  scanId: number | null;
  status: string;
  total: number;
  progress: Progress;
  error: string | null;
}
interface Progress {
  status: string;
  done: number;
  total: number;
  unit: string;
  ratePerSecond: number | null;
  secondsLeft: number | null;
  sentence: string;
}
interface Event {
  event: string;
  id: string;
  data: Progress;
}

const dir = temporaryDir();
// One thread and small parts, so that there is a midway to look at.
const env = { DATA_DIR: join(dir, 'data'), CHUNK_PEOPLE: '2', EVALUATION_THREADS: '1', PORT: '0' };
/** A guard against waiting for ever; nothing is meant to take so long. */
const PATIENCE_MS = 240_000;
const SCAN = { jurisdictions: ['us-md'], asOf: '2026-11-22' };

interface Served {
  url: string;
  process: Program;
}

async function serve(): Promise<Served> {
  const process = run(['serve'], env);
  const line = await process.untilSaid(/ listens on /);
  return { url: /http:[^;]+/.exec(line)?.[0] ?? '', process };
}

let server: Served;
/** How many people there are. */
let people: number;
beforeAll(async () => {
  await ensureBuilt();
  await writeSample(
    { jurisdiction: 'us-md', persons: 400, seed: 3, asOf: '2026-11-22', layout: 'canonical-jsonl' },
    join(dir, 'people.jsonl'),
  );
  await wellEnded(['import', join(dir, 'people.jsonl')], { env });
  server = await serve();
  people = (await fetched<{ items: { peopleNew: number }[] }>('imports')).items[0]?.peopleNew ?? 0;
}, PATIENCE_MS);
afterAll(async () => {
  await server.process.terminate();
  rmSync(dir, { recursive: true, force: true });
});

const command = async (...args: string[]): Promise<string> => wellEnded(args, { env });
const shown = async (jobId: number): Promise<Job> =>
  JSON.parse(await command('jobs', 'show', String(jobId), '--format', 'json')) as Job;
const fetched = async <T = Job>(path: string): Promise<T> => (await fetch(`${server.url}/api/v1/${path}`)).json() as T;

async function startScan(): Promise<number> {
  const answer = await fetch(`${server.url}/api/v1/scans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(SCAN),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { jobId: number }).jobId;
}

/** The events of a job as they come, until `enough` says so or the server ends the stream. */
async function listen(jobId: number, enough: (event: Event) => boolean, lastEventId?: string): Promise<Event[]> {
  const leave = new AbortController();
  const response = await fetch(`${server.url}/api/v1/jobs/${jobId}/events`, {
    signal: leave.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Event[] = [];
  let text = '';
  try {
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(piece).toString();
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const fields = Object.fromEntries(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/s).slice(0, 2)),
        ) as Record<string, string>;
        text = text.slice(end + 2);
        if (fields['event'] === undefined) continue;
        const event = {
          event: fields['event'],
          id: fields['id'] ?? '',
          data: JSON.parse(fields['data'] ?? '') as Progress,
        };
        events.push(event);
        if (enough(event)) return events;
      }
    }
    return events;
  } finally {
    leave.abort();
  }
}

/** Starts a scan and pauses it midway, when nothing of it is under way any more. */
async function pausedScan(): Promise<number> {
  const jobId = await startScan();
  await listen(jobId, ({ data }) => data.done > 20);
  await fetch(`${server.url}/api/v1/jobs/${jobId}/pause`, { method: 'POST' });
  while (((await fetched(`jobs/${jobId}`)).progress as unknown as { chunks: { running: number } }).chunks.running > 0) {
    await pause(20);
  }
  return jobId;
}

describe('an import at the command line', () => {
  it(
    'is a job that both show',
    async () => {
      const [job] = (await fetched<{ items: Job[] }>('jobs?kind=import')).items;
      expect(job).toMatchObject({ jobId: 1, status: 'done', result: { importId: 1, rowsQuarantined: 0 } });
      expect(job).toMatchObject({ scanId: null, importId: 1 });
      const text = await command('jobs', 'show', '1');
      expect(text).toMatch(/^Job 1 \(import\) is done: [\d.]+ kB\.\n/);
      expect(text).toMatch(/\nIt is of import 1\.\n[\d,]+ rows read, 0 set aside\.\n$/);
      expect(await command('jobs', 'list')).toMatch(/^ +1 +import +import 1 +[-\d]+ [:\d]+ +done /m);
    },
    PATIENCE_MS,
  );
});

describe('a paused job', () => {
  let jobId: number;
  beforeAll(async () => {
    jobId = await pausedScan();
  }, PATIENCE_MS);

  it(
    'has the same numbers at the command line and at the HTTP interface, and in the list of scans',
    async () => {
      const job = await shown(jobId);
      expect(job).toEqual(await fetched(`jobs/${jobId}`));
      expect(job).toMatchObject({ status: 'paused', progress: { unit: 'people', total: people, secondsLeft: null } });
      expect(job.progress.done).toBeGreaterThan(20);
      expect(job.progress.done).toBeLessThan(people);
      expect(job.progress.ratePerSecond).toBeGreaterThan(0);
      const scans = JSON.parse(await command('scans', '--format', 'json')) as { jobId: number; progress: Progress }[];
      expect(scans.find((scan) => scan.jobId === jobId)?.progress).toMatchObject({
        done: job.progress.done,
        ratePerSecond: job.progress.ratePerSecond,
      });
      expect(await command('scans')).toContain(`${job.progress.done}/${people} people  paused`);
      expect(await command('jobs')).toContain(`${job.progress.done}/${people} people  paused`);
    },
    PATIENCE_MS,
  );

  it(
    'is told of in the same sentence by both',
    async () => {
      const { progress } = await fetched(`jobs/${jobId}`);
      const [sentence] = (await command('jobs', 'show', String(jobId))).split('\n');
      expect(sentence).toBe(progress.sentence);
      expect(sentence).toMatch(
        new RegExp(`^Job ${jobId} \\(scan\\) is paused: ${progress.done} of ${people} people done \\(\\d+%\\)\\.$`),
      );
    },
    PATIENCE_MS,
  );

  it(
    'is refused what it cannot do in the same sentence by both',
    async () => {
      const refused = await secondLook(['jobs', 'rerun', String(jobId)], { env });
      const answer = await fetch(`${server.url}/api/v1/jobs/${jobId}/rerun-failed`, { method: 'POST' });
      const { detail } = (await answer.json()) as { detail: string };
      expect(refused).toMatchObject({ code: 2, stderr: `${detail}\n` });
      expect(detail).toMatch(/is paused and cannot be run again/);
    },
    PATIENCE_MS,
  );

  it(
    'goes on when it is resumed, and those who follow it see it through to its end',
    async () => {
      const before = await shown(jobId);
      const following = start(['jobs', 'follow', String(jobId)], { env });
      const stream = listen(jobId, () => false);
      await fetch(`${server.url}/api/v1/jobs/${jobId}/resume`, { method: 'POST' });
      const events = await stream;
      expect(events[0]?.data).toMatchObject({ done: before.progress.done });
      expect(events.at(-1)).toMatchObject({
        event: 'end',
        id: `${jobId}-done-${(await fetched<{ finishedAt: string }>(`jobs/${jobId}`)).finishedAt}`,
        data: { status: 'done', done: people, secondsLeft: 0 },
      });
      const ended = await following.ended;
      expect(ended.code).toBe(0);
      expect(ended.stdout).toBe(`Job ${jobId} (scan) is done: ${people} people.\n`);
      // What came of it is told in words and as a table, and by the name of its scan.
      const { scanId } = await shown(jobId);
      const text = await command('jobs', 'show', String(jobId));
      expect(text).toMatch(new RegExp(`\nIt is of scan ${scanId}\\.\n\nScan ${scanId}: us-md as of 2026-11-22\n`));
      expect(text).toMatch(/\n *outcome +findings +people/);
      expect(text).not.toContain('{');
      expect(await command('jobs')).toMatch(new RegExp(`^ +${jobId} +scan +scan ${scanId} +[-\\d]+ `, 'm'));
    },
    PATIENCE_MS,
  );
});

describe('the events of a job', () => {
  it(
    'go on correctly after a break, and after the web process was started again',
    async () => {
      const jobId = await startScan();
      const before = await listen(jobId, ({ data }) => data.done > 20);
      const last = before.at(-1) as Event;
      const between = await listen(jobId, ({ data }) => data.done > last.data.done, last.id);
      expect(between[0]?.data.done).toBeGreaterThanOrEqual(last.data.done);
      await server.process.terminate();
      server = await serve();
      const after = await listen(jobId, () => false, between.at(-1)?.id);
      expect(after[0]?.data.done).toBeGreaterThanOrEqual(between.at(-1)?.data.done ?? Infinity);
      expect(after.at(-1)).toMatchObject({ event: 'end', data: { status: 'done', done: people, total: people } });
      const done = [...before, ...between, ...after].map(({ data }) => data.done);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      // Opened after the end there is nothing but the end, and for who has seen it nothing at all.
      expect(await listen(jobId, () => false)).toEqual([after.at(-1)]);
      const seen = await fetch(`${server.url}/api/v1/jobs/${jobId}/events`, {
        headers: { 'last-event-id': after.at(-1)?.id ?? '' },
      });
      expect(seen.status).toBe(204);
    },
    PATIENCE_MS,
  );
});

describe('whoever watches at the command line', () => {
  it(
    'may stop watching: the job goes on',
    async () => {
      const jobId = await pausedScan();
      const following = start(['jobs', 'follow', String(jobId)], { env });
      // Of a paused job it is said at once that it is, for there would be nothing to see.
      while (!following.stderr().includes(`"second-look jobs resume ${jobId}" goes on with it.`)) await pause(50);
      following.signal('SIGINT');
      const ended = await following.ended;
      expect(ended.code).toBe(3);
      expect(ended.stderr).toMatch(new RegExp(`No longer watching: job ${jobId} is left as it is`));
      expect((await fetched(`jobs/${jobId}`)).status).toBe('paused');

      const cancelled = start(['jobs', 'follow', String(jobId)], { env });
      const said = await command('jobs', 'cancel', String(jobId));
      expect(said).toMatch(new RegExp(`^Job ${jobId} \\(scan\\) was cancelled: \\d+ of ${people} people done`));
      expect(await cancelled.ended).toMatchObject({ code: 3, stdout: said });
    },
    PATIENCE_MS,
  );

  it(
    'is told what is no job',
    async () => {
      expect(await secondLook(['jobs', 'show', '999'], { env })).toMatchObject({
        code: 2,
        stderr: 'There is no job 999.\n',
      });
      expect((await secondLook(['jobs', 'follow', 'x'], { env })).stderr).toBe(
        '"x" is not the number of a job. "second-look jobs list" lists them.\n',
      );
    },
    PATIENCE_MS,
  );
});
