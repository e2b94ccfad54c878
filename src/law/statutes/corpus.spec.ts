import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseStatute, printStatute } from './index.js';

const corpus = z
  .record(z.string(), z.array(z.strictObject({ is: z.string().nullable(), texts: z.array(z.string()) })))
  .parse(parse(readFileSync(new URL('./corpus.yaml', import.meta.url), 'utf8')));
const rows = Object.entries(corpus).flatMap(([state, groups]) =>
  groups.flatMap(({ is, texts }) => texts.map((text) => ({ state, text, is }))),
);
const print = (text: string, state: string) => {
  const statute = parseStatute(text, state);
  return statute === null ? null : printStatute(statute);
};

describe('the corpus of spellings', () => {
  it('holds more than six hundred', () => {
    expect(rows.length).toBeGreaterThan(600);
  });

  it.each(rows)('$state: "$text" says $is', ({ state, text, is }) => {
    expect(print(text, state)).toBe(is);
  });

  it('is read the same in capitals, in small letters and with blanks to spare', () => {
    for (const { state, text, is } of rows) {
      for (const other of [text.toUpperCase(), text.toLowerCase(), ` ${text.replaceAll(' ', '   ')}\t`]) {
        expect({ state, other, is: print(other, state) }).toEqual({ state, other, is });
      }
    }
  });

  it('gives texts that say the same one object, so that an answer can be kept beside it', () => {
    for (const [state, groups] of Object.entries(corpus)) {
      for (const { is, texts } of groups) {
        if (is === null) continue;
        for (const text of texts) expect(parseStatute(text, state)).toBe(parseStatute(is, state));
      }
    }
  });
});
