import { firstDayInForce, inForceSentence, inForceSpan } from './criterion-words.js';

describe('since when a path is in force', () => {
  it.each([
    ['2022-01-01', undefined, 'from 2022-01-01', 'In force since 2022-01-01.'],
    [
      '2020-03-18',
      '2023-01-03',
      '2020-03-18 to 2023-01-03',
      'In force from 2020-03-18 until 2023-01-03, that day no more.',
    ],
    ['1900-01-01', undefined, 'start not known', 'In force; its first day is not known.'],
    [
      '1900-01-01',
      '2020-01-01',
      'start not known to 2020-01-01',
      'In force until 2020-01-01, that day no more; its first day is not known.',
    ],
  ])('%s to %s: a first day that nobody knows is not printed as a date', (from, until, span, sentence) => {
    const days = { from, then: 'not-covered' as const, ...(until === undefined ? {} : { until }) };
    expect(inForceSpan(days)).toBe(span);
    expect(inForceSentence(days)).toBe(sentence);
    expect(firstDayInForce(days)).toBe(span.includes('not known') ? null : from);
  });
});
