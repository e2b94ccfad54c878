/** The main job on an invented export in the California DOJ layout, in a process of its own. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSample } from '../sample/index.js';
import { command } from './main-job.js';
import { secondsOf } from './measurement.js';

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
  stages: Record<'open' | 'import' | 'scan' | 'findings', StageCost>;
  total: StageCost;
}

/** The file with so many rows in the folder; written when it is not there yet. */
export async function californiaFile(rows: number, dir: string): Promise<string> {
  const file = join(dir, `ca-doj-${rows}.dat`);
  if (!existsSync(file)) await writeSample({ jurisdiction: COUNTY, rows, seed: 1, layout: 'ca-doj' }, file);
  return file;
}

/** Runs the main job without motions on so many rows, with every row kept: in a database of the folder where none is named. */
export async function runCalifornia(
  rows: number,
  dir: string,
  { jurisdiction = COUNTY, db }: { jurisdiction?: string; db?: string } = {},
): Promise<CaliforniaRun> {
  const input = await californiaFile(rows, dir);
  const out = join(dir, `run-${rows}`);
  const own = join(dir, `run-${rows}.sqlite`);
  const forget = (): void => ['', '-wal', '-shm'].forEach((suffix) => rmSync(own + suffix, { force: true }));
  forget();
  const options = [
    '--jurisdiction',
    jurisdiction,
    '--as-of',
    '2022-06-01',
    '--no-motions',
    '--out',
    out,
    '--db',
    db ?? own,
  ];
  const seconds = await secondsOf(() => command(['run', input, ...options]));
  const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Omit<
    CaliforniaRun,
    'rows' | 'seconds'
  >;
  rmSync(out, { recursive: true, force: true });
  forget();
  const { people, charges, findings, stages, total } = summary;
  return { rows, seconds, people, charges, findings, stages, total };
}
