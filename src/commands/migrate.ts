/**
 * `migrate`: brings the configured database's schema up to date. Opening the rooms does the same; this does only that.
 */
import type { Command } from 'commander';
import { describeAddress } from '../config/index.js';
import { withHouse } from './house.js';
import { settingsFor } from './settings.js';
import { print, printJson, type ExitStatus } from './output.js';
import { formatOption, type Finish } from './shared.js';

export function addMigrateCommand(program: Command, finish: Finish): void {
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action((options: { db?: string; format: string }) =>
      finish(() => {
        const settings = settingsFor(options.db);
        return withHouse<ExitStatus>(settings, async () => {
          const database = describeAddress(settings.database);
          if (options.format === 'json') printJson({ database, upToDate: true });
          else print(`The schema of ${database} is up to date.`);
          return 0;
        });
      }),
    );
}
