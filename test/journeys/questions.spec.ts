/** What a scan asks, and the answers: the sheet goes out, comes back filled, and whom it touches is judged again. */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, ensureBuilt, secondLook, temporaryDir, wellEnded, written } from './second-look.js';

const dir = temporaryDir();
const COURT = 'District Court of Maryland for Baltimore City';
const PATH = 'us-md-baltimore-city/pending-charge';

/** Somebody charged with possession in Baltimore City; the bare section does not say of what. */
const charged = (personId: string, statute: string): string =>
  JSON.stringify({
    personId,
    name: { first: 'Rosa', last: `Example ${personId}` },
    cases: [
      {
        caseNumber: `B-${personId}`,
        court: { name: COURT, county: 'Baltimore City', state: 'MD' },
        status: 'open',
        charges: [{ count: 1, offenseDate: '2020-05-01', statute }],
      },
    ],
  });

interface Finding {
  id: string;
  personId: string;
  outcome: string;
  criteria: { id: string; value?: string; source?: object; supplied?: object }[];
}

let nextDatabase = 0;

/** A database in which scan 1 asks about two of three people: a copy, since answers change it. */
function asked(): string {
  const name = `copy-${(nextDatabase += 1)}.sqlite`;
  copyFileSync(join(dir, 'asked.sqlite'), join(dir, name));
  return name;
}

const run = (args: readonly string[], db: string): Promise<Ended> => secondLook([...args, '--db', db], { cwd: dir });
const well = (args: readonly string[], db: string): Promise<string> => wellEnded([...args, '--db', db], { cwd: dir });
const answer = (db: string, ...args: string[]): Promise<Ended> =>
  run(['answer', '--scan', '1', '--by', 'A. Clerk', ...args], db);

async function findings(db: string, scan: number): Promise<Finding[]> {
  return JSON.parse(await well(['findings', '--scan', String(scan), '--format', 'json'], db)) as Finding[];
}

/** The answer sheet of scan 1 by its lines, the header first. */
async function sheet(db: string): Promise<string[]> {
  return (await well(['questions', '--scan', '1', '--format', 'csv'], db)).trimEnd().split('\r\n');
}

/** A line of the sheet with value and source filled in. */
const filled = (line: string, value: string, source = 'the file jacket'): string =>
  line.replace(/,statute,,,/, `,statute,${value},${source},`);

beforeAll(async () => {
  await ensureBuilt();
  const people = [charged('A1', 'CR 5-601'), charged('A2', 'CR 5-601'), charged('A3', 'CR 5-601(a)(1)')];
  written(dir, 'people.jsonl', people.join('\n'));
  await well(['import', 'people.jsonl'], 'asked.sqlite');
  await well(['scan', '--jurisdiction', 'us-md-baltimore-city', '--as-of', '2021-06-01'], 'asked.sqlite');
}, 240_000);

describe('the questions of a scan', () => {
  it('are a table for a person: how many findings each settles, and where each answer leads', async () => {
    const table = await well(['questions', '--scan', '1'], 'asked.sqlite');
    expect(table).toMatch(/fact +settles +findings +people +what each value leads to +asked as/);
    expect(table).toMatch(
      /statute +2 +2 +2 +CR 5-601\(a\)\(1\) or CR 5-601\(c\)\(2\): 2 eligible +Which subdivision of CR 5-601/,
    );
  });

  it('are JSON for a program', async () => {
    const [first] = JSON.parse(
      await well(['questions', '--scan', '1', '--format', 'json'], 'asked.sqlite'),
    ) as object[];
    expect(first).toMatchObject({
      fact: 'statute',
      findings: 2,
      people: 2,
      settles: 2,
      ifMet: { eligible: 2 },
      ifNotMet: { 'not-eligible': 2 },
      values: [
        { is: 'CR 5-601(a)(1) or CR 5-601(c)(2)', leads: { eligible: 2 } },
        { is: 'CR 5-601(a)(2) or anything else', leads: { 'not-eligible': 2 } },
      ],
      askedBy: [{ path: PATH, criterion: 'listed-offense', sameQuestion: true, findings: 2 }],
    });
  });

  it('are a sheet to fill in, one line for each fact that a finding lacks', async () => {
    const [header, ...lines] = await sheet('asked.sqlite');
    expect(header).toMatch(/^person_id,court,case_number,count,number,fact,value,source,question,if_met,if_not_met,/);
    expect(lines.map((line) => line.split(',').slice(0, 9))).toEqual([
      ['A1', COURT, 'B-A1', '1', '', 'statute', '', '', 'Which subdivision of CR 5-601 was it?'],
      ['A2', COURT, 'B-A2', '1', '', 'statute', '', '', 'Which subdivision of CR 5-601 was it?'],
    ]);
  });

  it('may be those of a person, a path or a kind of relief; there may be none', async () => {
    const one = await well(['questions', '--scan', '1', '--person', 'A2', '--relief', 'dismiss'], 'asked.sqlite');
    expect(one).toMatch(/statute +1 +1 +1 /);
    const none = await well(['questions', '--scan', '1', '--path', 'us-md-baltimore-city/warrant'], 'asked.sqlite');
    expect(none).toBe('No finding of this scan lacks a fact.\n');
  });

  it.each([
    ['a scan that is not there', ['--scan', '9'], /^There is no scan 9\.\n$/],
    ['a relief that nobody knows', ['--scan', '1', '--relief', 'mercy'], /^--relief does not know "mercy"/],
  ])('refuse %s', async (_what, args, says) => {
    const ended = await run(['questions', ...args], 'asked.sqlite');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
  });
});

describe('a filled sheet that is given back', () => {
  it('is kept, and judged again; explain says who supplied the value and no row is named for it', async () => {
    const db = asked();
    const [header = '', first = '', second = ''] = await sheet(db);
    written(dir, 'filled.csv', [header, filled(first, 'CR 5-601(a)(1)'), second].join('\r\n'));
    const ended = await answer(db, '--file', 'filled.csv');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^One answer about one person is kept, and scan 2 judges that person again\./);
    expect(ended.stdout).toMatch(/eligible +1 +2 *\n/);
    const after = await findings(db, 2);
    expect(after.map(({ personId, outcome }) => `${personId} ${outcome}`)).toEqual([
      'A1 eligible',
      'A2 needs-facts',
      'A3 eligible',
    ]);
    const given = { by: 'A. Clerk', evidence: 'the file jacket', from: 'CR 5-601' };
    const listed = after[0]?.criteria.find(({ id }) => id === 'listed-offense');
    expect(listed).toMatchObject({ value: 'CR 5-601(a)(1) (supplied by A. Clerk)', supplied: given });
    expect(listed?.source).toBeUndefined();
    // Whoever was not asked about keeps the row.
    const untouched = after[2]?.criteria.find(({ id }) => id === 'listed-offense');
    expect(untouched).toMatchObject({ value: 'CR 5-601(a)(1)', source: { file: 'people.jsonl', row: 3 } });
    const explained = await well(['explain', after[0]?.id ?? ''], db);
    expect(explained).toMatch(
      /In the record: CR 5-601\(a\)\(1\) \(supplied by A\. Clerk\)\n +Supplied by A\. Clerk on \d{4}-\d\d-\d\d, from: the file jacket\. The source says: CR 5-601\.\n/,
    );
    expect(explained).not.toMatch(/CR 5-601\(a\)\(1\) \(people\.jsonl row 1\)/);
    // The finding of before stays as it was.
    expect((await findings(db, 1))[0]).toMatchObject({ personId: 'A1', outcome: 'needs-facts' });
  });

  it('leads to papers whose trace names the person beside the row', async () => {
    const db = asked();
    const [header = '', first = ''] = await sheet(db);
    written(dir, 'for-papers.csv', [header, filled(first, 'CR 5-601(a)(1)')].join('\r\n'));
    await answer(db, '--file', 'for-papers.csv');
    await well(['draft', '--scan', '2', '--out', 'papers', '--formats', 'html'], db);
    const manifest = JSON.parse(readFileSync(join(dir, 'papers/motions/manifest.json'), 'utf8')) as {
      files: Record<string, unknown>;
    };
    const papers = Object.keys(manifest.files).filter((name) => name.includes('B-A1') && name.endsWith('.html'));
    const [notes = '', paper = ''] = papers.map((name) => readFileSync(join(dir, 'papers', name), 'utf8'));
    expect(paper).toMatch(/people\.jsonl, row 1; statute supplied by A\. Clerk on \d{4}-\d\d-\d\d \(the file jacket\)/);
    expect(notes).toMatch(/supplied by A\. Clerk on \d{4}-\d\d-\d\d \(the file jacket\)/);
  });

  it('is kept but for the lines that cannot be: each is named with its reason, and the command ends with 1', async () => {
    const db = asked();
    const [header = '', first = '', second = ''] = await sheet(db);
    const lines = [
      header,
      filled(first, 'CR 5-601(a)(1)'),
      '',
      filled(second, 'CR 5-601(a)(1)', ''),
      filled(first, 'huge').replace(',statute,', ',grade,'),
      filled(first, '1').replace(/^A1/, 'Nobody'),
      filled(first, '1').replace('B-A1', 'B-A9'),
      filled(first, '1').replace(',statute,', ',luck,'),
    ];
    written(dir, 'mixed.csv', lines.join('\r\n'));
    const ended = await answer(db, '--file', 'mixed.csv');
    expect(ended.code).toBe(1);
    expect(ended.stdout).toMatch(/^One answer about one person is kept/);
    expect(ended.stderr.split('\n')).toEqual([
      'Line 4: It names no evidence: fill in the source, or name one for all answers.',
      expect.stringMatching(/^Line 5: "huge" is no answer to grade \(.*write one of felony, misdemeanor/),
      'Line 6: There is no person Nobody.',
      expect.stringMatching(/^Line 7: Person A1 has no case B-A9/),
      expect.stringMatching(/^Line 8: "luck" is nothing that can be answered/),
      '',
    ]);
    // One evidence for all of them covers the line that named none.
    const again = await answer(db, '--file', 'mixed.csv', '--source', 'the docket', '--format', 'json');
    expect(JSON.parse(again.stdout)).toMatchObject({ kept: 2, people: 2, scan: { id: 3, status: 'done' } });
  });

  it('of which nothing can be kept ends with 2, and nothing is stored', async () => {
    const db = asked();
    const [header = '', first = '', second = ''] = await sheet(db);
    written(dir, 'refused.csv', [header, filled(first, '1').replace(/^A1/, 'Nobody'), second].join('\r\n'));
    expect(await answer(db, '--file', 'refused.csv')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Line 2: There is no person Nobody.\n',
    });
    written(dir, 'empty.csv', [header, first, second].join('\r\n'));
    expect(await answer(db, '--file', 'empty.csv')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'No line of the sheet has a value, so nothing was kept.\n',
    });
    expect(JSON.parse(await well(['scans', '--format', 'json'], db))).toHaveLength(1);
  });

  it.each([
    ['is no sheet', 'person,what\nA1,this\n', /not-a-sheet\.csv is no answer sheet: it lacks the column person_id, /],
    ['is torn', 'person_id,case_number,fact,value\n"A1', /not-a-sheet\.csv cannot be read as an answer sheet \(CSV\)/],
    ['is empty', '', /not-a-sheet\.csv holds no answers\. "second-look questions --scan ID --format csv" writes/],
  ])('is refused whole where it %s', async (_what, content, says) => {
    written(dir, 'not-a-sheet.csv', content);
    const ended = await answer('asked.sqlite', '--file', 'not-a-sheet.csv');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
  });

  it('is refused where the file is not there', async () => {
    const ended = await answer('asked.sqlite', '--file', 'nowhere.csv');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(/^nowhere\.csv cannot be read/);
  });
});

describe('one answer', () => {
  let finding: string;
  beforeAll(async () => {
    finding = (await findings('asked.sqlite', 1)).find(({ personId }) => personId === 'A1')?.id ?? '';
  });
  const one = (id: string, fact = 'statute', ...more: string[]): string[] => [
    ...['--finding', id, '--fact', fact, '--value', 'CR 5-601(a)(1)', '--source', 'the judgment'],
    ...more,
  ];

  it('is given to the finding that asks, and another follows later to the same finding', async () => {
    const db = asked();
    expect(await answer(db, ...one(finding))).toMatchObject({ code: 0, stderr: '' });
    expect((await findings(db, 2))[0]).toMatchObject({ id: finding, outcome: 'eligible' });
    // Scan 1 still asks; putting the answer right there is a scan of its own.
    expect((await answer(db, ...one(finding))).stdout).toMatch(/scan 3 judges that person again/);
  });

  it.each([
    [
      'a fact that is not missing',
      (id: string) => one(id, 'luck'),
      /does not lack "luck"\. It lacks statute\. To put right .*\(--correct\)\.\n$/,
    ],
    ['a finding that is not there', () => one('0123456789abcdef'), /^There is no finding 0123456789abcdef\./],
    ['no evidence', (id: string) => one(id).slice(0, 6), /^It names no evidence/],
    ['no value', (id: string) => one(id).slice(0, 4), /^Give a sheet with --file, or one answer with --finding/],
    [
      'a sheet as well',
      (id: string) => one(id, 'statute', '--file', 'filled.csv'),
      /^Give either --file or --finding\./,
    ],
  ])('is refused with %s', async (_what, args, says) => {
    const ended = await answer('asked.sqlite', ...args(finding));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(says);
  });

  it('that was refused has left no scan and no import', async () => {
    expect(JSON.parse(await well(['scans', '--format', 'json'], 'asked.sqlite'))).toHaveLength(1);
  });

  it('is refused to the finding of another scan, which that one is named for', async () => {
    const db = asked();
    await well(['scan', '--jurisdiction', 'us-md-baltimore-city', '--as-of', '2021-07-01'], db);
    const [other] = await findings(db, 2);
    const ended = await answer(db, ...one(other?.id ?? ''));
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toBe(`Finding ${other?.id} is not of scan 1 but of scan 2.\n`);
    const nowhere = await run(['answer', '--scan', '9', '--by', 'A. Clerk', ...one(finding)], db);
    expect(nowhere).toMatchObject({ code: 2, stdout: '', stderr: 'There is no scan 9.\n' });
  });
});
