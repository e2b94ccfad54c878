import { leaveSignals } from './interrupt.js';

/** How long a process that is told to stop may take, in milliseconds. What it leaves undone the ledger knows. */
const STOP_WITHIN_MS = 10_000;

/**
 * Waits for SIGTERM or SIGINT, then closes. Ends the process when closing takes longer than ten seconds, or when the
 * signal comes again: whoever asks twice means it.
 */
export async function untilStopped(close: () => Promise<void>, onStop: (signal: string) => void): Promise<void> {
  leaveSignals();
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => resolve(name));
  });
  onStop(signal);
  const giveUp = (): never => process.exit(0);
  const timer = setTimeout(giveUp, STOP_WITHIN_MS);
  process.once('SIGTERM', giveUp);
  process.once('SIGINT', giveUp);
  await close();
  clearTimeout(timer);
  process.off('SIGTERM', giveUp);
  process.off('SIGINT', giveUp);
}
