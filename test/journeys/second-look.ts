/**
 * The built program as a person starts it: `node dist/cli.js …` in a process of its own.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The program under test; SECOND_LOOK_CLI names another build, such as one that was installed. */
const CLI = process.env['SECOND_LOOK_CLI'] ?? join(ROOT, 'dist/cli.js');

/** Where the three small files in the California layout are. */
export const CA_DOJ_FILES = join(ROOT, 'test/fixtures/ca-doj');

export interface Ended {
  /** Null when it was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface StartOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/** A command that was started and goes on. */
export interface Running {
  ended: Promise<Ended>;
  pid: number;
  /** What it has said on stderr so far. */
  stderr(): string;
  signal(name: NodeJS.Signals): void;
}

/** Starts a command. Its environment is empty but for what programs need to start, so that nothing of the machine's settings shows. */
export function start(args: readonly string[], options: StartOptions = {}): Running {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { ended, pid: child.pid ?? 0, stderr: () => stderr, signal: (name) => child.kill(name) };
}

/** Runs a command to its end. */
export async function secondLook(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(args, options).ended;
}

/** Runs a command through the shell, where a test is about pipes and closed streams; `second-look` stands for the program. */
export async function inShell(script: string, cwd: string): Promise<Ended> {
  const program = `second-look() { "${process.execPath}" "${CLI}" "$@"; }\n`;
  const child = spawn('bash', ['-c', `${program}${script}`], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs commands to their end, some at a time, and gives how they ended in the order of the commands. */
export async function together<T>(commands: readonly T[], run: (command: T) => Promise<Ended>): Promise<Ended[]> {
  const ended = new Array<Ended>(commands.length);
  let next = 0;
  const hand = async (): Promise<void> => {
    for (let at = next++; at < commands.length; at = next++) ended[at] = await run(commands[at] as T);
  };
  await Promise.all([hand(), hand(), hand()]);
  return ended;
}

/** A run of a command that has to end well; fails with what it said otherwise. */
export async function wellEnded(args: readonly string[], options: StartOptions = {}): Promise<string> {
  const ended = await secondLook(args, options);
  if ((ended.code === 0 || ended.code === 1) && ended.stderr === '') return ended.stdout;
  throw new Error(`second-look ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`);
}

/** A folder that is removed when the tests of the file are over. */
export function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'journey-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes a file into the folder and gives its path. */
export function written(dir: string, name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

/** Every file under the folder with its bytes, by its path within; empty when there is no folder. */
export function filesIn(dir: string): Map<string, Buffer> {
  if (!existsSync(dir)) return new Map();
  const names = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)))
    .sort();
  return new Map(names.map((name) => [name, readFileSync(join(dir, name))]));
}

/** The files whose bytes differ between two folders, or that only one has. */
export function differences(one: string, other: string, leaveOut: readonly string[] = []): string[] {
  const left = filesIn(one);
  const right = filesIn(other);
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((name) => !leaveOut.includes(name))
    .filter((name) => {
      const bytes = right.get(name);
      return bytes === undefined || left.get(name)?.equals(bytes) !== true;
    });
}

/** What the set-up script can tell and do; plain Node, since it runs before anything is installed. */
interface SetUp {
  hashOfSources(): string;
  withLock(file: string, say: (line: string) => void, work: () => Promise<void>): Promise<void>;
}

/** Builds `dist` when it was not made from the present sources. Several test files at once take turns. */
export async function ensureBuilt(): Promise<void> {
  if (process.env['SECOND_LOOK_CLI'] !== undefined) return;
  const { hashOfSources } = (await import(join(ROOT, 'scripts/ensure-ready.mjs'))) as Pick<SetUp, 'hashOfSources'>;
  const { withLock } = (await import(join(ROOT, 'scripts/lib/lock.mjs'))) as Pick<SetUp, 'withLock'>;
  const stamp = join(ROOT, 'dist/.built-from');
  const isBuilt = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources();
  if (isBuilt()) return;
  const work = async (): Promise<void> => {
    if (isBuilt()) return;
    const sources = hashOfSources();
    const build = spawn(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const code = await new Promise((resolve) => build.once('close', resolve));
    if (code !== 0) throw new Error('The build failed; what it said is above.');
    writeFileSync(stamp, sources);
  };
  await withLock(join(ROOT, '.ready'), () => undefined, work);
}
