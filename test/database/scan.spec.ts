import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../src/common/index.js';
import { loadPackFolder, type Pack } from '../../src/law/index.js';
import type { PersonRecord, RecordStore } from '../../src/records/index.js';
import { type PeopleSource, ThreadEvaluator } from '../../src/scans/index.js';
import { FROM_SOURCE } from '../from-source/index.js';
import { anOffice, exported, importPeople, type Office, type OfficeOptions } from './a-scan.js';
import { inventedPeople } from './invented-people.js';
import { withDatabases } from './with-databases.js';

const PEOPLE = inventedPeople(60);
const QUESTION = { jurisdictions: ['us-ca'], asOf: '2026-11-22' };

/** The records, but what is read of some people is replaced. */
function reading(records: RecordStore, change: (personKey: string, record: string) => string): PeopleSource {
  return {
    snapshot: () => records.snapshot(),
    snapshotHash: (sequence) => records.snapshotHash(sequence),
    planRanges: (sequence, people) => records.planRanges(sequence, people),
    changedBetween: (before, after, from, to) => records.changedBetween(before, after, from, to),
    readRange: async (sequence, from, to) =>
      (await records.readRange(sequence, from, to)).map((row) => ({
        ...row,
        record: change(row.personKey, row.record),
      })),
  };
}

/** A moment at which a test holds a scan: the scan arrives, the test looks around, and lets it go on. */
function aGate(): { arrive(): Promise<void>; arrived: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  return {
    arrived,
    open: () => open(),
    arrive: () => {
      arrive();
      return opened;
    },
  };
}

/** What the other database exported for the same question, so that the two can be compared. */
const exportsSoFar = new Map<string, string>();

withDatabases('a scan', (database) => {
  const offices: Office[] = [];
  const open = async (options: OfficeOptions = {}): Promise<Office> => {
    const office = anOffice(await database.open(), options);
    offices.push(office);
    return office;
  };
  afterEach(async () => {
    await Promise.all(offices.splice(0).map((office) => office.close()));
  });

  it('goes through everyone and keeps what it found, with everything that decided it', async () => {
    const office = await open();
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs, name: 'First look', startedBy: 'clerk' });
    const done = await office.scans.finished(scan.id);
    expect(done).toMatchObject({
      status: 'done',
      name: 'First look',
      asOf: '2026-11-22',
      jurisdictions: ['us-ca'],
      startedBy: 'clerk',
      snapshot: 1,
      inputHash: await office.records.snapshotHash(1),
    });
    expect(done.packs.map(({ jurisdiction }) => jurisdiction)).toEqual(['us-ca', 'us-ca-los-angeles']);
    expect(done.counts).toMatchObject({ people: 60, problems: 0 });
    expect(done.counts?.charges).toBe(PEOPLE.flatMap(({ cases }) => cases.flatMap(({ charges }) => charges)).length);
    const counted = await office.findings.store.counts(scan.id);
    expect(counted.reduce((sum, { findings }) => sum + findings, 0)).toBe(done.counts?.findings);
    for (const { path, outcome, findings } of counted) expect(done.counts?.byPath[path]?.[outcome]).toBe(findings);
    expect(await office.findings.store.countPeople(scan.id, { outcome: ['eligible'] })).toBe(done.counts?.peopleHelped);
    const text = await exported(office, scan.id);
    expect(text.trimEnd().split('\n')).toHaveLength(done.counts?.findings ?? -1);
    expect(await office.scans.list()).toMatchObject([{ id: scan.id, status: 'done' }]);
  });

  it('gives the same bytes in chunks of any size, in threads or not, again, and on the other database', async () => {
    const exports = new Map<string, { jsonl: string; csv: string; counts: unknown }>();
    const threads = new ThreadEvaluator({
      size: 2,
      file: new URL('../../src/scans/evaluation-thread.ts', import.meta.url),
      execArgv: [...FROM_SOURCE],
    });
    const ways: [string, OfficeOptions][] = [
      ['all in one chunk', { chunkPeople: 1000 }],
      ['seven people at a time', { chunkPeople: 7 }],
      ['in parts of a chunk', { chunkPeople: 25, peopleAtATime: 7 }],
      ['in parts that end with the chunk', { chunkPeople: 20, peopleAtATime: 5 }],
      ['in two threads', { chunkPeople: 9, evaluator: threads, peopleAtATime: 4 }],
    ];
    const dataSource = await database.open();
    for (const [way, options] of ways) {
      const office = anOffice(dataSource, options);
      if (exports.size === 0) await importPeople(office.records, PEOPLE);
      await office.runner.start();
      const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
      const { counts, status } = await office.scans.finished(scan.id);
      expect({ way, status }).toEqual({ way, status: 'done' });
      const [jsonl, csv] = [await exported(office, scan.id), await exported(office, scan.id, 'csv')];
      exports.set(way, { jsonl, csv, counts });
      await office.close();
    }
    const first = exports.get('all in one chunk');
    expect(first?.jsonl.length).toBeGreaterThan(10_000);
    for (const [way, made] of exports) expect({ way, ...made }).toEqual({ way, ...first });
    const other = exportsSoFar.get('all');
    if (other !== undefined) expect(first?.jsonl).toBe(other);
    exportsSoFar.set('all', first?.jsonl ?? '');
  });

  it('sets a record aside that cannot be evaluated, with the reason, and goes on with the others', async () => {
    const poisoned = new Set(['P-000003', 'P-000042']);
    const office = await open({
      people: (records) =>
        reading(records, (key, record) => (poisoned.has(key) ? record.slice(0, record.length / 2) : record)),
    });
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    const done = await office.scans.finished(scan.id);
    expect(done).toMatchObject({ status: 'done', counts: { people: 60, problems: 2 } });
    const problems = await office.scans.problems(scan.id);
    expect(problems.map(({ personKey }) => personKey)).toEqual(['P-000003', 'P-000042']);
    expect(problems[0]?.reason).toMatch(/^SyntaxError: /);
    expect(await office.scans.problems(scan.id, 1)).toEqual(problems.slice(0, 1));
    expect(await office.scans.problems(scan.id, 10, 'P-000003')).toEqual(problems.slice(1));
    expect(await office.scans.problems(scan.id, 10, 'P-000042')).toEqual([]);
    const found = new Set<string>();
    for await (const { personKey } of office.findings.store.iterate(scan.id)) found.add(personKey);
    for (const key of poisoned) expect(found).not.toContain(key);
    expect(found.size).toBeGreaterThan(30);
  });

  it('pauses, goes on, and ends with the same findings', async () => {
    const gate = aGate();
    let read = 0;
    const office = await open({
      chunkPeople: 5,
      people: (records) => ({
        ...reading(records, (_key, record) => record),
        readRange: async (sequence, from, to) => {
          read += 1;
          if (read === 4) await gate.arrive();
          return records.readRange(sequence, from, to);
        },
      }),
    });
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    await gate.arrived;
    await office.scans.pause(scan.id);
    gate.open();
    // What was under way is finished and kept; then nothing moves.
    for await (const progress of office.runner.follow(scan.jobId)) if (progress.chunks.running === 0) break;
    const paused = await office.scans.progress(scan.id);
    expect(paused).toMatchObject({ status: 'paused', secondsLeft: null });
    expect(paused.done).toBeLessThan(60);
    expect((await office.findings.store.page(scan.id)).length).toBeGreaterThan(0);

    await office.scans.resume(scan.id);
    const done = await office.scans.finished(scan.id);
    expect(done).toMatchObject({ status: 'done', counts: { people: 60 } });
    expect(await exported(office, scan.id)).toBe(exportsSoFar.get('all'));
  });

  it('is cancelled for good, and is never counted', async () => {
    const gate = aGate();
    const office = await open({
      chunkPeople: 5,
      people: (records) => ({
        ...reading(records, (_key, record) => record),
        readRange: async (sequence, from, to) => {
          if (from === 'P-000020') await gate.arrive();
          return records.readRange(sequence, from, to);
        },
      }),
    });
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    await gate.arrived;
    await office.scans.cancel(scan.id);
    gate.open();
    const cancelled = await office.scans.finished(scan.id);
    expect(cancelled).toMatchObject({ status: 'cancelled', counts: null });
    await expect(office.scans.resume(scan.id)).rejects.toMatchObject({ code: 'job-not-resumed', status: 409 });
    await office.close();
    for await (const { personKey } of office.findings.store.iterate(scan.id)) expect(personKey < 'P-000030').toBe(true);
  });

  it('fails with the reason when a chunk cannot be done, and is completed by running that chunk again', async () => {
    let broken = true;
    const office = await open({
      chunkPeople: 20,
      people: (records) => ({
        ...reading(records, (_key, record) => record),
        readRange: async (sequence, from, to) => {
          if (broken && from === 'P-000020') throw new AppError('away', 'The disk did not answer.', { exitCode: 3 });
          return records.readRange(sequence, from, to);
        },
      }),
    });
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    const failed = await office.scans.finished(scan.id);
    expect(failed).toMatchObject({
      status: 'failed',
      counts: null,
      error:
        '1 of 3 parts failed; the others are done. The first said: The disk did not answer. Run the failed parts again when the cause is mended.',
    });
    broken = false;
    await office.scans.rerunFailed(scan.id);
    expect(await office.scans.finished(scan.id)).toMatchObject({ status: 'done', error: null, counts: { people: 60 } });
    expect(await exported(office, scan.id)).toBe(exportsSoFar.get('all'));
  });

  it('judges the records as they were when it was started, whatever is imported meanwhile', async () => {
    const gate = aGate();
    const office = await open({
      chunkPeople: 30,
      people: (records) => ({
        ...reading(records, (_key, record) => record),
        readRange: async (sequence, from, to) => {
          if (from === 'P-000030') await gate.arrive();
          return records.readRange(sequence, from, to);
        },
      }),
    });
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    await gate.arrived;
    await importPeople(
      office.records,
      PEOPLE.map((person): PersonRecord => ({ ...person, cases: [...person.cases, aMurderCase(person.personId)] })),
    );
    gate.open();
    await office.scans.finished(scan.id);
    expect(await exported(office, scan.id)).toBe(exportsSoFar.get('all'));
    const later = await office.scans.start({ ...QUESTION, packs: office.packs });
    expect(await office.scans.finished(later.id)).toMatchObject({ snapshot: 2, counts: { people: 60 } });
    expect(await exported(office, later.id)).not.toBe(exportsSoFar.get('all'));
    expect(later.inputHash).not.toBe(scan.inputHash);
  });

  it('explains a finding with the law as it was, after the pack has changed', async () => {
    const office = await open();
    await importPeople(office.records, [
      {
        personId: 'P-1',
        cases: [
          {
            caseNumber: 'C-1',
            court: { name: 'Superior Court', county: 'Fresno', state: 'CA' },
            charges: [{ count: 1, statute: 'HS 11350(a)', disposition: { type: 'convicted', date: '2010-01-01' } }],
          },
        ],
      },
    ]);
    await office.runner.start();
    const lastYear = await office.scans.start({ ...QUESTION, packs: [aPack('1', 'Old Act § 7')] });
    await office.scans.finished(lastYear.id);
    const thisYear = await office.scans.start({ ...QUESTION, packs: [aPack('2', 'New Act § 9')] });
    await office.scans.finished(thisYear.id);
    const [before] = await office.findings.store.page(lastYear.id);
    const [after] = await office.findings.store.page(thisYear.id);
    expect(await office.findings.explain(before?.key ?? '')).toContain('Old Act § 7');
    expect(await office.findings.explain(before?.key ?? '')).not.toContain('New Act');
    expect(await office.findings.explain(after?.key ?? '')).toContain('New Act § 9');
  });

  it('is not gone on with by another engine', async () => {
    const dataSource = await database.open();
    const office = anOffice(dataSource);
    offices.push(office);
    await importPeople(office.records, PEOPLE);
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    await dataSource.writer.query(`UPDATE scans SET engine_version = '0'`);
    await office.runner.start();
    const failed = await office.scans.finished(scan.id);
    expect(failed.status).toBe('failed');
    expect(failed.error).toContain(`Scan ${scan.id} was begun by a version of the program with engine 0`);
  });

  it('is refused in a sentence when the question makes no sense', async () => {
    const office = await open();
    const { packs } = office;
    await expect(office.scans.start({ ...QUESTION, packs })).rejects.toMatchObject({
      code: 'nothing-imported',
      message: 'There are no records to scan yet: import a file first.',
    });
    await importPeople(office.records, PEOPLE);
    await expect(office.scans.start({ ...QUESTION, packs, jurisdictions: ['us-xx'] })).rejects.toMatchObject({
      code: 'unknown-jurisdiction',
      message: expect.stringContaining('us-ca-los-angeles') as string,
    });
    await expect(office.scans.start({ ...QUESTION, packs, asOf: '2026-02-30' })).rejects.toMatchObject({
      code: 'bad-date',
      message: 'The as-of date "2026-02-30" is not a calendar date; write it as YYYY-MM-DD.',
    });
    await expect(office.scans.start({ ...QUESTION, packs, assume: ['all-is-well'] })).rejects.toMatchObject({
      code: 'unknown-assumption',
      message: expect.stringContaining('no-pending-matters') as string,
    });
    await expect(office.scans.read(99)).rejects.toMatchObject({ message: 'There is no scan 99.', status: 404 });
    expect(await office.scans.list()).toEqual([]);
  });

  it('of one jurisdiction leaves the others alone', async () => {
    const office = await open();
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs, jurisdictions: ['us-ca-los-angeles'] });
    const { counts } = await office.scans.finished(scan.id);
    expect(Object.keys(counts?.byJurisdiction ?? {})).toEqual(['us-ca-los-angeles']);
  });
});

function aMurderCase(personId: string): PersonRecord['cases'][number] {
  return {
    caseNumber: `${personId}-M`,
    court: { name: 'Superior Court', county: 'Kern', state: 'CA' },
    charges: [{ count: 1, statute: 'PC 187', grade: 'felony', disposition: { type: 'convicted', date: '2001-02-03' } }],
  };
}

/** A pack of one path, with this citation. */
function aPack(version: string, cite: string): Pack {
  const parent = mkdtempSync(join(tmpdir(), 'second-look-pack-'));
  const folder = join(parent, 'us-ca');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'pack.yaml'),
    `jurisdiction: us-ca
title: A test state
version: '${version}'
state: CA
authorities:
  act: {cite: '${cite}', verified: yes}
offenses:
  possession: {include: ['HS 11350']}
`,
  );
  writeFileSync(
    join(folder, 'test.yaml'),
    `path: test
title: Expungement for a test
summary: For tests.
relief: expunge
kind: statute
inForce: {from: 2000-01-01}
items: [conviction]
offense: possession
authority: act
result: {becomes: expunged}
movant: people
`,
  );
  const { pack, issues } = loadPackFolder(folder);
  rmSync(parent, { recursive: true });
  if (pack === null) throw new Error(JSON.stringify(issues));
  return pack;
}
