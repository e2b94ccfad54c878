import { type Difference, knownCauses, passes } from './difference.js';

describe('a difference that is looked for by its cause', () => {
  const difference = (word: string): Difference => ({ cause: { by: [], word, says: [] } }) as unknown as Difference;
  const found = (asked: string, word: string): boolean => passes({ cause: knownCauses([asked]) }, difference(word));

  it('is found in whatever order the factors are named', () => {
    expect(found('record and law', 'record and law')).toBe(true);
    expect(found('law and record', 'record and law')).toBe(true);
    expect(found('time or law', 'law or time')).toBe(true);
    expect(found('time or law', 'law and time')).toBe(false);
    expect(found('law', 'record and law')).toBe(false);
  });

  it.each(['scope', 'set aside', 'unknown'])('is found where no factor is the cause: %s', (word) => {
    expect(found(word, word)).toBe(true);
    expect(found('law', word)).toBe(false);
  });

  it.each(['laws', 'law and weather', '', 'law or', 'Law'])('is not looked for by what is no cause: "%s"', (word) => {
    expect(() => knownCauses(['law', word])).toThrow(`There is no cause "${word}". There are: record, law, time, `);
  });
});
