import type { PersonRecord, Sentence } from '../../records/record.js';
import { evaluateRecord } from './evaluate.js';
import { compiledPath, criterion } from './synthetic-pack.js';

const head = { offenses: { possession: { include: ['HS 11377'] } } };
const convicted = { type: 'convicted', date: '2018-03-02' } as const;
const older = { type: 'convicted', date: '2010-03-02' } as const;

function record(sentence: Sentence): PersonRecord {
  const court = { name: 'Superior Court', state: 'CA' };
  return {
    personId: 'P1',
    cases: [
      { caseNumber: 'A1', court, charges: [{ count: 1, statute: 'PC 459', disposition: convicted, sentence }] },
      {
        caseNumber: 'B2',
        court,
        charges: [{ count: 1, statute: 'HS 11377(a)', offenseDate: '2009-01-01', disposition: older }],
      },
    ],
  };
}

function outcome(sentence: Sentence, when: unknown) {
  const compiled = compiledPath({ offense: undefined, requires: [criterion('priors', when)] }, head);
  return evaluateRecord(record(sentence), compiled, { asOf: '2020-01-01' }).find((each) => each.case.number === 'A1');
}

const listed = { some: { of: 'scored-priors', where: { offense: 'possession' } } };

describe('the priors that a sentence counted', () => {
  it('are read from the score sheet by their statutes', () => {
    expect(outcome({ scoredPriors: [{ statute: 'HS 11377', points: 1 }] }, listed)?.outcome).toBe('eligible');
    expect(outcome({ scoredPriors: [{ statute: 'PC 211', points: 1 }] }, listed)?.outcome).toBe('not-eligible');
  });

  it('are none where the sheet is empty, and unknown where there is no sheet', () => {
    expect(outcome({ scoredPriors: [] }, listed)?.outcome).toBe('not-eligible');
    const found = outcome({}, listed);
    expect(found?.outcome).toBe('needs-facts');
    expect(found?.missing.map(({ fact }) => fact)).toEqual(['scored-priors']);
  });

  it('are the convictions of the record where the sheet names their cases, with all that is known of them', () => {
    const dated = {
      some: {
        of: 'scored-priors',
        where: { all: [{ offense: 'possession' }, { fact: 'offense-date', before: '2010-01-01' }] },
      },
    };
    expect(outcome({ scoredPriors: [{ caseNumber: 'B2' }] }, dated)?.outcome).toBe('eligible');
    expect(outcome({ scoredPriors: [{ statute: 'HS 11377' }] }, dated)?.outcome).toBe('needs-facts');
  });

  it('carry their points', () => {
    const heavy = { some: { of: 'scored-priors', where: { fact: 'points', atLeast: 2 } } };
    expect(outcome({ scoredPriors: [{ statute: 'HS 11377', points: 3 }] }, heavy)?.outcome).toBe('eligible');
    expect(outcome({ scoredPriors: [{ statute: 'HS 11377', points: 1 }] }, heavy)?.outcome).toBe('not-eligible');
    expect(outcome({ scoredPriors: [{ statute: 'HS 11377' }] }, heavy)?.outcome).toBe('needs-facts');
  });
});
