/**
 * Ctrl-C and its like: a command stops at once with a sentence and exit code 3. Nothing has to be waited for, because
 * every step writes whole transactions and whole files, and the same command takes up what is not done.
 */
import { tell } from './output.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const tidying = new Set<() => void>();
let sayStopped = usualSentence;

/** Has `tidy` done should the command be stopped; gives what takes it back. It may not wait for anything. */
export function whenStopped(tidy: () => void): () => void {
  tidying.add(tidy);
  return () => tidying.delete(tidy);
}

/** Has `say` called in place of the usual sentence should the command be stopped; gives what takes it back. */
export function atStop(say: () => void): () => void {
  sayStopped = say;
  return () => (sayStopped = usualSentence);
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
  sayStopped();
  process.exit(3);
}

function usualSentence(): void {
  tell('Stopped before it was done. What is stored is whole: run the same command again to finish it.');
}
