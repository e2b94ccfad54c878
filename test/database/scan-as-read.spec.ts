import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProductDataSource } from '../../src/database/index.js';
import { FindingStore } from '../../src/findings/index.js';
import { openIntake, type BatchStep, type Intake } from '../../src/imports/index.js';
import { selectPacks } from '../../src/law/index.js';
import { storeIntake, type Coverage } from '../../src/records/index.js';
import { type AskedAsRead, NeedsOrdinaryScan, ScanAsRead } from '../../src/scans/index.js';
import { writeSample } from '../../src/sample/index.js';
import { anOffice, exported, type Office } from './a-scan.js';
import { withDatabases } from './with-databases.js';

const AS_OF = '2022-06-01';

withDatabases('a scan of files as they are read', (database) => {
  const dir = mkdtempSync(join(tmpdir(), 'second-look-'));
  const file = join(dir, 'sample.dat');
  beforeAll(() => writeSample({ jurisdiction: 'us-ca-los-angeles', rows: 900, seed: 3, layout: 'ca-doj' }, file));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const open = (): Promise<Intake> => openIntake([file], { today: '2026-11-22', batchRows: 100 });

  function asking(office: Office, dataSource: ProductDataSource): { scanAsRead: ScanAsRead; asked: AskedAsRead } {
    const { records, scanStore, runner } = office;
    return {
      scanAsRead: new ScanAsRead(dataSource, records, scanStore, runner.ledger, new FindingStore(dataSource)),
      asked: {
        jurisdictions: ['us-ca'],
        asOf: AS_OF,
        packs: selectPacks(office.packs, ['us-ca']),
        assume: [],
        threads: 2,
      },
    };
  }

  async function readOnce(): Promise<{ office: Office; results: unknown }> {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    const { scanAsRead, asked } = asking(office, dataSource);
    const { scan, stored } = await scanAsRead.run(await open(), asked);
    return { office, results: await resultsOf(office, scan.id, stored.import.id) };
  }

  async function importedAndScanned(): Promise<unknown> {
    const office = anOffice(await database.open());
    const stored = await storeIntake(office.records, await open());
    await office.runner.start();
    const { packs, scans } = office;
    const { id } = await scans.start({ jurisdictions: ['us-ca'], asOf: AS_OF, packs });
    await scans.finished(id);
    const results = await resultsOf(office, id, stored.import.id);
    await office.close();
    return results;
  }

  async function resultsOf(office: Office, scanId: number, importId: number): Promise<unknown> {
    const { status, counts, inputHash, packs, snapshot } = await office.scans.read(scanId);
    const stored = await office.records.readImport(importId);
    return {
      ...{ status, counts, inputHash, packs, snapshot },
      jsonl: await exported(office, scanId),
      csv: await exported(office, scanId, 'csv'),
      issues: await office.records.readIssues(importId, 1000),
      rows: [stored?.rowsRead, stored?.rowsQuarantined, stored?.peopleTotal, stored?.chargesTotal, stored?.inputHash],
    };
  }

  it('finds, counts and reports what an import and a scan after it do, byte for byte', async () => {
    const { office, results } = await readOnce();
    expect(results).toMatchObject({ status: 'done', counts: { problems: 0 }, snapshot: 1 });
    expect((results as { jsonl: string }).jsonl.split('\n').length).toBeGreaterThan(100);
    const { inputHash, ...rest } = (await importedAndScanned()) as { inputHash: string };
    expect(results).toEqual({ ...rest, inputHash: expect.not.stringMatching(inputHash) as string });
    await office.close();
  });

  it('says by a hash what it judged: the same for the same files, another for other files or another coverage', async () => {
    const hashOf = async (input: string, coverage: Partial<Coverage>): Promise<string> => {
      const dataSource = await database.open();
      const office = anOffice(dataSource);
      const { scanAsRead, asked } = asking(office, dataSource);
      const intake = await openIntake([input], { today: '2026-11-22', batchRows: 100, coverage });
      const { scan } = await scanAsRead.run(intake, asked);
      await office.close();
      return scan.inputHash;
    };
    const copy = join(dir, 'copy', 'sample.dat');
    const other = join(dir, 'other', 'sample.dat');
    for (const each of [copy, other]) mkdirSync(dirname(each));
    copyFileSync(file, copy);
    writeFileSync(other, readFileSync(file, 'latin1').replace(/,M,(\d{4})/, ',F,$1'), 'latin1');
    const hash = await hashOf(file, {});
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(copy, {})).toBe(hash);
    expect(await hashOf(other, {})).not.toBe(hash);
    expect(await hashOf(file, { history: 'county' })).not.toBe(hash);
  });

  /** The same files as another version of the program might read them: another word for the race, and all else alike. */
  function readOtherwise(intake: Intake): Intake {
    return {
      ...intake,
      batchesFor: <T>(step: BatchStep<T>, threads: number) =>
        intake.batchesFor<T>(
          {
            ...step,
            begin(given) {
              const work = step.begin(given);
              return { add: (record) => work.add({ ...record, race: 'written otherwise' }), take: () => work.take() };
            },
          },
          threads,
        ),
    };
  }

  it('changes that hash when the same files are read otherwise', async () => {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    const { scanAsRead, asked } = asking(office, dataSource);
    const hash = (await scanAsRead.run(await open(), asked)).scan.inputHash;
    await office.close();
    const another = await database.open();
    const second = anOffice(another);
    const { scanAsRead: again } = asking(second, another);
    expect((await again.run(readOtherwise(await open()), asked)).scan.inputHash).not.toBe(hash);
    await second.close();
  });

  it('takes everything back when reading fails half-way', async () => {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    const { scanAsRead, asked } = asking(office, dataSource);
    const intake = await open();
    const halfway: Intake = {
      ...intake,
      contentHash: () => intake.contentHash(),
      async *batchesFor<T>(step: BatchStep<T>, threads: number) {
        let count = 0;
        for await (const batch of intake.batchesFor(step, threads)) {
          if (++count === 3) throw new Error('the stick was pulled out');
          yield batch;
        }
      },
    };
    await expect(scanAsRead.run(halfway, asked)).rejects.toThrow('the stick was pulled out');
    expect(await office.records.snapshot()).toMatchObject({ people: 0 });
    expect((await office.scans.list()).map(({ status }) => status)).toEqual(['cancelled']);
    // The same store is ready for an ordinary scan.
    const stored = await storeIntake(office.records, await open());
    expect(stored.import.status).toBe('done');
    await office.close();
  });

  /** The same input, in which the people of the second batch come again at its end. */
  function withPeopleTwice(intake: Intake): Intake {
    return {
      ...intake,
      contentHash: () => intake.contentHash(),
      async *batchesFor<T>(step: BatchStep<T>, threads: number) {
        let count = 0;
        for await (const batch of intake.batchesFor(step, threads)) yield batch;
        for await (const batch of (await open()).batchesFor(step, threads)) {
          if (++count === 2) yield { ...batch, issues: [], rows: 0 };
        }
      },
    };
  }

  it('asks for an ordinary scan when somebody comes twice, and leaves nothing behind', async () => {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    const { scanAsRead, asked } = asking(office, dataSource);
    await expect(scanAsRead.run(withPeopleTwice(await open()), asked)).rejects.toThrow(NeedsOrdinaryScan);
    expect(await office.records.isEmpty()).toBe(true);
    // Which merges them: nobody is counted twice, and nothing is lost.
    const twice = await storeIntake(office.records, withPeopleTwice(await open()));
    const once = await storeIntake(anOffice(await database.open()).records, await open());
    const { peopleTotal, chargesTotal, rowsRead } = once.import;
    expect(twice.import).toMatchObject({ status: 'done', peopleTotal, chargesTotal, rowsRead });
    await office.close();
  });

  it('refuses a database that holds people, whose records it would not keep', async () => {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    await storeIntake(office.records, await open());
    const { scanAsRead, asked } = asking(office, dataSource);
    await expect(scanAsRead.run(await open(), asked)).rejects.toThrow('into an empty database');
    await office.close();
  });
});
