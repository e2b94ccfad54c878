/**
 * Ctrl-C and its like: a command stops at once with a sentence and exit code 3. Nothing has to be waited for, because
 * every step writes whole transactions and whole files. What becomes of the work differs, and each command says so.
 */
import { tell } from './output.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const tidying = new Set<() => void>();
/** Of a command that keeps nothing of what it did. */
const BEGINS_ANEW = 'Stopped before it was done: the same command begins anew.';
/** Of a command that takes up what it stored. */
export const IS_FINISHED_BY_THE_SAME =
  'Stopped before it was done. What is stored is whole: run the same command again to finish it.';
let whatBecomesOfIt = BEGINS_ANEW;

/** Has `tidy` done should the command be stopped; gives what takes it back. It may not wait for anything. */
export function whenStopped(tidy: () => void): () => void {
  tidying.add(tidy);
  return () => tidying.delete(tidy);
}

/** Has this said should the command be stopped, in place of that it begins anew; gives what takes it back. */
export function atStop(sentence: string): () => void {
  whatBecomesOfIt = sentence;
  return () => (whatBecomesOfIt = BEGINS_ANEW);
}

/** Begins to answer signals. A command that ends in its own way when told to (a server) calls `leaveSignals`. */
export function answerSignals(): void {
  for (const signal of SIGNALS) process.on(signal, stop);
}

/** Leaves signals to others from now on. */
export function leaveSignals(): void {
  for (const signal of SIGNALS) process.off(signal, stop);
}

function stop(): void {
  leaveSignals();
  for (const tidy of tidying) {
    try {
      tidy();
    } catch {
      // What cannot be tidied now is tidied by the next run.
    }
  }
  tell(whatBecomesOfIt);
  process.exit(3);
}
