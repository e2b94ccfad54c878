import { printStatute, readStatute, type ChargeCitation } from './index.js';

const read = (charge: ChargeCitation, state = 'CA') => {
  const { statute, inchoate } = readStatute(charge, state);
  return { is: statute === null ? null : printStatute(statute), inchoate };
};

describe('the statute of a charge', () => {
  it('is the target\u2019s where an attempt is cited alone', () => {
    expect(read({ statute: '664 PC', targetStatute: '11377(A) HS' })).toEqual({
      is: 'attempt of HS 11377(a)',
      inchoate: 'attempt',
    });
    expect(read({ statute: 'PC 182(a)(1)', targetStatute: 'HS 11359' })).toEqual({
      is: 'conspiracy of HS 11359',
      inchoate: 'conspiracy',
    });
    expect(read({ statute: '664', targetStatute: '11377(A) HS' })).toEqual({
      is: 'attempt of HS 11377(a)',
      inchoate: 'attempt',
    });
    expect(read({ statute: '161405', targetStatute: '4758942' }, 'OR')).toEqual({
      is: 'attempt of ORS 475.894(2)',
      inchoate: 'attempt',
    });
  });

  it('takes the kind from the field where the citation gives none', () => {
    expect(read({ statute: 'CR 5-602(a)(1)', inchoate: 'attempt' }, 'MD')).toEqual({
      is: 'CR 5-602(a)(1)',
      inchoate: 'attempt',
    });
    expect(read({ statute: 'CR 5-602', targetStatute: 'CR 5-602', inchoate: 'conspiracy' }, 'MD')).toEqual({
      is: 'CR 5-602',
      inchoate: 'conspiracy',
    });
  });

  it('takes the target where the field says attempt and the section cited is none of our list', () => {
    expect(read({ statute: 'PC 21a', targetStatute: 'HS 11377', inchoate: 'attempt' })).toEqual({
      is: 'attempt of HS 11377',
      inchoate: 'attempt',
    });
    expect(read({ targetStatute: 'HS 11377', inchoate: 'attempt' })).toEqual({
      is: 'attempt of HS 11377',
      inchoate: 'attempt',
    });
  });

  it('does not take a target for the charge where nothing says that it was attempted', () => {
    expect(read({ targetStatute: 'HS 11377' })).toEqual({ is: null, inchoate: null });
    expect(read({ statute: 'SEE COMMENT FOR CHARGE', targetStatute: 'HS 11377' })).toEqual({
      is: null,
      inchoate: null,
    });
    expect(read({ statute: 'HS 11350', targetStatute: 'HS 11377' })).toEqual({ is: 'HS 11350', inchoate: null });
  });

  it('is null where nothing can be read, and keeps the kind', () => {
    expect(read({})).toEqual({ is: null, inchoate: null });
    expect(read({ statute: 'ATTEMPTED POSSESSION', inchoate: 'attempt' })).toEqual({ is: null, inchoate: 'attempt' });
    expect(read({ statute: 'PC 664', targetStatute: 'unknown' })).toEqual({ is: 'PC 664', inchoate: 'attempt' });
  });
});
