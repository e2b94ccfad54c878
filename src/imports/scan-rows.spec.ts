import fc from 'fast-check';
import { NEED_MORE, RowScanner, type ScanRules } from './scan-rows.js';

const RULES: ScanRules = { delimiter: 0x2c, quote: 0x22, quotedNewlines: false, maxRowBytes: 1 << 16 };

type Row = string[] | { fault: string };

/** All rows of a text, read from one block. */
function rowsOf(text: string | Uint8Array, rules: Partial<ScanRules> = {}): Row[] {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : Buffer.from(text);
  const scanner = new RowScanner({ ...RULES, ...rules });
  scanner.load(bytes, 0, bytes.length);
  const rows: Row[] = [];
  for (let from = 0; from < bytes.length;) {
    const next = scanner.next(from, true);
    expect(next).toBeGreaterThan(from);
    rows.push(scanner.fault === null ? fieldsOf(scanner, bytes) : { fault: scanner.fault });
    from = next;
  }
  return rows;
}

function fieldsOf(scanner: RowScanner, bytes: Buffer): string[] {
  return Array.from({ length: scanner.fields }, (_, i) => {
    const text = bytes.toString('latin1', scanner.starts[i], scanner.ends[i]);
    return scanner.escaped[i] === 1 ? text.replaceAll('""', '"') : text;
  });
}

describe('a row scanner', () => {
  it('finds fields, empty ones included, with LF, CRLF and no line break at the end', () => {
    expect(rowsOf('a,b,\r\n,,c\nlast,one')).toEqual([
      ['a', 'b', ''],
      ['', '', 'c'],
      ['last', 'one'],
    ]);
  });

  it('reads quoted values with delimiters and doubled quotes in them', () => {
    expect(rowsOf('"DOE,JAN",x\n"say ""hello""",y\n"",z\n')).toEqual([
      ['DOE,JAN', 'x'],
      ['say "hello"', 'y'],
      ['', 'z'],
    ]);
  });

  it('takes blanks outside the quotes for padding', () => {
    expect(rowsOf('  "DOE,JAN"  ,x\n')).toEqual([['DOE,JAN', 'x']]);
  });

  it('reads a quote inside an unquoted value as an ordinary character', () => {
    expect(rowsOf('a 5" blade,x\n')).toEqual([['a 5" blade', 'x']]);
  });

  it('loses one line, and not the file, to an unclosed quote', () => {
    expect(rowsOf('a,"never closed,b\nc,d\n')).toEqual([{ fault: 'unclosed-quote' }, ['c', 'd']]);
  });

  it('finds an unclosed quote on the last line', () => {
    expect(rowsOf('a,b\nc,"d')).toEqual([['a', 'b'], { fault: 'unclosed-quote' }]);
  });

  it('refuses text behind a closing quote, which is how a swallowed row betrays itself', () => {
    expect(rowsOf('a,"b" c\nd,e\n')).toEqual([{ fault: 'text-after-quote' }, ['d', 'e']]);
    expect(rowsOf('1,"open\n2,"next"\n', { quotedNewlines: true })).toEqual([
      { fault: 'text-after-quote' },
      ['2', 'next'],
    ]);
  });

  it('lets a quoted value span lines only where the rules say so', () => {
    expect(rowsOf('a,"two\nlines",b\n', { quotedNewlines: true })).toEqual([['a', 'two\nlines', 'b']]);
    expect(rowsOf('a,"two\nlines",b\n')[0]).toEqual({ fault: 'unclosed-quote' });
  });

  it('does not let a quote reach further than a row may be long', () => {
    const rows = rowsOf(`a,"${'x\n'.repeat(100)}`, { quotedNewlines: true, maxRowBytes: 50 });
    expect(rows[0]).toEqual({ fault: 'unclosed-quote' });
    expect(rows[1]).toEqual(['x']);
  });

  it('finds NUL bytes inside and outside of quotes', () => {
    expect(rowsOf('a\0,b\n"c\0",d\ne,f\n')).toEqual([{ fault: 'nul-byte' }, { fault: 'nul-byte' }, ['e', 'f']]);
  });

  it('refuses a row of thousands of fields', () => {
    expect(rowsOf(`${','.repeat(5000)}\na\n`)).toEqual([{ fault: 'too-many-fields' }, ['a']]);
  });

  it('reads other delimiters and files without quotes', () => {
    expect(rowsOf('a|b,c|"d"\n', { delimiter: 0x7c, quote: null })).toEqual([['a', 'b,c', '"d"']]);
    expect(rowsOf('a\tb;c\n', { delimiter: 0x09 })).toEqual([['a', 'b;c']]);
  });

  it('asks for more where a block ends within a row, a quote or between two quotes', () => {
    for (const part of ['a,b', 'a,"b', 'a,"b"', 'a,"b" ']) {
      const scanner = new RowScanner(RULES);
      const bytes = Buffer.from(part);
      scanner.load(bytes, 0, bytes.length);
      expect(scanner.next(0, false)).toBe(NEED_MORE);
    }
  });

  // One-letter alphabets that make quotes, delimiters and line breaks meet as often as possible.
  const nasty = fc
    .array(fc.constantFrom('a', 'bc', ' ', ',', '"', '""', '\n', '\r\n', 'é', '    ', 'xxxxxxxx'), { maxLength: 60 })
    .map((parts) => parts.join(''));

  it('reads the same rows however the file is cut into blocks and wherever it lies in memory', () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 7 }), fc.boolean(), (text, shift, quotedNewlines) => {
        const whole = rowsOf(text, { quotedNewlines });
        const bytes = Buffer.from(`${'#'.repeat(shift)}${text}`, 'latin1');
        const scanner = new RowScanner({ ...RULES, quotedNewlines });
        const rows: Row[] = [];
        let to = shift;
        let from = shift;
        scanner.load(bytes, from, to);
        while (from < bytes.length) {
          const next = from < to ? scanner.next(from, to === bytes.length) : NEED_MORE;
          if (next === NEED_MORE) {
            to = Math.min(bytes.length, to + 3);
            scanner.load(bytes, from, to);
            continue;
          }
          rows.push(scanner.fault === null ? fieldsOf(scanner, bytes) : { fault: scanner.fault });
          from = next;
        }
        expect(rows).toEqual(whole);
      }),
    );
  });

  it('reads back whatever a correct writer wrote', () => {
    const value = fc
      .array(fc.constantFrom('a', ' ', ',', '"', '\n', 'é'), { maxLength: 8 })
      .map((parts) => parts.join(''));
    const table = fc.array(fc.array(value, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, (rows) => {
        const quoted = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n');
        expect(rowsOf(`${quoted}\n`, { quotedNewlines: true })).toEqual(rows);
      }),
    );
  });

  it('never fails and always moves on, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        rowsOf(bytes, { quotedNewlines: true });
        rowsOf(bytes, { maxRowBytes: 16 });
      }),
    );
  });
});
