/**
 * The files that a command reads, opened or refused whole before anything is stored. Needs no rooms: they are opened while
 * reading goes on.
 */
import { openIntake, type Intake, type IntakeOptions } from '../imports/index.js';
import { knowsDisposition } from '../law/index.js';
import type { Coverage } from '../records/index.js';
import { coverageOf, today, type CoverageOptions } from './shared.js';

export interface ImportOptions extends CoverageOptions {
  profile?: string;
}

/** Opens the inputs, or refuses them whole, before anything is stored; `threads` are those that will read them. */
export async function openInputs(
  inputs: readonly string[],
  options: ImportOptions,
  profileDir: string | undefined,
  threads: NonNullable<IntakeOptions['threads']>,
): Promise<Intake> {
  const coverage: Partial<Coverage> = coverageOf(options);
  return openIntake(inputs, {
    coverage,
    today: today(),
    knowsDisposition,
    threads,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(profileDir === undefined ? {} : { profileDir }),
    onProgress: (progress) => reading?.(progress.bytes, progress.totalBytes),
  });
}

/** Told how much has been read; the intake is opened before there is a bar to show it on. */
let reading: ((bytes: number, total: number) => void) | null = null;

/** Has this told from now on how much has been read; null for nobody. */
export function tellReading(told: typeof reading): void {
  reading = told;
}
