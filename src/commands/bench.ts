/**
 * `bench`: one JSON line per benchmark, with the median of several runs and the peak memory. Each run is a process of
 * its own.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import {
  documents,
  evaluationOfAll,
  evaluationOfCalifornia,
  evaluationOfMaryland,
  evaluationOfUncovered,
  growth,
  mainJob,
  mainJobKeepingRows,
  median,
  postgres,
  statuteParsing,
  type Benchmark,
  type Measurement,
} from '../bench/index.js';
import { AppError } from '../common/index.js';
import { print, type ExitStatus } from './output.js';
import type { Finish } from './shared.js';

const BENCHMARKS: readonly Benchmark[] = [
  statuteParsing,
  evaluationOfCalifornia,
  evaluationOfMaryland,
  evaluationOfAll,
  evaluationOfUncovered,
  mainJob,
  mainJobKeepingRows,
  growth,
  postgres,
  documents,
];
const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));

interface BenchOptions {
  quick: boolean;
  only?: string;
  /** Set for the process that does one run: where it may leave files for the next one. */
  once?: string;
}

export function addBenchCommand(program: Command, finish: Finish): void {
  program
    .command('bench')
    .description('measure speed and memory on this machine')
    .option('--quick', 'a tenth of the work', false)
    .option('--only <name>', `one of ${BENCHMARKS.map(({ name }) => name).join(', ')}`)
    .option('--once <dir>', 'one run in this process, with files kept in the folder')
    .action((options: BenchOptions) => finish(() => bench(options)));
}

async function bench(options: BenchOptions): Promise<ExitStatus> {
  const chosen = BENCHMARKS.filter(({ name }) => options.only === undefined || name === options.only);
  const [first] = chosen;
  if (first === undefined) {
    throw new AppError(
      'bad-option',
      `There is no benchmark "${options.only ?? ''}". There are: ${BENCHMARKS.map(({ name }) => name).join(', ')}.`,
    );
  }
  if (options.once !== undefined) {
    print(JSON.stringify(await first.run({ quick: options.quick, dir: options.once })));
    return 0;
  }
  const dir = mkdtempSync(join(tmpdir(), 'second-look-bench-'));
  try {
    for (const benchmark of chosen) print(JSON.stringify(await medianOf(benchmark, options.quick, dir)));
    return 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function medianOf(benchmark: Benchmark, quick: boolean, dir: string): Promise<Record<string, unknown>> {
  const missing = (await benchmark.missing?.()) ?? null;
  if (missing !== null) return { bench: benchmark.name, about: benchmark.about, skipped: missing };
  const argv = [CLI, 'bench', '--only', benchmark.name, '--once', dir, ...(quick ? ['--quick'] : [])];
  const measurements: Measurement[] = [];
  for (let run = 0; run < benchmark.runs; run++) {
    const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 16 * 1024 * 1024 });
    measurements.push(JSON.parse(stdout) as Measurement);
  }
  const values = measurements.map(({ value }) => value);
  const middle = median(values);
  const shown = measurements.find(({ value }) => value === middle);
  return {
    bench: benchmark.name,
    about: benchmark.about,
    median: round(middle),
    unit: shown?.unit,
    runs: values.map(round),
    peakMb: Math.max(...measurements.map(({ peakMb }) => peakMb)),
    ...shown?.detail,
  };
}

function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
}
