import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseAddress } from '../../src/config/index.js';
import type { ProductDataSource } from '../../src/database/index.js';
import { openIntake } from '../../src/imports/index.js';
import { InProcessQueue, JobRunner, Ledger } from '../../src/queue/index.js';
import {
  type BatchCounts,
  ImportHere,
  ImportWork,
  type PreparedBatch,
  RecordStore,
  type StoredIntake,
} from '../../src/records/index.js';
import { startScript } from '../support/start-script.js';
import { allEntities } from './all-entities.js';
import { aFile } from './people.js';
import { withDatabases } from './with-databases.js';

withDatabases('an import of files of this machine', (database) => {
  let dir: string;
  const runners: JobRunner[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'second-look-'));
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.close();
    rmSync(dir, { recursive: true, force: true });
  });

  function people(name: string, count: number): string {
    const path = join(dir, name);
    writeFileSync(
      path,
      Array.from({ length: count }, (_, n) => JSON.stringify({ personId: `P${n}`, cases: [] })).join('\n'),
    );
    return path;
  }

  async function office(address?: DatabaseAddress, storeOf = (source: ProductDataSource) => new RecordStore(source)) {
    const dataSource = await database.open(address, allEntities);
    const ledger = new Ledger(dataSource);
    const records = storeOf(dataSource);
    const here = async (path: string): Promise<ImportHere> => {
      const intake = await openIntake([path], { batchRows: 20, today: '2026-11-22' });
      return new ImportHere(dataSource, ledger, records, intake, { lookEveryMs: 2 });
    };
    return {
      ledger,
      records,
      here,
      store: async (path: string): Promise<StoredIntake> => (await here(path)).import(0),
      /** A server's runner: takes up whatever it may. */
      server(): JobRunner {
        const runner = new JobRunner(new InProcessQueue(), ledger, { sweepEveryMs: 2 });
        runner.register(new ImportWork(records, ledger, { uploads: dir, profileDir: undefined }));
        runners.push(runner);
        return runner;
      },
      jobs: async () => (await ledger.jobs()).map(({ id, kind, status, error }) => ({ id, kind, status, error })),
    };
  }

  /** Imports a file in a process of its own and kills it after some batches, or once everything is stored. */
  async function killed(address: DatabaseAddress, path: string, at: 'stored' | 'finished'): Promise<void> {
    const script = startScript('database/import-here-slowly.ts', [JSON.stringify(address), path, 'yes']);
    let seen = 0;
    for await (const line of script.lines) if (line === at && ++seen === (at === 'stored' ? 3 : 1)) break;
    await script.kill();
    expect((await script.ended).errors).toBe('');
  }

  const KILLED = expect.stringMatching(/^Its process was stopped before the end/) as unknown;

  it('is a job that is done with it, and says as which import', async () => {
    const { ledger, store, jobs } = await office();
    const stored = await store(people('a.jsonl', 3));
    expect(await jobs()).toEqual([{ id: 1, kind: 'import', status: 'done', error: null }]);
    expect(JSON.parse((await ledger.job(1)).result ?? '')).toEqual({
      importId: stored.import.id,
      alreadyImported: false,
      rowsRead: 3,
      rowsQuarantined: 0,
    });
    expect(await ledger.progress(1)).toMatchObject({ status: 'done', chunks: { done: 1 }, secondsLeft: 0 });
  });

  it('leaves no job behind where it brings nothing new, or may not begin', async () => {
    const { records, store, jobs } = await office();
    const path = people('a.jsonl', 3);
    await store(path);
    expect(await store(path)).toMatchObject({ alreadyImported: true });
    const importId = await records.beginImport(aFile('another'));
    await expect(store(people('b.jsonl', 4))).rejects.toMatchObject({ code: 'import-running' });
    await records.abandonImport(importId);
    expect(await jobs()).toHaveLength(1);
  });

  it('can be seen while it goes on, and is taken back when its job is cancelled', async () => {
    let between: () => Promise<void> = async () => undefined;
    class Watched extends RecordStore {
      override async savePrepared(importId: number, batch: PreparedBatch): Promise<BatchCounts> {
        const counts = await super.savePrepared(importId, batch);
        await between();
        return counts;
      }
    }
    const { ledger, records, here, server } = await office(undefined, (source) => new Watched(source));
    const importing = await here(people('a.jsonl', 200));
    between = async () => {
      between = async () => undefined;
      importing.note(50, 100);
      let progress = await ledger.progress(1);
      while (progress.done === 0) progress = await ledger.progress(1);
      expect(progress).toMatchObject({ kind: 'import', status: 'running', done: Math.floor(progress.total / 2) });
      await server().cancel(1);
      await sleep(50);
    };
    await expect(importing.import(0)).rejects.toMatchObject({ code: 'import-cancelled', exitCode: 3 });
    expect(await ledger.progress(1)).toMatchObject({ status: 'cancelled' });
    expect((await records.listImports(1))[0]).toMatchObject({ status: 'abandoned' });
    expect(await records.readPerson('P0')).toBeNull();
  });

  it('that fails says why in its job, and nobody but its command can do it again', async () => {
    class Broken extends RecordStore {
      override async savePrepared(): Promise<BatchCounts> {
        throw new Error('A bug.');
      }
    }
    const { store, jobs, server } = await office(undefined, (source) => new Broken(source));
    await expect(store(people('a.jsonl', 3))).rejects.toThrow('A bug.');
    expect(await jobs()).toEqual([
      { id: 1, kind: 'import', status: 'failed', error: 'The import failed by a fault of the program.' },
    ]);
    await expect(server().rerunFailed(1)).rejects.toMatchObject({ code: 'job-of-a-command' });
  });

  it('is left alone by a server while it is paused, resumed and under way, and counts', async () => {
    let between: () => Promise<void> = async () => undefined;
    class Watched extends RecordStore {
      override async savePrepared(importId: number, batch: PreparedBatch): Promise<BatchCounts> {
        await between();
        return super.savePrepared(importId, batch);
      }
    }
    const { ledger, store, server } = await office(undefined, (source) => new Watched(source));
    const runner = server();
    await runner.start();
    between = async () => {
      between = async () => undefined;
      await runner.pause(1);
      await runner.resume(1);
      await sleep(100);
    };
    await store(people('a.jsonl', 200));
    expect(await ledger.progress(1)).toMatchObject({ status: 'done' });
    expect(await ledger.chunk({ jobId: 1, index: 0 })).toMatchObject({ attempts: 1 });
  });

  it('whose process was killed is gone on with by the same files, and by no server', async () => {
    const address = await database.fresh();
    const path = people('a.jsonl', 400);
    await killed(address, path, 'stored');
    const { ledger, records, store, jobs, server } = await office(address);
    await server().start();
    await sleep(100);
    expect(await jobs()).toEqual([{ id: 1, kind: 'import', status: 'running', error: null }]);
    await store(path);
    expect(await jobs()).toEqual([{ id: 1, kind: 'import', status: 'done', error: null }]);
    expect(await ledger.chunk({ jobId: 1, index: 0 })).toMatchObject({ status: 'done', attempts: 2 });
    expect((await records.listImports(10)).map(({ status }) => status)).toEqual(['done', 'abandoned']);
    expect(await records.snapshot()).toMatchObject({ sequence: 1, people: 400 });
  });

  it('whose process was killed is ended by the import of other files', async () => {
    const address = await database.fresh();
    await killed(address, people('a.jsonl', 400), 'stored');
    const { ledger, store, jobs } = await office(address);
    await store(people('b.jsonl', 3));
    expect(await jobs()).toEqual([
      { id: 2, kind: 'import', status: 'done', error: null },
      { id: 1, kind: 'import', status: 'failed', error: KILLED },
    ]);
    expect((await ledger.progress(1)).chunks).toMatchObject({ running: 0, failed: 1 });
  });

  it('whose process was killed after storing everything and before saying so is done by the same files', async () => {
    const address = await database.fresh();
    const path = people('a.jsonl', 40);
    await killed(address, path, 'finished');
    const { ledger, store, jobs } = await office(address);
    expect(await jobs()).toMatchObject([{ status: 'running' }]);
    expect(await store(path)).toMatchObject({ alreadyImported: true });
    expect(await jobs()).toMatchObject([{ id: 1, status: 'done' }]);
    expect(JSON.parse((await ledger.job(1)).result ?? '')).toMatchObject({ importId: 1, rowsRead: 40 });
  });
});
