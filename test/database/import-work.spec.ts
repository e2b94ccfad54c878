import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProductDataSource } from '../../src/database/index.js';
import { InProcessQueue, JobRunner, Ledger } from '../../src/queue/index.js';
import {
  type BatchCounts,
  ImportService,
  ImportWork,
  type PreparedBatch,
  RecordStore,
  type UploadRequest,
} from '../../src/records/index.js';
import { withDatabases } from './with-databases.js';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function people(count: number): string {
  return Array.from({ length: count }, (_, n) => JSON.stringify({ personId: `P${n}`, cases: [] })).join('\n');
}

withDatabases('an upload as a job', (database) => {
  let uploads: string;
  const runners: JobRunner[] = [];

  beforeEach(() => {
    uploads = join(mkdtempSync(join(tmpdir(), 'second-look-')), 'uploads');
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.close();
    rmSync(join(uploads, '..'), { recursive: true, force: true });
  });

  function office(dataSource: ProductDataSource, records = new RecordStore(dataSource)) {
    const runner = new JobRunner(new InProcessQueue({ retry: { attempts: 10, backoffMs: 1 } }), new Ledger(dataSource));
    runners.push(runner);
    const work = new ImportWork(records, runner.ledger, { uploads, profileDir: undefined, lookEveryMs: 2 });
    runner.register(work);
    const service = new ImportService(dataSource, runner, records, { uploads, profileDir: undefined });
    return { records, runner, work, service };
  }

  function upload(name: string, content: string | Buffer): UploadRequest {
    mkdirSync(join(uploads, name), { recursive: true });
    writeFileSync(join(uploads, name, 'people.jsonl'), content);
    const files = [{ name: 'people.jsonl', bytes: content.length }];
    return { upload: name, files, profile: null, coverage: {}, today: '2026-11-22' };
  }

  /** Waits until an upload that is no longer needed has been removed. */
  async function removed(name: string): Promise<void> {
    while (existsSync(join(uploads, name))) await sleep(5);
  }

  it('is stored, and the job says as which import; the upload is removed', async () => {
    const { runner, service, records } = office(await database.open());
    await runner.start();
    const { jobId, profile } = await service.start(upload('a', people(3)));
    expect(profile).toBe('canonical');
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', chunks: { done: 1 } });
    expect(JSON.parse((await runner.ledger.job(jobId)).result ?? '')).toEqual({
      importId: 1,
      alreadyImported: false,
      rowsRead: 3,
      rowsQuarantined: 0,
    });
    expect(await records.snapshot()).toMatchObject({ sequence: 1, people: 3 });
    await removed('a');
  });

  it('brings nothing new when the same bytes were imported before', async () => {
    const { runner, service, records } = office(await database.open());
    await runner.start();
    await runner.finished((await service.start(upload('a', people(3)))).jobId);
    const { jobId } = await service.start(upload('b', people(3)));
    await runner.finished(jobId);
    expect(JSON.parse((await runner.ledger.job(jobId)).result ?? '')).toMatchObject({
      importId: 1,
      alreadyImported: true,
    });
    expect(await records.snapshot()).toMatchObject({ sequence: 1 });
  });

  it('is refused before there is a job when it is not what it claims', async () => {
    const { runner, service } = office(await database.open());
    await expect(service.start(upload('a', PNG))).rejects.toThrow(/people\.jsonl is a PNG picture/);
    expect(await runner.ledger.jobs()).toEqual([]);
  });

  it('ends its job at once, with the sentence, when it is refused only then; mended, it can be run again', async () => {
    const { runner, service } = office(await database.open());
    const { jobId } = await service.start(upload('a', people(3)));
    upload('a', PNG);
    await runner.start();
    const failed = await runner.finished(jobId);
    expect(failed.status).toBe('failed');
    expect(failed.error).toMatch(/^people\.jsonl is a PNG picture/);
    expect(await runner.ledger.chunk({ jobId, index: 0 })).toMatchObject({ attempts: 1 });
    upload('a', people(3));
    await runner.rerunFailed(jobId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', error: null });
  });

  it('says which file is missing where another folder is looked in, and not which folder', async () => {
    const { runner, service } = office(await database.open());
    const { jobId } = await service.start(upload('a', people(3)));
    rmSync(join(uploads, 'a'), { recursive: true });
    await runner.start();
    const failed = await runner.finished(jobId);
    expect(failed.status).toBe('failed');
    expect(failed.error).toBe(
      'The uploaded file people.jsonl is not in the data folder of the process that imports it. Have all processes use the same DATA_DIR and run the job again, or send the file again.',
    );
    upload('a', people(3));
    await runner.rerunFailed(jobId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done', error: null });
  });

  it('is taken back when its job is cancelled in the middle', async () => {
    const dataSource = await database.open();
    let cancel: (() => Promise<void>) | undefined;
    class Watched extends RecordStore {
      override async savePrepared(importId: number, batch: PreparedBatch): Promise<BatchCounts> {
        const counts = await super.savePrepared(importId, batch);
        await cancel?.();
        cancel = undefined;
        await sleep(50);
        return counts;
      }
    }
    const { runner, service, records } = office(dataSource, new Watched(dataSource));
    const { jobId } = await service.start(upload('a', people(12_000)));
    cancel = () => runner.cancel(jobId);
    await runner.start();
    expect(await runner.finished(jobId)).toMatchObject({ status: 'cancelled' });
    let [import_] = await records.listImports(1);
    while (import_?.status === 'running') [import_] = await records.listImports(1);
    expect(import_?.status).toBe('abandoned');
    expect(await records.readPerson('P0')).toBeNull();
    await removed('a');
  });

  it('is done once when its process died after storing it and before saying so', async () => {
    const { runner, service, records, work } = office(await database.open());
    const { jobId } = await service.start(upload('a', people(3)));
    const dead = `${hostname()}:${spawnSync(process.execPath, ['--version']).pid}`;
    const chunk = await runner.ledger.claim({ jobId, index: 0 }, dead);
    if (chunk === null) throw new Error('nothing to claim');
    await work.run(chunk, { attempt: 1, signal: new AbortController().signal, note: () => undefined });
    await runner.start();
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done' });
    expect(await records.listImports(10)).toHaveLength(1);
    expect(await records.snapshot()).toMatchObject({ sequence: 1, people: 3 });
  });

  it('waits for an import that is under way elsewhere, and tells its rows only once it has begun', async () => {
    const dataSource = await database.open();
    const elsewhere = new RecordStore(dataSource);
    const meta = { profile: 'canonical', coverage: {}, files: [{ name: 'other.jsonl', bytes: 1 }], inputHash: 'other' };
    const importId = await elsewhere.beginImport(meta);
    const { runner, service, records } = office(dataSource);
    await runner.start();
    const { jobId } = await service.start(upload('a', people(3)));
    while ((await runner.ledger.job(jobId)).status !== 'running') await sleep(5);
    expect(await service.rowsSoFar(jobId)).toBeNull();
    await elsewhere.finishImport(importId);
    expect(await runner.finished(jobId)).toMatchObject({ status: 'done' });
    expect((await records.listImports(1))[0]).toMatchObject({ id: importId + 1, status: 'done' });
  });

  it('is forgotten a day after its process died without making a job of it', async () => {
    const { service } = office(await database.open());
    const { jobId } = await service.start(upload('known', people(1)));
    upload('forgotten', people(1));
    expect(jobId).toBe(1);
    await service.removeForgotten(new Date());
    expect(readdirSync(uploads).sort()).toEqual(['forgotten', 'known']);
    await service.removeForgotten(new Date(Date.now() + 25 * 60 * 60_000));
    expect(readdirSync(uploads)).toEqual(['known']);
  });
});
