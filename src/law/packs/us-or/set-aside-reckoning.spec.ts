/**
 * Oregon's set-aside reckoned a second way, on random records: one date for each conviction, the latest of its wait, its
 * release, a revocation and what blocks it. The pack has to give the same day for each.
 */
import { join } from 'node:path';
import fc from 'fast-check';
import { addYears, formatDay, parseDay, type Day } from '../../../common/legal-date.js';
import type { Charge, PersonRecord } from '../../../records/record.js';
import { SHIPPED_PACKS, compilePacks, evaluateRecord, loadPackFolder } from '../../index.js';

/** A kind of conviction: how a file writes it, the years it waits (null: never open), and how it blocks others. */
interface Kind {
  charge: Pick<Charge, 'statute' | 'grade' | 'class'>;
  years: number | null;
  blocks: 'as crime' | 'as violation' | 'never';
}

const KINDS: readonly Kind[] = [
  { charge: { statute: '475854', grade: 'felony', class: 'Felony Class B' }, years: 7, blocks: 'as crime' },
  { charge: { statute: '475.894', grade: 'felony', class: 'C' }, years: 5, blocks: 'as crime' },
  { charge: { statute: '164055', grade: 'felony', class: 'Felony Class C' }, years: 5, blocks: 'as crime' },
  { charge: { statute: '475.992(1)(a)', grade: 'felony', class: 'A' }, years: null, blocks: 'as crime' },
  { charge: { statute: '163175', grade: 'felony', class: 'Felony Class B' }, years: null, blocks: 'as crime' },
  { charge: { statute: '164045', grade: 'misdemeanor', class: 'Misdemeanor Class A' }, years: 3, blocks: 'as crime' },
  { charge: { statute: '166025', grade: 'misdemeanor', class: 'B' }, years: 1, blocks: 'as crime' },
  { charge: { statute: '164043', grade: 'misdemeanor', class: 'Misdemeanor Class C' }, years: 1, blocks: 'as crime' },
  { charge: { statute: '471430', grade: 'violation', class: 'Violation Class B' }, years: 1, blocks: 'as violation' },
  { charge: { statute: '4758942', grade: 'violation', class: 'E' }, years: 1, blocks: 'as violation' },
  { charge: { statute: '811111', grade: 'violation', class: 'C' }, years: null, blocks: 'never' },
  { charge: { statute: '813010', grade: 'misdemeanor', class: 'A' }, years: null, blocks: 'as crime' },
];

interface Conviction {
  kind: Kind;
  day: Day;
  releasedAfter: number | null;
  revokedAfter: number | null;
}

const AS_OF = '2026-03-01';
const TODAY = parseDay(AS_OF) ?? 0;
const FIRST = parseDay('2008-01-01') ?? 0;

/** Days that every year has, so that anniversaries are the same whichever way they are counted. */
const someDay = fc
  .integer({ min: FIRST, max: TODAY })
  .filter((day) => !formatDay(day).endsWith('02-29') && !formatDay(day).endsWith('02-28'));
const conviction: fc.Arbitrary<Conviction> = fc.record({
  kind: fc.constantFrom(...KINDS),
  day: someDay,
  releasedAfter: fc.option(fc.integer({ min: 0, max: 1500 }), { freq: 3 }),
  revokedAfter: fc.option(fc.integer({ min: 0, max: 1000 }), { freq: 5 }),
});
const isWhole = ({ day, releasedAfter, revokedAfter }: Conviction): boolean =>
  [releasedAfter, revokedAfter].every((after) => after === null || (day + after < TODAY && isPlain(day + after)));
const isPlain = (day: Day): boolean => !/02-2[89]$/.test(formatDay(day));

/** The first day on which the conviction can be set aside; null for never. */
function openFrom(item: Conviction, all: readonly Conviction[]): Day | null {
  const { years } = item.kind;
  if (years === null) return null;
  const days = [addYears(item.day, years)];
  if (item.releasedAfter !== null) days.push(addYears(item.day + item.releasedAfter, years));
  if (item.revokedAfter !== null) days.push(addYears(item.day + item.revokedAfter, 3));
  const others = all.filter((other) => other !== item);
  const crimes = others.filter(({ kind }) => kind.blocks === 'as crime').map(({ day }) => day);
  const violations = others.filter(({ kind }) => kind.blocks === 'as violation').map(({ day }) => day);
  violations.sort((a, b) => b - a);
  // One violation does not count, so that the last but one blocks.
  const blocking = [...crimes, ...violations.slice(1)];
  if (blocking.length > 0) days.push(addYears(Math.max(...blocking), years));
  return Math.max(...days);
}

function chargeOf({ kind, day, releasedAfter, revokedAfter }: Conviction, count: number): Charge {
  return {
    count,
    ...kind.charge,
    offenseDate: formatDay(day - 60),
    disposition: { type: 'convicted', date: formatDay(day) },
    // Half of the files that know of neither jail nor revocation hold nothing of the sentence: the day is the same.
    ...(releasedAfter === null && revokedAfter === null && day % 2 === 0
      ? {}
      : {
          sentence: {
            status: 'completed',
            confinementDays: releasedAfter === null ? 0 : Math.max(1, releasedAfter),
            ...(releasedAfter === null ? {} : { releaseDate: formatDay(day + releasedAfter) }),
            ...(revokedAfter === null ? {} : { revokedDate: formatDay(day + revokedAfter) }),
          },
        }),
  };
}

describe('setting aside convictions in Oregon, reckoned a second way', () => {
  const { pack } = loadPackFolder(join(SHIPPED_PACKS, 'us-or'));
  if (pack === null) throw new Error('the pack us-or could not be loaded');
  const compiled = compilePacks([{ ...pack, paths: pack.paths.filter(({ path }) => path === 'set-aside/conviction') }]);

  it('gives every conviction of a random record the same day', () => {
    fc.assert(
      fc.property(
        fc.array(conviction.filter(isWhole), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (all, together) => {
          const court = { name: 'Circuit Court', county: 'Lane', state: 'OR' };
          const cases = together
            ? [
                {
                  caseNumber: 'A',
                  court,
                  status: 'closed' as const,
                  hasVictim: false,
                  charges: all.map((each, at) => chargeOf(each, at + 1)),
                },
              ]
            : all.map((each, at) => ({
                caseNumber: `A${at}`,
                court,
                status: 'closed' as const,
                hasVictim: false,
                charges: [chargeOf(each, at + 1)],
              }));
          const record: PersonRecord = { personId: 'P', birthDate: '1970-01-01', cases };
          const found = new Map(
            evaluateRecord(record, compiled, { asOf: AS_OF }).map((each) => [each.item.count, each]),
          );
          all.forEach((item, at) => {
            const day = openFrom(item, all);
            const expected =
              day === null
                ? { outcome: 'not-eligible' }
                : day <= TODAY
                  ? { outcome: 'eligible' }
                  : { outcome: 'eligible-later', eligibleOn: formatDay(day) };
            expect(found.get(at + 1)).toMatchObject(expected);
          });
        },
      ),
      { numRuns: 300, seed: 137225 },
    );
  });
});
