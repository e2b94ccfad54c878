/**
 * A caseload into a file, or into whatever else stands under the name: a pipe, a device, the command's own output.
 */
import { createWriteStream, fstatSync, lstatSync, realpathSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../common/index.js';
import { generateSample, type SampleCounts, type SampleOptions } from './generate-sample.js';

/**
 * Writes a caseload and says what is in it. Throws AppError `sample-reader-gone` where whoever was reading it stopped.
 *
 * A file appears under its name when it is whole: what was interrupted leaves nothing behind but, at worst, `FILE.part`.
 * What is no file (`/dev/stdout`, `/dev/null`, a named pipe) is written to as it stands and never replaced.
 */
export async function writeSample(options: SampleOptions, file: string): Promise<SampleCounts> {
  let counts: SampleCounts = { persons: 0, rows: 0 };
  const pieces = generateSample(options);
  async function* counted(): AsyncGenerator<Buffer> {
    counts = yield* pieces;
  }
  try {
    await writeTo(Readable.from(counted()), file);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    if (reason === 'EPIPE') {
      throw new AppError('sample-reader-gone', `Whoever was reading ${file} stopped before its end.`, {
        exitCode: 3,
        cause,
      });
    }
    const sentence =
      reason === 'ENOSPC'
        ? `The disk is full: ${file} was not written; make room and run it again.`
        : `${file} could not be written (${reason}); check the folder and run it again.`;
    throw new AppError('sample-write', sentence, { exitCode: reason === 'ENOSPC' ? 3 : 2, cause });
  }
  return counts;
}

/** Whether something other than a file stands under the name, which is written to as it stands. */
export function isWrittenInPlace(file: string): boolean {
  return placeOf(file).is !== 'file';
}

type Place = { is: 'file'; path: string } | { is: 'stdout' } | { is: 'device'; path: string };

function placeOf(file: string): Place {
  const standing = lstatSync(file, { throwIfNoEntry: false });
  if (standing === undefined || standing.isFile()) return { is: 'file', path: file };
  const behind = statSync(file, { throwIfNoEntry: false });
  // Stdout under one of its names. It is written to through the stream that the process has: opening it anew would cut
  // off what the shell has sent to the same file before, and cannot be done at all where it is a socket.
  const stdout = standardOutput();
  if (behind !== undefined && behind.dev === stdout?.dev && behind.ino === stdout.ino) return { is: 'stdout' };
  // A link to a file stays a link; the file behind it is the one to appear whole.
  if (behind?.isFile() === true) return { is: 'file', path: realpathSync(file) };
  return { is: 'device', path: file };
}

function standardOutput(): { dev: number; ino: number } | undefined {
  try {
    return fstatSync(1);
  } catch {
    return undefined; // It is closed.
  }
}

async function writeTo(source: Readable, file: string): Promise<void> {
  const place = placeOf(file);
  if (place.is === 'stdout') return pipeline(source, process.stdout, { end: false });
  if (place.is === 'device') return pipeline(source, createWriteStream(place.path));
  const part = `${place.path}.part`;
  try {
    await pipeline(source, createWriteStream(part));
    await rename(part, place.path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
