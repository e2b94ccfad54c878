/**
 * `serve`: the web process. Without Redis it does the jobs too.
 */
import type { Command } from 'commander';
import { DOCS, startServer } from '../api/index.js';
import { AppError } from '../common/index.js';
import { describeAddress, readSettings, type Settings } from '../config/index.js';
import { Operator } from '../queue/index.js';
import { tell, type ExitStatus } from './output.js';
import type { Finish } from './shared.js';
import { untilStopped } from './until-stopped.js';

interface ServeOptions {
  port?: string;
  host?: string;
  db?: string;
  inContainer?: boolean;
}

export function addServeCommand(program: Command, finish: Finish, version: string): void {
  program
    .command('serve')
    .description('the web server: the REST API under /api/v1, described at /api/docs')
    .option('--port <port>', 'the port to listen on; 0 picks a free one (default: PORT, 3000)')
    .option('--host <host>', 'the address to listen on (default: HOST, 127.0.0.1)')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .option('--in-container', 'listen beyond 127.0.0.1 in a container whose port is published on 127.0.0.1 only')
    .action((options: ServeOptions) =>
      finish(async (): Promise<ExitStatus> => {
        const settings = settingsOf(options);
        const server = await startServer(settings, { version, inContainer: options.inContainer ?? false });
        server.app.get(Operator, { strict: false }).listens(tell);
        tell(`Second Look listens on ${server.url}; the API is described at ${server.url}/${DOCS}.`);
        tell(
          options.inContainer === true
            ? 'There is no log-in yet: publish the port of this container on 127.0.0.1 only.'
            : `There is no log-in yet: it listens on ${settings.host} only, for people on this machine.`,
        );
        tell(
          `Records are in ${describeAddress(settings.database)}; jobs ${settings.redisUrl === null ? 'run in this process' : 'queue on Redis for the workers'}.`,
        );
        await untilStopped(
          () => server.close(),
          (signal) => tell(`${signal}: closing. What is not done goes on at the next start.`),
        );
        return 0;
      }),
    );
}

function settingsOf({ port, host, db }: ServeOptions): Settings {
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65535)) {
    throw new AppError('bad-option', `--port "${port}" is no port; write a whole number from 0 to 65535.`);
  }
  return readSettings({
    ...process.env,
    ...(port === undefined ? {} : { PORT: port }),
    ...(host === undefined ? {} : { HOST: host }),
    ...(db === undefined ? {} : { DATABASE_URL: db }),
  });
}
