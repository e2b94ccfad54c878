/** Rows that cannot be used, columns that nobody knows, and cells that would run in a spreadsheet. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvRows } from './csv-rows.js';
import { findingLine, type FindingLine } from './documented-shapes.js';
import { ensureBuilt, secondLook, temporaryDir, wellEnded, written, type Ended } from './second-look.js';

const dir = temporaryDir();
const run = (input: string, out: string, ...more: string[]): Promise<Ended> =>
  secondLook(
    ['run', input, '--jurisdiction', 'us-md', '--as-of', '2022-06-01', '--out', out, '--no-motions', ...more],
    { cwd: dir },
  );
const findingsIn = (out: string): FindingLine[] =>
  readFileSync(join(dir, out, 'findings.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => findingLine.parse(JSON.parse(line)));

const HEADER =
  'person_id,last_name,first_name,birth_date,case_number,court_name,court_county,court_state,case_status,count,statute,description,grade,disposition_type,disposition_date,sentence_imposed_date,sentence_status';
const row = (person: string, caseNumber: string, count = '1'): string =>
  `${person},Doe,Jordan,1980-04-05,${caseNumber},District Court,Baltimore City,MD,closed,${count},CR 5-601(a)(1),POSSESSION - CANNABIS,misdemeanor,convicted,2010-03-02,2010-03-02,completed`;

beforeAll(ensureBuilt, 120_000);

describe('one bad row amid many', () => {
  const BAD = row('P-7', 'C-7', 'first');
  const rows = Array.from({ length: 20 }, (_, at) => (at === 7 ? BAD : row(`P-${at}`, `C-${at}`)));
  const db = ['--db', 'rows.sqlite'];
  let ended: Ended;

  beforeAll(async () => {
    written(dir, 'many.csv', `${HEADER}\n${rows.join('\n')}\n`);
    ended = await run('many.csv', 'many', ...db);
  }, 60_000);

  it('is set aside with its place, value, code and reason; the others go in', () => {
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 1, stderr: '' });
    expect(ended.stdout).toContain(' rows read, 1 set aside.');
    const aside = csvRows(readFileSync(join(dir, 'many/quarantine.csv'), 'utf8')).filter(
      ({ severity }) => severity === 'quarantined',
    );
    expect(aside).toHaveLength(1);
    expect(aside[0]).toMatchObject({ file: 'many.csv', row: '9', column: 'count', value: 'first' });
    expect(aside[0]?.['code']).toMatch(/^[a-z-]+$/);
    expect(aside[0]?.['message']).toMatch(/\.$/);
    const people = new Set(findingsIn('many').map(({ personId }) => personId));
    expect(people.size).toBe(19);
    expect(people).not.toContain('P-7');
  });

  it('goes in when it is mended and imported by itself, and nothing else changes', async () => {
    const before = findingsIn('many');
    const [aside] = csvRows(readFileSync(join(dir, 'many/quarantine.csv'), 'utf8'));
    const source = readFileSync(join(dir, 'many.csv'), 'utf8').split('\n');
    const line = source[Number(aside?.['row']) - 1] ?? '';
    expect(line).toBe(BAD);
    written(dir, 'mended.csv', `${HEADER}\n${line.replace(`,${aside?.['value'] ?? ''},`, ',1,')}\n`);
    const stored = JSON.parse(
      await wellEnded(['import', 'mended.csv', ...db, '--format', 'json'], { cwd: dir }),
    ) as Record<string, unknown>;
    expect(stored).toMatchObject({ peopleNew: 1, peopleChanged: 0, rowsQuarantined: 0 });
    await wellEnded(['scan', '--jurisdiction', 'us-md', '--as-of', '2022-06-01', ...db], { cwd: dir });
    const jsonl = await wellEnded(['findings', '--scan', '2', ...db, '--format', 'jsonl'], { cwd: dir });
    const after = jsonl
      .split('\n')
      .filter(Boolean)
      .map((each) => findingLine.parse(JSON.parse(each)));
    expect(after.filter(({ personId }) => personId !== 'P-7')).toEqual(before);
    expect(after.filter(({ personId }) => personId === 'P-7').map(({ outcome }) => outcome)).toEqual(
      before.filter(({ personId }) => personId === 'P-1').map(({ outcome }) => outcome),
    );
  }, 60_000);
});

it('keeps a column that it does not know, says so, and goes on', async () => {
  written(dir, 'known.csv', `${HEADER}\n${row('P-1', 'C-1')}\n`);
  written(dir, 'unknown.csv', `${HEADER},eye_color\n${row('P-1', 'C-1')},brown\n`);
  const [known, unknown] = await Promise.all([run('known.csv', 'known'), run('unknown.csv', 'unknown')]);
  expect([known.code, unknown.code, unknown.stderr]).toEqual([0, 0, '']);
  const noted = csvRows(readFileSync(join(dir, 'unknown/quarantine.csv'), 'utf8'));
  expect(noted).toEqual([
    expect.objectContaining({ file: 'unknown.csv', column: 'eye_color', code: 'unknown-field', severity: 'noted' }),
  ]);
  const summary = JSON.parse(readFileSync(join(dir, 'unknown/summary.json'), 'utf8')) as Record<string, unknown>;
  expect(summary).toMatchObject({
    rows: { quarantined: 0 },
    unmapped: [{ file: 'unknown.csv', field: 'eye_color', count: 1 }],
  });
  const decided = (out: string): string[] => findingsIn(out).map(({ path, outcome }) => `${path} ${outcome}`);
  expect(decided('unknown')).toEqual(decided('known'));
}, 60_000);

it('never lets a cell begin as a formula does', async () => {
  const starts = ['=', '+', '-', '@'];
  const rows = starts.map((start, at) => row(`${start}cmd|calc${at}`, `${start}HYPERLINK(${at})`));
  written(dir, 'formulas.csv', `${HEADER}\n${rows.join('\n')}\n${row('P-9', '=C-9', '@first')}\n`);
  const ended = await run('formulas.csv', 'formulas', '--relief', 'expunge,quash');
  expect(ended).toMatchObject({ code: 1, stderr: '' });
  const found = csvRows(readFileSync(join(dir, 'formulas/findings.csv'), 'utf8'));
  const aside = csvRows(readFileSync(join(dir, 'formulas/quarantine.csv'), 'utf8'));
  const cells = [...found, ...aside].flatMap((each) => Object.values(each));
  expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  expect(new Set(found.map((each) => each['person_id']))).toEqual(
    new Set(starts.map((start, at) => `'${start}cmd|calc${at}`)),
  );
  expect(new Set(found.map((each) => each['case_number']?.slice(0, 2)))).toEqual(
    new Set(starts.map((start) => `'${start}`)),
  );
  expect(aside.map((each) => each['value'])).toContain("'@first");
  // A program that reads the lines gets the values as they are.
  expect(new Set(findingsIn('formulas').map(({ personId }) => personId.slice(0, 1)))).toEqual(new Set(starts));
}, 60_000);
