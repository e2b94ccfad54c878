import fc from 'fast-check';
import { breakLongWords, cleanText, losesCharacters } from './clean-text.js';

describe('text that may be printed', () => {
  it('is composed, without control characters, lone surrogates and direction marks', () => {
    expect(cleanText('Nguye\u0302\u0303n')).toBe('Nguyễn');
    expect(cleanText('A\u0000B\u001bC\u009fD')).toBe('ABCD');
    expect(cleanText('half \ud800 a pair')).toBe('half  a pair');
    expect(cleanText('evil\u202egnp.exe')).toBe('evilgnp.exe');
    expect(cleanText('two\r\nlines')).toBe('two lines');
    expect(cleanText('kept: 😀 محمد 李')).toBe('kept: 😀 محمد 李');
  });

  it('says when something was taken away, and not when only accents were composed', () => {
    expect(losesCharacters('A\u0000')).toBe(true);
    expect(losesCharacters('Nguye\u0302\u0303n\n')).toBe(false);
  });

  it('never keeps a character that paper cannot show, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanText(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\p{Surrogate}]/u);
        expect(cleanText(cleanText(text))).toBe(cleanText(text));
      }),
    );
  });

  it('gives an unbroken word of more than 40 characters a place to break after each 40', () => {
    expect(breakLongWords('x'.repeat(40))).toBe('x'.repeat(40));
    expect(breakLongWords(`a ${'x'.repeat(85)} b`)).toBe(
      `a ${'x'.repeat(40)}\u200b${'x'.repeat(40)}\u200b${'x'.repeat(5)} b`,
    );
    expect(breakLongWords('😀'.repeat(41))).toBe(`${'😀'.repeat(40)}\u200b😀`);
  });
});
