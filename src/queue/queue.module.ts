import { Global, Inject, Injectable, Logger, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { InProcessQueue } from './in-process-queue.js';
import { JobChunkEntity } from './job-chunk.entity.js';
import { JobEntity } from './job.entity.js';
import type { JobQueue, QueueLog } from './job-queue.js';
import { JobRunner } from './job-runner.js';
import { Ledger } from './ledger.js';
import { RedisQueue } from './redis-queue.js';

/** The tables of this room. */
export const queueEntities = [JobEntity, JobChunkEntity] as const;

/** The queue that the settings ask for: on Redis where there is a `redisUrl`, inside this process otherwise. */
export function makeQueue(settings: Pick<Settings, 'redisUrl'>, log?: QueueLog): JobQueue {
  const options = log === undefined ? {} : { log };
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
      inject: [SETTINGS, Ledger],
      useFactory: (settings: Settings, ledger: Ledger) => {
        const logger = new Logger('queue');
        const queue = makeQueue(settings, ({ code, kind, id, error }) =>
          logger.warn(`${code} ${kind ?? ''} ${id ?? ''} ${nameOf(error)}`),
        );
        return new JobRunner(queue, ledger, {
          log: ({ code, jobId, index, error }) =>
            logger.warn(`${code} job ${jobId ?? '-'} chunk ${index ?? '-'} ${nameOf(error)}`),
        });
      },
    },
    QueueShutdown,
  ],
  exports: [Ledger, JobRunner],
})
export class QueueModule {}

/** An error's name and code. Its message may hold what a record says, which has no place in a log. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
