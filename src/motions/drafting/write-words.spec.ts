import { writeCounts, writeDate, writeDatesIn, writeList, writeMoney, writeName, writeTerm } from './write-words.js';

describe('words of a court paper', () => {
  it('writes a date with what is known of it', () => {
    expect(['2014-03-09', '2014-03', '2014'].map(writeDate)).toEqual(['March 9, 2014', 'March 2014', '2014']);
    expect(writeDatesIn('before 2014-11-05, HS 11357')).toBe('before November 5, 2014, HS 11357');
  });

  it('lists counts in order, runs of three and more as one', () => {
    expect(writeCounts([2])).toBe('count 2');
    expect(writeCounts([4, 1, 3])).toBe('counts 1, 3 and 4');
    expect(writeCounts([1, 2, 3, 4, 9, 9])).toBe('counts 1 through 4 and 9');
    expect(writeCounts(Array.from({ length: 60 }, (_, index) => index + 1))).toBe('counts 1 through 60');
    expect(writeList(['a', 'b', 'c'])).toBe('a, b and c');
  });

  it('writes names, terms and money', () => {
    expect(writeName({ first: 'Ann', last: 'Of', suffix: 'Jr.' })).toBe('Ann Of, Jr.');
    expect(writeName({ suffix: 'Jr.' })).toBeNull();
    expect([365, 1095, 90, 1].map(writeTerm)).toEqual(['1 year', '3 years', '90 days', '1 day']);
    expect(writeMoney(123456)).toBe('$1,234.56');
  });
});
