import fc from 'fast-check';
import { IssueCollector } from '../issue-collector.js';
import { loadProfile } from '../load-profile.js';
import type { IntakeIssue } from '../intake.js';
import type { PersonRecord } from '../../records/record.js';
import { dayOf } from '../../common/index.js';
import { RecordChecker } from './check-record.js';

const dates = loadProfile('canonical').dates;
const court = { name: 'Circuit Court', state: 'MD' };

function checked(raw: unknown): { record: PersonRecord | null; issues: IntakeIssue[]; unmapped: string[] } {
  const issues = new IssueCollector();
  const record = new RecordChecker({ dates, today: dayOf(2026, 11, 22) }, issues).check(raw, {
    file: 'x.jsonl',
    row: 7,
  });
  return { record, issues: issues.take(), unmapped: issues.unmapped().map((one) => `${one.field} × ${one.count}`) };
}

/** A person with one charge, changed in what the test is about. */
const withCharge = (charge: Record<string, unknown>): unknown => ({
  personId: 'P1',
  cases: [{ caseNumber: 'A', court, charges: [{ count: 1, ...charge }] }],
});

describe('a record', () => {
  it('that is in order goes in as it is, each part with its source', () => {
    const { record, issues } = checked(
      withCharge({ statute: 'CR 5-601', disposition: { type: 'convicted', date: '2014-03' } }),
    );
    const source = { file: 'x.jsonl', row: 7 };
    expect(record).toEqual({
      personId: 'P1',
      source,
      cases: [
        {
          caseNumber: 'A',
          court,
          source,
          charges: [{ count: 1, statute: 'CR 5-601', disposition: { type: 'convicted', date: '2014-03' }, source }],
        },
      ],
    });
    expect(issues).toEqual([]);
  });

  it.each([
    ['personId', { cases: [] }],
    ['cases[0].caseNumber', { personId: 'P1', cases: [{ court, charges: [] }] }],
    ['cases[0].court', { personId: 'P1', cases: [{ caseNumber: 'A', charges: [] }] }],
    ['cases[0].court.name', { personId: 'P1', cases: [{ caseNumber: 'A', court: { state: 'MD' } }] }],
    ['cases[0].court.state', { personId: 'P1', cases: [{ caseNumber: 'A', court: { name: 'C' } }] }],
    ['cases[0].charges[0].count', { personId: 'P1', cases: [{ caseNumber: 'A', court, charges: [{}] }] }],
    ['cases[0].charges[0].count', withCharge({ count: 'one' })],
    ['cases[0].warrants[0].warrantNumber', { personId: 'P1', cases: [{ caseNumber: 'A', court, warrants: [{}] }] }],
    ['cases', { personId: 'P1', cases: 'none' }],
    ['cases[0]', { personId: 'P1', cases: [3] }],
  ])('without a readable %s is set aside whole, because half a history may hide what decides', (field, raw) => {
    const { record, issues } = checked(raw);
    expect(record).toBeNull();
    expect(issues.filter((issue) => issue.severity === 'quarantined')).toMatchObject([{ column: field, row: 7 }]);
  });

  it('set aside says whose it is, where that much can be read', () => {
    expect(checked({ personId: 'P1', cases: 'none' }).issues[0]?.personId).toBe('P1');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a day that does not exist', { offenseDate: '2031-02-30' }, 'offenseDate'],
    ['a grade nobody knows', { grade: 'wobbler' }, 'grade'],
    ['a negative quantity', { quantities: [{ amount: -1, unit: 'g' }] }, 'quantities[0].amount'],
    ['half a cent', { valueCents: 1.5 }, 'valueCents'],
    ['a disposition that is a word', { disposition: 'guilty' }, 'disposition'],
    ['a flag that is none', { juvenile: 'perhaps' }, 'juvenile'],
  ])('with %s goes in without it; the value is kept and noted', (_, charge, field) => {
    const { record, issues } = checked(withCharge(charge));
    const first = record?.cases[0]?.charges[0];
    expect(Object.keys(first?.original ?? {})).toContain(field);
    expect(issues[0]).toMatchObject({ severity: 'noted', code: 'bad-value', column: `cases[0].charges[0].${field}` });
  });

  it('reads dates as people write them, and keeps what was written', () => {
    const { record, issues } = checked(
      withCharge({ offenseDate: '03/09/2014', arrestDate: '00000000', disposition: { date: '20140401' } }),
    );
    expect(record?.cases[0]?.charges[0]).toMatchObject({
      offenseDate: '2014-03-09',
      disposition: { date: '2014-04-01' },
      original: { offenseDate: '03/09/2014', arrestDate: '00000000', 'disposition.date': '20140401' },
    });
    expect(record?.cases[0]?.charges[0]?.arrestDate).toBeUndefined();
    expect(issues).toEqual([]);
  });

  it('takes numbers and flags written as text, capitals and blanks for hyphens', () => {
    const { record } = checked(
      withCharge({ count: '2', valueCents: '1,250', juvenile: 'no', disposition: { type: 'Nolle Prosequi' } }),
    );
    expect(record?.cases[0]?.charges[0]).toMatchObject({
      count: 2,
      valueCents: 1250,
      juvenile: false,
      disposition: { type: 'nolle-prosequi' },
      original: { 'disposition.type': 'Nolle Prosequi' },
    });
  });

  it.each([
    ['md', 'MD', undefined],
    ['Maryland', 'MD', undefined],
    ['N.Y.', 'NY', undefined],
    ['Mary Land', 'Mary Land', 'unknown-state'],
  ])('with a court in %p is in a state that packs can find, or says that it is not', (state, expected, code) => {
    const { record, issues } = checked({
      personId: 'P1',
      cases: [{ caseNumber: 'A', court: { name: 'C', state }, charges: [] }],
    });
    expect(record?.cases[0]?.court.state).toBe(expected);
    expect(record?.cases[0]?.original?.['court.state']).toBe(code === undefined ? state : undefined);
    expect(issues.map((issue) => issue.code)).toEqual(code === undefined ? [] : [code]);
  });

  it('keeps a list that says there are none apart from silence, and takes an empty text for silence', () => {
    const chargeOf = (given: Record<string, unknown>): unknown =>
      checked(withCharge(given)).record?.cases[0]?.charges[0];
    expect(chargeOf({ indicia: [], enhancements: [], sentence: { scoredPriors: [] } })).toMatchObject({
      indicia: [],
      enhancements: [],
      sentence: { scoredPriors: [] },
    });
    expect(chargeOf({ indicia: '', enhancements: [null], quantities: [] })).not.toHaveProperty('indicia');
    expect(chargeOf({ indicia: '', enhancements: [null], quantities: [] })).not.toHaveProperty('enhancements');
    expect(chargeOf({ quantities: [] })).not.toHaveProperty('quantities');
  });

  it('takes a single quantity and a name in one text', () => {
    const { record } = checked({
      personId: 7,
      name: 'SMITH,JOHN Q JR',
      cases: [{ caseNumber: 'A', court, charges: [{ count: 1, quantity: { amount: 10, unit: 'g' } }] }],
    });
    expect(record).toMatchObject({
      personId: '7',
      name: { last: 'SMITH', first: 'JOHN', middle: 'Q', suffix: 'JR' },
      original: { name: 'SMITH,JOHN Q JR' },
      cases: [{ charges: [{ quantities: [{ amount: 10, unit: 'g' }] }] }],
    });
  });

  it('keeps fields that nobody knows, and counts them by name', () => {
    const { record, issues, unmapped } = checked({
      personId: 'P1',
      tribe: 'T',
      cases: [
        {
          caseNumber: 'A',
          court: { ...court, room: '4' },
          charges: [
            { count: 1, x: 1 },
            { count: 2, x: { y: 2 } },
          ],
        },
      ],
    });
    expect(record).toMatchObject({
      unmapped: { tribe: 'T' },
      cases: [{ unmapped: { 'court.room': '4' }, charges: [{ unmapped: { x: 1 } }, { unmapped: { x: { y: 2 } } }] }],
    });
    expect(issues).toEqual([]);
    expect(unmapped).toEqual(['cases[].charges[].x × 2', 'cases[].court.room × 1', 'tribe × 1']);
  });

  it('keeps what an earlier export said about its own sources, and answers given by a person', () => {
    const { record } = checked({
      personId: 'P1',
      cases: [],
      source: { file: 'old.csv', row: 3 },
      original: { birthDate: '0' },
      unmapped: { a: 1 },
      answers: { 'good-cause': true },
    });
    expect(record).toMatchObject({
      source: { file: 'x.jsonl', row: 7 },
      original: { birthDate: '0' },
      unmapped: { a: 1 },
      answers: { 'good-cause': true },
    });
  });

  it('with the same count twice is set aside, because one would replace the other', () => {
    const { record, issues } = checked({
      personId: 'P1',
      cases: [{ caseNumber: 'A', court, charges: [{ count: 1 }, { count: 1 }] }],
    });
    expect(record).toBeNull();
    expect(issues[0]).toMatchObject({ code: 'repeated-key', value: '1' });
  });

  it('with the same case twice has it once, with what both say, and a note', () => {
    const { record, issues } = checked({
      personId: 'P1',
      cases: [
        { caseNumber: 'A', court, charges: [{ count: 1, statute: 'CR 5-601(a)(1)' }] },
        { caseNumber: 'A', court, status: 'closed', charges: [{ count: 1 }, { count: 2 }] },
      ],
    });
    expect(record?.cases).toHaveLength(1);
    expect(record?.cases[0]).toMatchObject({
      status: 'closed',
      charges: [{ count: 1, statute: 'CR 5-601(a)(1)' }, { count: 2 }],
    });
    expect(issues[0]).toMatchObject({ code: 'case-twice', severity: 'noted' });
  });

  it('with the same case twice and two statutes for one count is set aside, because one would be lost', () => {
    const { record, issues } = checked({
      personId: 'P1',
      cases: [
        { caseNumber: 'A', court, charges: [{ count: 1, statute: 'CR 5-601(a)(1)' }] },
        { caseNumber: 'A', court, charges: [{ count: 1, statute: 'CR 5-602(1)' }] },
      ],
    });
    expect(record).toBeNull();
    expect(issues[0]).toMatchObject({ code: 'repeated-key', value: 'A' });
  });

  it('with a birth in the future goes in without it', () => {
    expect(checked({ personId: 'P1', birthDate: '2026-11-23', cases: [] }).record?.birthDate).toBeUndefined();
    expect(checked({ personId: 'P1', birthDate: '2026-11-22', cases: [] }).record?.birthDate).toBe('2026-11-22');
  });

  it('is a record or an issue, and never a crash, whatever JSON there is', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('2014-03-09'));
    const key = fc.constantFrom(
      'personId', 'cases', 'charges', 'court', 'name', 'state', 'caseNumber', 'count', 'quantities', 'quantity',
      'disposition', 'birthDate', 'aliases', 'original', 'unmapped', 'source', '__proto__', 'constructor', 'toString',
    ); // prettier-ignore
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 6 },
        scalar,
        fc.array(tie('json'), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie('json')), { maxLength: 6 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    }));
    fc.assert(
      fc.property(json, (raw) => {
        const { record, issues } = checked(JSON.parse(JSON.stringify(raw ?? null)));
        if (record === null) expect(issues.at(-1)?.severity).toBe('quarantined');
        else {
          expect(typeof record.personId).toBe('string');
          expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        }
      }),
      { numRuns: 500 },
    );
  });
});
