import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { RecordsModule, RecordStore } from '../records/index.js';
import { FINDING_SINK, ScanService, ScansModule, ScanStore } from '../scans/index.js';
import { AnswerService } from './answers/answer.service.js';
import { CalendarService } from './calendar/calendar.service.js';
import { DiffService } from './diff/diff.service.js';
import { findingsEntities } from './finding.entity.js';
import { FindingStore } from './finding-store.js';
import { FindingsService } from './findings.service.js';

/**
 * Findings. Global, because scans, which come earlier and do not know this room, write through the `FINDING_SINK` that
 * it provides.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([...findingsEntities]), RecordsModule, ScansModule],
  providers: [
    {
      provide: FindingStore,
      inject: [getDataSourceToken()],
      useFactory: (source: DataSource) => new FindingStore(source),
    },
    { provide: FINDING_SINK, useExisting: FindingStore },
    {
      provide: AnswerService,
      inject: [RecordStore, ScanService, ScanStore, FindingStore],
      useFactory: (records: RecordStore, scans: ScanService, store: ScanStore, findings: FindingStore) =>
        new AnswerService(records, scans, store, findings),
    },
    {
      provide: DiffService,
      inject: [getDataSourceToken(), ScanStore, RecordStore, FindingStore],
      useFactory: (source: DataSource, scans: ScanStore, records: RecordStore, findings: FindingStore) =>
        new DiffService(source, scans, records, findings),
    },
    {
      provide: CalendarService,
      inject: [getDataSourceToken(), ScanStore],
      useFactory: (source: DataSource, scans: ScanStore) => new CalendarService(source, scans),
    },
    {
      provide: FindingsService,
      inject: [FindingStore, getDataSourceToken()],
      useFactory: (store: FindingStore, source: DataSource) => new FindingsService(store, new ScanStore(source)),
    },
  ],
  exports: [FindingStore, FINDING_SINK, FindingsService, AnswerService, DiffService, CalendarService],
})
export class FindingsModule {}
