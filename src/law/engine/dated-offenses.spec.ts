import type { Charge, PersonRecord } from '../../records/record.js';
import type { Determination } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import { compiledPath, criterion } from './synthetic-pack.js';

const head = {
  offenses: {
    possession: { include: [{ cite: 'HS 11357(c)', until: '2016-11-09' }], inchoate: ['none', 'attempt'] },
    grave: { include: [{ cite: 'HS 11360(a)', from: '2016-11-09' }] },
  },
};
const convicted = { type: 'convicted', date: '2018-03-02' } as const;

function record(charge: Partial<Charge>, others: Partial<Charge>[] = []): PersonRecord {
  const charges = [charge, ...others].map((over, index) => ({
    count: index + 1,
    statute: 'HS 11357(c)',
    grade: 'misdemeanor' as const,
    disposition: convicted,
    ...over,
  }));
  return { personId: 'P1', cases: [{ caseNumber: 'A1', court: { name: 'Superior Court', state: 'CA' }, charges }] };
}

function first(charge: Partial<Charge>, path: Record<string, unknown> = {}, others: Partial<Charge>[] = []) {
  const found = evaluateRecord(record(charge, others), compiledPath(path, head), { asOf: '2020-01-01' });
  return found.find((each) => each.item.count === 1);
}

const missing = (found: Determination | undefined) => found?.missing.map((each) => each.fact);

describe('a path about a dated offence', () => {
  it('covers the offence on the last day of the entry, and not on the day the entry ends', () => {
    expect(first({ offenseDate: '2016-11-08' })?.outcome).toBe('eligible');
    expect(first({ offenseDate: '2016-11-09' })).toBeUndefined();
  });

  it('asks for the offence date, not for the statute, where the date decides', () => {
    const found = first({});
    expect(found?.outcome).toBe('needs-facts');
    expect(found?.missing).toMatchObject([
      { fact: 'offense-date', question: 'On what day was the offense?', ifMet: 'eligible', ifNotMet: 'not-covered' },
    ]);
  });

  it('asks for the whole date where a partial one may lie on either side', () => {
    expect(missing(first({ offenseDate: '2016' }))).toEqual(['offense-date']);
    expect(first({ offenseDate: '2015' })?.outcome).toBe('eligible');
  });

  it('asks for the subdivision where the date is known and the letter is not', () => {
    expect(missing(first({ statute: 'HS 11357', offenseDate: '2010-01-01' }))).toEqual(['statute']);
  });

  it('shows the statute and the date on which the answer rests', () => {
    const offense = first({ offenseDate: '2016-11-08' })?.criteria.find((each) => each.id === 'offense');
    expect(offense?.facts.map(({ fact, value }) => `${fact}: ${value}`)).toEqual([
      'statute: HS 11357(c), now HS 11357(b)',
      'offense-date: 2016-11-08',
    ]);
  });

  it('takes an attempt by the date of the attempt', () => {
    expect(first({ statute: '664/11357(C) HS', offenseDate: '2016-11-08' })?.outcome).toBe('eligible');
    expect(first({ statute: '664/11357(C) HS', offenseDate: '2016-11-09' })).toBeUndefined();
    expect(missing(first({ statute: '664/11357(C) HS' }))).toEqual(['offense-date']);
  });

  it('judges a prior conviction by the prior\u2019s own offence date', () => {
    const path = { unless: [criterion('grave-prior', { some: { of: 'convictions', where: { offense: 'grave' } } })] };
    const prior = (over: Partial<Charge>) =>
      first({ offenseDate: '2010-01-01' }, path, [{ statute: 'HS 11360(a)', ...over }]);
    expect(prior({ offenseDate: '2016-11-08' })?.outcome).toBe('eligible');
    expect(prior({ offenseDate: '2016-11-09' })?.outcome).toBe('not-eligible');
    expect(prior({})).toMatchObject({ outcome: 'needs-facts' });
    expect(missing(prior({}))).toEqual(['offense-date']);
  });
});
