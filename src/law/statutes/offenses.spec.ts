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
