import { Global, Inject, Injectable, Logger, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AppError } from '../common/index.js';
import { describeAddress, SETTINGS, type Settings } from '../config/index.js';
import { InProcessQueue } from './in-process-queue.js';
import { JobChunkEntity } from './job-chunk.entity.js';
import { JobEntity } from './job.entity.js';
import type { JobQueue, QueueLog } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { Ledger } from './ledger.js';
import { Operator } from './operator.js';
import { RedisQueue } from './redis-queue.js';

/** The tables of this room. */
export const queueEntities = [JobEntity, JobChunkEntity] as const;

/** The queue that the settings ask for: on Redis where there is a `redisUrl`, inside this process otherwise. */
export function makeQueue(
  settings: Pick<Settings, 'redisUrl'>,
  options: { log?: QueueLog; tell?: (sentence: string) => void } = {},
): JobQueue {
  return settings.redisUrl === null ? new InProcessQueue(options) : new RedisQueue(settings.redisUrl, options);
}

/** Closes the queue before the database goes: takes no more work and waits for what is under way. */
@Injectable()
class QueueShutdown implements BeforeApplicationShutdown {
  constructor(@Inject(JobRunner) private readonly runner: JobRunner) {}

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.close();
  }
}

/**
 * The ledger and the runner for the whole application. Rooms register their work with the `JobRunner`; a process that
 * does jobs (the web process without Redis, a worker with it) calls `start()` on it once all have.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([...queueEntities])],
  providers: [
    {
      provide: Ledger,
      inject: [getDataSourceToken()],
      useFactory: (dataSource: DataSource) => new Ledger(dataSource),
    },
    {
      provide: JobRunner,
      inject: [SETTINGS, Ledger, Operator],
      useFactory: (settings: Settings, ledger: Ledger, operator: Operator) => {
        const tell = (sentence: string): void => operator.tell(sentence);
        return new JobRunner(makeQueue(settings, { log: logQueue, tell }), ledger, {
          tell,
          database: `${settings.database.kind === 'postgres' ? 'PostgreSQL at' : 'The database'} ${describeAddress(settings.database)}`,
          log: ({ code, jobId, index, reference, error }) =>
            logger.warn(
              [`${code} job ${jobId ?? '-'} chunk ${index ?? '-'} ${reference ?? ''} ${nameOf(error)}`]
                .concat(error instanceof AppError ? [] : placesOf(error))
                .join('\n'),
            ),
        });
      },
    },
    Operator,
    QueueShutdown,
  ],
  exports: [Ledger, JobRunner, Operator],
})
export class QueueModule {}

const logger = new Logger('queue');

/** A given-up id is worth a look; what is tried again, and what BullMQ says while Redis is away, only to who looks for a fault. */
const logQueue: QueueLog = ({ code, kind, id, error }) => {
  const line = `${code} ${kind ?? ''} ${id ?? ''} ${nameOf(error)}`;
  if (code === 'id-dropped') logger.warn(line);
  else logger.debug(line);
};

/** Where in the program an error arose. */
function placesOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  return lines.filter((line) => /^\s+at /.test(line)).slice(0, 12);
}

/** An error's name and code. Its message may hold what a record says, which has no place in a log. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
