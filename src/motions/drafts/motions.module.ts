import { Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/index.js';
import { FindingsModule, FindingsService } from '../../findings/index.js';
import { JobRunner, QueueModule } from '../../queue/index.js';
import { RecordsModule, RecordStore } from '../../records/index.js';
import { ScansModule, ScanStore } from '../../scans/index.js';
import { DraftProblemEntity } from './draft-problem.entity.js';
import { DraftService } from './draft.service.js';
import { DraftWork } from './draft-work.js';
import { MotionEntity } from './motion.entity.js';

/** The tables of this room. */
export const motionsEntities = [MotionEntity, DraftProblemEntity] as const;

/** Registers drafting with the runner. */
@Injectable()
class DraftStart implements OnModuleInit {
  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(FindingsService) private readonly findings: FindingsService,
    @Inject(RecordStore) private readonly records: RecordStore,
    @Inject(ScanStore) private readonly scans: ScanStore,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.runner.register(new DraftWork(this.findings, this.records, this.scans, this.settings.renderThreads));
  }
}

/** Drafting motions from finished scans. */
@Module({
  imports: [TypeOrmModule.forFeature([...motionsEntities]), QueueModule, RecordsModule, ScansModule, FindingsModule],
  providers: [
    {
      provide: DraftService,
      inject: [getDataSourceToken(), RecordStore, ScanStore, FindingsService, JobRunner],
      useFactory: (
        source: DataSource,
        records: RecordStore,
        scans: ScanStore,
        findings: FindingsService,
        runner: JobRunner,
      ) => new DraftService(source, records, scans, findings, runner),
    },
    DraftStart,
  ],
  exports: [DraftService],
})
export class MotionsModule {}
