import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caDojRow, temporaryDir, written } from '../../../test/fixtures/imports/inputs.js';
import type { PersonRecord } from '../../records/record.js';
import { IssueCollector } from '../issue-collector.js';
import { loadProfile } from '../load-profile.js';
import { ByteWindow } from '../read-bytes.js';
import { openIntake } from '../open-intake.js';
import { resolveTable, scanRules } from '../resolve-table.js';
import { inspectFile } from '../inspect-file.js';
import { DelimitedFeed } from '../row-feed.js';
import type { RowFeed } from '../row-feed.js';
import { caDojLayout, type CaDojLayout } from './layout.js';
import { lookAhead } from './look-ahead.js';
import { countPasses, passOf, readSubjects, WaitingSubjects } from './read-subjects.js';

interface CaDojFile {
  layout: CaDojLayout;
  open(issues: IssueCollector): Promise<RowFeed>;
}

const dir = temporaryDir();

async function prepared(name: string, rows: (string | Buffer)[]): Promise<{ file: CaDojFile; scattered: string[] }> {
  const lines = rows.flatMap((row) => [Buffer.from(row as string), Buffer.from('\n')]);
  const path = written(dir, name, Buffer.concat(lines));
  const profile = loadProfile('ca-doj');
  const { table, columns } = resolveTable(profile, await inspectFile(path));
  const read = {
    ...{ ...scanRules(table), file: name, encoding: table.reads.encoding, header: false },
    ...{ columns: columns.length, trailingDelimiters: true, missing: new Set(['-']) },
  };
  const open = (): Promise<ByteWindow> => ByteWindow.open(path, false);
  const file: CaDojFile = {
    layout: caDojLayout(profile, table, columns, undefined),
    open: async (issues) => new DelimitedFeed(await open(), read, issues),
  };
  const column = file.layout.at.subjectId;
  const { scattered } = await lookAhead([{ column, rows: { open, read, stretchRows: null } }]);
  // Whoever asks the reader for every row finds the same.
  const rowByRow = await lookAhead([{ column, rows: { openFeed: () => file.open(new IssueCollector()) } }]);
  expect(scattered).toEqual(expect.arrayContaining(rowByRow.scattered));
  return { file, scattered };
}

/** Five subjects' rows dealt out like cards, with a ragged row and one without a place among them. */
function dealt(): string[] {
  const rows: string[] = [];
  for (let round = 0; round < 4; round++) {
    for (const id of ['11', '12', 'A-1', '000014', '15']) {
      rows.push(caDojRow({ id, order: `10100${round + 1}001000`, ofn: `N${round}` }));
    }
  }
  rows.splice(7, 0, 'ragged,row', caDojRow({ id: '15', order: 'nowhere' }));
  return rows;
}

describe('scattered subjects', () => {
  it('are found in one look, padded and quoted ids too, and neighbours are not', async () => {
    const ids = ['1', '1  ', '2', '"3"', '2', '3', '1', '4'];
    const { scattered } = await prepared(
      'ids.dat',
      ids.map((id) => caDojRow({ id })),
    );
    expect(scattered).toEqual(['2', '3', '1']);
  });

  const latin1 = (id: string): Buffer => Buffer.from(caDojRow({ id }), 'latin1');

  it.each<[string, (string | Buffer)[], string]>([
    ['a blank before its quote', [caDojRow({ id: ' "777"' }), caDojRow({ id: '777' })], '777'],
    ['a tab behind its quote', [caDojRow({ id: '"777 "' }), caDojRow({ id: '\t777' })], '777'],
    ['a quote in it', [caDojRow({ id: '"7""7"' }), caDojRow({ id: '7"7' })], '7"7'],
    ['a comma in it', [caDojRow({ id: '"7,7"' }), caDojRow({ id: '"7,7" ' })], '7,7'],
    [
      'the beginning of another',
      [caDojRow({ id: '"7,7"' }), caDojRow({ id: '7,7' }), caDojRow({ id: '"7,7"' })],
      '7,7',
    ],
    ['a letter of Latin-1', [latin1('\u00d17'), caDojRow({ id: '\u00d17' })], '\u00d17'],
    ['a hard blank of Latin-1 around it', [latin1('\u00a0777'), caDojRow({ id: '777' })], '777'],
    ['a stray quote before it', [caDojRow({ id: '777' }).replace(/^[^,]*/, '5"2'), caDojRow({ id: '777' })], '777'],
    ['a quoted value before it', [caDojRow({ id: '777' }).replace(/^[^,]*/, '"5,2"'), caDojRow({ id: '777' })], '777'],
    ['a vertical tab, which is no blank', [caDojRow({ id: '\v777' }), caDojRow({ id: '\v777' })], '\v777'],
  ])('are found whose id has %s', async (_, rows, id) => {
    const others = ['1', '2', '3', '4', '5'].map((other) => caDojRow({ id: other }));
    const { file, scattered } = await prepared(
      'odd.dat',
      rows.flatMap((row, n) => [row, others[n] as string]),
    );
    expect(scattered).toContain(id);
    const records: PersonRecord[] = [];
    const issues = new IssueCollector();
    const waiting = new WaitingSubjects();
    const onPerson = (person: PersonRecord): void => void records.push(person);
    for await (const part of readSubjects(
      await file.open(issues),
      file.layout,
      passOf(scattered, 0),
      issues,
      1,
      onPerson,
    )) {
      waiting.add(part.waiting, file.layout);
    }
    records.push(...waiting.build(issues));
    expect(records.filter((record) => record.personId === id)).toHaveLength(1);
  });

  it('are found where a value may hold line breaks, in rows and not in lines', async () => {
    const profile = join(dir, 'breaks.yaml');
    const shipped = readFileSync(new URL('../profiles/ca-doj.yaml', import.meta.url), 'utf8');
    writeFileSync(profile, shipped.replace("delimiter: ','", "delimiter: ','\n      quotedNewlines: true"));
    const rows = ['11', '12', '11', '12'].map((id, n) =>
      caDojRow({ id, order: `10100${n + 1}001000`, ofn: `N${n}`, name: 'DOE' }).replace(
        /^([^,]*),[^,]*/,
        '$1,"two\nlines"',
      ),
    );
    const path = written(dir, 'breaks.dat', `${rows.join('\n')}\n`);
    const records: PersonRecord[] = [];
    for await (const batch of (await openIntake([path], { profile, batchRows: 1 })).batches()) {
      records.push(...batch.records);
    }
    expect(records.map(({ personId, cases }) => [personId, cases.length])).toEqual([
      ['11', 2],
      ['12', 2],
    ]);
  });

  it.each([1, 2, 100])('come out the same when %i of them may wait at a time', async (waitingSubjects) => {
    const { file, scattered } = await prepared('dealt.dat', dealt());
    expect(scattered).toHaveLength(5);
    const issues = new IssueCollector();
    const records: PersonRecord[] = [];
    const reported: string[] = [];
    let rows = 0;
    for (let number = 0; number < countPasses(scattered, waitingSubjects); number++) {
      const pass = passOf(scattered, number, waitingSubjects);
      const feed = await file.open(pass.isFirst ? issues : new IssueCollector());
      const waiting = new WaitingSubjects();
      const onPerson = (person: PersonRecord): void => void records.push(person);
      for await (const batch of readSubjects(feed, file.layout, pass, issues, 3, onPerson)) {
        waiting.add(batch.waiting, file.layout);
        rows += batch.rows;
      }
      records.push(...waiting.build(issues));
      reported.push(...issues.take().map((issue) => `${issue.row} ${issue.code}`));
    }
    expect(records.map((record) => [record.personId, record.cases.length]).sort()).toEqual([
      ['000014', 4],
      ['11', 4],
      ['12', 4],
      ['15', 4],
      ['A-1', 4],
    ]);
    // Each bad row is reported once, however many passes there were, and each row counted once.
    expect(reported.sort()).toEqual(['8 wrong-field-count', '9 bad-count-order']);
    expect(rows).toBe(22);
  });
});
