/**
 * Makes a checkout ready to run: the right Node, the packages of the lock file, a build of the present sources.
 *
 * Plain Node with no packages, because it runs before there are any. What is already in place is left alone, so a
 * second run needs no network and prints nothing. Both questions are answered by content, not by file times: a fresh
 * clone, a switched branch or a restored copy all carry times that say nothing.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withLock } from './lib/lock.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NEEDED = { major: 20, minor: 19 };
const BUILT_FROM = [
  'src',
  'templates',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  '.swcrc',
];
const BUILD_STAMP = 'dist/.built-from';

/** A setup step that could not be done; its message is for the person at the terminal. */
export class SetupError extends Error {}

/** Throws unless the Node version (`20.19.0`) is one that the program runs on. */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor)) return;
  throw new SetupError(
    `This is Node ${version}; second-look needs Node ${NEEDED.major}.${NEEDED.minor} or later. ` +
      'Install it from https://nodejs.org and run the command again.',
  );
}

/** Whether node_modules holds every package that the lock file asks for, in the version it asks for. */
export function packagesMatchLock(root = ROOT) {
  // npm writes the second file when an install has come to its end, so half an install has none.
  const asked = readLock(join(root, 'package-lock.json'));
  const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
  if (asked === null || installed === null) return false;
  for (const [path, entry] of Object.entries(asked)) {
    if (path === '' || entry.link) continue;
    const found = installed[path];
    // An optional package may be left out: most are other platforms' binaries.
    if (found === undefined && (entry.optional || entry.devOptional)) continue;
    if (found?.version !== entry.version) return false;
  }
  return true;
}

function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/** A hash of every file the build is made from; test files are no part of a build. */
export function hashOfSources(root = ROOT) {
  const hash = createHash('sha256');
  for (const path of BUILT_FROM.flatMap((path) => filesUnder(root, path)).sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(root, path) {
  if (!existsSync(join(root, path))) return [];
  if (/\.(json|swcrc)$/.test(path)) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/').replace(/^\//, ''));
}

function isBuilt(root, sources) {
  const stamp = join(root, BUILD_STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
}

/**
 * Installs and builds what is missing; resolves at once when nothing is. Two at the same time take turns.
 * Throws `SetupError` with the end of the log when a step fails.
 */
export async function ensureReady({ root = ROOT, say = (line) => process.stderr.write(`${line}\n`) } = {}) {
  checkNode();
  if (packagesMatchLock(root) && isBuilt(root, hashOfSources(root))) return;
  await withLock(join(root, '.ready'), say, async () => {
    if (!packagesMatchLock(root)) {
      await step(root, say, 'Installing the packages of package-lock.json (npm ci; one to four minutes)', ['ci']);
    }
    const sources = hashOfSources(root);
    if (!isBuilt(root, sources)) {
      await step(root, say, 'Building dist from src (npm run build; a few seconds)', ['run', 'build']);
      writeFileSync(join(root, BUILD_STAMP), sources);
    }
  });
}

async function step(root, say, what, npmArguments) {
  say(`${what} …`);
  const started = Date.now();
  const { code, log } = await npm(root, npmArguments);
  if (code !== 0) {
    const hint =
      npmArguments[0] === 'ci'
        ? 'It needs the npm registry once; sqlite3 also needs python3, make and a C++ compiler where no ready-made binary can be downloaded.'
        : 'The source files have an error that the log names.';
    throw new SetupError(`${excerptOf(log)}\n\nnpm ${npmArguments.join(' ')} failed; its log is above. ${hint}`);
  }
  say(`… done in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** The beginning of a log, where npm says why, and its end, where a compiler does. */
function excerptOf(log) {
  const lines = log.trimEnd().split('\n');
  if (lines.length <= 50) return lines.join('\n');
  return [...lines.slice(0, 20), `… ${lines.length - 50} lines …`, ...lines.slice(-30)].join('\n');
}

function npm(root, npmArguments) {
  // Inside an npm script, the npm that runs it; else the one on the path.
  const cli = process.env.npm_execpath;
  const [command, args] =
    cli !== undefined && /\.c?js$/.test(cli) && /npm-cli/.test(cli)
      ? [process.execPath, [cli, ...npmArguments]]
      : ['npm', npmArguments];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
      // NODE_ENV=production would leave out what the build and the tests need.
      env: { ...process.env, NODE_ENV: 'development' },
    });
    let log = '';
    const keep = (chunk) => (log = (log + chunk).slice(-200_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, log: `${log}\n${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, log }));
  });
}

/** Runs a script's main function after `ensureReady`; prints a setup problem as a sentence and ends with its code. */
export async function readyThen(main = async () => 0) {
  try {
    await ensureReady();
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await readyThen();
