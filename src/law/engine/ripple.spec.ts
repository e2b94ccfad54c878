import type { Charge, CourtCase, PersonRecord } from '../../records/record.js';
import { compilePacks, type CompiledPacks } from './compile-pack.js';
import type { Determination, Ripple } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import { criterion, syntheticPack } from './synthetic-pack.js';

const court = { name: 'Superior Court', county: 'Fresno', state: 'CA' };
const possession: Charge = {
  count: 1,
  statute: 'HS 11350(a)',
  grade: 'felony',
  disposition: { type: 'convicted', date: '2015-03-02' },
};
const theft: Charge = {
  count: 2,
  statute: 'PC 484',
  grade: 'misdemeanor',
  disposition: { type: 'convicted', date: '2012-03-02' },
};
const caseOf = (caseNumber: string, ...charges: Charge[]): CourtCase => ({ caseNumber, court, charges });

/**
 * Possession is expunged without more, with what `afterwards` says; theft only where nothing followed it, and after five
 * years without a conviction.
 */
const lawWith = (afterwards: unknown[]): CompiledPacks =>
  compilePacks([
    syntheticPack(
      [
        { path: 'possession', result: { becomes: 'expunged', afterwards } },
        {
          path: 'theft',
          offense: 'theft',
          unless: [
            criterion('later-felony', { some: { of: 'convictions', where: { fact: 'grade', is: 'felony' } } }),
            criterion('look-back', { some: { of: 'convictions', after: { 'as-of': { years: -5 } } } }),
          ],
        },
      ],
      { offenses: { possession: { include: ['HS 11350'] }, theft: { include: ['PC 484'] } } },
    ),
  ]);
const ENDS_ALL = lawWith([{ for: ['score', 'enhancement', 'priors', 'wait'], counts: 'no', authority: 'act' }]);

function ripplesOf(cases: CourtCase[], asOf = '2016-01-01', law = ENDS_ALL): Ripple[] {
  const person: PersonRecord = { personId: 'P1', cases };
  const found = evaluateRecord(person, law, { asOf }).find(({ path }) => path === 'us-ca/possession') as Determination;
  return found.ripple;
}

describe('if a conviction went', () => {
  it('relief for another that it bars as a later conviction would be affected, and relief that its look-back keeps closed', () => {
    expect(ripplesOf([caseOf('A1', possession), caseOf('B2', theft)])).toEqual([
      {
        kind: 'priors',
        case: 'B2',
        item: { kind: 'conviction', count: 2 },
        path: 'us-ca/theft',
        criterion: 'later-felony',
        says: 'us-ca/theft for count 2 of case B2 is ruled out because of it.',
      },
      expect.objectContaining({ kind: 'wait', criterion: 'look-back' }),
    ]);
  });

  it.each([
    ['the day before the look-back is over, both', '2020-03-01', ['priors', 'wait']],
    ['on the day it is over, only the bar that no time ends', '2020-03-02', ['priors']],
    ['the day after, the same', '2020-03-03', ['priors']],
  ])('%s', (_when, asOf, kinds) => {
    const ripples = ripplesOf([caseOf('A1', possession), caseOf('B2', theft)], asOf);
    expect(ripples.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('a sentence that counted it would have a lower score', () => {
    const serving: Charge = {
      ...theft,
      sentence: { status: 'serving', offenderScore: 4, scoredPriors: [{ caseNumber: 'A1', points: 1 }] },
    };
    expect(ripplesOf([caseOf('A1', possession), caseOf('B2', serving)])[0]).toEqual({
      kind: 'score',
      case: 'B2',
      item: { kind: 'conviction', count: 2 },
      says: 'The sentence on count 2 of case B2 counted it: 1 point of a score of 4.',
    });
  });

  it('a sentence that is completed would not change', () => {
    const over: Charge = { ...theft, sentence: { status: 'completed', scoredPriors: [{ caseNumber: 'A1' }] } };
    expect(ripplesOf([caseOf('A1', possession), caseOf('B2', over)]).map(({ kind }) => kind)).not.toContain('score');
  });

  it('an enhancement for a prior under its section may fall', () => {
    const enhanced: Charge = { ...theft, enhancements: [{ statute: 'HS 11370.2', priorStatute: '11350 HS' }] };
    expect(ripplesOf([caseOf('A1', possession), caseOf('B2', enhanced)])[0]).toMatchObject({
      kind: 'enhancement',
      says: 'The enhancement under HS 11370.2 on count 2 of case B2 rests on a prior under 11350 HS, which may be this one.',
    });
    const other: Charge = { ...theft, enhancements: [{ statute: 'HS 11370.2', priorStatute: '11350.5 HS' }] };
    expect(ripplesOf([caseOf('A1', possession), caseOf('B2', other)]).map(({ kind }) => kind)).not.toContain(
      'enhancement',
    );
  });

  it('nothing is said of what the conviction goes on counting for, by the law of the path', () => {
    const stillABar = lawWith([
      { for: ['priors'], counts: 'yes', authority: 'act' },
      { for: ['wait'], counts: 'no', authority: 'act' },
    ]);
    const ripples = ripplesOf([caseOf('A1', possession), caseOf('B2', theft)], '2016-01-01', stillABar);
    expect(ripples.map(({ kind }) => kind)).toEqual(['wait']);
  });

  it('where the path does not say what relief ends, the sentence says that it is not settled', () => {
    const [ripple] = ripplesOf([caseOf('A1', possession), caseOf('B2', theft)], '2016-01-01', lawWith([]));
    expect(ripple?.says).toBe(
      'us-ca/theft for count 2 of case B2 is ruled out because of it. Whether this relief ends that is not settled here: verify.',
    );
  });

  it('two paths for one conviction may differ: one ends what the other leaves', () => {
    const both = compilePacks([
      syntheticPack(
        [
          {
            path: 'dismissed',
            result: { becomes: 'dismissed', afterwards: [{ for: ['score'], counts: 'yes', authority: 'act' }] },
          },
          {
            path: 'vacated',
            result: { becomes: 'vacated', afterwards: [{ for: ['score'], counts: 'no', authority: 'act' }] },
          },
        ],
        { offenses: { possession: { include: ['HS 11350'] } } },
      ),
    ]);
    const scored: Charge = { ...theft, sentence: { status: 'serving', scoredPriors: [{ caseNumber: 'A1' }] } };
    const person: PersonRecord = { personId: 'P1', cases: [caseOf('A1', possession), caseOf('B2', scored)] };
    const found = evaluateRecord(person, both, { asOf: '2016-01-01' });
    expect(found.map(({ path, ripple }) => [path, ripple.length])).toEqual([
      ['us-ca/dismissed', 0],
      ['us-ca/vacated', 1],
    ]);
  });

  it('nothing is shown for a conviction that nothing else rests on', () => {
    expect(ripplesOf([caseOf('A1', possession)])).toEqual([]);
    const own: Charge = { ...possession, count: 2, statute: 'HS 11351' };
    expect(ripplesOf([caseOf('A1', possession, own)])).toEqual([]);
  });
});
