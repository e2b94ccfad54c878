import fc from 'fast-check';
import { MET, NOT_MET, UNKNOWN } from '../engine/determination.js';
import { compareSections, matchStatute, parsePattern, parseStatute, printPattern, type Statute } from './index.js';

const statute = (text: string, state = 'CA'): Statute => {
  const read = parseStatute(text, state);
  if (read === null) throw new Error(`${text} is not readable`);
  return read;
};
const match = (pattern: string, text: string, state = 'CA') =>
  matchStatute(parsePattern(pattern, state), statute(text, state));

describe('a pattern', () => {
  it('for a whole section takes every subdivision of it', () => {
    expect(match('HS 11377', '11377(A)(1) HS')).toBe(MET);
    expect(match('HS 11377', '11377 HS')).toBe(MET);
  });

  it.each([
    ['HS 11357', '11357.5 HS'],
    ['HS 11350', '11350.5 HS'],
    ['HS 11358', '11358.5 HS'],
    ['HS 11379', '11379.6 HS'],
    ['HS 11370', '11370.1 HS'],
    ['HS 11357.5', '11357 HS'],
    ['PC 288', '288A PC'],
    ['PC 288', '288.5 PC'],
  ])('%s is not %s, however alike the digits begin', (pattern, text) => {
    expect(match(pattern, text)).toBe(NOT_MET);
  });

  it('does not take RCW 69.50.4013 for 69.50.401, nor 69.50.4012 for 69.50.4013', () => {
    expect(match('RCW 69.50.401', '69504013', 'WA')).toBe(NOT_MET);
    expect(match('RCW 69.50.4013', '69.50.4012', 'WA')).toBe(NOT_MET);
    expect(match('RCW 69.50.4013', '69504013', 'WA')).toBe(MET);
  });

  it('is unknown where it is more specific than the record', () => {
    expect(match('HS 11357(a)', '11357 HS')).toBe(UNKNOWN);
    expect(match('HS 11357(a)(1)', '11357(A) HS')).toBe(UNKNOWN);
    expect(match('HS 11357(a)(1)', '11357(B) HS')).toBe(NOT_MET);
    expect(match('HS 11357(a)', '11357(A)(2) HS')).toBe(MET);
  });

  it('is unknown where the code is missing and the section agrees, and not met where either differs', () => {
    expect(match('HS 11350', '11350(a)')).toBe(UNKNOWN);
    expect(match('HS 11350', '11351(a)')).toBe(NOT_MET);
    expect(match('HS 11350(b)', '11350(a)')).toBe(NOT_MET);
    expect(match('HS 11350', '11350 PC')).toBe(NOT_MET);
  });

  it('is unknown where one reading of the text matches and another does not', () => {
    expect(match('PC 487(a)', '487A PC')).toBe(UNKNOWN);
    expect(match('HS 11350', 'HS 11350/HS 11378')).toBe(UNKNOWN);
    expect(match('HS 11350', '487A PC')).toBe(NOT_MET);
  });

  it('does not take another state\u2019s section of the same number', () => {
    expect(matchStatute(parsePattern('PC 187', 'CA'), statute('13 VSA 187', 'VT'))).toBe(NOT_MET);
  });

  it('for a range takes both ends, whatever lies between, and nothing beside them', () => {
    for (const text of [
      '187 PC',
      '187(A) PC',
      '188 PC',
      '190.05 PC',
      '190.25 PC',
      '191 PC',
      '191.5 PC',
      '191.5(A) PC',
    ]) {
      expect(match('PC 187..191.5', text)).toBe(MET);
    }
    for (const text of ['186 PC', '186.22 PC', '191.6 PC', '192 PC', '192(A) PC', '1870 PC', '18 PC']) {
      expect(match('PC 187..191.5', text)).toBe(NOT_MET);
    }
    expect(match('PC 187..191.5', '187')).toBe(UNKNOWN);
    expect(match('ORS 475.752..475.894', '4758542B', 'OR')).toBe(MET);
    expect(match('CR 5-601..5-628', 'CR.5.1001', 'MD')).toBe(NOT_MET);
  });

  it('reads a letter against the number as part of it, because patterns put subdivisions in brackets', () => {
    expect(parsePattern('PC 647a', 'CA')).toMatchObject({ from: '647a', subdivisions: [] });
    expect(parsePattern('Art. 27 287A', 'MD')).toMatchObject({ from: '287a', subdivisions: [] });
  });

  it.each([
    ['HS 11350 or HS 11377', 'can be read in several ways'],
    ['HS 11357(a)/(b)', 'can be read in several ways'],
    ['11350', 'names no code'],
    ['664/11377 HS', 'names an attempt'],
    ['HS 11350 felony', 'names a grade'],
    ['nonsense', 'holds no section'],
    ['', 'holds no section'],
    ['PC 187..', 'end cannot be read'],
    ['PC 191..187', 'ends before it begins'],
    ['PC 187(a)..191', 'range of subdivisions'],
    ['PC 187..191(a)', 'ends in a subdivision'],
    ['PC 187..HS 11350', 'over two codes'],
    ['PC 1..2..3', 'more than one range'],
  ])('"%s" is refused: it %s', (text, why) => {
    expect(() => parsePattern(text, 'CA')).toThrow(why);
  });

  it('prints as it is written', () => {
    for (const text of ['HS 11350', 'HS 11357(a)(1)', 'PC 187..191.5'])
      expect(printPattern(parsePattern(text, 'CA'))).toBe(text);
  });
});

describe('the order of sections', () => {
  it('is that of the code: decimals squeeze in between whole numbers', () => {
    const inOrder = [
      '187',
      '190',
      '190.05',
      '190.1',
      '190.25',
      '190.3',
      '191',
      '191.5',
      '192',
      '288',
      '288.5',
      '288a',
      '289',
      '1203.4',
    ];
    expect([...inOrder].reverse().sort(compareSections)).toEqual(inOrder);
    const rcw = ['69.50.401', '69.50.4011', '69.50.4013', '69.50.402', '69.50.412'];
    expect([...rcw].reverse().sort(compareSections)).toEqual(rcw);
    const titles = ['5-601', '5-601.1', '5-602', '5-1001', '10-105'];
    expect([...titles].reverse().sort(compareSections)).toEqual(titles);
  });

  it('is a total order', () => {
    const section = fc.stringMatching(/^[1-9]\d{0,3}(\.\d{1,2})?[a-c]?(-\d{1,3})?$/);
    fc.assert(
      fc.property(section, section, section, (a, b, c) => {
        const sign = Math.sign(compareSections(a, b));
        if (sign !== -Math.sign(compareSections(b, a)) || (sign === 0) !== (a === b)) return false;
        return !(compareSections(a, b) < 0 && compareSections(b, c) < 0) || compareSections(a, c) < 0;
      }),
    );
  });
});
