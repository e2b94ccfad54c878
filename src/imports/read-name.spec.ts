import fc from 'fast-check';
import { readName } from './read-name.js';

describe('a name in one text', () => {
  it.each([
    ['SMITH,JOHN Q JR', { last: 'SMITH', first: 'JOHN', middle: 'Q', suffix: 'JR' }],
    ['SMITH, JOHN', { last: 'SMITH', first: 'JOHN' }],
    ['SMITH JR.,JOHN QUINCY ADAMS', { last: 'SMITH', first: 'JOHN', middle: 'QUINCY ADAMS', suffix: 'JR' }],
    ['SMITH,JOHN,III', { last: 'SMITH', first: 'JOHN', suffix: 'III' }],
    ['DE LA CRUZ,ANA', { last: 'DE LA CRUZ', first: 'ANA' }],
    ["O'NEIL-ROE,PAT V", { last: "O'NEIL-ROE", first: 'PAT', middle: 'V' }],
    ['GROUCH,OSCAR THE', { last: 'GROUCH', first: 'OSCAR', middle: 'THE' }],
    ['SMITH,', { last: 'SMITH' }],
    [',JOHN', { first: 'JOHN' }],
    ['SMITH', { last: 'SMITH' }],
    ['John Q Smith', { last: 'Smith', first: 'John', middle: 'Q' }],
    ['NÚÑEZ,JOSÉ', { last: 'NÚÑEZ', first: 'JOSÉ' }],
  ])('%s has these parts', (text, expected) => {
    expect(readName(text)).toEqual(expected);
  });

  it.each(['', ' , ', '-', '123'])('%p is none', (text) => {
    expect(readName(text)).toBeNull();
  });

  it('keeps every word, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Z,.]{1,4}$/), { maxLength: 6 }), (words) => {
        const text = words.join(' ');
        const name = readName(text);
        const kept = Object.values(name ?? {})
          .join('')
          .replace(/\s/g, '');
        const letters = (one: string): string => [...one.replace(/[^A-Z]/g, '')].sort().join('');
        if (name !== null) expect(letters(kept)).toBe(letters(text));
      }),
    );
  });
});
