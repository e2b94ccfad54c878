import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { z } from 'zod';
import { formatDay, parseLegalDate } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN } from '../engine/determination.js';
import { daysOfReuse, readCrosswalk, statesWithCrosswalks, trailsOf, type SectionNumber } from './crosswalk.js';
import { compileOffenses, knownStates, parseStatute, presentNumber, printStatute, renumberingsOf } from './index.js';
import { printSubdivisions } from './statute.js';

const yesNo = z.enum(['yes', 'no']).transform((text) => text === 'yes');
const entry = z.union([z.string(), z.strictObject({ cite: z.string(), as: z.string() })]);
const corpus = z
  .record(
    z.string(),
    z.array(
      z.strictObject({
        charge: z.string(),
        offense: z.string().optional(),
        list: z.array(entry),
        kinds: z.array(z.enum(['none', 'attempt'])).optional(),
        is: z.enum(['met', 'not-met', 'unknown']),
        turnsOnDate: yesNo.optional(),
        says: z.string().nullable().optional(),
      }),
    ),
  )
  .parse(parse(readFileSync(new URL('./crosswalk-corpus.yaml', import.meta.url), 'utf8')));
const rows = Object.entries(corpus).flatMap(([state, list]) =>
  list.map((row) => ({
    ...row,
    state,
    names: row.list.map((one) => (typeof one === 'string' ? one : `${one.cite} as of ${one.as}`)).join(', '),
  })),
);
const truths = { met: MET, 'not-met': NOT_MET, unknown: UNKNOWN };

describe('the corpus of renumbered sections', () => {
  it('holds more than a hundred', () => {
    expect(rows.length).toBeGreaterThan(100);
  });

  it.each(rows)('$state: $charge of $offense is $is for a list of $names', (row) => {
    const list = compileOffenses({ include: row.list, inchoate: row.kinds ?? ['none'] }, row.state);
    const statute = parseStatute(row.charge, row.state);
    const when = row.offense === undefined ? null : parseLegalDate(row.offense);
    expect(list.testOn(statute, null, when)).toBe(truths[row.is]);
    if (row.turnsOnDate !== undefined) expect(list.turnsOnDate(statute, null, when)).toBe(row.turnsOnDate);
    if (row.says !== undefined) expect(statute && presentNumber(statute, when)).toBe(row.says);
  });
});

describe('an exclusion', () => {
  it('that names the present section excludes the former number too', () => {
    const list = compileOffenses({ include: ['RCW 69.50.401', 'RCW 69.50.4013'], exclude: ['RCW 69.50.4013'] }, 'WA');
    const on = (day: string) => list.testOn(parseStatute('69.50.401(d)', 'WA'), null, parseLegalDate(day));
    expect([on('1994-05-01'), on('2010-05-01')]).toEqual([NOT_MET, MET]);
  });

  it('of one of the sections that a former number may have become leaves the match unknown', () => {
    const list = compileOffenses({ include: ['ORS 475.992'], exclude: ['ORS 475.864'] }, 'OR');
    expect(list.test(parseStatute('475.992(4)(a)', 'OR'))).toBe(UNKNOWN);
    expect(list.test(parseStatute('475.992(4)(b)', 'OR'))).toBe(MET);
  });
});

describe('a crosswalk file', () => {
  const file = (lines: string) => `state: CA
authorities: { act: { cite: The Act, verified: yes } }
renumbered:
  ${lines}`;

  it.each(statesWithCrosswalks())('of %s can be read, and names an authority for every number', (state) => {
    expect(renumberingsOf(state).length).toBeGreaterThan(0);
    for (const one of renumberingsOf(state)) expect(one.authority.cite).not.toBe('');
  });

  it('is there for the states whose sections were renumbered', () => {
    expect(statesWithCrosswalks()).toEqual(expect.arrayContaining(['CA', 'MD', 'OR', 'WA']));
    expect(renumberingsOf('VT')).toEqual([]);
  });

  it.each([
    ["- { from: 'HS 11357(a)', to: '11357(b)', on: 2016-11-09, authority: act }", 'names no code'],
    ["- { from: 'HS 11357(a)', to: 'HS 11358', on: 2016-13-09, authority: act }", 'is no date'],
    ["- { from: 'HS 11357(a)', to: 'HS 11358', on: 2016, reused: [former], authority: act }", 'needs the exact day'],
    ["- { from: 'HS 11357(a)', to: 'HS 11358', on: 2016-11-09, authority: other }", 'no authority "other"'],
    ['- { from: HS 11357..11358, to: HS 11359, on: 2016-11-09, authority: act }', 'is a range'],
    ['- { from: HS 11357, to: HS 11359, on: 2016-11-09, authority: act, carry: yes }', 'renumbered.0'],
    [
      '- { from: HS 11357, to: HS 11359, on: 2016, authority: act }\n  - { from: HS 11357, to: HS 11358, on: 2016-01-01, authority: act }',
      'renumbered twice on one day',
    ],
  ])('%s is refused: %s', (lines, why) => {
    expect(() => readCrosswalk(file(lines), 'CA')).toThrow(why);
  });

  it('of another state is refused', () => {
    expect(() => readCrosswalk(file('[]').replace('\n  []', ' []'), 'WA')).toThrow('it says that it is of CA');
  });
});

const spell = ({ code, section, subdivisions }: SectionNumber) =>
  `${code} ${section}${printSubdivisions(subdivisions)}`;
const numbers = knownStates().flatMap((state) =>
  renumberingsOf(state).flatMap(({ from, to }) => [from, ...to].map((number) => ({ state, number }))),
);
/** Those whose own spelling can be read in one way only. */
const clear = numbers.filter(({ state, number }) => parseStatute(spell(number), state)?.alternatives.length === 0);
const behind = fc.constantFrom('', '(a)', '(1)', '(1)(a)', '(d)', '(4)(a)', ' felony', ' ATTEMPTED', ' or HS 11350');
const before = fc.constantFrom('', 'FORMER ', '664/', 'ATT ', 'CONSPIRACY ', '§ ');
const aCharge = fc
  .record({ at: fc.constantFrom(...numbers), before, behind, cut: fc.integer({ min: 0, max: 3 }) })
  .map(({ at: { state, number }, before: front, behind: back, cut }) => {
    const kept = number.subdivisions.slice(0, Math.max(0, number.subdivisions.length - cut));
    return { state, text: `${front}${spell({ ...number, subdivisions: kept })}${back}` };
  });
const aDay = fc.integer({ min: -5000, max: 24_000 });

describe('following any number through a crosswalk', () => {
  it('never fails and never runs in a circle, and every number on a trail prints and reads back as itself', () => {
    fc.assert(
      fc.property(aCharge, aDay, ({ state, text }, day) => {
        const statute = parseStatute(text, state);
        if (statute === null) return true;
        presentNumber(statute, { from: day, to: day + 400 });
        return [statute, ...statute.alternatives].every((reading) =>
          (trailsOf(reading, day) ?? []).every(
            (trail) =>
              trail[0]?.statute === reading &&
              trail.length <= 5 &&
              trail.every(({ statute: one }) => parseStatute(printStatute(one), state)?.section === one.section) &&
              trail
                .slice(1)
                .every(
                  ({ statute: one }) => one.alternatives.length === 0 && parseStatute(printStatute(one), state) === one,
                ),
          ),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('takes a charge under the very number that a list names, on any day, unless the list asks for another meaning', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clear), aDay, ({ state, number }, day) => {
        const list = compileOffenses({ include: [spell(number)] }, state);
        return list.testOn(parseStatute(spell(number), state), null, { from: day, to: day }) === MET;
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes a number as of a day just where it has not changed its meaning between that day and the offence', () => {
    fc.assert(
      fc.property(fc.constantFrom(...clear), aDay, aDay, ({ state, number }, as, day) => {
        const list = compileOffenses({ include: [{ cite: spell(number), as: formatDay(as) }] }, state);
        const [first, last] = as < day ? [as, day] : [day, as];
        const hasChanged = daysOfReuse(number, state).some((reuse) => first < reuse && reuse <= last);
        const truth = list.testOn(parseStatute(spell(number), state), null, { from: day, to: day });
        // A number that changed its meaning may have come back to it under another letter.
        return hasChanged || truth === MET;
      }),
      { numRuns: 2_000 },
    );
  });

  it('answers for a span of days what all of its days agree on', () => {
    fc.assert(
      fc.property(aCharge, fc.constantFrom(...numbers), aDay, fc.nat(9000), (charge, named, from, length) => {
        const list = compileOffenses({ include: [spell(named.number)] }, named.state);
        const statute = parseStatute(charge.text, charge.state);
        if (charge.state !== named.state || statute === null) return true;
        const whole = list.testOn(statute, null, { from, to: from + length });
        const days = [from, from + Math.floor(length / 2), from + length];
        return days.every((day) => {
          const one = list.testOn(statute, null, { from: day, to: day });
          return whole === UNKNOWN || one === whole;
        });
      }),
      { numRuns: 5_000 },
    );
  });
});
