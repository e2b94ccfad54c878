/** What two scans differ in and why, on both databases. */
import type { ProductDataSource } from '../../src/database/index.js';
import { DiffService, type Difference, type Finding } from '../../src/findings/index.js';
import { changedPeople } from '../../src/findings/diff/changed-people.js';
import { type Pack, packFromSnapshot } from '../../src/law/index.js';
import type { Charge, PersonRecord } from '../../src/records/index.js';
import { anOffice, importPeople, type Office, type OfficeOptions } from './a-scan.js';
import { inventedPeople } from './invented-people.js';
import { withDatabases } from './with-databases.js';

const CITY = 'us-md-baltimore-city';
const PENDING = `${CITY}/pending-charge`;
/** The office's policy is in force on the first day and recalled by the second. */
const [IN_FORCE, RECALLED] = ['2022-06-01', '2023-01-03'];

/** Somebody charged with possession in Baltimore City. */
function charged(personId: string, charge: Partial<Charge> = {}): PersonRecord {
  return {
    personId,
    cases: [
      {
        caseNumber: `B-${personId}`,
        court: { name: 'District Court of Maryland for Baltimore City', county: 'Baltimore City', state: 'MD' },
        status: 'open',
        charges: [{ count: 1, offenseDate: '2020-05-01', statute: 'CR 5-601(a)(1)', ...charge }],
      },
    ],
  };
}

interface Desk extends Office {
  dataSource: ProductDataSource;
  diff: DiffService;
}

/** A pack with another text. */
function changedPack(packs: readonly Pack[], jurisdiction: string, change: (content: PackContent) => void): Pack[] {
  return packs.map((pack) => {
    if (pack.file.jurisdiction !== jurisdiction) return pack;
    const content = JSON.parse(pack.snapshot) as PackContent;
    change(content);
    return packFromSnapshot(JSON.stringify(content));
  });
}
interface PackContent {
  file: { version: string };
  paths: { path: string; inForce: { from: string; until?: string }; summary: string }[];
}

withDatabases('what two scans differ in', (database) => {
  const desks: Desk[] = [];
  const open = async (people: readonly PersonRecord[], options: OfficeOptions = {}): Promise<Desk> => {
    const dataSource = await database.open();
    const office = anOffice(dataSource, options);
    const { scanStore, records, findings } = office;
    // Few rows at a time, so that even these few people are compared in several steps.
    const diff = new DiffService(dataSource, scanStore, records, findings.store, { rowsAtATime: 7 });
    const desk = { ...office, dataSource, diff };
    desks.push(desk);
    await importPeople(records, people);
    await office.runner.start();
    return desk;
  };
  const scan = async (
    desk: Desk,
    asked: { asOf: string; packs?: readonly Pack[]; jurisdictions?: string[]; assume?: string[] },
  ): Promise<number> => {
    const started = await desk.scans.start({ jurisdictions: [CITY], packs: desk.packs, ...asked });
    expect((await desk.scans.finished(started.id)).status).toBe('done');
    return started.id;
  };
  const all = async (desk: Desk, from: number, to: number): Promise<Difference[]> => {
    const found: Difference[] = [];
    for await (const { difference } of desk.diff.differences(from, to)) found.push(difference);
    return found;
  };
  /** Of each difference: who, what was, what is, and the cause. */
  const told = (differences: readonly Difference[]): string[] =>
    differences
      .filter(({ path }) => path === PENDING)
      .map(
        ({ personKey, kind, was, is, cause }) =>
          `${personKey} ${kind}: ${was?.outcome ?? '-'} → ${is?.outcome ?? '-'} (${cause.word})`,
      );
  const saysOf = (differences: readonly Difference[], personKey: string): string =>
    differences.find((each) => each.personKey === personKey && each.path === PENDING)?.cause.says.join(' ') ?? '';

  afterEach(async () => {
    await Promise.all(desks.splice(0).map((desk) => desk.close()));
  });

  it('is nothing where the same was asked twice', async () => {
    const desk = await open([charged('A1'), charged('A2')]);
    const [one, other] = [await scan(desk, { asOf: IN_FORCE }), await scan(desk, { asOf: IN_FORCE })];
    expect(await all(desk, one, other)).toEqual([]);
    const summary = await desk.diff.summary(one, other);
    expect(summary).toMatchObject({ in: 0, out: 0, changed: 0, causes: [], people: { differing: 0 } });
    expect(summary.unchanged).toBe(summary.from.findings);
    expect(summary.unchanged).toBeGreaterThan(0);
  });

  it('is laid to the record, with the field of the count that changed', async () => {
    const desk = await open([charged('A1', { disposition: { type: 'pending' } }), charged('A2')]);
    const before = await scan(desk, { asOf: IN_FORCE });
    await importPeople(desk.records, [
      charged('A1', { disposition: { type: 'dismissed', date: '2022-04-01' } }),
      charged('A3'),
    ]);
    const after = await scan(desk, { asOf: IN_FORCE });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual(['A1 out: eligible → - (record)', 'A3 in: - → eligible (record)']);
    // Nobody else is even read: that is what makes it fast.
    const looked: string[] = [];
    for await (const keys of changedPeople(desk.dataSource, before, after, { rowsAtATime: 1 })) looked.push(...keys);
    expect(looked).toEqual(['A1', 'A3']);
    expect(saysOf(found, 'A1')).toMatch(/^Record: .*disposition of count 1 in case B-A1: pending → dismissed/);
    expect(saysOf(found, 'A3')).toBe('Record: the person is new in the records.');
    expect(await desk.diff.summary(before, after)).toMatchObject({
      people: { newlyHelped: 1, noLongerHelped: 1 },
      causes: [{ cause: 'record' }],
    });
  });

  it('is laid to the county of a case, and not to identifiers that came in another order', async () => {
    const was: PersonRecord = {
      ...charged('A1'),
      identifiers: [
        { type: 'SID', value: 'A' },
        { type: 'other', value: 'B' },
      ],
    };
    const desk = await open([was]);
    const before = await scan(desk, { asOf: IN_FORCE });
    const [courtCase] = was.cases;
    if (courtCase === undefined) throw new Error('no case');
    const moved = { ...courtCase, court: { ...courtCase.court, county: 'Baltimore County' } };
    await importPeople(desk.records, [{ ...was, identifiers: was.identifiers?.toReversed() ?? [], cases: [moved] }]);
    const after = await scan(desk, { asOf: IN_FORCE });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual(['A1 out: eligible → - (record)']);
    expect(saysOf(found, 'A1')).toBe('Record: court county of case B-A1: Baltimore City → Baltimore County.');
  });

  it('is looked for no longer once nobody waits, and a summary is kept for the next who asks', async () => {
    const desk = await open([charged('A1'), charged('A2')]);
    const [before, after] = [await scan(desk, { asOf: IN_FORCE }), await scan(desk, { asOf: RECALLED })];
    const gone = AbortSignal.abort();
    const refusal = { code: 'nobody-waits' };
    await expect(desk.diff.page(before, after, {}, { limit: 5, signal: gone })).rejects.toMatchObject(refusal);
    await expect(desk.diff.summary(before, after, gone)).rejects.toMatchObject(refusal);
    const summary = await desk.diff.summary(before, after);
    expect(summary).toMatchObject({ changed: expect.any(Number) as number, people: { differing: 2 } });
    // What is kept needs no walk, which the signal would end.
    expect(await desk.diff.summary(before, after, gone)).toEqual(summary);
  });

  it('is laid to the time where only the day is another, and says which day turned it', async () => {
    const desk = await open([charged('A1')]);
    const before = await scan(desk, { asOf: IN_FORCE });
    const after = await scan(desk, { asOf: RECALLED });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual(['A1 changed: eligible → not-eligible (time)']);
    expect(saysOf(found, 'A1')).toMatch(/^Time: the path was in force until 202[23]-\d\d-\d\d\.$/);
    expect(found[0]?.cause).toMatchObject({ by: [['time']], time: { from: IN_FORCE, to: RECALLED } });
    // The other way round it is told the other way round.
    const back = await all(desk, after, before);
    expect(told(back)).toEqual(['A1 changed: not-eligible → eligible (time)']);
    expect(saysOf(back, 'A1')).toContain('looking back');
  });

  it.each([
    [
      'a path that is gone',
      (content: PackContent) => (content.paths = content.paths.filter(({ path }) => path !== 'pending-charge')),
      'A1 out: eligible → - (law)',
      /the path is gone/,
    ],
    [
      'a path that changed',
      (content: PackContent) => {
        for (const path of content.paths) path.inForce.until = '2022-01-01';
      },
      'A1 changed: eligible → not-eligible (law)',
      /the path changed/,
    ],
  ])('is laid to the law: %s', async (_what, change, says, why) => {
    const desk = await open([charged('A1')]);
    const before = await scan(desk, { asOf: IN_FORCE });
    const packs = changedPack(desk.packs, CITY, (content) => {
      content.file.version = '99';
      change(content);
    });
    const after = await scan(desk, { asOf: IN_FORCE, packs });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual([says]);
    expect(saysOf(found, 'A1')).toMatch(why);
    expect(saysOf(found, 'A1')).toMatch(/us-md-baltimore-city version .+ → 99\.$/);
    const [back] = await all(desk, after, before);
    if (/gone/.test(why.source)) expect(back?.cause.law?.path).toBe('new');
  });

  it('is a matter of scope where only one scan asked about a jurisdiction, and helps or harms nobody', async () => {
    const desk = await open([charged('A1')]);
    const before = await scan(desk, { asOf: IN_FORCE, jurisdictions: ['us-or'] });
    const after = await scan(desk, { asOf: IN_FORCE });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual(['A1 in: - → eligible (scope)']);
    expect(saysOf(found, 'A1')).toBe(`Scope: of the two only scan ${after} asked about ${CITY}.`);
    const counts = { in: 0, out: 0, changed: 0, people: { differing: 0, newlyHelped: 0, noLongerHelped: 0 } };
    const [forth, back] = [await desk.diff.summary(before, after), await desk.diff.summary(after, before)];
    expect(forth).toMatchObject({ ...counts, unchanged: 0, scope: { in: found.length, out: 0 } });
    expect(back).toMatchObject({ ...counts, unchanged: 0, scope: { in: 0, out: found.length } });
  });

  it('is laid to what decides where several things are others, found by asking again', async () => {
    const desk = await open([
      // The count ends: then no policy matters any more.
      charged('ended'),
      // The record learns something that nobody asks for, and the policy ends.
      charged('irrelevant'),
      charged('unchanged'),
    ]);
    const before = await scan(desk, { asOf: IN_FORCE });
    await importPeople(desk.records, [
      charged('ended', { disposition: { type: 'dismissed', date: '2022-04-01' } }),
      { ...charged('irrelevant'), race: 'white' },
    ]);
    const after = await scan(desk, { asOf: RECALLED });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual([
      'ended out: eligible → - (record)',
      'irrelevant changed: eligible → not-eligible (time)',
      'unchanged changed: eligible → not-eligible (time)',
    ]);
    expect(found.find(({ personKey }) => personKey === 'irrelevant')?.cause.record).toBeUndefined();
  });

  it('is laid to several together where it takes them all, and to one or the other where each is enough', async () => {
    const desk = await open([charged('A1', { statute: 'CR 5-602' })]);
    // Under the changed law the policy goes on; the count becomes one that it speaks of.
    const packs = (until: string): Pack[] =>
      changedPack(desk.packs, CITY, (content) => {
        for (const path of content.paths) path.inForce.until = until;
      });
    const short = await scan(desk, { asOf: IN_FORCE, packs: packs('2022-01-01') });
    await importPeople(desk.records, [charged('A1')]);
    const long = await scan(desk, { asOf: IN_FORCE, packs: packs('2024-01-01') });
    const [together] = (await all(desk, short, long)).filter(({ path, is }) => path === PENDING && is !== null);
    expect(together?.is?.outcome).toBe('eligible');
    expect(together?.cause).toMatchObject({ by: [['record', 'law']], word: 'record and law' });
    // Recalled by the law of before and by the day: either would have been enough.
    const shortLater = await scan(desk, { asOf: '2024-06-01', packs: packs('2022-01-01') });
    const [either] = (await all(desk, long, shortLater)).filter(({ path }) => path === PENDING);
    expect(either?.cause).toMatchObject({ by: [['law'], ['time']], word: 'law or time' });
  });

  it('is laid to the law where another engine made the earlier scan, and unknown where this one made neither', async () => {
    const desk = await open([charged('A1')]);
    const before = await scan(desk, { asOf: IN_FORCE });
    const after = await scan(desk, { asOf: RECALLED });
    const engine = async (scanId: number, version: string): Promise<void> => {
      await desk.dataSource.writer.query(`UPDATE scans SET engine_version = '${version}' WHERE id = ${scanId}`);
    };
    await engine(before, '0');
    // This engine answers of what was as engine 0 did, so it is the day that decides.
    expect(told(await all(desk, before, after))).toEqual(['A1 changed: eligible → not-eligible (time)']);
    await desk.dataSource.writer.query(`UPDATE findings SET outcome = 'needs-review' WHERE scan_id = ${before}`);
    const [changed] = await all(desk, before, after);
    expect(changed?.cause).toMatchObject({ by: [['law', 'time']], law: { engine: { from: '0' } } });
    await engine(after, '1');
    const [unknown] = await all(desk, before, after);
    expect(unknown?.cause).toMatchObject({ by: [], word: 'unknown' });
    expect(unknown?.cause.says[0]).toMatch(/^What decides cannot be found out/);
  });

  it('tells a record that was set aside from one that is gone', async () => {
    let isPoisoned = false;
    const desk = await open([charged('A1'), charged('A2')], {
      people: (records) => {
        const readRange = records.readRange.bind(records);
        return Object.assign(Object.create(records) as typeof records, {
          readRange: async (...range: Parameters<typeof readRange>) =>
            (await readRange(...range)).map((stored) =>
              isPoisoned && stored.personKey === 'A1' ? { ...stored, record: '{' } : stored,
            ),
        });
      },
    });
    const before = await scan(desk, { asOf: IN_FORCE });
    isPoisoned = true;
    const after = await scan(desk, { asOf: IN_FORCE });
    const found = await all(desk, before, after);
    expect(told(found)).toEqual(['A1 out: eligible → - (set aside)']);
    expect(saysOf(found, 'A1')).toMatch(/^Scan \d+ could not evaluate the record and set it aside: SyntaxError/);
  });

  it('is, of many people, exactly what comparing all findings one by one gives, in pages as in one go', async () => {
    const people = inventedPeople(60);
    const desk = await open(people);
    const ask = { jurisdictions: ['us-ca'] };
    const before = await scan(desk, { ...ask, asOf: '2017-03-01' });
    const moved = people.slice(0, 50).map((person, n) => {
      const copy = structuredClone(person);
      const charge = copy.cases[0]?.charges[0];
      if (n % 4 === 0 && charge !== undefined) charge.disposition = { type: 'dismissed', date: '2016-01-01' };
      return copy;
    });
    await importPeople(desk.records, [...moved, ...inventedPeople(66).slice(60)]);
    const after = await scan(desk, { ...ask, asOf: '2019-03-01' });
    const found = await all(desk, before, after);
    const keys = (each: { personKey: string; case: object; item: object; path: string }): string =>
      JSON.stringify([each.personKey, each.case, each.item, each.path]);
    const answers = async (scanId: number): Promise<Map<string, string>> => {
      const map = new Map<string, string>();
      const text = ({ outcome, eligibleOn, preferred, missing, review, cautions }: Finding): string =>
        JSON.stringify([
          outcome,
          eligibleOn,
          preferred,
          missing.map(({ criterion, fact }) => [criterion, fact]),
          review,
          cautions,
        ]);
      for await (const finding of desk.findings.store.iterate(scanId)) map.set(keys(finding), text(finding));
      return map;
    };
    const [was, is] = [await answers(before), await answers(after)];
    const expected = [...new Set([...was.keys(), ...is.keys()])].filter((key) => was.get(key) !== is.get(key));
    expect(found.map(keys).sort()).toEqual(expected.sort());
    expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['in', 'out', 'changed']));
    expect(new Set(found.map(({ cause }) => cause.word)).size).toBeGreaterThan(1);
    expect(found.map(({ cause }) => cause.word)).not.toContain('unknown');
    const people_ = found.map(({ personKey }) => personKey);
    expect(people_).toEqual([...people_].sort());
    const paged: Difference[] = [];
    for (let rest = await desk.diff.page(before, after, {}, { limit: 60 }); rest.length > 0;) {
      paged.push(...rest.map(({ difference }) => difference));
      const place = rest.at(-1)?.place;
      rest = place === undefined ? [] : await desk.diff.page(before, after, {}, { limit: 60, after: place });
    }
    expect(paged).toEqual(found);
    const summary = await desk.diff.summary(before, after);
    expect(summary.in + summary.out + summary.changed).toBe(found.length);
    expect(summary.unchanged).toBe([...was].filter(([key, answer]) => is.get(key) === answer).length);
    const eligible = await desk.diff.page(before, after, { outcome: ['eligible'], kind: ['changed'] }, { limit: 500 });
    expect(eligible.map(({ difference }) => difference)).toEqual(
      found.filter(
        (each) => each.kind === 'changed' && (each.was?.outcome === 'eligible' || each.is?.outcome === 'eligible'),
      ),
    );
  }, 240_000);

  it('is refused of a scan that is not done, of one that is not there, and of a scan and itself', async () => {
    const desk = await open([charged('A1')]);
    const done = await scan(desk, { asOf: IN_FORCE });
    const cancelled = await desk.scans.start({ jurisdictions: [CITY], packs: desk.packs, asOf: IN_FORCE });
    await desk.dataSource.writer.query(`UPDATE jobs SET status = 'cancelled' WHERE id = ${cancelled.jobId}`);
    await expect(desk.diff.summary(done, cancelled.id)).rejects.toMatchObject({
      message: `Scan ${cancelled.id} is cancelled; only scans that are done can be compared.`,
      status: 409,
    });
    await expect(desk.diff.summary(done, 99)).rejects.toThrow('There is no scan 99.');
    await expect(desk.diff.summary(done, done)).rejects.toThrow(/does not differ from itself/);
  });
});
