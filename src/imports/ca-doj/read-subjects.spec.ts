import { caDojRow, temporaryDir, written } from '../../../test/fixtures/imports/inputs.js';
import type { PersonRecord } from '../../records/record.js';
import { IssueCollector } from '../issue-collector.js';
import { loadProfile } from '../load-profile.js';
import { ByteWindow } from '../read-bytes.js';
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

async function prepared(name: string, rows: string[]): Promise<{ file: CaDojFile; scattered: string[] }> {
  const path = written(dir, name, `${rows.join('\n')}\n`);
  const profile = loadProfile('ca-doj');
  const { table, columns } = resolveTable(profile, await inspectFile(path));
  const rules = { ...scanRules(table), file: name, encoding: table.reads.encoding, header: false };
  const file: CaDojFile = {
    layout: caDojLayout(profile, table, columns, undefined),
    open: async (issues) =>
      new DelimitedFeed(
        await ByteWindow.open(path, false),
        { ...rules, columns: columns.length, trailingDelimiters: true, missing: new Set(['-']) },
        issues,
      ),
  };
  const { scattered } = await lookAhead([
    { open: () => ByteWindow.open(path, false), column: file.layout.at.subjectId, delimiter: 0x2c },
  ]);
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
