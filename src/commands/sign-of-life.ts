/**
 * How others know that a worker is alive, though nobody can connect to it: it keeps touching a file for as long as its
 * event loop turns and it reaches both the database and the queue. Whoever looks after it compares the file's age with a
 * minute; no port is opened and no process started but `find`.
 */
import { rmSync, writeFileSync } from 'node:fs';

/** Milliseconds between two signs: several fit into the minute after which a worker is taken for dead. */
const SIGN_EVERY_MS = 10_000;

/**
 * Touches the file now and as long as `reaches` resolves; gives what ends it and removes the file. A sign that is due
 * while the last one is still being asked for is left out. Throws when the file cannot be written at all.
 */
export function keepSignOfLife(file: string, reaches: () => Promise<unknown>, everyMs = SIGN_EVERY_MS): () => void {
  let asking = false;
  const sign = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      await reaches();
      writeFileSync(file, `${process.pid}\n`);
    } catch {
      // No sign is the sign: the log says elsewhere what cannot be reached.
    } finally {
      asking = false;
    }
  };
  writeFileSync(file, `${process.pid}\n`);
  const timer = setInterval(() => void sign(), everyMs);
  return () => {
    clearInterval(timer);
    rmSync(file, { force: true });
  };
}
