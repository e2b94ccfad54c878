import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnswerService, answerLines, ANSWER_SHEET_HEADER, readAnswerSheet } from '../../src/findings/index.js';
import type { PersonRecord } from '../../src/records/index.js';
import { InlineEvaluator } from '../../src/scans/index.js';
import { anOffice, exported, importPeople, type Office, type OfficeOptions } from './a-scan.js';
import { inventedPeople } from './invented-people.js';
import { withDatabases } from './with-databases.js';

const QUESTION = { jurisdictions: ['us-md-baltimore-city'], asOf: '2021-06-01' };

/** Somebody charged with possession in Baltimore City, under a section that does not say of what. */
function charged(personId: string, statute = 'CR 5-601'): PersonRecord {
  return {
    personId,
    cases: [
      {
        caseNumber: `B-${personId}`,
        court: { name: 'District Court of Maryland for Baltimore City', county: 'Baltimore City', state: 'MD' },
        status: 'open',
        charges: [{ count: 1, offenseDate: '2020-05-01', statute }],
      },
    ],
  };
}
const PEOPLE = [charged('A1'), charged('A2'), charged('B1', 'CR 5-601(a)(1)'), ...inventedPeople(20)];
const SAID = {
  case: 'B-A1',
  court: 'District Court of Maryland for Baltimore City',
  count: 1,
  source: 'the file jacket',
};

/** Evaluates in this thread, and remembers whom. */
class WatchedEvaluator extends InlineEvaluator {
  readonly seen: string[] = [];
  override async evaluate(
    ...[law, people]: Parameters<InlineEvaluator['evaluate']>
  ): ReturnType<InlineEvaluator['evaluate']> {
    this.seen.push(...people.personKeys);
    return super.evaluate(law, people);
  }
}

withDatabases('answers to what a scan asked', (database) => {
  const offices: Office[] = [];
  const open = async (options: OfficeOptions = {}): Promise<Office & { answers: AnswerService }> => {
    const office = anOffice(await database.open(), options);
    offices.push(office);
    await importPeople(office.records, PEOPLE);
    await office.runner.start();
    return {
      ...office,
      answers: new AnswerService(office.records, office.scans, office.scanStore, office.findings.store),
    };
  };
  const scanned = async (office: Office): Promise<number> => {
    const scan = await office.scans.start({ ...QUESTION, packs: office.packs });
    expect((await office.scans.finished(scan.id)).status).toBe('done');
    return scan.id;
  };
  afterEach(async () => {
    await Promise.all(offices.splice(0).map((office) => office.close()));
  });

  it('are ranked by how many findings each would settle, with where they lead', async () => {
    const office = await open();
    const [first] = await office.findings.questions(await scanned(office), { personKey: 'A1' });
    expect(first).toMatchObject({ fact: 'statute', people: 1 });
    const all = await office.findings.questions(await scanned(office));
    const settles = all.map((each) => each.settles);
    expect(settles).toEqual([...settles].sort((a, b) => b - a));
    expect(all.find(({ fact }) => fact === 'statute')?.people).toBeGreaterThanOrEqual(2);
  });

  it('judge again just those whom they touch, and come to what a scan from scratch comes to', async () => {
    const evaluator = new WatchedEvaluator();
    const office = await open({ chunkPeople: 4, evaluator });
    const before = await scanned(office);
    const was = await exported(office, before);
    evaluator.seen.length = 0;
    const given = await office.answers.give({
      scanId: before,
      by: 'A. Clerk',
      answers: [{ row: 2, personKey: 'A1', ...SAID, fact: 'statute', value: 'CR 5-601(a)(1)' }],
    });
    expect(given).toMatchObject({ kept: 1, people: 1, refused: [] });
    const after = await office.scans.finished(given.scan?.id ?? 0);
    expect(after.status).toBe('done');
    expect([...new Set(evaluator.seen)]).toEqual(['A1']);
    const fresh = await scanned(office);
    expect(await exported(office, after.id)).toBe(await exported(office, fresh));
    expect(after.counts).toEqual((await office.scans.read(fresh)).counts);
    expect(after.inputHash).toBe((await office.scans.read(fresh)).inputHash);
    // The finding of before stays as it was, with the record that it was made on.
    expect(await exported(office, before)).toBe(was);
    const outcomes = async (scanId: number): Promise<string[]> =>
      (await office.findings.store.page(scanId, { personKey: 'A1' })).map(({ outcome }) => outcome);
    expect(await outcomes(before)).toContain('needs-facts');
    expect(await outcomes(after.id)).toContain('eligible');
  });

  it('are kept beside what the source says, with who, when and on what evidence; a newer export does not undo them', async () => {
    const office = await open();
    const scanId = await scanned(office);
    await office.answers.give({
      scanId,
      by: 'A. Clerk',
      answers: [{ row: 2, personKey: 'A1', ...SAID, fact: 'statute', value: 'CR 5-601(a)(1)' }],
    });
    await importPeople(office.records, [charged('A1', 'CR 5-602')]);
    const stored = await office.records.readPerson('A1');
    const charge = stored?.record.cases[0]?.charges[0];
    expect(charge?.statute).toBe('CR 5-601(a)(1)');
    expect(charge?.corrections).toMatchObject([
      { field: 'statute', from: 'CR 5-602', to: 'CR 5-601(a)(1)', by: 'A. Clerk', source: 'the file jacket' },
    ]);
  });

  it('that cannot be kept are given back with the reason, and keep no other from being kept', async () => {
    const office = await open();
    const scanId = await scanned(office);
    const given = await office.answers.give({
      scanId,
      by: 'A. Clerk',
      answers: [
        { row: 2, personKey: 'A1', ...SAID, fact: 'grade', value: 'huge' },
        { row: 3, personKey: 'Nobody', ...SAID, fact: 'grade', value: 'felony' },
        { row: 4, personKey: 'A1', ...SAID, source: '', fact: 'grade', value: 'felony' },
        { row: 5, personKey: 'A1', ...SAID, fact: 'statute', value: 'CR 5-601(a)(1)' },
      ],
    });
    expect(given.kept).toBe(1);
    expect(given.refused.map(({ row, reason }) => `${row} ${reason}`)).toEqual([
      expect.stringContaining('2 "huge" is no answer to grade'),
      '3 There is no person Nobody.',
      '4 It names no evidence: fill in the source, or name one for all answers.',
    ]);
    const sequence = (await office.records.snapshot()).sequence;
    const nothing = await office.answers.give({ scanId, by: 'A. Clerk', answers: [] });
    expect(nothing).toMatchObject({ kept: 0, scan: null });
    expect((await office.records.snapshot()).sequence).toBe(sequence);
  });

  it('evaluate everybody where people came in between, since the parts of the scan are then others', async () => {
    const office = await open({ chunkPeople: 4 });
    const scanId = await scanned(office);
    await importPeople(office.records, [charged('A3')]);
    const after = await office.scans.finished((await office.scans.startAgain(scanId, 'A. Clerk')).id);
    expect(after.settings.after).toBeUndefined();
    expect(await exported(office, after.id)).toBe(await exported(office, await scanned(office)));
  });
});

const LEADS = { ifMet: 'eligible', ifNotMet: 'not-eligible' };

describe('an answer sheet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'answers-'));
  const sheet = join(folder, 'sheet.csv');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has a line for each fact that is missing, about the charge that the question is about, and reads back', async () => {
    const values = [
      { is: '10 g or less', leads: 'eligible' },
      { is: 'more than 10 g', leads: 'not-eligible' },
    ];
    const finding = {
      key: 'f1',
      personKey: 'P1',
      path: 'us-md/test',
      case: { number: 'C-1', court: 'Circuit Court, "Part 2"', state: 'MD' },
      item: { kind: 'conviction', count: 2 },
      missing: [
        { criterion: 'a', fact: 'weight-grams', question: 'How much?', ...LEADS, values },
        { criterion: 'b', fact: 'weight-grams', question: 'How much?', ...LEADS, values },
        {
          criterion: 'c',
          fact: 'grade',
          question: 'About the other: grade?',
          ...LEADS,
          values: [{ is: 'felony', leads: 'eligible' }],
          about: { case: 'C-9', count: 1 },
        },
      ],
    } as unknown as Parameters<typeof answerLines>[0];
    const lines = answerLines(finding).trimEnd().split('\r\n');
    expect(lines).toEqual([
      'P1,"Circuit Court, ""Part 2""",C-1,2,,weight-grams,,,How much?,eligible,not-eligible,us-md/test,f1,10 g or less: eligible; more than 10 g: not-eligible',
      'P1,,C-9,1,,grade,,,About the other: grade?,eligible,not-eligible,us-md/test,f1,felony: eligible',
    ]);
    const filled = lines.map((line, at) =>
      at === 0 ? line.replace('weight-grams,,', 'weight-grams,9.5,lab report') : line,
    );
    writeFileSync(sheet, `\ufeff${ANSWER_SHEET_HEADER}${filled.join('\r\n')}\r\n`);
    expect(await readAnswerSheet(sheet)).toEqual([
      {
        row: 2,
        personKey: 'P1',
        court: 'Circuit Court, "Part 2"',
        case: 'C-1',
        count: 2,
        fact: 'weight-grams',
        value: '9.5',
        source: 'lab report',
      },
    ]);
  });

  it.each([
    ['empty', '', 'holds no answers'],
    ['of another kind', 'a,b\n1,2\n', 'lacks the column person_id, case_number, fact, value'],
    ['torn', 'person_id,case_number,fact,value\n"P1,C,grade', 'cannot be read as an answer sheet'],
  ])('that is %s is refused whole', async (_kind, text, sentence) => {
    writeFileSync(sheet, text);
    await expect(readAnswerSheet(sheet)).rejects.toThrow(sentence);
  });
});
