import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { caDojRow, everythingOf, imported, temporaryDir, written } from '../../test/fixtures/imports/inputs.js';
import { checkProfile, openIntake } from './index.js';

const dir = temporaryDir();
const PNG = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex');
const line = (id: string, more: object = {}): string => JSON.stringify({ personId: id, cases: [], ...more });
const CHARGES = 'person_id,case_number,court_name,court_state,count';

describe('input that is not what it claims is refused in one sentence, and nothing is stored', () => {
  it.each<[string, () => string, string, RegExp]>([
    [
      'a path that is not there',
      () => join(dir, 'nowhere.csv'),
      'input-not-found',
      /There is no file or directory at .*nowhere\.csv/,
    ],
    ['an empty file', () => written(dir, 'empty.jsonl', ''), 'empty-file', /empty\.jsonl is empty/],
    ['blanks alone', () => written(dir, 'blank.csv', ' \n\n'), 'empty-file', /nothing but blanks/],
    ['a picture renamed .csv', () => written(dir, 'scan.csv', PNG), 'not-text', /scan\.csv is a PNG picture/],
    ['a workbook renamed .csv', () => written(dir, 'book.csv', Buffer.from('504b0304', 'hex')), 'not-text', /\.xlsx/],
    [
      'bytes that are no text',
      () => written(dir, 'bytes.csv', Buffer.from(Array.from({ length: 400 }, (_, i) => i % 32))),
      'not-text',
      /not a text file/,
    ],
    [
      'UTF-16',
      () => written(dir, 'wide.csv', Buffer.from(`\ufeff${CHARGES}\n`, 'utf16le')),
      'wrong-encoding',
      /UTF-16; save it as UTF-8/,
    ],
    [
      'UTF-16 without a mark',
      () => written(dir, 'wide2.csv', Buffer.from(`${CHARGES}\n`, 'utf16le')),
      'wrong-encoding',
      /UTF-16/,
    ],
    [
      'semicolons for commas',
      () => written(dir, 'semi.csv', `${CHARGES.replaceAll(',', ';')}\nP;A;C;MD;1\n`),
      'unknown-format',
      /semi\.csv/,
    ],
    [
      'a missing column',
      () => written(dir, 'less.csv', 'person_id,case_number,court_name,count\nP,A,C,1\n'),
      'missing-column',
      /lacks the column court_state/,
    ],
    [
      'several missing columns',
      () => written(dir, 'less2.csv', 'person_id,count\nP,1\n'),
      'missing-column',
      /lacks the columns case_number, court_name, court_state/,
    ],
    [
      'a repeated column',
      () => written(dir, 'twice.csv', `${CHARGES},count\nP,A,C,MD,1,2\n`),
      'repeated-column',
      /column count twice/,
    ],
    [
      'columns of no profile',
      () => written(dir, 'other.csv', 'make,model\nFord,T\n'),
      'unknown-format',
      /make, model.*ca-doj, canonical/,
    ],
    ['a header and no rows', () => written(dir, 'header.csv', `${CHARGES}\n`), 'empty-file', /holds no rows/],
    ['one JSON list', () => written(dir, 'list.json', `[${line('P')}]`), 'wrong-format', /one person per line/],
    [
      'JSON over several lines',
      () => written(dir, 'pretty.json', '{\n "personId": "P"\n}\n'),
      'wrong-format',
      /each person on one line/,
    ],
    [
      'rows of which none can be read',
      () => written(dir, 'bad.jsonl', '{"a":1}\n{"b":2}\n'),
      'no-usable-row',
      /None of the 2 rows .* no personId/,
    ],
    [
      'a DOJ file of which none can be read',
      () => written(dir, 'bad.dat', `${caDojRow({ order: 'x' })}\n`),
      'no-usable-row',
      /CNT_ORDER/,
    ],
    [
      'a gzip file cut short',
      () => written(dir, 'cut.jsonl.gz', gzipSync(line('P').repeat(2000)).subarray(0, -20)),
      'damaged-gzip',
      /cut short or damaged/,
    ],
    [
      'a gzip file with a wrong checksum',
      () => written(dir, 'sum.jsonl.gz', broken(gzipSync(`${line('P')}\n`))),
      'damaged-gzip',
      /get it again/,
    ],
    ['a gzip file of nothing', () => written(dir, 'none.jsonl.gz', gzipSync('')), 'empty-file', /is empty/],
  ])('%s', async (_, make, code, sentence) => {
    const refusal = await openIntake([make()]).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(sentence) });
    expect((refusal as Error).message).not.toContain('\n');
  });

  it('a directory without data', async () => {
    const empty = join(dir, 'empty');
    mkdirSync(empty);
    written(empty, 'README.md', 'x');
    await expect(openIntake([empty])).rejects.toMatchObject({ code: 'no-input' });
  });

  it('nothing at all, and the same file twice', async () => {
    const path = written(dir, 'same.jsonl', `${line('P')}\n`);
    await expect(openIntake([])).rejects.toMatchObject({ code: 'no-input' });
    await expect(openIntake([path, path])).rejects.toMatchObject({ code: 'repeated-input' });
  });

  it('files of two sources', async () => {
    const one = written(dir, 'one.jsonl', `${line('P')}\n`);
    const two = written(dir, 'two.dat', `${caDojRow()}\n`);
    await expect(openIntake([one, two])).rejects.toMatchObject({ code: 'mixed-sources' });
  });

  it('a profile that is not there lists those that are', async () => {
    const path = written(dir, 'p.jsonl', `${line('P')}\n`);
    await expect(openIntake([path], { profile: 'ca-dmv' })).rejects.toMatchObject({
      code: 'unknown-profile',
      message:
        'There is no source profile called ca-dmv; there are ca-doj, canonical, or give the path of a .yaml file.',
    });
  });

  it('the wrong delimiter for the profile that was named', async () => {
    const path = written(dir, 'tabs.csv', `${CHARGES.replaceAll(',', '\t')}\n`);
    await expect(openIntake([path], { profile: 'canonical' })).rejects.toMatchObject({
      code: 'wrong-delimiter',
      message: expect.stringContaining('divided by tabs, and the profile canonical reads commas'),
    });
  });

  it('a day of import or a coverage that is none', async () => {
    const path = written(dir, 'c.jsonl', `${line('P')}\n`);
    await expect(openIntake([path], { today: '2026-02-30' })).rejects.toMatchObject({ code: 'bad-date' });
    await expect(openIntake([path], { coverage: { completeThrough: '2026-02-30' } })).rejects.toMatchObject({
      code: 'bad-coverage',
    });
  });
});

describe('text as it comes', () => {
  it('with a byte order mark and CRLF', async () => {
    const path = written(dir, 'bom.csv', `\ufeff${CHARGES},statute\r\nP,A,C,MD,1,CR 5-601\r\n`);
    const read = await imported([path]);
    expect(read.records).toMatchObject([{ personId: 'P', cases: [{ charges: [{ count: 1, statute: 'CR 5-601' }] }] }]);
    expect(read.issues).toEqual([]);
  });

  it('in UTF-8 and in Latin-1, which is said once', async () => {
    const utf8 = written(dir, 'utf8.jsonl', `${line('P', { name: { last: 'NÚÑEZ' } })}\n`);
    expect((await imported([utf8])).records[0]?.name?.last).toBe('NÚÑEZ');

    const rows = [1, 2, 3].map((count) => `P,A,C,MD,${count},Café’s`).join('\n');
    const bytes = Buffer.from(`${CHARGES},place\n${rows}\n`.replaceAll('’', '\x92'), 'latin1');
    const read = await imported([written(dir, 'latin1.csv', bytes)]);
    expect(read.records[0]?.cases[0]?.charges.map((charge) => charge.place)).toEqual(['Café’s', 'Café’s', 'Café’s']);
    expect(read.issues).toMatchObject([{ code: 'read-as-latin-1', row: 2, severity: 'noted' }]);
    expect(read.issues[0]?.message).toContain('3 rows');
  });

  it('compressed, whatever it is called', async () => {
    const path = written(dir, 'people.jsonl', gzipSync(`${line('P1')}\n${line('P2')}\n`));
    expect((await imported([path])).records.map((record) => record.personId)).toEqual(['P1', 'P2']);
    const dat = written(dir, 'x.dat.gz', gzipSync(`${caDojRow({ name: '"NÚÑEZ,ANA"' })}\n`));
    expect((await imported([dat])).records[0]?.name).toEqual({ last: 'NÚÑEZ', first: 'ANA' });
  });

  it('with blank lines between rows, which are no rows', async () => {
    const path = written(dir, 'gaps.jsonl', `\n${line('P1')}\n\n  \n${line('P2')}`);
    const read = await imported([path]);
    expect(read.records.map((record) => record.source?.row)).toEqual([2, 5]);
    expect(read.issues).toEqual([]);
  });
});

describe('reading', () => {
  it('sets aside a last line cut off in the middle and takes the rest', async () => {
    const path = written(dir, 'half.jsonl', `${line('P1')}\n${line('P2').slice(0, -4)}`);
    const read = await imported([path]);
    expect(read.records.map((record) => record.personId)).toEqual(['P1']);
    expect(read.issues).toMatchObject([{ code: 'row-cut-short', row: 2, severity: 'quarantined' }]);
    expect(read.issues[0]?.message).toMatch(/ends in the middle, so the file was probably cut short/);
  });

  it('sets aside one bad line among many, with a copy of it', async () => {
    const lines = Array.from({ length: 3_000 }, (_, i) => line(`P${i}`));
    lines[1_500] = '{"personId": oops}';
    const read = await imported([written(dir, 'many.jsonl', `${lines.join('\n')}\n`)], { batchRows: 100 });
    expect(read.records).toHaveLength(2_999);
    expect(read.batches).toBe(31);
    expect(read.rows).toBe(3_000);
    expect(read.issues).toMatchObject([{ code: 'not-json', row: 1_501, value: '{"personId": oops}' }]);
  });

  it('sets aside a line with a NUL character, which no database takes', async () => {
    const path = written(dir, 'nul.jsonl', `${line('P1')}\n${line('P\u0000')}\n`);
    expect((await imported([path])).issues).toMatchObject([{ code: 'nul-byte', row: 2 }]);
  });

  it('reports a field it does not know once, with how often it stands there', async () => {
    const path = written(dir, 'unknown.jsonl', `${line('P1', { tribe: 'a' })}\n${line('P2', { tribe: 'b' })}\n`);
    const intake = await openIntake([path]);
    const read = await everythingOf(intake);
    expect(read.records.map((record) => record.unmapped)).toEqual([{ tribe: 'a' }, { tribe: 'b' }]);
    expect(read.issues).toMatchObject([{ code: 'unknown-field', column: 'tribe', row: 1, severity: 'noted' }]);
    expect(intake.unmapped()).toMatchObject([{ field: 'tribe', count: 2, firstRow: 1 }]);
  });

  it('lists, with their counts, disposition phrases of which nobody wrote down what they come to in law', async () => {
    const charge = (text: string, state = 'MD') => ({
      cases: [
        {
          caseNumber: 'A',
          court: { name: 'Court', state },
          charges: [{ count: 1, disposition: { type: 'other', text } }],
        },
      ],
    });
    const lines = [charge('STET'), charge('ODD ENDING'), charge('ODD ENDING'), charge('STET', 'UT')];
    const rows = lines.map((more, index) => `${line(`P${index}`, more)}\n`).join('');
    const asked: string[] = [];
    const intake = await openIntake([written(dir, 'phrases.jsonl', rows)], {
      knowsDisposition: (phrase, state) => {
        asked.push(`${state} ${phrase}`);
        return phrase === 'STET' && state === 'MD';
      },
    });
    const read = await everythingOf(intake);
    expect(asked).toEqual(['MD STET', 'MD ODD ENDING', 'UT STET']);
    expect(intake.unmapped()).toMatchObject([
      { field: 'disposition.text', value: 'ODD ENDING', count: 2, firstRow: 2 },
      { field: 'disposition.text', value: 'STET', count: 1, firstRow: 4 },
    ]);
    expect(read.issues[0]).toMatchObject({ code: 'unmapped-value', column: 'disposition.text', value: 'ODD ENDING' });
    expect(read.issues[0]?.message).toMatch(/comes to in law; such charges are judged by their type/);
  });

  it('takes the data files of a directory, and says which others it left', async () => {
    const inputs = join(dir, 'inputs');
    mkdirSync(inputs);
    mkdirSync(join(inputs, 'nested.csv'));
    written(inputs, 'b.jsonl', `${line('PB')}\n`);
    written(inputs, 'a.jsonl', `${line('PA')}\n`);
    written(inputs, 'LICENSE', 'words');
    const intake = await openIntake([inputs]);
    expect(intake.files.map((file) => file.name)).toEqual(['a.jsonl', 'b.jsonl']);
    expect(intake.skipped).toEqual(['LICENSE', 'nested.csv']);
    expect((await everythingOf(intake)).records.map((record) => record.personId)).toEqual(['PA', 'PB']);
  });

  it('knows the content by its hash, and what the files cover', async () => {
    const path = written(dir, 'hash.jsonl', `${line('P1')}\n`);
    const intake = await openIntake([path], { coverage: { history: 'county', completeThrough: '2026-06-30' } });
    expect(await intake.contentHash()).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(intake.coverage).toEqual({ history: 'county', pendingMatters: 'yes', completeThrough: '2026-06-30' });
    const doj = await openIntake([written(dir, 'cov.dat', `${caDojRow()}\n`)]);
    expect(doj.coverage).toEqual({ history: 'state', pendingMatters: 'no' });
  });

  it('sets a row aside that has a field too many which is not UTF-8', async () => {
    const good = 'person_id,case_number,court_name,court_state,count\nP1,A,Court,MD,1\n';
    const path = written(
      dir,
      'byte.csv',
      Buffer.concat([Buffer.from(`${good}P2,B,Court,MD,1,`), Buffer.from([0x80, 0x0a])]),
    );
    const read = await imported([path]);
    expect(read.issues).toMatchObject([{ row: 3, severity: 'quarantined' }]);
    expect(read.rows).toBe(2);
  });

  it('tells its progress up to the last byte', async () => {
    const content = `${Array.from({ length: 500 }, (_, i) => line(`P${i}`)).join('\n')}\n`;
    const path = written(dir, 'progress.jsonl', content);
    const seen: { rows: number; bytes: number; totalBytes: number }[] = [];
    await imported([path], { batchRows: 100, onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ rows: 500, bytes: content.length, totalBytes: content.length });
    expect(seen.length).toBeGreaterThan(3);
  });
});

describe('a file that changes between opening and reading', () => {
  const rows = (first: number, count: number): string =>
    Array.from({ length: count }, (_, n) => `${caDojRow({ id: String(first + n) })}\n`).join('');

  it.each<[string, (path: string) => void]>([
    ['is cut to half', (path) => writeFileSync(path, rows(100, 300))],
    ['gets a row at its front', (path) => writeFileSync(path, rows(99, 601))],
    ['is written again with as many bytes', (path) => writeFileSync(path, rows(101, 600))],
    ['gives way to another of the same age', (path) => replaceKeepingTimes(path, rows(101, 600))],
    ['is gone', (path) => rmSync(path)],
  ])('and %s is refused, and no rows of it are lost in silence', async (_, change) => {
    const path = written(dir, 'changing.dat', rows(100, 600));
    const intake = await openIntake([path], { batchRows: 50 });
    change(path);
    await expect(everythingOf(intake)).rejects.toMatchObject({
      code: 'file-changed',
      message: expect.stringContaining('changing.dat was changed, replaced or moved while it was being read') as string,
    });
  });
});

/** Puts another file in the place of one, with its times. */
function replaceKeepingTimes(path: string, content: string): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(`${path}.new`, content);
  utimesSync(`${path}.new`, atime, mtime);
  renameSync(`${path}.new`, path);
}

describe('a profile tried on a file', () => {
  it('shows the first people, what it does not know and what would be set aside', async () => {
    const rows = [
      caDojRow({ id: '1' }),
      caDojRow({ id: '2', disp: 'ODD' }),
      caDojRow({ id: '3', order: 'x' }),
      caDojRow({ id: '4', disp: 'ODD' }),
    ];
    const check = await checkProfile('ca-doj', written(dir, 'try.dat', `${rows.join('\n')}\n`));
    expect(check).toMatchObject({
      profile: 'ca-doj',
      rows: 4,
      quarantinedRows: 1,
      quarantined: [{ code: 'bad-count-order', row: 3 }],
      unmapped: [{ field: 'DISP_DESCR', value: 'ODD', count: 2, firstRow: 2 }],
    });
    expect(check.records.map((record) => record.personId)).toEqual(['1', '2', '4']);
  });

  it('stops after the sample', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => caDojRow({ id: String(i + 1) }));
    const check = await checkProfile('ca-doj', written(dir, 'long.dat', `${rows.join('\n')}\n`), 100);
    expect(check.rows).toBeLessThan(1_000);
    expect(check.records).toHaveLength(5);
  });
});

function broken(gzip: Buffer): Buffer {
  const copy = Buffer.from(gzip);
  copy.writeUInt32LE((copy.readUInt32LE(copy.length - 8) ^ 1) >>> 0, copy.length - 8);
  return copy;
}
