import { MET, NOT_MET, UNKNOWN } from '../engine/determination.js';
import { compileOffenses, parseStatute, readStatute } from './index.js';

const possession = compileOffenses({ include: ['HS 11350', 'HS 11377'], exclude: ['HS 11350(d)'] }, 'CA');
const test = (text: string) => possession.test(parseStatute(text, 'CA'));

describe('an offence list', () => {
  it('takes a whole section with any subdivision', () => {
    expect(test('11377(A) HS')).toBe(MET);
    expect(test('11377 HS')).toBe(MET);
  });

  it('never matches by the first digits, because 11377.5 is another crime', () => {
    expect(test('11377.5 HS')).toBe(NOT_MET);
    expect(test('1137 HS')).toBe(NOT_MET);
  });

  it('is unsure about a bare section where one of its subdivisions is excluded', () => {
    expect(test('11350 HS')).toBe(UNKNOWN);
    expect(test('11350(a) HS')).toBe(MET);
    expect(test('11350(d) HS')).toBe(NOT_MET);
  });

  it('does not take attempts and conspiracies unless it says so', () => {
    expect(test('664/11377 HS')).toBe(NOT_MET);
    expect(test('182(A)(1) PC/11377 HS')).toBe(NOT_MET);
    expect(possession.test(parseStatute('11377 HS', 'CA'), 'attempt')).toBe(NOT_MET);
  });

  it('leaves an attempt of an unknown target open only where attempts are taken', () => {
    const withAttempts = compileOffenses({ include: ['HS 11377'], inchoate: ['none', 'attempt'] }, 'CA');
    expect(test('664 PC')).toBe(NOT_MET);
    expect(withAttempts.test(parseStatute('664 PC', 'CA'))).toBe(UNKNOWN);
    const read = readStatute({ statute: '664 PC', targetStatute: '11377(a) HS' }, 'CA');
    expect(withAttempts.test(read.statute, read.inchoate)).toBe(MET);
  });

  it('is unknown for a statute that nobody can read', () => {
    expect(possession.test(null)).toBe(UNKNOWN);
    expect(possession.test(null, 'conspiracy')).toBe(NOT_MET);
  });
});

describe('an offence list in detail', () => {
  it('is unknown for a bare 664 only where attempts are taken, because the number may be the attempt section', () => {
    const withAttempts = compileOffenses({ include: ['HS 11377'], inchoate: ['attempt'] }, 'CA');
    expect(withAttempts.test(parseStatute('664', 'CA'))).toBe(UNKNOWN);
    expect(possession.test(parseStatute('664', 'CA'))).toBe(NOT_MET);
  });

  it('does not take the completed offence where it lists attempts only', () => {
    const attempts = compileOffenses({ include: ['HS 11377'], inchoate: ['attempt'] }, 'CA');
    expect(attempts.test(parseStatute('11377 HS', 'CA'))).toBe(NOT_MET);
    expect(attempts.test(parseStatute('11377 HS', 'CA'), 'attempt')).toBe(MET);
    expect(attempts.test(parseStatute('664/11377 HS', 'CA'))).toBe(MET);
    expect(attempts.test(parseStatute('182/11377 HS', 'CA'))).toBe(NOT_MET);
  });

  it('is unsure where citation and field name different kinds and the list takes one of them', () => {
    const attempts = compileOffenses({ include: ['HS 11377'], inchoate: ['attempt'] }, 'CA');
    expect(attempts.test(parseStatute('664/11377 HS', 'CA'), 'conspiracy')).toBe(UNKNOWN);
  });

  it('takes the section itself where the list names it: PC 653f is a super strike of its own', () => {
    const strikes = compileOffenses({ include: ['PC 187..191.5', 'PC 653f'], inchoate: ['none', 'attempt'] }, 'CA');
    const strike = (text: string) => strikes.test(parseStatute(text, 'CA'));
    expect(strike('653F(B) PC')).toBe(MET);
    expect(strike('653F(B)/187 PC')).toBe(MET);
    expect(strike('664/187 PC')).toBe(MET);
    expect(strike('664 PC')).toBe(UNKNOWN);
    expect(strike('182/187 PC')).toBe(NOT_MET);
    expect(strike('192(A) PC')).toBe(NOT_MET);
  });

  it('is unknown where what it excludes is unknown', () => {
    const list = compileOffenses({ include: ['PC 245'], exclude: ['PC 245(d)(3)'] }, 'CA');
    expect(list.test(parseStatute('245 PC', 'CA'))).toBe(UNKNOWN);
    expect(list.test(parseStatute('245(D) PC', 'CA'))).toBe(UNKNOWN);
    expect(list.test(parseStatute('245(D)(3) PC', 'CA'))).toBe(NOT_MET);
    expect(list.test(parseStatute('245(A)(1) PC', 'CA'))).toBe(MET);
  });

  it('can be met through either of two readings where it includes both', () => {
    const list = compileOffenses({ include: ['PC 647a', 'PC 647(a)'] }, 'CA');
    expect(list.test(parseStatute('647A PC', 'CA'))).toBe(MET);
    expect(compileOffenses({ include: ['PC 647a'] }, 'CA').test(parseStatute('647A PC', 'CA'))).toBe(UNKNOWN);
  });

  it('says beforehand what could fall under it, whatever the field beside the citation turns out to be', () => {
    const list = compileOffenses({ include: ['HS 11377'], inchoate: ['attempt'] }, 'CA');
    expect(list.mayMatch(parseStatute('11377 HS', 'CA'))).toBe(true);
    expect(list.mayMatch(parseStatute('664 PC', 'CA'))).toBe(true);
    expect(list.mayMatch(parseStatute('459 PC', 'CA'))).toBe(false);
    expect(list.mayMatch(null)).toBe(true);
    expect(possession.mayMatch(parseStatute('664/11377 HS', 'CA'))).toBe(false);
  });

  it('answers the same the second time, when the answer is kept', () => {
    const statute = parseStatute('11350 HS', 'CA');
    expect([possession.test(statute), possession.test(statute)]).toEqual([UNKNOWN, UNKNOWN]);
    expect([possession.test(statute, 'attempt'), possession.test(statute, 'attempt')]).toEqual([NOT_MET, NOT_MET]);
  });

  it.each([
    [{ include: [] }, 'CA', 'includes nothing'],
    [{ include: ['HS 11350'], inchoate: ['tried'] as never }, 'CA', '"tried" is no kind of offence'],
    [{ include: ['11350'] }, 'CA', 'names no code'],
    [{ include: ['893.13'] }, 'FL', 'No statutes are known for the state "FL"'],
  ])('%j for %s is refused: %s', (list, state, why) => {
    expect(() => compileOffenses(list, state)).toThrow(why);
  });
});
