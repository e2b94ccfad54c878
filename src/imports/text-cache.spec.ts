import { TextCache } from './text-cache.js';

const of = (cache: TextCache, text: string): string => cache.text(Buffer.from(`<${text}>`), 1, 1 + text.length);

describe('the texts of a column', () => {
  it('are what the bytes say, however many there are and however often they come', () => {
    const cache = new TextCache(new Set());
    // Some 9,000 dates: more than there are slots at first, so that these become more on the way.
    const days = Array.from({ length: 9000 }, (_, day) => String(20_000_000 + day));
    for (let round = 0; round < 6; round++) for (const day of days) expect(of(cache, day)).toBe(day);
    for (let n = 0; n < 40_000; n++) expect(of(cache, `case ${n}`)).toBe(`case ${n}`);
    expect(of(cache, 'x'.repeat(300))).toBe('x'.repeat(300));
  });

  it('are blank where they mean that nothing is known, the first time and again, and nowhere else', () => {
    const cache = new TextCache(new Set(['-', 'NONE', 'y'.repeat(200)]));
    for (let round = 0; round < 3; round++) {
      for (const missing of ['-', 'NONE', 'y'.repeat(200)]) expect(of(cache, missing)).toBe('');
      for (const known of ['--', 'NONE OF IT', 'none', 'y'.repeat(199)]) expect(of(cache, known)).toBe(known);
    }
  });
});
