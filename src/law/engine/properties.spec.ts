/**
 * What must hold for any pack and any record, tried on random ones (design: "Correctness beyond examples").
 */
import fc from 'fast-check';
import { addYears, formatDay, parseDay } from '../../common/legal-date.js';
import type { Charge, CourtCase, PersonRecord } from '../../records/record.js';
import { compilePacks } from './compile-pack.js';
import type { Determination } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import { packFromSnapshot } from './make-pack.js';
import { criterion, syntheticPack } from './synthetic-pack.js';

const AS_OF = '2020-06-15';

const day = fc
  .integer({ min: parseDay('1985-01-01') ?? 0, max: parseDay('2020-06-01') ?? 0 })
  .map((each) => formatDay(each));
const legalDate = fc.oneof(
  day,
  day.map((each) => each.slice(0, 7)),
  day.map((each) => each.slice(0, 4)),
);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });

const statute = fc.constantFrom(
  'HS 11350(a)',
  'HS 11350',
  '11350',
  'PC 187',
  'HS 11352',
  'VC 23152',
  'not a statute',
  '664/187 PC',
);

const charge: fc.Arbitrary<Omit<Charge, 'count'>> = fc.record(
  {
    statute,
    grade: fc.constantFrom('felony', 'misdemeanor', 'infraction'),
    offenseDate: legalDate,
    quantities: fc.array(
      fc.record({ amount: fc.integer({ min: 0, max: 60 }), unit: fc.constantFrom('g', 'oz', 'plants', 'bags') }),
      { maxLength: 2 },
    ),
    disposition: fc.record(
      {
        type: fc.constantFrom('convicted', 'dismissed', 'pending', 'deferred', 'none-recorded', 'other'),
        date: legalDate,
      },
      { requiredKeys: [] },
    ),
    sentence: fc.record({ endDate: legalDate, status: fc.constantFrom('serving', 'completed') }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const courtCase = fc
  .record({
    charges: fc.array(charge, { minLength: 1, maxLength: 3 }),
    status: maybe(fc.constantFrom('open', 'closed', 'unknown')),
  })
  .map(({ charges, status }) => ({ charges: charges.map((each, index) => ({ count: index + 1, ...each })), status }));

const record: fc.Arbitrary<PersonRecord> = fc
  .record({
    cases: fc.array(courtCase, { minLength: 1, maxLength: 4 }),
    birthDate: maybe(legalDate),
    history: fc.constantFrom('county', 'state', 'national'),
    pendingMatters: fc.constantFrom('yes', 'no'),
    completeThrough: maybe(day),
  })
  .map(({ cases, birthDate, history, pendingMatters, completeThrough }) => ({
    personId: 'P',
    ...(birthDate === undefined ? {} : { birthDate }),
    coverage: { history, pendingMatters, ...(completeThrough === undefined ? {} : { completeThrough }) },
    cases: cases.map((each, index) => ({
      ...each,
      caseNumber: `C${index}`,
      court: { name: 'Court', county: 'Fresno', state: 'CA' },
    })),
  }));

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    { fact: 'grade', is: 'felony' },
    { fact: 'grade', in: ['misdemeanor', 'infraction'] },
    { fact: 'sentence-status', is: 'completed' },
    { offense: 'grave' },
    { some: { of: 'convictions', where: { offense: 'grave' } } },
    { some: { of: 'other-cases', where: { fact: 'grade', is: 'felony' }, atLeast: 2 } },
    { none: { of: 'convictions', after: { 'as-of': { years: -10 } } } },
    { none: { of: 'open-charges' } },
    { every: { of: 'case-charges', where: { offense: 'possession' } } },
    { age: { on: 'offense-date', atLeast: 21 } },
    { age: { on: 'as-of', atLeast: 50 } },
  ),
  fc.integer({ min: 0, max: 40 }).map((grams) => ({ fact: 'weight-grams', atMost: grams })),
  day.map((each) => ({ fact: 'offense-date', before: each })),
  fc.integer({ min: 0, max: 20 }).map((years) => ({ elapsed: { since: 'conviction-date', years } })),
);

const expression: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('any').map((not) => ({ not })),
  ),
})).any;

const path = fc
  .record({
    requires: fc.array(expression, { minLength: 1, maxLength: 3 }),
    unless: fc.array(expression, { maxLength: 2 }),
  })
  .map(({ requires, unless }) => ({
    requires: requires.map((each, index) => criterion(`r${index}`, each)),
    unless: unless.map((each, index) => criterion(`u${index}`, each)),
  }));

const packsOf = (...paths: Record<string, unknown>[]): ReturnType<typeof compilePacks> =>
  compilePacks([syntheticPack(paths)]);
const key = (each: Determination): string => `${each.case.number}/${each.item.count}/${each.path}`;
const outcomes = (determinations: Determination[]): Map<string, string> =>
  new Map(determinations.map((each) => [key(each), each.outcome]));

describe('for any pack and any record', () => {
  it('the answers do not depend on the order of cases or charges', () => {
    fc.assert(
      fc.property(record, path, (person, law) => {
        const packs = packsOf(law);
        const turned: PersonRecord = {
          ...person,
          cases: [...person.cases].reverse().map((each) => ({ ...each, charges: [...each.charges].reverse() })),
        };
        expect(outcomes(evaluateRecord(turned, packs, { asOf: AS_OF }))).toEqual(
          outcomes(evaluateRecord(person, packs, { asOf: AS_OF })),
        );
      }),
    );
  });

  it('learning a fact never turns "eligible" or "not eligible" around', () => {
    fc.assert(
      fc.property(record, path, charge, fc.nat(), (person, law, more, where) => {
        const packs = packsOf(law);
        const learnt = withLearning(person, more, where);
        const before = outcomes(evaluateRecord(person, packs, { asOf: AS_OF }));
        const after = outcomes(evaluateRecord(learnt, packs, { asOf: AS_OF }));
        for (const [item, outcome] of before) {
          if (outcome === 'eligible') expect([outcome, undefined]).toContain(after.get(item));
          if (outcome === 'not-eligible') expect(after.get(item)).not.toBe('eligible');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a further disqualifying conviction never turns "not eligible" into "eligible"', () => {
    const law = {
      requires: [criterion('felony', { fact: 'grade', is: 'felony' })],
      unless: [criterion('grave', { some: { of: 'convictions', where: { offense: 'grave' } } })],
    };
    fc.assert(
      fc.property(record, day, (person, date) => {
        const packs = packsOf(law);
        const worse: PersonRecord = {
          ...person,
          cases: [
            ...person.cases,
            aCaseOf({
              count: 1,
              statute: 'PC 187',
              grade: 'felony',
              offenseDate: date,
              disposition: { type: 'convicted', date },
            }),
          ],
        };
        const before = outcomes(evaluateRecord(person, packs, { asOf: AS_OF }));
        const after = outcomes(evaluateRecord(worse, packs, { asOf: AS_OF }));
        for (const [item, outcome] of before) {
          if (outcome === 'not-eligible') expect(after.get(item)).toBe('not-eligible');
          expect(after.get(item)).not.toBe('eligible');
        }
      }),
    );
  });

  it('a completed wait stays completed on every later day', () => {
    fc.assert(
      fc.property(
        record,
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 4000 }),
        (person, years, later) => {
          const packs = packsOf({ requires: [criterion('wait', { elapsed: { since: 'conviction-date', years } })] });
          const start = parseDay(AS_OF) ?? 0;
          const before = outcomes(evaluateRecord(person, packs, { asOf: AS_OF }));
          const after = outcomes(evaluateRecord(person, packs, { asOf: formatDay(start + later) }));
          for (const [item, outcome] of before) if (outcome === 'eligible') expect(after.get(item)).toBe('eligible');
        },
      ),
    );
  });

  it('on the day it names, "eligible later" has become "eligible", and not on the day before', () => {
    const complete = record.map((person) => ({
      ...person,
      coverage: { history: 'national', pendingMatters: 'yes' } as const,
    }));
    fc.assert(
      fc.property(complete, path, (person, law) => {
        const packs = packsOf(law);
        for (const each of evaluateRecord(person, packs, { asOf: AS_OF })) {
          if (each.outcome !== 'eligible-later') continue;
          const on = parseDay(each.eligibleOn ?? '') ?? 0;
          expect(on).toBeGreaterThan(parseDay(AS_OF) ?? 0);
          expect(['eligible', 'needs-facts']).toContain(
            outcomes(evaluateRecord(person, packs, { asOf: formatDay(on) })).get(key(each)),
          );
          expect(outcomes(evaluateRecord(person, packs, { asOf: formatDay(on - 1) })).get(key(each))).not.toBe(
            'eligible',
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('what a missing fact would lead to is never "needs facts" both ways when it is the only one', () => {
    fc.assert(
      fc.property(record, path, (person, law) => {
        for (const each of evaluateRecord(person, packsOf(law), { asOf: AS_OF })) {
          if (each.outcome !== 'needs-facts') {
            expect(each.missing).toEqual([]);
            continue;
          }
          expect(each.missing.length).toBeGreaterThan(0);
          const [first] = each.missing;
          if (each.missing.length === 1) {
            expect(first?.values.map(({ leads }) => leads)).not.toEqual(first?.values.map(() => 'needs-facts'));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a pack read back from its snapshot has the same hash and gives the same answers', () => {
    fc.assert(
      fc.property(record, path, (person, law) => {
        const pack = syntheticPack([law]);
        const again = packFromSnapshot(pack.snapshot);
        expect(again.hash).toBe(pack.hash);
        expect(evaluateRecord(person, compilePacks([again]), { asOf: AS_OF })).toEqual(
          evaluateRecord(person, compilePacks([pack]), { asOf: AS_OF }),
        );
      }),
      { numRuns: 50 },
    );
  });
});

function aCaseOf(only: Charge): CourtCase {
  return { caseNumber: 'Z9', court: { name: 'Court', county: 'Fresno', state: 'CA' }, charges: [only] };
}

/** The record with values put in where one of its charges had none; what it said already stays. */
function withLearning(person: PersonRecord, more: Omit<Charge, 'count'>, where: number): PersonRecord {
  const all = person.cases.flatMap((each) => each.charges);
  const target = all[where % all.length];
  return {
    ...person,
    cases: person.cases.map((each) => ({
      ...each,
      charges: each.charges.map((one) => {
        if (one !== target) return one;
        const learnt: Charge = { ...more, ...one };
        if (one.disposition === undefined && each.status !== undefined) delete learnt.disposition;
        return learnt;
      }),
    })),
  };
}

it('ten years before a leap day is a calendar day too', () => {
  expect(formatDay(addYears(parseDay('2020-02-29') ?? 0, -10))).toBe('2010-02-28');
});
