/**
 * `worker`: a process that does jobs and nothing else. Any number of them share one Redis and one database.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import { describeAddress } from '../config/index.js';
import { programLog } from '../web/index.js';
import { openHouse } from './house.js';
import { settingsFor } from './settings.js';
import { tell, type ExitStatus } from './output.js';
import type { Finish } from './shared.js';
import { keepSignOfLife } from './sign-of-life.js';
import { untilStopped } from './until-stopped.js';

export function addWorkerCommand(program: Command, finish: Finish): void {
  program
    .command('worker')
    .description('do jobs from Redis and nothing else; any number of workers on any number of machines')
    .option('--db <database>', 'a postgres:// address in place of DATABASE_URL')
    .option('--sign-of-life <file>', 'touch the file every ten seconds while the database and the queue can be reached')
    .action((options: { db?: string; signOfLife?: string }) =>
      finish(async (): Promise<ExitStatus> => {
        const settings = settingsFor(options.db);
        if (settings.redisUrl === null) {
          throw new AppError(
            'no-redis',
            'There is nothing for a worker to do: without REDIS_URL jobs run inside the web process ("second-look serve"). Set REDIS_URL to the Redis that the web process uses.',
          );
        }
        const house = await openHouse(settings);
        house.app.useLogger(programLog(settings.logLevel));
        try {
          await house.runner.start();
          house.scheduleClock.start();
        } catch (error) {
          await house.close();
          throw error;
        }
        tell(`This worker does jobs for ${describeAddress(settings.database)}.`);
        const { signOfLife } = options;
        const endSigns = signOfLife === undefined ? undefined : keepSignOfLife(signOfLife, () => house.runner.ready());
        await untilStopped(
          () => {
            endSigns?.();
            return house.close();
          },
          (signal) => tell(`${signal}: finishing what is under way.`),
        );
        return 0;
      }),
    );
}
