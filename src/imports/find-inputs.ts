import { access, constants, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '../common/index.js';

/** What a file in a given directory must end in to be taken for data. A file given by itself may be called anything. */
const DATA_FILE = /\.(?:jsonl|ndjson|json|csv|tsv|dat|txt)(?:\.gz)?$/i;

export interface FoundInputs {
  paths: string[];
  /** Base names of files in directories that were left out. */
  skipped: string[];
}

/**
 * The files that the inputs name: a file is itself, a directory its data files in order of name (not those of its
 * subdirectories). Refuses a path that does not exist or cannot be read, and a directory without data files.
 */
export async function findInputs(inputs: readonly string[]): Promise<FoundInputs> {
  if (inputs.length === 0) {
    throw new AppError('no-input', 'No input was given; name at least one file or directory to import.');
  }
  const found: FoundInputs = { paths: [], skipped: [] };
  for (const input of inputs) {
    const entry = await stat(input).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' || error.code === 'ENOTDIR'
        ? new AppError('input-not-found', `There is no file or directory at ${input}; check the path.`)
        : unreadable(input, error);
    });
    if (entry.isDirectory()) {
      const names = (await readdir(input).catch((error: Error) => Promise.reject(unreadable(input, error)))).sort();
      const data = names.filter((name) => DATA_FILE.test(name) && !name.startsWith('.'));
      if (data.length === 0) {
        throw new AppError(
          'no-input',
          `The directory ${input} holds no data file (.jsonl, .csv, .tsv, .dat or .txt, with or without .gz); name the files to import.`,
        );
      }
      for (const name of data) await addFile(join(input, name), found);
      found.skipped.push(...names.filter((name) => !data.includes(name)));
    } else {
      await addFile(input, found);
    }
  }
  found.skipped.sort();
  const seen = new Set<string>();
  for (const path of found.paths) {
    if (seen.has(path)) throw new AppError('repeated-input', `${path} is named twice; name each file once.`);
    seen.add(path);
  }
  return found;
}

async function addFile(path: string, found: FoundInputs): Promise<void> {
  const entry = await stat(path).catch((error: Error) => Promise.reject(unreadable(path, error)));
  if (entry.isDirectory()) {
    found.skipped.push(basename(path));
    return;
  }
  if (!entry.isFile()) throw new AppError('input-not-a-file', `${path} is neither a file nor a directory.`);
  await access(path, constants.R_OK).catch((error: Error) => Promise.reject(unreadable(path, error)));
  found.paths.push(path);
}

function unreadable(path: string, error: Error): AppError {
  return new AppError('input-unreadable', `${path} cannot be read; check who may read it.`, {
    detail: error.message,
    cause: error,
  });
}
