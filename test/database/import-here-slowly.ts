/**
 * A program that imports a file as the command line does, in small batches, and says a word after each, so that a test
 * can kill it midway. Arguments: the database's address as JSON, the file, and whether to stand still once all is stored.
 */
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseAddress } from '../../src/config/index.js';
import { createDataSource, migrate } from '../../src/database/index.js';
import { openIntake } from '../../src/imports/index.js';
import { Ledger } from '../../src/queue/index.js';
import {
  type BatchCounts,
  ImportHere,
  type PreparedBatch,
  RecordStore,
  type Snapshot,
} from '../../src/records/index.js';
import { allEntities } from './all-entities.js';

const [address, file, standsStill] = process.argv.slice(2) as [string, string, string];
const dataSource = createDataSource({ address: JSON.parse(address) as DatabaseAddress, entities: allEntities });
await dataSource.initialize();
await migrate(dataSource);

class Telling extends RecordStore {
  override async savePrepared(importId: number, batch: PreparedBatch): Promise<BatchCounts> {
    const counts = await super.savePrepared(importId, batch);
    process.stdout.write('stored\n');
    await pause(20);
    return counts;
  }

  override async finishImport(importId: number): Promise<Snapshot> {
    const snapshot = await super.finishImport(importId);
    process.stdout.write('finished\n');
    if (standsStill === 'yes') await pause(600_000);
    return snapshot;
  }
}

const intake = await openIntake([file], { batchRows: 20, today: '2026-11-22' });
await new ImportHere(dataSource, new Ledger(dataSource), new Telling(dataSource), intake).import(0);
await dataSource.destroy();
