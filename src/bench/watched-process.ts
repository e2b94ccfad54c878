/** The program in processes of its own, with how much memory each came to hold. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../cli.js', import.meta.url));
const LOOK_EVERY_MS = 100;

export interface Watched {
  /** Resolves at its end; rejects when it refused or failed. Exit code 1 is "done, with problems listed". */
  readonly done: Promise<void>;
  /** Resolves once it has said something that matches on stderr; rejects when it ends before. */
  untilSaid(pattern: RegExp): Promise<void>;
  /** The most memory it has held so far, in megabytes; 0 where the system does not tell (it is read from /proc). */
  peakMb(): number;
  /** Tells it to stop, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts a command of the program with these settings above those of the environment. */
export function startWatched(argv: readonly string[], env: Readonly<Record<string, string>>): Watched {
  const child = spawn(process.execPath, [CLI, ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  let peakMb = 0;
  let said = '';
  const look = setInterval(() => (peakMb = Math.max(peakMb, peakMbOf(child.pid))), LOOK_EVERY_MS);
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(child, 'close').then(([code]) => {
    clearInterval(look);
    if (code !== 0 && code !== 1) {
      throw new Error(`second-look ${argv[0] ?? ''} ended with exit code ${String(code)}. ${said.trim()}`);
    }
  });
  ended.catch(() => undefined);
  return {
    done: ended,
    untilSaid: (pattern) =>
      new Promise((resolve, reject) => {
        const listen = (): void => {
          if (pattern.test(said)) resolve();
        };
        child.stderr.on('data', listen);
        ended.then(() => reject(new Error(`second-look ${argv[0] ?? ''} ended too soon. ${said.trim()}`)), reject);
        listen();
      }),
    peakMb: () => peakMb,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What Linux says the process has held at most. */
function peakMbOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
