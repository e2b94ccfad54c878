import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A program under test in a process of its own. */
export interface StartedScript {
  /** Its lines on standard output, as they come; ends when it does. */
  lines: AsyncIterable<string>;
  /** Ends it as a power cut would (`kill -9`), and resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves with its exit code (null when it was killed) and what it wrote to standard error. */
  ended: Promise<{ code: number | null; errors: string }>;
}

/** Starts a TypeScript file of the tests with arguments; `script` is relative to the folder `test`. */
export function startScript(script: string, args: readonly string[]): StartedScript {
  const hooks = new URL('./typescript-hooks.mjs', import.meta.url).href;
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', hooks, file, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let errors = '';
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  const ended = new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, errors }));
  });
  return {
    lines: createInterface({ input: child.stdout }),
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
