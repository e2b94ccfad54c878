import { Global, Module } from '@nestjs/common';
import { getDataSourceToken, TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { FINDING_SINK, ScanStore } from '../scans/index.js';
import { findingsEntities } from './finding.entity.js';
import { FindingStore } from './finding-store.js';
import { FindingsService } from './findings.service.js';

/**
 * Findings. Global, because scans, which come earlier and do not know this room, write through the `FINDING_SINK` that
 * it provides.
 */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([...findingsEntities])],
  providers: [
    {
      provide: FindingStore,
      inject: [getDataSourceToken()],
      useFactory: (source: DataSource) => new FindingStore(source),
    },
    { provide: FINDING_SINK, useExisting: FindingStore },
    {
      provide: FindingsService,
      inject: [FindingStore, getDataSourceToken()],
      useFactory: (store: FindingStore, source: DataSource) => new FindingsService(store, new ScanStore(source)),
    },
  ],
  exports: [FindingStore, FINDING_SINK, FindingsService],
})
export class FindingsModule {}
