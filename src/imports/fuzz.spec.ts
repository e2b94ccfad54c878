/** Whatever stands in a file, intake ends in records and issues, or in a refusal: never in a crash. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { AppError } from '../common/index.js';
import { caDojRow, imported, temporaryDir, written, type EverythingRead } from '../../test/fixtures/imports/inputs.js';

const dir = temporaryDir();
const fixture = readFileSync(fileURLToPath(new URL('../../test/fixtures/ca-doj/extra_comma.csv', import.meta.url)));

let files = 0;
async function survived(bytes: Uint8Array, name: string, profile?: string): Promise<EverythingRead | AppError> {
  const path = written(dir, `${files++}-${name}`, bytes);
  try {
    const read = await imported([path], { batchRows: 7, ...(profile === undefined ? {} : { profile }) });
    for (const record of read.records) {
      expect(record.personId).not.toBe('');
      expect(JSON.parse(JSON.stringify(record))).toEqual(record);
      for (const one of record.cases) {
        const counts = one.charges.map((charge) => charge.count);
        expect(new Set(counts).size).toBe(counts.length);
      }
    }
    for (const issue of read.issues) expect(issue.message).toMatch(/\S.*\.$/s);
    return read;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.exitCode).toBe(2);
    return error;
  }
}

/** Overwrites, removes and inserts bytes of something good. */
const mutated = (good: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .array(
      fc.record({
        at: fc.nat(good.length - 1),
        remove: fc.nat(4),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 3 }),
          fc.constantFrom('"', ',', '\n', '\0', '""').map((c) => Buffer.from(c)),
        ),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((edits) => {
      let bytes = Buffer.from(good);
      for (const { at, remove, insert } of edits) {
        const place = Math.min(at, bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)]);
      }
      return bytes;
    });

describe('intake survives', () => {
  it('arbitrary bytes under every name and profile', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.constantFrom('x.csv', 'x.jsonl', 'x.dat', 'x.csv.gz'),
        fc.constantFrom(undefined, 'canonical', 'ca-doj'),
        async (bytes, name, profile) => void (await survived(bytes, name, profile)),
      ),
      { numRuns: 150 },
    );
  });

  it('a California file with bytes changed, lost and added', async () => {
    const small = fixture.subarray(0, fixture.indexOf('\n', 6_000) + 1);
    await fc.assert(
      fc.asyncProperty(mutated(small), async (bytes) => void (await survived(bytes, 'x.csv'))),
      { numRuns: 150 },
    );
  });

  it('JSON Lines with bytes changed, lost and added', async () => {
    const good = [1, 2, 3]
      .map((n) =>
        JSON.stringify({
          personId: `P${n}`,
          name: { last: 'NÚÑEZ' },
          cases: [
            {
              caseNumber: 'A',
              court: { name: 'C', state: 'MD' },
              charges: [{ count: 1, quantities: [{ amount: 1, unit: 'g' }] }],
            },
          ],
        }),
      )
      .join('\n');
    await fc.assert(
      fc.asyncProperty(mutated(Buffer.from(good)), async (bytes) => void (await survived(bytes, 'x.jsonl'))),
      { numRuns: 150 },
    );
  });

  it('charges.csv with bytes changed, lost and added', async () => {
    const good =
      'person_id,case_number,court_name,court_state,count,description\nP1,A,C,MD,1,"x, y"\nP1,A,C,MD,2,"two\nlines"\nP2,B,C,MD,1,z\n';
    await fc.assert(
      fc.asyncProperty(mutated(Buffer.from(good)), async (bytes) => void (await survived(bytes, 'charges.csv'))),
      { numRuns: 150 },
    );
  });

  it('gzip files cut anywhere', async () => {
    const good = gzipSync(`${caDojRow()}\n`.repeat(50));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: good.length - 1 }), async (length) => {
        expect(await survived(good.subarray(0, length), 'x.dat.gz')).toMatchObject({ code: 'damaged-gzip' });
      }),
      { numRuns: 25 },
    );
  });

  it('rows of dirty values in every column that is read', async () => {
    const dirty = fc.oneof(
      fc.constantFrom(
        '',
        '  -  ',
        '00000000',
        '99/99/9999',
        'CONVICTED',
        '101',
        '1e9',
        '-1',
        'É',
        "'",
        '20310230',
        '0',
      ),
      fc.stringMatching(/^[A-Z0-9 /-]{0,14}$/),
    );
    const row = fc.record({
      id: fc.constantFrom('1', '2', ' 3', ''), name: dirty, dob: dirty, date: dirty, order: fc.oneof(dirty, fc.constantFrom('101001001000', '101001001999', '101002001000', '999999999999')),
      step: fc.oneof(dirty, fc.constantFrom('ARREST/DETAINED/CITED', 'COURT ACTION', 'DECEASED', 'REGISTRATION')), county: dirty, ofn: dirty,
      offense: dirty, comment: dirty, toc: dirty, stat: dirty, disp: fc.oneof(dirty, fc.constantFrom('CONVICTED-JAIL', 'DISMISSED')),
      loc: fc.oneof(dirty, fc.constantFrom('JAIL', 'FINE')), length: fc.oneof(dirty, fc.constantFrom('6', '99999')), unit: fc.constantFrom('D', 'M', 'Y', 'Q', ''),
      bench: dirty, convOffense: dirty, dispDate: dirty,
    }); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const text = rows.map((one) => caDojRow(one)).join('\n');
        const read = await survived(Buffer.from(`${text}\n`), 'x.dat');
        if (read instanceof AppError) return;
        expect(read.rows).toBe(rows.length);
        const setAside = read.issues.filter((issue) => issue.severity === 'quarantined').length;
        expect(setAside).toBeLessThan(rows.length);
      }),
      { numRuns: 150 },
    );
  });
});
