/**
 * The main job from process start to its results, in a process of its own: rows in the California DOJ layout, SQLite,
 * every charge stored, no motions.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSample } from '../sample/index.js';
import { secondsOf, type Benchmark } from './measurement.js';

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));

export const mainJob: Benchmark = {
  name: 'run',
  about: 'run --no-motions on ca-doj rows, SQLite, from process start to its results',
  runs: 3,
  async run({ quick, dir }) {
    const rows = quick ? 100_000 : 1_000_000;
    const input = join(dir, `ca-doj-${rows}.dat`);
    if (!existsSync(input)) {
      await writeSample({ jurisdiction: 'us-ca-los-angeles', rows, seed: 1, layout: 'ca-doj' }, input);
    }
    const out = join(dir, 'run');
    const seconds = await secondsOf(() =>
      command(['run', input, '--jurisdiction', 'us-ca', '--as-of', '2022-06-01', '--no-motions', '--out', out]),
    );
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as {
      charges: number;
      findings: number;
      people: number;
      stages: unknown;
      total: { peakMb: number };
    };
    const { charges, findings, people, stages, total } = summary;
    return {
      unit: 'rows/s',
      value: rows / seconds,
      peakMb: total.peakMb,
      detail: { rows, seconds: Math.round(seconds * 10) / 10, people, charges, findings, stages },
    };
  },
};

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
