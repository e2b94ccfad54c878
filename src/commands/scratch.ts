/**
 * The temporary database of `run`: a folder that only this account can read, gone when the command ends.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isProcessRunning } from '../common/index.js';
import { whenStopped } from './interrupt.js';

export interface Scratch {
  folder: string;
  remove(): void;
}

/** Makes the folder, and removes those that killed runs left behind: they hold people's records. */
export function makeScratch(): Scratch {
  const prefix = `second-look-${hostname()}-`;
  removeAbandoned(prefix);
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  const forget = whenStopped(() => removeWhileInUse(folder));
  return {
    folder,
    remove() {
      forget();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Removes a folder in which SQLite's threads may still be making the database: a file made between the emptying and the
 * removal, or the folder made again by whoever was about to open a file in it, is removed too.
 */
function removeWhileInUse(folder: string): void {
  for (let tries = 0; tries < 5; tries += 1) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 10 });
    pause(20);
    if (!existsSync(folder)) return;
  }
}

/** Stops this thread alone, for milliseconds: nothing may be waited for in the handler of a signal. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function removeAbandoned(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = name.startsWith(prefix) ? /^(\d+)-[^-]+$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid === undefined || isProcessRunning(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another account's: that account's next run removes it.
    }
  }
}
