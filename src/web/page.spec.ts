import fc from 'fast-check';
import { z } from 'zod';
import { cutPage, idPlace, readCursor, writeCursor } from './page.js';

describe('pages', () => {
  it('end where there is no more row than they have room for', () => {
    const cut = (rows: number[], limit: number): unknown =>
      cutPage(
        rows,
        limit,
        (last) => last,
        (row) => `#${row}`,
      );
    expect(cut([], 2)).toEqual({ items: [], nextCursor: null });
    expect(cut([9, 8], 2)).toEqual({ items: ['#9', '#8'], nextCursor: null });
    expect(cut([9, 8, 7], 2)).toEqual({ items: ['#9', '#8'], nextCursor: writeCursor(8) });
  });

  it('take up at the place that a cursor names', () => {
    const place = z.strictObject({ personKey: z.string(), ordinal: z.int() });
    fc.assert(
      fc.property(fc.record({ personKey: fc.string(), ordinal: fc.integer() }), (where) => {
        fc.pre(!where.personKey.includes('\0'));
        expect(readCursor(writeCursor(where), place)).toEqual(where);
      }),
    );
    expect(readCursor(undefined, place)).toBeUndefined();
  });

  it('refuse what is no cursor of theirs, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d+$/.test(Buffer.from(text, 'base64url').toString()));
        expect(() => readCursor(text, idPlace)).toThrow(/use the nextCursor of the page before/);
      }),
    );
    expect(() => readCursor(writeCursor({ personKey: 'A' }), idPlace)).toThrow();
    const place = z.strictObject({ personKey: z.string() });
    expect(() => readCursor(writeCursor({ personKey: 'A\0' }), place)).toThrow(/use the nextCursor of the page before/);
  });
});
