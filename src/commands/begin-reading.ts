/**
 * Reading begins as soon as the inputs are opened: the rooms, which take a second to load, are opened meanwhile.
 */
import { type BatchStep, type BegunIntake, type Intake, readAhead } from '../imports/index.js';
import { preparing } from '../records/in-threads.js';

/** Some 20,000 rows, a second's reading: prepared records wait whole, and more of them would take much memory. */
const MOST_PREPARED_WAITING = 4;

/**
 * Begins to hash and to read what will be imported. Files that were imported before are found out later, and what was
 * read of them is dropped.
 */
export function beginImport(opened: Intake, threads: number): BegunIntake {
  return beginReading(opened, preparing(opened.coverage), threads, MOST_PREPARED_WAITING);
}

/**
 * Begins to hash and to read; up to `mostWaiting` batches of what comes of the step wait. Files that are not read in threads
 * are read when their batches are taken.
 */
export function beginReading<T>(opened: Intake, step: BatchStep<T>, threads: number, mostWaiting: number): BegunIntake {
  // On a thread of its own; whoever needs the hash meets the error.
  opened.contentHash().catch(() => undefined);
  return opened.readsInThreads ? readAhead(opened, step, threads, mostWaiting) : { ...opened, leave: () => undefined };
}
