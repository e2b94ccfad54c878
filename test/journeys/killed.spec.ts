/**
 * A power cut, Ctrl-C, a full disk, a reader that goes away: the same command again gives what an undisturbed one gives,
 * and nobody ever finds half of anything.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { smallDisk } from '../support/small-disk.js';
import {
  differences,
  ensureBuilt,
  filesIn,
  inShell,
  secondLook,
  start,
  temporaryDir,
  wellEnded,
  type Running,
} from './second-look.js';

const dir = temporaryDir();
const MARK = 'UNFINISHED.txt';
// Small chunks, so that there is a midway to be killed at.
const env = { CHUNK_PEOPLE: '20', EVALUATION_THREADS: '1', RENDER_THREADS: '1', TMPDIR: join(dir, 'tmp') };
const run = (out: string, ...more: string[]): string[] => [
  ...['run', 'many.jsonl', '--jurisdiction', 'us-md', '--as-of', '2022-06-01', '--out', out],
  ...more,
];
const FINDINGS_ONLY = ['--no-motions'];
const FEW_MOTIONS = ['--relief', 'quash', '--formats', 'html,docx'];

/** Resolves once `seen` says so, or fails when the command ends before. */
async function until(seen: () => boolean | Promise<boolean>, command: Running): Promise<void> {
  let over = false;
  void command.ended.then(() => (over = true));
  while (!(await seen())) {
    if (over) throw new Error(`The command was over too soon: ${JSON.stringify(await command.ended)}`);
    await pause(5);
  }
}

/** How many rows a table of the SQLite file has, as another process sees them; 0 while there is no such table. */
async function rowsOf(file: string, table: string, where = '1 = 1'): Promise<number> {
  if (!existsSync(file)) return 0;
  const { default: sqlite3 } = await import('sqlite3');
  return new Promise((resolve) => {
    const database = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (error) => {
      if (error !== null) return resolve(0);
      database.get(`SELECT count(*) AS n FROM ${table} WHERE ${where}`, (failed, row: { n: number } | undefined) => {
        database.close(() => resolve(failed === null ? (row?.n ?? 0) : 0));
      });
    });
  });
}

beforeAll(async () => {
  await ensureBuilt();
  mkdirSync(env.TMPDIR);
  await wellEnded(
    ['sample', '--jurisdiction', 'us-md-baltimore-city', '--persons', '500', '--seed', '3', '--out', 'many.jsonl'],
    { cwd: dir },
  );
  await wellEnded(
    ['sample', '--jurisdiction', 'us-md-baltimore-city', '--persons', '60', '--seed', '3', '--out', 'few.jsonl'],
    { cwd: dir },
  );
  await wellEnded(run('undisturbed', ...FINDINGS_ONLY), { cwd: dir, env });
}, 240_000);

describe('a run that is killed', () => {
  const again = async (out: string, db: string): Promise<void> => {
    const ended = await secondLook(run(out, ...FINDINGS_ONLY, '--db', db), { cwd: dir, env });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(differences(join(dir, 'undisturbed'), join(dir, out), ['summary.json'])).toEqual([]);
  };

  it('during an import stores nothing that shows: what comes next is as if it had not been', async () => {
    const file = join(dir, 'import.sqlite');
    const sample = ['sample', '--jurisdiction', 'us-md', '--seed', '8', '--out', 'big.jsonl'];
    await wellEnded([...sample, '--persons', '4000'], { cwd: dir });
    const command = start(['import', 'big.jsonl', '--db', file], { cwd: dir, env });
    await until(async () => (await rowsOf(file, 'record_versions')) > 0, command);
    command.signal('SIGKILL');
    expect((await command.ended).code).toBeNull();
    expect(await rowsOf(file, 'imports', `status = 'done'`)).toBe(0);
    const listed = await wellEnded(['jobs', '--db', file], { cwd: dir, env });
    expect(listed).toMatch(/^ +1 +import +[-\d]+ [:\d]+ +running /m);
    await again('killed-import', file);
    // Other files were imported meanwhile: nobody was to come back for this job.
    expect(await rowsOf(file, 'jobs', `id = 1 AND status = 'failed'`)).toBe(1);
    expect(await rowsOf(file, 'imports', `status = 'done'`)).toBe(1);
    const repeated = await secondLook(['import', 'big.jsonl', '--db', file], { cwd: dir, env });
    expect(repeated).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(' people new, ') as unknown,
    });
  }, 120_000);

  it('during the scan goes on with that scan when repeated, and gives the same', async () => {
    const file = join(dir, 'scan.sqlite');
    const command = start(run('killed-scan', ...FINDINGS_ONLY, '--db', file), { cwd: dir, env });
    await until(async () => (await rowsOf(file, 'job_chunks', `status = 'done'`)) > 2, command);
    command.signal('SIGKILL');
    expect((await command.ended).code).toBeNull();
    expect(filesIn(join(dir, 'killed-scan')).size).toBe(0);
    const done = await rowsOf(file, 'job_chunks', `status = 'done'`);
    expect(await rowsOf(file, 'job_chunks')).toBeGreaterThan(done);
    await again('killed-scan', file);
    expect(await rowsOf(file, 'scans')).toBe(1);
  }, 120_000);

  it('leaves its records in the temporary folder no longer than until the next run', async () => {
    const command = start(run('killed-early', ...FINDINGS_ONLY), { cwd: dir, env });
    await until(() => readdirSync(env.TMPDIR).some((name) => name.startsWith('second-look-')), command);
    command.signal('SIGKILL');
    await command.ended;
    expect(readdirSync(env.TMPDIR)).toHaveLength(1);
    await wellEnded(['run', 'few.jsonl', ...run('early').slice(2), ...FINDINGS_ONLY], { cwd: dir, env });
    expect(readdirSync(env.TMPDIR)).toEqual([]);
  }, 120_000);

  it('during the drafting marks its folder as unfinished, and gives the same when repeated', async () => {
    const few = (out: string, ...more: string[]): string[] => [
      'run',
      'few.jsonl',
      ...run(out, ...more).slice(2),
      ...FEW_MOTIONS,
    ];
    const out = join(dir, 'killed-drafting');
    const db = ['--db', join(dir, 'draft.sqlite')];
    const command = start(few('killed-drafting', ...db), { cwd: dir, env });
    await until(() => [...filesIn(join(out, 'motions')).keys()].length > 3, command);
    command.signal('SIGKILL');
    await command.ended;
    expect(existsSync(join(out, MARK))).toBe(true);
    expect(existsSync(join(out, 'motions/manifest.json'))).toBe(false);
    expect(existsSync(join(out, 'summary.json'))).toBe(false);

    const [repeated, fresh] = await Promise.all([
      secondLook(few('killed-drafting', ...db), { cwd: dir, env }),
      secondLook(few('fresh-drafting'), { cwd: dir, env }),
    ]);
    expect([repeated.code, repeated.stderr]).toEqual([fresh.code, '']);
    expect(existsSync(join(out, MARK))).toBe(false);
    expect(filesIn(join(out, 'motions')).size).toBeGreaterThan(10);
    expect(differences(out, join(dir, 'fresh-drafting'), ['summary.json'])).toEqual([]);
  }, 120_000);

  it('during the drafting is not finished by another command that comes by', async () => {
    const out = join(dir, 'left-drafting');
    const file = join(dir, 'left.sqlite');
    const few = ['run', 'few.jsonl', ...run(out, ...FEW_MOTIONS, '--db', file).slice(2)];
    const command = start(few, { cwd: dir, env });
    await until(() => [...filesIn(join(out, 'motions')).keys()].length > 3, command);
    command.signal('SIGKILL');
    await command.ended;
    const left = filesIn(out);
    expect(await rowsOf(file, 'jobs', `kind = 'draft' AND status IN ('planned', 'running')`)).toBe(1);

    const scan = ['scan', '--jurisdiction', 'us-md', '--as-of', '2022-06-02', '--db', file];
    await wellEnded(scan, { cwd: dir, env });
    const draft = ['draft', '--scan', '2', '--out', 'other', '--relief', 'quash', '--formats', 'html', '--db', file];
    expect((await secondLook(draft, { cwd: dir, env })).stderr).toBe('');
    expect(filesIn(join(dir, 'other')).size).toBeGreaterThan(10);
    expect([...filesIn(out).keys()]).toEqual([...left.keys()]);
    expect(await rowsOf(file, 'jobs', `kind = 'draft' AND status IN ('planned', 'running')`)).toBe(1);

    // Nor by whoever resumes it, who is told so.
    const jobs = JSON.parse(await wellEnded(['jobs', '--db', file, '--format', 'json'], { cwd: dir, env })) as {
      jobId: number;
      kind: string;
      status: string;
    }[];
    const job = String(jobs.find(({ kind, status }) => kind === 'draft' && status === 'running')?.jobId);
    await wellEnded(['jobs', 'pause', job, '--db', file], { cwd: dir, env });
    expect(await secondLook(['jobs', 'resume', job, '--db', file], { cwd: dir, env })).toMatchObject({
      code: 0,
      stderr:
        'The command that began this job goes on with it, if it still runs; nobody else does. If it does not run any more, give that command again.\n',
    });
    expect([...filesIn(out).keys()]).toEqual([...left.keys()]);
  }, 120_000);
});

describe('a run that is stopped with Ctrl-C', () => {
  it('says so in a sentence, ends with 3, keeps nothing half-done, and gives the same when repeated', async () => {
    const file = join(dir, 'stopped.sqlite');
    const command = start(run('stopped', ...FINDINGS_ONLY, '--db', file), { cwd: dir, env });
    await until(async () => (await rowsOf(file, 'job_chunks', `status = 'done'`)) > 2, command);
    command.signal('SIGINT');
    expect(await command.ended).toEqual({
      code: 3,
      stdout: '',
      stderr: 'Stopped before it was done. What is stored is whole: run the same command again to finish it.\n',
    });
    expect(existsSync(join(dir, 'stopped'))).toBe(false);
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    const ended = await secondLook(run('stopped', ...FINDINGS_ONLY, '--db', file), { cwd: dir, env });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(differences(join(dir, 'undisturbed'), join(dir, 'stopped'), ['summary.json'])).toEqual([]);
  }, 120_000);

  it('says that it begins anew where its records were in a temporary database', async () => {
    const command = start(run('stopped-early', ...FINDINGS_ONLY), { cwd: dir, env });
    await until(() => readdirSync(env.TMPDIR).some((name) => name.startsWith('second-look-')), command);
    command.signal('SIGTERM');
    expect(await command.ended).toEqual({
      code: 3,
      stdout: '',
      stderr:
        'Stopped before it was done, and no records are kept: the same command begins anew. With --db FILE it goes on with what is stored.\n',
    });
    expect(readdirSync(env.TMPDIR)).toEqual([]);
  }, 120_000);

  it('says who goes on with the scan of a schedule, which is not begun a second time', async () => {
    const file = join(dir, 'stopped.sqlite');
    const schedules = (...args: string[]): string[] => ['schedules', ...args, '--db', file];
    await wellEnded(schedules('add', '--cron', '0 2 1 * *', '--jurisdiction', 'us-md'), { cwd: dir, env });
    const before = await rowsOf(file, 'job_chunks', `status = 'done'`);
    const command = start(schedules('run', '1'), { cwd: dir, env });
    await until(async () => (await rowsOf(file, 'job_chunks', `status = 'done'`)) > before + 2, command);
    command.signal('SIGTERM');
    expect(await command.ended).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /^Stopped before scan 2 was done\. What is stored is whole: "second-look serve" or a worker goes on with it, "second-look jobs cancel \d+" ends it\.\n$/,
      ) as unknown,
    });
    const again = await secondLook(schedules('run', '1'), { cwd: dir, env });
    expect(again).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Scan 2 of this schedule is still /) as unknown,
    });
  }, 120_000);
});

describe('a reader that goes away', () => {
  const db = '--db scan.sqlite';

  it('ends the listing quietly', async () => {
    const ended = await inShell(
      `set -o pipefail; second-look findings --scan 1 ${db} --format csv | head -1 | cut -d, -f1-2`,
      dir,
    );
    expect(ended).toEqual({ code: 0, stdout: 'id,person_id\n', stderr: '' });
  }, 60_000);

  it('and a closed stdout are no reason to fail', async () => {
    const ended = await inShell(`second-look scans ${db} >&-`, dir);
    expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
  }, 60_000);
});

describe('a full disk', () => {
  const disk = smallDisk('600k');

  it(`under the results is told in a sentence, and leaves no half file${disk.because}`, async () => {
    if (disk.why !== '') return;
    const out = join(disk.folder, 'out');
    const ended = await secondLook(run(out, ...FINDINGS_ONLY), { cwd: dir, env });
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/^The disk is full.*\.\n$/);
    expect([...filesIn(out).keys()].filter((name) => name.endsWith('.part') || name === 'summary.json')).toEqual([]);
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    rmSync(out, { recursive: true });
  }, 60_000);

  it(`under the motions is told in a sentence${disk.because}`, async () => {
    if (disk.why !== '') return;
    disk.resize('200k');
    const out = join(disk.folder, 'out');
    const file = join(dir, 'full.sqlite');
    const args = ['run', 'few.jsonl', ...run(out, ...FEW_MOTIONS).slice(2), '--db', file];
    const ended = await secondLook(args, { cwd: dir, env });
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 3, stdout: '' });
    expect(ended.stderr).toMatch(/^.*(disk|space).*\.\n$/i);
    // No waiting for a disk that does not empty itself.
    expect(await rowsOf(file, 'job_chunks', `status = 'failed'`)).toBeGreaterThan(0);
    expect(await rowsOf(file, 'job_chunks', 'attempts > 1')).toBe(0);
    expect(existsSync(join(out, 'summary.json'))).toBe(false);
    rmSync(out, { recursive: true });
  }, 60_000);

  it(`under the database is told in a sentence, and the import goes in once there is room${disk.because}`, async () => {
    if (disk.why !== '') return;
    const file = join(disk.folder, 'small.sqlite');
    const full = await secondLook(['import', 'many.jsonl', '--db', file], { cwd: dir, env });
    expect({ code: full.code, stdout: full.stdout }).toEqual({ code: 3, stdout: '' });
    expect(full.stderr).toMatch(/^The disk is full: .*\.\n$/);
    disk.resize('60m');
    const stored = JSON.parse(
      await wellEnded(['import', 'many.jsonl', '--db', file, '--format', 'json'], { cwd: dir, env }),
    ) as Record<string, unknown>;
    expect(stored).toMatchObject({ status: 'done', alreadyImported: false });
  }, 60_000);

  it('under what is printed is told in a sentence', async () => {
    if (!existsSync('/dev/full')) return;
    const ended = await inShell('second-look packs list > /dev/full', dir);
    expect(ended).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^The disk is full.*\.\n$/) as unknown,
    });
  }, 60_000);
});
