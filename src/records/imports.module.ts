import { join, resolve } from 'node:path';
import { Inject, Injectable, Module, Optional, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { JobRunner, QueueModule } from '../queue/index.js';
import { ImportService } from './import.service.js';
import { ImportWork, type KnowsDisposition } from './import-work.js';
import { RecordsModule } from './records.module.js';
import { RecordStore } from './record-store.js';

/** The law's list of disposition phrases, which the wiring lends to imports; without it no phrase is listed as unknown. */
export const KNOWS_DISPOSITION = Symbol('KNOWS_DISPOSITION');

/** Registers imports with the runner. */
@Injectable()
class ImportStart implements OnModuleInit {
  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(RecordStore) private readonly records: RecordStore,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Optional() @Inject(KNOWS_DISPOSITION) private readonly knowsDisposition?: KnowsDisposition,
  ) {}

  onModuleInit(): void {
    const { knowsDisposition } = this;
    const places = { ...placesOf(this.settings), ...(knowsDisposition === undefined ? {} : { knowsDisposition }) };
    this.runner.register(new ImportWork(this.records, this.runner.ledger, places));
  }
}

/** Imports of uploaded files, as jobs. */
@Module({
  imports: [QueueModule, RecordsModule],
  providers: [
    {
      provide: ImportService,
      inject: [getDataSourceToken(), JobRunner, RecordStore, SETTINGS],
      useFactory: (source: DataSource, runner: JobRunner, records: RecordStore, settings: Settings) =>
        new ImportService(source, runner, records, placesOf(settings)),
    },
    ImportStart,
  ],
  exports: [ImportService],
})
export class ImportsModule {}

function placesOf(settings: Settings): { uploads: string; profileDir: string | undefined; threads: number } {
  return {
    uploads: join(resolve(settings.dataDir), 'uploads'),
    profileDir: settings.profilesDirs[0],
    threads: settings.evaluationThreads,
  };
}
