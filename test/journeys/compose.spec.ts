/**
 * What docker-compose.yml and the Dockerfile say is true of the program. The first half reads them; the second starts the
 * very processes by hand, with the same commands, settings and health checks, on this machine's PostgreSQL and a Redis that
 * is started with the command of the file. Only addresses, ports and folders differ.
 */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { readSettings, SETTING_NAMES } from '../../src/config/index.js';
import { CLOSE_WITHIN_MS } from '../../src/queue/index.js';
import { writeSample } from '../../src/sample/index.js';
import { findPostgres } from '../database/find-postgres.js';
import { dropDatabase, makeDatabase } from '../drills/own-database.js';
import { freePort } from '../drills/own-redis.js';
import { ensureBuilt, temporaryDir, wellEnded } from './second-look.js';

interface Service {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: [kind: 'CMD' | 'CMD-SHELL', ...words: string[]] };
  stop_grace_period?: string;
  read_only?: boolean;
  tmpfs?: string[];
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const compose = parse(textOf('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const { services } = compose;
const service = (name: string): Service => {
  const found = services[name];
  if (found === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
/** The services that are this program. */
const OURS = Object.keys(services).filter((name) => services[name]?.build !== undefined);
/** The command of the program that each of its files stands for. */
const COMMAND_OF: Record<string, string[]> = { 'main.js': ['serve'], 'worker.js': ['worker'], 'cli.js': [] };

/** A guard against waiting for ever; nothing is meant to take so long. */
const PATIENCE_MS = 240_000;

describe('docker-compose.yml', () => {
  beforeAll(() => ensureBuilt(), PATIENCE_MS);

  it('starts the web process, workers, PostgreSQL, Redis, and once the migration', () => {
    expect(Object.keys(services).sort()).toEqual(['app', 'migrate', 'postgres', 'redis', 'worker']);
    expect(OURS.sort()).toEqual(['app', 'migrate', 'worker']);
  });

  it.each(OURS)(
    'has %s started with a command and options that the program knows',
    async (name) => {
      const [node, file = '', ...words] = service(name).command ?? [];
      expect(node).toBe('node');
      expect(existsSync(join(ROOT, 'src', file.replace(/^dist\/(.*)\.js$/, '$1.ts')))).toBe(true);
      const command = [...(COMMAND_OF[file.replace('dist/', '')] ?? ['?']), ...words];
      const help = await wellEnded([command[0] ?? '', '--help']);
      for (const option of command.filter((word) => word.startsWith('--'))) {
        expect(help).toMatch(new RegExp(` ${option}[ ,\\n]`));
      }
    },
    PATIENCE_MS,
  );

  it.each(OURS)('gives %s only settings that there are, with values that are accepted', (name) => {
    const environment = service(name).environment ?? {};
    for (const variable of Object.keys(environment)) expect(SETTING_NAMES).toContain(variable);
    const settings = readSettings({
      ...environment,
      DATABASE_URL: environment['DATABASE_URL']?.replace(/\$\{[^}]*\}/, 'secret'),
    });
    expect(settings.database).toMatchObject({ kind: 'postgres' });
    expect(settings.redisUrl).toBe('redis://redis:6379');
    // What is written outlives the container: uploads and documents on the shared volume, nothing else anywhere.
    expect(service(name)).toMatchObject({ volumes: [`files:${settings.dataDir}`], read_only: true, tmpfs: ['/tmp'] });
  });

  it('names only services, volumes and health checks that there are', () => {
    for (const each of Object.values(services)) {
      for (const [other, { condition }] of Object.entries(each.depends_on ?? {})) {
        if (condition === 'service_healthy') expect(service(other).healthcheck).toBeDefined();
        else expect(service(other)).toBeDefined();
      }
      for (const volume of each.volumes ?? []) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    }
    for (const name of ['app', 'worker', 'redis', 'postgres']) expect(service(name).healthcheck).toBeDefined();
  });

  it('lets nobody in but from this machine, and only to the web process', () => {
    expect(service('app').ports).toEqual(['127.0.0.1:${SECOND_LOOK_PORT:-3000}:3000']);
    for (const [name, { ports }] of Object.entries(services)) if (name !== 'app') expect(ports).toBeUndefined();
  });

  it.each(OURS)('gives %s longer to stop than it takes at most', (name) => {
    expect(Number(/^(\d+)s$/.exec(service(name).stop_grace_period ?? '')?.[1]) * 1000).toBeGreaterThan(CLOSE_WITHIN_MS);
  });

  it('keeps what Redis and PostgreSQL hold on volumes, Redis with its append-only file', () => {
    expect(service('redis').command?.join(' ')).toContain('--appendonly yes');
    expect(service('redis').volumes).toEqual(['redis:/data']);
    expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql/data']);
  });
});

describe('the Dockerfile', () => {
  const lines = textOf('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('builds from files that are here and not left out', () => {
    const ignored = textOf('.dockerignore').split('\n');
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources).toContain('package-lock.json');
    for (const source of sources) expect({ source, is: existsSync(join(ROOT, source)) }).toEqual({ source, is: true });
    for (const needed of ['src', 'templates', 'nest-cli.json', '.npmrc']) expect(ignored).not.toContain(needed);
    for (const secret of ['.env', 'data', '.git']) expect(ignored).toContain(secret);
  });

  it('makes an image without tools, whose program may not change itself and does not run as root', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last[0]).toMatch(/^FROM node:20-slim$/);
    expect(last.join('\n')).not.toContain('apt-get');
    const user = last.findIndex((line) => line === 'USER node');
    expect(user).toBeGreaterThan(0);
    expect(last.slice(user).filter((line) => /^(RUN|COPY) /.test(line))).toEqual([]);
    for (const line of last.filter((each) => each.startsWith('COPY '))) expect(line).toContain('--chown=root:root');
    expect(last.at(-1)).toBe('CMD ["node", "dist/main.js"]');
  });
});

interface Started {
  pid: number;
  stderr: () => string;
  /** Resolves with the exit code; null when it was killed. */
  ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

function startProcess(command: readonly string[], env: Record<string, string>): Started {
  const [program = '', ...args] = command;
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(program === 'node' ? process.execPath : program, args, {
    cwd: ROOT,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return { pid: child.pid ?? 0, stderr: () => stderr, ended, signal: (name) => void child.kill(name) };
}

/** Whether a health check of the file succeeds, with other addresses in place of those within a container. */
async function isHealthy(name: string, places: Record<string, string>, more: readonly string[] = []): Promise<boolean> {
  const [kind, ...words] = service(name).healthcheck?.test ?? ['CMD'];
  const [program = '', ...args] = words.map((word) =>
    Object.entries(places).reduce((text, [here, there]) => text.replaceAll(here, there), word),
  );
  const [file, argv] = kind === 'CMD-SHELL' ? ['/bin/sh', ['-c', program]] : [program, [...more, ...args]];
  return new Promise((resolve) =>
    execFile(file === 'node' ? process.execPath : file, argv, (error) => resolve(error === null)),
  );
}

async function untilHealthy(
  name: string,
  running: Started,
  places: Record<string, string>,
  more: readonly string[] = [],
): Promise<void> {
  let over = false;
  void running.ended.then(() => (over = true));
  while (!(await isHealthy(name, places, more))) {
    if (over) throw new Error(`${name} ended: ${running.stderr()}`);
    await pause(200);
  }
}

const server = await findPostgres();
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
afterAll(async () => {
  if ('stop' in server) await server.stop();
});

const missing = 'missing' in server ? server.missing : hasRedis ? null : 'there is no redis-server to start';
if (missing === null) describe('the processes of docker-compose.yml', theirProcesses);
else if (process.env['CI'] === 'true') {
  it('the processes of docker-compose.yml have their servers', () => {
    throw new Error(`They are needed here: ${missing}.`);
  });
}

function theirProcesses(): void {
  const dir = temporaryDir();
  const running: Started[] = [];
  const serverUrl = 'url' in server ? server.url : '';
  let database: Awaited<ReturnType<typeof makeDatabase>> | undefined;

  afterAll(async () => {
    for (const each of running) each.signal('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    if (database !== undefined) await dropDatabase(serverUrl, database);
  });

  const begin = (command: readonly string[], env: Record<string, string> = {}): Started => {
    const started = startProcess(command, env);
    running.push(started);
    return started;
  };

  it(
    'start, become healthy, do a scan that was asked for over HTTP, and stop when they are told to',
    async () => {
      await ensureBuilt();
      database = await makeDatabase(serverUrl);
      const [redisPort, port] = [String(await freePort()), String(await freePort())];
      const here = ['--port', redisPort, '--bind', '127.0.0.1', '--dir', dir];
      await untilHealthy('redis', begin([...(service('redis').command ?? []), ...here]), {}, ['-p', redisPort]);
      const settingsOf = (name: string): Record<string, string> => ({
        ...service(name).environment,
        ...{
          DATABASE_URL: database?.url ?? '',
          REDIS_URL: `redis://127.0.0.1:${redisPort}`,
          DATA_DIR: join(dir, 'data'),
        },
        ...(name === 'app' ? { HOST: '127.0.0.1', PORT: port } : {}),
      });

      expect(await begin(service('migrate').command ?? [], settingsOf('migrate')).ended).toBe(0);
      // Outside of a container the web process refuses --in-container, and needs it no more than HOST.
      const app = begin(
        (service('app').command ?? []).filter((word) => word !== '--in-container'),
        settingsOf('app'),
      );
      const signs = ['one', 'two'].map((name) => join(dir, name));
      const workers = signs.map((sign) =>
        begin(
          (service('worker').command ?? []).map((word) => word.replace('/tmp/alive', sign)),
          settingsOf('worker'),
        ),
      );
      await untilHealthy('app', app, { ':3000': `:${port}` });
      for (const [n, sign] of signs.entries()) {
        await untilHealthy('worker', workers[n] as Started, { '/tmp/alive': sign });
      }

      const api = `http://127.0.0.1:${port}/api/v1`;
      const file = join(dir, 'people.jsonl');
      await writeSample(
        { jurisdiction: 'us-md', persons: 50, seed: 4, asOf: '2026-11-22', layout: 'canonical-jsonl' },
        file,
      );
      const form = new FormData();
      form.append('file', new Blob([readFileSync(file, 'utf8')]), 'people.jsonl');
      const over = async (answer: Response): Promise<Record<string, unknown>> => {
        expect(answer.status).toBe(202);
        const { jobId } = (await answer.json()) as { jobId: number };
        // The stream ends with the job.
        await (await fetch(`${api}/jobs/${jobId}/events`)).text();
        return (await (await fetch(`${api}/jobs/${jobId}`)).json()) as Record<string, unknown>;
      };
      expect(await over(await fetch(`${api}/imports`, { method: 'POST', body: form }))).toMatchObject({
        status: 'done',
      });
      const scan = await over(
        await fetch(`${api}/scans`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jurisdictions: ['us-md'], asOf: '2026-11-22' }),
        }),
      );
      expect(scan).toMatchObject({ status: 'done', error: null });
      expect((scan['result'] as { findings: number }).findings).toBeGreaterThan(0);

      // A worker that was killed leaves its sign behind, which a minute later is too old to count.
      const [first, second] = signs as [string, string];
      const old = new Date(Date.now() - 120_000);
      workers[0]?.signal('SIGKILL');
      await workers[0]?.ended;
      utimesSync(first, old, old);
      expect(await isHealthy('worker', { '/tmp/alive': first })).toBe(false);

      for (const each of [app, workers[1] as Started]) each.signal('SIGTERM');
      expect(await Promise.all([app.ended, workers[1]?.ended])).toEqual([0, 0]);
      expect(await isHealthy('worker', { '/tmp/alive': second })).toBe(false);
      expect(await isHealthy('app', { ':3000': `:${port}` })).toBe(false);
    },
    PATIENCE_MS,
  );
}
