/**
 * The same rows into PostgreSQL and into SQLite, and a scan of each: on PostgreSQL by two processes (the command and a
 * worker) that share the chunks through Redis, on SQLite by the command alone. From process start to process end.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSample } from '../sample/index.js';
import { secondsOf, type Benchmark } from './measurement.js';
import { makeScratchServers, missingServers } from './scratch-servers.js';
import { startWatched } from './watched-process.js';

/** What one database came to. */
interface Outcome {
  importSeconds: number;
  importRowsPerSecond: number;
  scanSeconds: number;
  scanRowsPerSecond: number;
  /** Of the process that held most. */
  peakMb: number;
}

/** So many rows hold 1,000,000 charges. */
const ROWS = 2_363_000;

const QUESTION = ['--jurisdiction', 'us-ca-los-angeles', '--as-of', '2022-06-01'];

export const postgres: Benchmark = {
  name: 'run-postgres',
  about: 'import and scan of ca-doj rows on PostgreSQL with two processes and Redis, beside SQLite',
  runs: 3,
  missing: missingServers,
  async run({ quick, dir }) {
    const rows = quick ? 100_000 : ROWS;
    const input = join(dir, `ca-doj-${rows}.dat`);
    if (!existsSync(input)) {
      await writeSample({ jurisdiction: 'us-ca-los-angeles', rows, seed: 1, layout: 'ca-doj' }, input);
    }
    const sqlite = await onSqlite(input, rows, join(dir, 'bench.sqlite'));
    const postgres = await onPostgres(input, rows);
    return {
      unit: 'rows/s',
      value: rows / (postgres.importSeconds + postgres.scanSeconds),
      peakMb: postgres.peakMb,
      detail: {
        rows,
        postgres,
        sqlite,
        importTimesSqlite: ratio(postgres.importSeconds, sqlite.importSeconds),
        scanTimesSqlite: ratio(postgres.scanSeconds, sqlite.scanSeconds),
      },
    };
  },
};

async function onSqlite(input: string, rows: number, file: string): Promise<Outcome> {
  const alone = { DATABASE_URL: file, REDIS_URL: '' };
  try {
    return await importAndScan(input, rows, alone, 0);
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  }
}

async function onPostgres(input: string, rows: number): Promise<Outcome> {
  const servers = await makeScratchServers();
  try {
    return await importAndScan(input, rows, { DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl }, 1);
  } finally {
    await servers.remove();
  }
}

/** Imports and scans with the command, with so many workers beside it. */
async function importAndScan(
  input: string,
  rows: number,
  settings: Record<string, string>,
  workers: number,
): Promise<Outcome> {
  const importing = startWatched(['import', input], settings);
  const importSeconds = await secondsOf(() => importing.done);
  const helpers = Array.from({ length: workers }, () => startWatched(['worker'], settings));
  try {
    await Promise.all(helpers.map((worker) => worker.untilSaid(/This worker does jobs/)));
    const scanning = startWatched(['scan', ...QUESTION], settings);
    const scanSeconds = await secondsOf(() => scanning.done);
    return {
      importSeconds: tenths(importSeconds),
      importRowsPerSecond: Math.round(rows / importSeconds),
      scanSeconds: tenths(scanSeconds),
      scanRowsPerSecond: Math.round(rows / scanSeconds),
      peakMb: Math.max(...[importing, scanning, ...helpers].map((each) => each.peakMb())),
    };
  } finally {
    await Promise.all(helpers.map((worker) => worker.stop()));
  }
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function ratio(seconds: number, others: number): number {
  return Math.round((seconds / others) * 100) / 100;
}
