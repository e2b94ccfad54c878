import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

/** The same data with the keys of every object turned round. */
function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, withKeysReversed(inner)]),
  );
}

describe('canonical JSON', () => {
  it('says the same as JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(withKeysReversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('leaves undefined fields out and keeps lists in their order', () => {
    expect(canonicalJson({ b: [2, 1], a: undefined, c: { z: 1, y: null } })).toBe('{"b":[2,1],"c":{"y":null,"z":1}}');
  });

  it('escapes what JSON must escape, half a surrogate pair included', () => {
    for (const text of ['a"b', 'a\\b', 'a\nb', 'a\u0000b', 'a\ud800b', 'José 😀']) {
      expect(JSON.parse(canonicalJson(text))).toBe(text);
      expect(canonicalJson(text)).toBe(JSON.stringify(text));
    }
  });

  it('writes minus zero as zero and what is no number as null', () => {
    expect(canonicalJson([-0, Number.NaN, Infinity, 1e21, 0.1])).toBe('[0,null,null,1e+21,0.1]');
  });
});
