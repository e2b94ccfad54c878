/**
 * An office at work, for tests of the whole way from records to findings: a database, the records, the packs, a queue,
 * and the rooms wired as the application wires them.
 */
import { createHash } from 'node:crypto';
import type { ProductDataSource } from '../../src/database/index.js';
import { FindingsService, FindingStore } from '../../src/findings/index.js';
import { loadPacks, type Pack } from '../../src/law/index.js';
import { InProcessQueue, JobRunner, type JobQueue, Ledger } from '../../src/queue/index.js';
import { type PersonRecord, RecordStore } from '../../src/records/index.js';
import {
  type ChunkEvaluator,
  InlineEvaluator,
  type PeopleSource,
  ScanService,
  ScanStore,
  ScanWork,
} from '../../src/scans/index.js';

export interface Office {
  records: RecordStore;
  runner: JobRunner;
  scans: ScanService;
  scanStore: ScanStore;
  findings: FindingsService;
  packs: readonly Pack[];
  /** Stops the queue and the evaluator, as the end of the process would. */
  close(): Promise<void>;
}

export interface OfficeOptions {
  chunkPeople?: number;
  /** People of a chunk that are read and evaluated at a time. */
  peopleAtATime?: number;
  queue?: JobQueue;
  evaluator?: ChunkEvaluator;
  packs?: readonly Pack[];
  /** Stands between the scan and the records, for tests in which something goes wrong there. */
  people?: (records: RecordStore) => PeopleSource;
}

let shipped: readonly Pack[] | undefined;

/** An office on the database. Its runner is not started: `office.runner.start()`. */
export function anOffice(dataSource: ProductDataSource, options: OfficeOptions = {}): Office {
  const records = new RecordStore(dataSource);
  const ledger = new Ledger(dataSource);
  const queue = options.queue ?? new InProcessQueue({ retry: { attempts: 10, backoffMs: 1 } });
  const runner = new JobRunner(queue, ledger);
  const scanStore = new ScanStore(dataSource);
  const store = new FindingStore(dataSource);
  const evaluator = options.evaluator ?? new InlineEvaluator();
  const people = options.people?.(records) ?? records;
  runner.register(new ScanWork(people, scanStore, store, evaluator, ledger, options.peopleAtATime));
  return {
    records,
    runner,
    scanStore,
    scans: new ScanService(dataSource, people, scanStore, runner, { chunkPeople: options.chunkPeople ?? 10 }),
    findings: new FindingsService(store, scanStore),
    packs: options.packs ?? (shipped ??= loadPacks()),
    async close() {
      await runner.close();
      await evaluator.close();
      records.onApplicationShutdown();
    },
  };
}

/** Imports the records as one file, some hundred at a time. */
export async function importPeople(records: RecordStore, people: readonly PersonRecord[]): Promise<void> {
  const inputHash = createHash('sha256').update(JSON.stringify(people)).digest('hex');
  const importId = await records.beginImport({
    profile: 'canonical',
    coverage: { history: 'state', pendingMatters: 'yes' },
    files: [{ name: 'people.jsonl', bytes: 100 }],
    inputHash,
  });
  for (let from = 0; from < people.length; from += 500) {
    await records.saveBatch(importId, people.slice(from, from + 500));
  }
  await records.finishImport(importId);
}

/** The whole export of a scan as one text. */
export async function exported(office: Office, scanId: number, format: 'jsonl' | 'csv' = 'jsonl'): Promise<string> {
  let text = '';
  for await (const piece of office.findings.export(scanId, format)) text += piece;
  return text;
}
