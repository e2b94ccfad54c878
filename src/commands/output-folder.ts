/**
 * The folder that a command writes its results to.
 *
 * It may hold other things, which are left alone; but nothing is overwritten that no run of ours has written. While
 * results are being written a file UNFINISHED.txt stands beside them, so that whoever finds the folder after a power cut
 * knows; the next run replaces what is there.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../common/index.js';
import { whenStopped } from './interrupt.js';

const MARK = 'UNFINISHED.txt';
const MARK_TEXT =
  'second-look is writing to this folder, or was stopped while it did. What is here is not complete: run the same command again.\n';
const RESULTS = ['summary.json', 'findings.jsonl', 'findings.csv', 'quarantine.csv'];
const MOTIONS = 'motions';

export interface OutputFolder {
  /** Its full path. */
  path: string;
  /** At the command's end, however it ends: takes a folder that this command made and left empty away again. */
  leave(): void;
}

/** The folder for the results of `run`, made when it is not there. Refuses one whose files of those names are not ours. */
export function openRunFolder(dir: string): OutputFolder {
  return openFolder(dir, (out) => {
    const found = RESULTS.find((name) => existsSync(join(out, name)));
    if (found !== undefined && !existsSync(join(out, MARK)) && !isSummary(join(out, 'summary.json')))
      throw inUse(out, found);
    refuseForeignMotions(out);
  });
}

/** The folder for the motions of `draft`, which go to `motions` within it. Refuses one whose `motions` are not ours. */
export function openDraftFolder(dir: string): OutputFolder {
  return openFolder(dir, refuseForeignMotions);
}

/** Takes away the results of an earlier run and sets the mark; gives what takes the mark away when all is written. */
export function beginResults(out: string): () => void {
  // The mark comes first: a run that is killed here has left nothing that looks complete.
  const finish = mark(out);
  for (const name of RESULTS)
    for (const ending of ['', '.part']) rmSync(join(out, `${name}${ending}`), { force: true });
  rmSync(join(out, MOTIONS), { recursive: true, force: true });
  return finish;
}

/** The same for the motions alone. */
export function beginMotions(out: string): () => void {
  const motions = join(out, MOTIONS);
  mkdirSync(motions, { recursive: true });
  const finish = mark(motions);
  for (const name of readdirSync(motions))
    if (name !== MARK) rmSync(join(motions, name), { recursive: true, force: true });
  return finish;
}

function mark(folder: string): () => void {
  writeFileSync(join(folder, MARK), MARK_TEXT);
  return () => rmSync(join(folder, MARK), { force: true });
}

/** Makes the folder and has `refuse` look at what it holds. */
function openFolder(dir: string, refuse: (out: string) => void): OutputFolder {
  const out = resolve(dir);
  const made = makeFolder(dir, out);
  const leave = (): void => removeEmpty(out, made);
  try {
    accessSync(out, constants.W_OK);
    refuse(out);
  } catch (error) {
    leave();
    throw error;
  }
  const forget = whenStopped(leave);
  return {
    path: out,
    leave() {
      leave();
      forget();
    },
  };
}

/** Makes the folder and those above it; gives the topmost one that had to be made. */
function makeFolder(dir: string, out: string): string | undefined {
  try {
    return mkdirSync(out, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new AppError('output-folder', `${dir} cannot be a folder: a file of that name is there. Choose another.`);
    }
    if (code === 'ENOSPC') throw error;
    throw new AppError('output-folder', `The folder ${dir} cannot be made (${code ?? 'unknown'}). Choose another.`);
  }
}

/** Removes the folder and those above it, down from `topmost`, as far as they are empty. */
function removeEmpty(folder: string, topmost: string | undefined): void {
  if (topmost === undefined) return;
  try {
    for (let each = folder; each.length >= topmost.length; each = dirname(each)) rmdirSync(each);
  } catch {
    // Something is in it, so it stays.
  }
}

function refuseForeignMotions(out: string): void {
  const motions = join(out, MOTIONS);
  if (existsSync(motions) && !existsSync(join(motions, 'manifest.json')) && !existsSync(join(motions, MARK))) {
    throw inUse(out, MOTIONS);
  }
}

function inUse(out: string, name: string): AppError {
  return new AppError(
    'folder-in-use',
    `${join(out, name)} is there already and was not written by a run of second-look. Choose another output folder, or move it away.`,
  );
}

/** Whether the file is a summary of ours. */
function isSummary(file: string): boolean {
  try {
    const summary: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof summary === 'object' && summary !== null && 'engineVersion' in summary && 'inputHash' in summary;
  } catch {
    return false;
  }
}
