import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SETTINGS } from '../config/index.js';
import type { Settings } from '../config/index.js';
import { createDataSource } from './create-data-source.js';
import type { Entity } from './create-data-source.js';
import { migrate } from './migrate.js';

/**
 * Opens the database of the settings for the whole Nest application, and brings its schema up to date first.
 *
 * The entities come from each room's `forFeature`, so this room need not know them.
 */
@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [SETTINGS],
      // Only the type and the collected entities are read from here; createDataSource sets everything else.
      useFactory: (settings: Settings) =>
        settings.database.kind === 'postgres'
          ? { type: 'postgres' as const, url: settings.database.url, autoLoadEntities: true, retryAttempts: 0 }
          : {
              type: 'sqlite' as const,
              database: settings.database.file,
              autoLoadEntities: true,
              retryAttempts: 0,
              extra: { disposable: settings.database.disposable === true },
            },
      dataSourceFactory: async (options) => {
        if (options === undefined) throw new Error('TypeORM was given no options.');
        const address =
          options.type === 'postgres'
            ? ({ kind: 'postgres', url: options.url ?? '' } as const)
            : ({ kind: 'sqlite', file: String(options.database) } as const);
        const { disposable } = (options.extra ?? {}) as { disposable?: boolean };
        const dataSource = createDataSource({
          address,
          entities: (options.entities ?? []) as readonly Entity[],
          disposable: disposable === true,
        });
        await dataSource.initialize();
        await migrate(dataSource);
        return dataSource;
      },
    }),
  ],
})
export class DatabaseModule {}
