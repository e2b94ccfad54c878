import { Inject, Injectable, Logger, Module, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { loadPacks } from '../law/index.js';
import { JobRunner, QueueModule } from '../queue/index.js';
import { RecordsModule, RecordStore } from '../records/index.js';
import type { ChunkEvaluator } from './chunk-evaluator.js';
import { FINDING_SINK, type FindingSink } from './finding-sink.js';
import { ScanAsRead } from './scan-as-read.js';
import { ScanStore } from './scan-store.js';
import { ScanWork } from './scan-work.js';
import { ScanService } from './scan.service.js';
import { scansEntities } from './scans-entities.js';
import { ScheduleClock } from './schedules/schedule-clock.js';
import { ScheduleStore } from './schedules/schedule-store.js';
import { type DueOutcome, ScheduleService } from './schedules/schedule.service.js';
import { makeEvaluator } from './thread-evaluator.js';

const EVALUATOR = Symbol('EVALUATOR');

/** Registers scans with the runner, and ends the clock and the threads with the application. */
@Injectable()
class ScanStart implements OnModuleInit, BeforeApplicationShutdown {
  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(RecordStore) private readonly records: RecordStore,
    @Inject(ScanStore) private readonly store: ScanStore,
    @Inject(FINDING_SINK) private readonly sink: FindingSink,
    @Inject(EVALUATOR) private readonly evaluator: ChunkEvaluator,
    @Inject(ScheduleClock) private readonly clock: ScheduleClock,
  ) {}

  onModuleInit(): void {
    this.runner.register(new ScanWork(this.records, this.store, this.sink, this.evaluator, this.runner.ledger));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.clock.stop();
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
    {
      provide: ScanAsRead,
      inject: [getDataSourceToken(), RecordStore, ScanStore, JobRunner, FINDING_SINK],
      useFactory: (
        source: DataSource,
        records: RecordStore,
        store: ScanStore,
        { ledger }: JobRunner,
        sink: FindingSink,
      ) => new ScanAsRead(source, records, store, ledger, sink),
    },
    {
      provide: ScheduleService,
      inject: [getDataSourceToken(), ScanService, SETTINGS],
      useFactory: (source: DataSource, scans: ScanService, settings: Settings) =>
        // Read anew each time: a process that runs for months uses the packs that the office has put there since.
        new ScheduleService(source, new ScheduleStore(source), scans, { packs: () => loadPacks(settings.packsDirs) }),
    },
    {
      provide: ScheduleClock,
      inject: [ScheduleService],
      useFactory: (schedules: ScheduleService) => new ScheduleClock(schedules, logDue),
    },
    ScanStart,
  ],
  exports: [ScanService, ScanAsRead, ScanStore, ScheduleService, ScheduleClock],
})
export class ScansModule {}

const logger = new Logger('schedules');

/** Says in the log what came of a due time, by ids. */
function logDue(event: DueOutcome | { scheduleId: null; error: unknown }): void {
  if (event.scheduleId === null) {
    logger.warn(`the schedules could not be looked through: ${nameOf(event.error)}`);
    return;
  }
  const { scheduleId, dueAt, missed, scanId, problem, error } = event;
  const what = `schedule ${scheduleId}, due at ${dueAt}${missed === 0 ? '' : ` and ${missed} more times since`}:`;
  if (error !== undefined) logger.warn(`${what} ${nameOf(error)}; it is tried again`);
  else if (problem !== null) logger.warn(`${what} no scan; "schedules show ${scheduleId}" says why`);
  else logger.log(`${what} scan ${scanId} is on the line`);
}

/** An error's name and code; its message may hold what a record says, which has no place in a log. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? `${error.name} ${error.code}` : error.name;
}
