import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ConfigModule, readSettings } from '../../src/config/index.js';
import type { DatabaseAddress } from '../../src/config/index.js';
import { DatabaseModule, ProductDataSource } from '../../src/database/index.js';
import { RecordsModule, RecordStore } from '../../src/records/index.js';
import { withDatabases } from './with-databases.js';

withDatabases('the modules of Nest', (database) => {
  function appModule(address: DatabaseAddress): new () => object {
    @Module({
      imports: [ConfigModule.forSettings({ ...readSettings({}), database: address }), DatabaseModule, RecordsModule],
    })
    class AppModule {}
    return AppModule;
  }

  it('open the database of the settings, migrate it, and close it at the end', async () => {
    const app = await NestFactory.createApplicationContext(appModule(await database.fresh()), { logger: false });
    const dataSource = app.get<DataSource>(getDataSourceToken());
    expect(dataSource).toBeInstanceOf(ProductDataSource);
    expect(await app.get(RecordStore).snapshot()).toEqual({ sequence: 0, people: 0, charges: 0 });
    await app.close();
    expect(dataSource.isInitialized).toBe(false);
  });

  it('stop the start with a sentence when the database is not to be had', async () => {
    const address: DatabaseAddress =
      database.kind === 'sqlite'
        ? { kind: 'sqlite', file: join(fileURLToPath(import.meta.url), 'below-a-plain-file.sqlite') }
        : { kind: 'postgres', url: 'postgres://clerk@127.0.0.1:1/review' };
    const starting = NestFactory.createApplicationContext(appModule(address), { logger: false, abortOnError: false });
    await expect(starting).rejects.toMatchObject({ code: 'database-unreachable', exitCode: 3 });
  });
});
