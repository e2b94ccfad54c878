/**
 * The main job from process start to findings committed, in a process of its own: 1,000,069 rows (806 MB) in the
 * California DOJ layout, the law of Los Angeles, SQLite, no motions. Once without keeping the records, once with every
 * row kept as well; and the most memory it takes for a tenth of the rows, which should be the same.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSample } from '../sample/index.js';
import { secondsOf, type Benchmark } from './measurement.js';

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));
const ROWS = 1_000_069;
const QUICK_ROWS = 100_007;

interface RunSummary {
  charges: number;
  findings: number;
  people: number;
  stages: Record<string, { seconds: number }>;
  total: { peakMb: number };
}

function theJob(name: string, about: string, keepsRows: boolean): Benchmark {
  return {
    name,
    about,
    runs: 3,
    async run({ quick, dir }) {
      const rows = quick ? QUICK_ROWS : ROWS;
      const tenth = await runOnce(dir, Math.round(rows / 10), keepsRows);
      const { seconds, summary } = await runOnce(dir, rows, keepsRows);
      const { charges, findings, people, stages, total } = summary;
      // What comes behind the commit is the export of the findings to files.
      const committed = seconds - (stages['findings']?.seconds ?? 0);
      return {
        unit: 'rows/s',
        value: rows / committed,
        peakMb: total.peakMb,
        detail: {
          rows,
          secondsToFindingsCommitted: Math.round(committed * 10) / 10,
          secondsToFilesWritten: Math.round(seconds * 10) / 10,
          peakMbOfATenth: tenth.summary.total.peakMb,
          ...{ people, charges, findings, stages },
        },
      };
    },
  };
}

export const mainJob = theJob('run', 'ca-doj rows to findings with their trace, from process start to commit', false);
export const mainJobKeepingRows = theJob(
  'run-keeping-rows',
  'the same, with every source row kept in a database',
  true,
);

/** One run on an invented file of so many rows, which is made first where it is missing. */
async function runOnce(
  dir: string,
  rows: number,
  keepsRows: boolean,
): Promise<{ seconds: number; summary: RunSummary }> {
  const input = join(dir, `ca-doj-${rows}.dat`);
  if (!existsSync(input)) {
    await writeSample({ jurisdiction: 'us-ca-los-angeles', rows, seed: 1, layout: 'ca-doj' }, input);
  }
  const out = join(dir, 'run');
  const database = join(dir, 'run.sqlite');
  for (const suffix of ['', '-wal', '-shm']) rmSync(database + suffix, { force: true });
  const seconds = await secondsOf(() =>
    command([
      ...['run', input, '--jurisdiction', 'us-ca-los-angeles', '--as-of', '2022-06-01', '--no-motions', '--out', out],
      ...(keepsRows ? ['--db', database] : []),
    ]),
  );
  return { seconds, summary: JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as RunSummary };
}

/** Runs the program; rejects when it refuses or fails. Exit code 1 is "done, with problems listed". */
export function command(argv: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 || code === 1) resolve();
      else reject(new Error(`second-look ${argv[0] ?? ''} ended with exit code ${code ?? 'none'}`));
    });
  });
}
