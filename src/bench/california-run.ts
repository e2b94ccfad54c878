/** The main job on an invented export in the California DOJ layout, in a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSample } from '../sample/index.js';
import { secondsOf } from './measurement.js';

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));

/** The county whose rows are invented, and whose policy is the law of a run that names no other. */
const COUNTY = 'us-ca-los-angeles';

/** What a stage of a run cost; CPU is that of all its threads. */
export interface StageCost {
  seconds: number;
  cpuSeconds: number;
  peakMb: number;
}

/** What a run came to, by its summary.json and by the clock from process start to process end. */
export interface CaliforniaRun {
  rows: number;
  seconds: number;
  people: number;
  charges: number;
  findings: number;
  /** A run that keeps the rows has an import before its scan; one that keeps none scans as it reads. */
  stages: Record<'open' | 'import' | 'scan' | 'findings', StageCost>;
  total: StageCost;
}

/** The file with so many rows in the folder; written when it is not there yet. */
export async function californiaFile(rows: number, dir: string): Promise<string> {
  const file = join(dir, `ca-doj-${rows}.dat`);
  if (!existsSync(file)) await writeSample({ jurisdiction: COUNTY, rows, seed: 1, layout: 'ca-doj' }, file);
  return file;
}

interface CaliforniaRunOptions {
  jurisdiction?: string;
  /** Keeps the rows in this database; without it, in one of the folder that is removed again. */
  db?: string;
  /** False keeps no rows at all. */
  keepsRows?: boolean;
}

/** Runs the main job without motions on so many rows. */
export async function runCalifornia(
  rows: number,
  dir: string,
  { jurisdiction = COUNTY, db, keepsRows = true }: CaliforniaRunOptions = {},
): Promise<CaliforniaRun> {
  const input = await californiaFile(rows, dir);
  const out = join(dir, `run-${rows}`);
  const own = join(dir, `run-${rows}.sqlite`);
  const forget = (): void => ['', '-wal', '-shm'].forEach((suffix) => rmSync(own + suffix, { force: true }));
  forget();
  const asked = ['--jurisdiction', jurisdiction, '--as-of', '2022-06-01', '--no-motions', '--out', out];
  const kept = keepsRows ? ['--db', db ?? own] : [];
  const seconds = await secondsOf(() => command(['run', input, ...asked, ...kept]));
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Omit<
    CaliforniaRun,
    'rows' | 'seconds'
  >;
  rmSync(out, { recursive: true, force: true });
  forget();
  const { people, charges, findings, stages, total } = summary;
  return { rows, seconds, people, charges, findings, stages, total };
}

/** Runs the program; rejects when it refuses or fails. Exit code 1 is "done, with problems listed". */
function command(argv: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 || code === 1) resolve();
      else reject(new Error(`second-look ${argv[0] ?? ''} ended with exit code ${code ?? 'none'}`));
    });
  });
}
