/**
 * `npm run scaling`: measures what a caseload costs on this machine and writes the tables of docs/scaling.md again.
 *
 *     npm run build && npm run scaling -- --rows 200000     about two minutes; 100,000 rows where nothing is said
 *     npm run scaling -- --tables                           only the tables, from docs/scaling-figures.json
 *
 * SQLite: `run` on a database that is kept. PostgreSQL and Redis: servers of its own in a temporary folder, so that every
 * statement and every byte of log belongs to the measurement; `import`, then `serve` and two workers, and a scan that is
 * asked for over HTTP. Processor time is read from /proc: this needs Linux.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import pg from 'pg';
import { format } from 'prettier';
import { californiaFile, runCalifornia, scalingTables } from '../dist/bench/index.js';
import { RedisQueue } from '../dist/queue/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLI = join(ROOT, 'dist/cli.js');
const FIGURES = join(ROOT, 'docs/scaling-figures.json');
const PAGE = join(ROOT, 'docs/scaling.md');
/** All of the state's law, which says more of more people than an office's policy alone. */
const JURISDICTION = 'us-ca';
const AS_OF = '2022-06-01';
const WORKERS = 2;
const IDLE_SECONDS = 15;
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']).toString());
const MB = 1e6;

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '100000' }, tables: { type: 'boolean', default: false } },
});

if (!options.tables) {
  const figures = await measure(Number(options.rows));
  writeFileSync(FIGURES, await format(JSON.stringify(figures), { parser: 'json', printWidth: 120 }));
}
await writeTables(JSON.parse(readFileSync(FIGURES, 'utf8')));

async function writeTables(figures) {
  const tables = await format(scalingTables(figures), { parser: 'markdown', printWidth: 120 });
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split('<!-- tables -->\n');
  const after = rest.split('<!-- end of tables -->')[1];
  writeFileSync(PAGE, `${before}<!-- tables -->\n\n${tables}\n<!-- end of tables -->${after}`);
}

async function measure(rows) {
  const dir = mkdtempSync(join(tmpdir(), 'second-look-scaling-'));
  const stops = [];
  try {
    const [first] = cpus();
    const machine = {
      processors: cpus().length,
      model: first.model,
      memoryGb: Math.round(totalmem() / 1e9),
      loadBefore: Number(loadavg()[0].toFixed(1)),
    };
    const measuredAt = new Date().toISOString();
    await californiaFile(rows, dir);
    const { sqlite, run } = await onSqlite(rows, dir);
    const served = await onServers(await californiaFile(rows, dir), dir, stops);
    const { people, charges, findings } = run;
    if (served.findings !== findings)
      throw new Error(`${served.findings} findings on PostgreSQL, ${findings} on SQLite.`);
    const { postgres, redis } = served;
    return {
      measuredAt,
      machine,
      jurisdiction: JURISDICTION,
      rows,
      people,
      charges,
      findings,
      sqlite,
      postgres,
      redis,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function onSqlite(rows, dir) {
  const file = join(dir, 'run.sqlite');
  const run = await runCalifornia(rows, dir, { jurisdiction: JURISDICTION, db: file });
  const { stages } = run;
  const all = sizeOf(file) + sizeOf(`${file}-wal`);
  const findingsMb = tableMb(file);
  return {
    run,
    sqlite: {
      ...{ import: stages.import, scan: stages.scan, export: stages.findings },
      ...{ recordsMb: all - findingsMb, findingsMb },
    },
  };
}

function sizeOf(file) {
  return existsSync(file) ? statSync(file).size / MB : 0;
}

/** Megabytes that findings and their indexes take in a SQLite file: what the file shrinks by without them. */
function tableMb(file) {
  const copy = `${file}.copy`;
  const script = `
    import sqlite3 from 'sqlite3';
    const db = new sqlite3.Database(${JSON.stringify(file)});
    db.exec(${JSON.stringify(`VACUUM INTO '${copy}-all'; DELETE FROM findings; VACUUM INTO '${copy}-none';`)}, (error) => {
      if (error) throw error;
      db.close();
    });`;
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: ROOT, stdio: 'inherit' });
  if (done.status !== 0) throw new Error('The SQLite file could not be measured.');
  return sizeOf(`${copy}-all`) - sizeOf(`${copy}-none`);
}

async function onServers(input, dir, stops) {
  const database = await startPostgres(dir, stops);
  const queue = await startRedis(dir, stops);
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATABASE_URL: database.url,
    DATA_DIR: join(dir, 'data'),
  };
  await ended(program(['migrate'], env));
  await database.query('CREATE EXTENSION pg_stat_statements');
  const empty = await database.megabytes();

  let mark = await database.mark();
  let began = performance.now();
  const importing = program(['import', input], env);
  const cpuOfImport = watchCpu(importing.pid);
  await ended(importing);
  const importCost = { seconds: secondsSince(began), cpuSeconds: cpuOfImport(), ...(await database.since(mark)) };
  const afterImport = await database.megabytes();

  const port = await freePort();
  const shared = { ...env, REDIS_URL: queue.url, PORT: String(port) };
  const processes = [program(['serve'], shared), ...Array.from({ length: WORKERS }, () => program(['worker'], shared))];
  stops.push(async () => {
    for (const each of processes) each.kill('SIGTERM');
    await Promise.all(processes.map(gone));
  });
  await untilSaid(processes[0], / listens on /);
  for (const each of processes.slice(1)) await untilSaid(each, /does jobs for/);
  const api = `http://127.0.0.1:${port}/api/v1`;
  // Workers ask Redis by the clock whether there is work; that is no part of what a scan costs.
  const idleFrom = await queue.figures();
  await pause(IDLE_SECONDS * 1000);
  const idlePerSecond = ((await queue.figures()).commands - idleFrom.commands) / IDLE_SECONDS;
  mark = await database.mark();
  const queueBefore = await queue.figures();
  const cpuBefore = sum(processes.map(({ pid }) => cpuOf(pid)));
  began = performance.now();
  const answer = await fetch(`${api}/scans`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jurisdictions: [JURISDICTION], asOf: AS_OF }),
  });
  const { jobId } = await answer.json();
  if (answer.status !== 202) throw new Error('The scan was not taken.');
  // The stream ends with the job.
  await (await fetch(`${api}/jobs/${jobId}/events`)).text();
  const seconds = secondsSince(began);
  const cpuSeconds = sum(processes.map(({ pid }) => cpuOf(pid))) - cpuBefore;
  const served = await database.since(mark);
  const queueAfter = await queue.figures();
  const job = await (await fetch(`${api}/jobs/${jobId}`)).json();
  if (job.status !== 'done') throw new Error(job.progress.sentence);
  const scan = {
    ...{ seconds, cpuSeconds, ...served, chunks: job.progress.chunks.done },
    workerPeakMb: Math.max(...processes.slice(1).map(({ pid }) => peakMbOf(pid))),
  };
  const findingsMb = (await database.megabytes()) - afterImport;
  return {
    findings: job.result.findings,
    postgres: { workers: WORKERS, import: importCost, scan, recordsMb: afterImport - empty, findingsMb },
    redis: {
      commands: Math.max(0, Math.round(queueAfter.commands - queueBefore.commands - idlePerSecond * seconds)),
      cpuSeconds: queueAfter.cpuSeconds - queueBefore.cpuSeconds,
      bytesPerWaitingId: await queue.bytesPerWaitingId(),
    },
  };
}

function program(args, env) {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  child.said = '';
  child.stderr.on('data', (part) => (child.said += part));
  return child;
}

/** Resolves when the process is gone. */
async function gone(child) {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

async function ended(child) {
  await gone(child);
  // 1 is "done, with problems listed".
  if (child.exitCode !== 0 && child.exitCode !== 1) throw new Error(child.said);
}

async function untilSaid(child, pattern) {
  while (!pattern.test(child.said)) {
    if (child.exitCode !== null) throw new Error(child.said);
    await pause(50);
  }
}

/** Processor seconds of a process with all its threads; with `children`, also of those that it has waited for. */
function cpuOf(pid, children = false) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
    .map(Number);
  const [user, system, childUser, childSystem] = fields.slice(11, 15);
  return (user + system + (children ? childUser + childSystem : 0)) / TICKS;
}

function cpuIfAlive(pid) {
  try {
    return cpuOf(pid);
  } catch {
    return 0;
  }
}

/** Looks at a process that will end, and gives what was last seen. */
function watchCpu(pid) {
  let last = 0;
  const timer = setInterval(() => {
    try {
      last = Math.max(last, cpuOf(pid));
    } catch {
      clearInterval(timer);
    }
  }, 20);
  return () => {
    clearInterval(timer);
    return last;
  };
}

function peakMbOf(pid) {
  return Math.round((Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024) / MB);
}

async function startPostgres(dir, stops) {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort() : [];
  const bin = versions.length > 0 ? join(debian, versions.at(-1), 'bin') : '';
  const folder = join(dir, 'postgres');
  mkdirSync(folder);
  const user = {};
  if (process.getuid() === 0) {
    // PostgreSQL refuses to run as root.
    for (const [name, flag] of [
      ['uid', '-u'],
      ['gid', '-g'],
    ])
      user[name] = Number(execFileSync('id', [flag, 'postgres']));
    chownSync(folder, user.uid, user.gid);
    execFileSync('chmod', ['711', dir]);
  }
  const data = join(folder, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'], {
    ...user,
    stdio: 'ignore',
  });
  const port = await freePort();
  const settings = [
    'shared_preload_libraries=pg_stat_statements',
    'pg_stat_statements.track_utility=on',
    'max_wal_size=4GB',
  ];
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, ...settings.flatMap((each) => ['-c', each])],
    { ...user, stdio: 'ignore' },
  );
  stops.push(async () => {
    server.kill('SIGINT');
    await gone(server);
  });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const query = async (sql) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  };
  for (let tries = 0; ; tries++) {
    try {
      await query('SELECT 1');
      break;
    } catch (error) {
      if (tries > 200 || server.exitCode !== null) throw error;
      await pause(100);
    }
  }
  const cpu = () => {
    const backends = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === server.pid);
    // One that ends meanwhile is counted with its parent, which is therefore looked at last.
    const living = sum(backends.map((pid) => cpuIfAlive(pid)));
    return living + cpuOf(server.pid, true);
  };
  const mark = async () => {
    const [{ statements, wal }] = await query(
      `SELECT (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements) AS statements, pg_current_wal_insert_lsn() - '0/0' AS wal`,
    );
    return { statements: Number(statements), walMb: Number(wal) / MB, serverCpuSeconds: cpu() };
  };
  return {
    url,
    query,
    mark,
    async since(before) {
      const after = await mark();
      return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - before[name]]));
    },
    async megabytes() {
      await query('CHECKPOINT');
      const [{ bytes }] = await query('SELECT pg_database_size(current_database()) AS bytes');
      return Number(bytes) / MB;
    },
  };
}

async function startRedis(dir, stops) {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--appendonly', 'yes', '--dir', dir],
    {
      stdio: 'ignore',
    },
  );
  stops.push(async () => {
    server.kill('SIGTERM');
    await gone(server);
  });
  const client = new Redis(port, '127.0.0.1');
  client.on('error', () => undefined);
  await client.ping();
  stops.push(() => client.disconnect());
  return {
    url: `redis://127.0.0.1:${port}`,
    /** What an id takes while it waits, by the memory that ten thousand of them take on a line that nobody serves. */
    async bytesPerWaitingId() {
      const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))[1]);
      const line = new RedisQueue(`redis://127.0.0.1:${port}`);
      await line.add('measurement', ['before']);
      const before = await used();
      await line.add(
        'measurement',
        Array.from({ length: 10_000 }, (_, n) => `12-${n}`),
      );
      const after = await used();
      await line.close();
      return Math.round((after - before) / 10_000);
    },
    async figures() {
      const number = (text, name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)[1]);
      const stats = await client.info('commandstats');
      const commands = sum([...stats.matchAll(/cmdstat_(\S+?):calls=(\d+)/g)].map(([, , calls]) => Number(calls)));
      const used = await client.info('cpu');
      return {
        commands,
        cpuSeconds: number(used, 'used_cpu_sys') + number(used, 'used_cpu_user'),
      };
    },
  };
}

function parentOf(pid) {
  try {
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return -1;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}

function secondsSince(began) {
  return (performance.now() - began) / 1000;
}
