/**
 * The temporary database of `run`: a folder that only this account can read, gone when the command ends.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
  const erase = (): void => rmSync(folder, { recursive: true, force: true });
  const forget = whenStopped(erase);
  return {
    folder,
    remove() {
      forget();
      erase();
    },
  };
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
