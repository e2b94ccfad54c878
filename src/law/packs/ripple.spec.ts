import type { Charge, CourtCase } from '../../records/record.js';
import { compilePacks, evaluateRecord, loadPacksFor } from '../index.js';

const convicted = (date: string, charge: Partial<Charge>): Charge => ({
  count: 1,
  offenseDate: date,
  disposition: { type: 'convicted', date },
  sentence: { status: 'completed', confinementDays: 0, endDate: date },
  ...charge,
});

describe('what relief for one conviction does for another, by the shipped packs', () => {
  it('a conviction set aside in Oregon is not said to open another: it still counts in the look-back', () => {
    const court = { name: 'Circuit Court', county: 'Lane', state: 'OR' };
    const theft = { statute: 'ORS 164.043', grade: 'misdemeanor' as const, class: 'B' };
    const cases: CourtCase[] = [
      { caseNumber: 'A', court, status: 'closed', charges: [convicted('2020-01-10', theft)] },
      { caseNumber: 'B', court, status: 'closed', charges: [convicted('2025-03-10', { ...theft, class: 'A' })] },
    ];
    const coverage = { history: 'national' as const, pendingMatters: 'yes' as const };
    const found = evaluateRecord({ personId: 'P', coverage, cases }, compilePacks(loadPacksFor(['us-or'])), {
      asOf: '2026-02-01',
    }).filter(({ path }) => path === 'us-or/set-aside/conviction');
    expect(found.map(({ case: { number }, outcome }) => [number, outcome])).toEqual([
      ['A', 'eligible-later'],
      ['B', 'eligible-later'],
    ]);
    expect(found.flatMap(({ ripple }) => ripple)).toEqual([]);
  });

  it('a possession conviction vacated under Blake leaves the score of the sentence that counted it', () => {
    const court = { name: 'Superior Court', county: 'King', state: 'WA' };
    const possession = convicted('2010-05-01', { statute: 'RCW 69.50.4013', grade: 'felony' });
    const burglary = convicted('2019-05-01', {
      statute: 'RCW 9A.52.030',
      grade: 'felony',
      sentence: { status: 'serving', offenderScore: 4, scoredPriors: [{ caseNumber: 'A', points: 1 }] },
    });
    const cases: CourtCase[] = [
      { caseNumber: 'A', court, status: 'closed', charges: [possession] },
      { caseNumber: 'B', court, status: 'closed', charges: [burglary] },
    ];
    const found = evaluateRecord({ personId: 'P', cases }, compilePacks(loadPacksFor(['us-wa'])), {
      asOf: '2026-02-01',
    }).find(({ path }) => path === 'us-wa/blake/vacate');
    expect(found?.ripple.map(({ kind, says }) => [kind, says])).toContainEqual([
      'score',
      'The sentence on count 1 of case B counted it: 1 point of a score of 4.',
    ]);
  });
});
