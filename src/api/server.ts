import 'reflect-metadata';
import type { IncomingMessage } from 'node:http';
import { Module, type DynamicModule, type LoggerService, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module.js';
import type { Settings } from '../config/index.js';
import { JobRunner } from '../queue/index.js';
import { ImportService } from '../records/index.js';
import { ScheduleClock } from '../scans/index.js';
import {
  Closing,
  listen,
  programLog,
  refuseNul,
  onlyThisMachine,
  ProblemFilter,
  refuseOpenHost,
  securityHeaders,
} from '../web/index.js';
import { ApiModule } from './api.module.js';
import { describeApi, serveDocs } from './describe-api.js';

/** The whole house with its web door. */
@Module({})
class ServerModule {
  static forSettings(settings: Settings): DynamicModule {
    return { module: ServerModule, imports: [AppModule.forSettings(settings), ApiModule] };
  }
}

export interface WebServer {
  /** Where it listens, as `http://127.0.0.1:3000`. */
  url: string;
  app: NestExpressApplication;
  /** Takes no more requests, lets jobs come to a safe place, and lets everything go. */
  close(): Promise<void>;
}

export interface ServerOptions {
  /** The program's version, for the description of the API. */
  version: string;
  logger?: LoggerService | LogLevel[] | false;
  /** This is a container whose port is published to its own machine only. */
  inContainer?: boolean;
}

const JSON_LIMIT = '1mb';

/**
 * Opens the rooms, listens, and does jobs in this process unless they queue on Redis. Refuses an address beyond this
 * machine and a port that is taken.
 */
export async function startServer(settings: Settings, options: ServerOptions): Promise<WebServer> {
  refuseOpenHost(settings.host, options.inContainer);
  const app = await NestFactory.create<NestExpressApplication>(ServerModule.forSettings(settings), {
    bodyParser: false,
    abortOnError: false,
    forceCloseConnections: true,
    // Quiet until the door is open: what stops the start is said once, by whoever started it.
    logger: options.logger ?? (settings.logLevel === 'debug' ? programLog('debug') : false),
  });
  try {
    prepare(app, options.version);
    const url = await listen(app, settings.host, settings.port);
    if (options.logger === undefined) app.useLogger(programLog(settings.logLevel));
    await app.get(ImportService, { strict: false }).removeForgotten(new Date());
    if (settings.redisUrl === null) await app.get(JobRunner, { strict: false }).start();
    app.get(ScheduleClock, { strict: false }).start();
    return { url, app, close: () => close(app) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

function prepare(app: NestExpressApplication, version: string): void {
  app.disable('x-powered-by');
  app.use(securityHeaders, onlyThisMachine);
  app.useBodyParser('json', { limit: JSON_LIMIT, type: isJsonForUs });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(refuseNul);
  serveDocs(app, describeApi(app, version));
  const server = app.getHttpServer();
  // An upload of gigabytes takes longer than Node's five minutes; what dawdles in its headers is still cut off.
  server.requestTimeout = 0;
}

/** Everything that calls itself JSON, but the body of an upload, which may be a file of JSON and goes to the disk. */
function isJsonForUs(request: IncomingMessage): boolean {
  const isUpload = request.method === 'POST' && /^\/api\/v1\/imports\/?(\?|$)/.test(request.url ?? '');
  return !isUpload && /^application\/([a-z0-9.+-]+\+)?json\b/i.test(request.headers['content-type'] ?? '');
}

async function close(app: NestExpressApplication): Promise<void> {
  const server = app.getHttpServer();
  // New requests would meet rooms that are half closed; those who listen to events are told by the end of their stream.
  server.close();
  app.get(Closing, { strict: false }).begin();
  server.closeIdleConnections();
  await app.close();
}
