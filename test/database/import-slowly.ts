/**
 * A program that imports invented people in small batches and says a word after each, so that a test can kill it midway.
 * Arguments: the database's address as JSON, how many people, how many in a batch.
 */
import 'reflect-metadata';
import type { DatabaseAddress } from '../../src/config/index.js';
import { createDataSource, migrate } from '../../src/database/index.js';
import { recordsEntities, RecordStore } from '../../src/records/index.js';
import { aFile } from './people.js';
import { growingPeople } from './growing-people.js';

const [address, people, size] = process.argv.slice(2) as [string, string, string];
const dataSource = createDataSource({ address: JSON.parse(address) as DatabaseAddress, entities: recordsEntities });
await dataSource.initialize();
await migrate(dataSource);
const store = new RecordStore(dataSource);
const importId = await store.beginImport(aFile('second'));
const records = growingPeople(Number(people), 2);
for (let start = 0; start < records.length; start += Number(size)) {
  await store.saveBatch(importId, records.slice(start, start + Number(size)));
  process.stdout.write(`stored ${start}\n`);
}
await store.finishImport(importId);
process.stdout.write('finished\n');
await dataSource.destroy();
