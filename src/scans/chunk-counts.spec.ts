import fc from 'fast-check';
import { OUTCOMES } from '../law/index.js';
import { addCounts, type ChunkCounts, noCounts, sumCounts, withoutCounts } from './chunk-counts.js';

const PATHS = new Map([
  ['us-ca/a', { relief: 'expunge' as const, jurisdiction: 'us-ca' }],
  ['us-ca/b', { relief: 'dismiss' as const, jurisdiction: 'us-ca' }],
  ['us-md/c', { relief: 'expunge' as const, jurisdiction: 'us-md' }],
]);

const outcomes = fc.dictionary(fc.constantFrom(...OUTCOMES), fc.nat(9), { noNullPrototype: true });
const chunk: fc.Arbitrary<ChunkCounts> = fc.record({
  people: fc.nat(9),
  charges: fc.nat(9),
  findings: fc.nat(9),
  peopleByOutcome: outcomes,
  byPath: fc.dictionary(fc.constantFrom(...PATHS.keys()), outcomes, { noNullPrototype: true }),
  peopleHelpedByPath: fc.dictionary(fc.constantFrom(...PATHS.keys()), fc.nat(9), { noNullPrototype: true }),
  notCovered: fc.dictionary(fc.constantFrom(...PATHS.keys()), fc.nat(9), { noNullPrototype: true }),
  problems: fc.nat(9),
});

/** As an evaluator counts: no entry for an outcome that did not occur, and every path among those that covered nothing. */
const some = fc.integer({ min: 1, max: 9 });
const occurred = fc.dictionary(fc.constantFrom(...OUTCOMES), some, { noNullPrototype: true });
const everyPath = fc.record(Object.fromEntries([...PATHS.keys()].map((path) => [path, fc.nat(9)])), {
  noNullPrototype: true,
});
const counted: fc.Arbitrary<ChunkCounts> = fc.record({
  people: fc.nat(9),
  charges: fc.nat(9),
  findings: fc.nat(9),
  peopleByOutcome: occurred,
  byPath: fc.dictionary(
    fc.constantFrom(...PATHS.keys()),
    occurred.filter((outcomesOfPath) => Object.keys(outcomesOfPath).length > 0),
    { noNullPrototype: true },
  ),
  peopleHelpedByPath: fc.dictionary(fc.constantFrom(...PATHS.keys()), some, { noNullPrototype: true }),
  notCovered: everyPath,
  problems: fc.nat(9),
});

describe('the counts of a scan', () => {
  it('are the same bytes however the people were cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(chunk, { minLength: 1, maxLength: 6 }), (chunks) => {
        const together = noCounts();
        for (const each of chunks) addCounts(together, each);
        const expected = JSON.stringify(sumCounts([together], PATHS));
        expect(JSON.stringify(sumCounts(chunks, PATHS))).toBe(expected);
        expect(JSON.stringify(sumCounts([...chunks].reverse(), PATHS))).toBe(expected);
      }),
    );
  });

  it('without some of the people are what the others alone would have counted, with no entry that came to nothing', () => {
    fc.assert(
      fc.property(counted, counted, (some, others) => {
        const together = noCounts();
        addCounts(together, some);
        addCounts(together, others);
        const before = JSON.stringify([together, some]);
        expect(withoutCounts(together, some)).toEqual(others);
        expect(JSON.stringify([together, some])).toBe(before);
      }),
    );
  });

  it('without everybody are nothing but the paths that speak of no item', () => {
    const all: ChunkCounts = {
      ...noCounts(),
      people: 2,
      findings: 3,
      peopleByOutcome: { eligible: 2 },
      byPath: { 'us-ca/a': { eligible: 3 } },
      peopleHelpedByPath: { 'us-ca/a': 2 },
      notCovered: { 'us-ca/a': 4, 'us-ca/b': 0 },
    };
    expect(withoutCounts(all, all)).toEqual({ ...noCounts(), notCovered: { 'us-ca/a': 0, 'us-ca/b': 0 } });
    expect(withoutCounts(all, noCounts())).toEqual(all);
  });

  it('are grouped by relief and jurisdiction, with the people who are helped', () => {
    const counts = sumCounts(
      [
        {
          ...noCounts(),
          people: 10,
          findings: 7,
          peopleByOutcome: { eligible: 3, 'not-eligible': 1 },
          byPath: { 'us-md/c': { eligible: 1 }, 'us-ca/a': { eligible: 2, 'not-eligible': 4 } },
        },
        { ...noCounts(), people: 5, peopleByOutcome: { eligible: 1 }, byPath: { 'us-ca/b': { 'needs-facts': 2 } } },
      ],
      PATHS,
    );
    expect(counts).toMatchObject({
      people: 15,
      peopleHelped: 4,
      byOutcome: { eligible: 3, 'needs-facts': 2, 'not-eligible': 4 },
      byRelief: { dismiss: { 'needs-facts': 2 }, expunge: { eligible: 3, 'not-eligible': 4 } },
      byJurisdiction: { 'us-ca': { eligible: 2, 'needs-facts': 2, 'not-eligible': 4 }, 'us-md': { eligible: 1 } },
    });
    expect(Object.keys(counts.byPath)).toEqual(['us-ca/a', 'us-ca/b', 'us-md/c']);
    expect(Object.keys(counts.byOutcome)).toEqual(['eligible', 'needs-facts', 'not-eligible']);
  });

  it('of nobody are nothing', () => {
    expect(sumCounts([], PATHS)).toMatchObject({ people: 0, findings: 0, peopleHelped: 0, byOutcome: {}, byPath: {} });
  });
});
