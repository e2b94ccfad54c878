import { Inject, Injectable, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { JobRunner, QueueModule } from '../queue/index.js';
import { RecordsModule, RecordStore } from '../records/index.js';
import type { ChunkEvaluator } from './chunk-evaluator.js';
import { FINDING_SINK, type FindingSink } from './finding-sink.js';
import { ScanStore } from './scan-store.js';
import { ScanWork } from './scan-work.js';
import { ScanService } from './scan.service.js';
import { scansEntities } from './scans-entities.js';
import { makeEvaluator } from './thread-evaluator.js';

const EVALUATOR = Symbol('EVALUATOR');

/** Registers scans with the runner, and ends the threads with the application. */
@Injectable()
class ScanStart implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(RecordStore) private readonly records: RecordStore,
    @Inject(ScanStore) private readonly store: ScanStore,
    @Inject(FINDING_SINK) private readonly sink: FindingSink,
    @Inject(EVALUATOR) private readonly evaluator: ChunkEvaluator,
  ) {}

  onModuleInit(): void {
    this.runner.register(new ScanWork(this.records, this.store, this.sink, this.evaluator, this.runner.ledger));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.close();
    await this.evaluator.close();
  }
}

/** Scans. Needs a `FINDING_SINK`, which the room of findings provides to the whole application. */
@Module({
  imports: [TypeOrmModule.forFeature([...scansEntities]), QueueModule, RecordsModule],
  providers: [
    { provide: ScanStore, inject: [getDataSourceToken()], useFactory: (source: DataSource) => new ScanStore(source) },
    {
      provide: EVALUATOR,
      inject: [SETTINGS],
      useFactory: (settings: Settings) => makeEvaluator(settings.evaluationThreads),
    },
    {
      provide: ScanService,
      inject: [getDataSourceToken(), RecordStore, ScanStore, JobRunner, SETTINGS],
      useFactory: (source: DataSource, records: RecordStore, store: ScanStore, runner: JobRunner, settings: Settings) =>
        new ScanService(source, records, store, runner, { chunkPeople: settings.chunkPeople }),
    },
    ScanStart,
  ],
  exports: [ScanService, ScanStore],
})
export class ScansModule {}
