/**
 * Reads a table of rows that each say one thing (a charge, a person, a warrant, a violation) into records.
 *
 * Rows of one person that stand together come out as one record. Two rows of a batch that give the same charge, warrant
 * or violation with different content cannot both be right: the second is quarantined.
 */
import { mergeRecords } from './merge-records.js';
import type { PersonRecord } from '../records/record.js';
import type { RecordChecker } from './canonical/check-record.js';
import type { IntakeBatch } from './intake.js';
import type { IssueCollector } from './issue-collector.js';
import type { RowMapper } from './map-rows.js';
import { END, MORE, type RowFeed } from './row-feed.js';

/** Fills in what a row leaves to other files (the court of a warrant's case); false where that fails and was reported. */
export type Completion = (raw: Record<string, unknown>, feed: RowFeed) => boolean;

export async function* readRows(
  feed: RowFeed,
  mapper: RowMapper,
  checker: RecordChecker,
  issues: IssueCollector,
  batchRows: number,
  complete?: Completion,
): AsyncGenerator<IntakeBatch> {
  let people = new Map<string, PersonRecord>();
  let rowsByKey = new Map<string, { row: number; content: string }>();
  let counted = feed.headerRows;
  let lastPerson = '';
  const batch = (): IntakeBatch => {
    const done = { records: [...people.values()], issues: issues.take(), rows: Math.max(0, feed.row - counted) };
    counted = feed.row;
    people = new Map();
    rowsByKey = new Map();
    return done;
  };
  try {
    for (;;) {
      const state = feed.advance();
      if (state === MORE) {
        await feed.refill();
        continue;
      }
      if (state === END) break;
      const raw = mapper.read(feed);
      if (complete !== undefined && !complete(raw, feed)) continue;
      const record = checker.check(raw, feed.source());
      if (record === null) continue;
      if (record.personId !== lastPerson && feed.row - counted > batchRows) {
        // The row at hand belongs to the next batch.
        const done = batch();
        done.rows--;
        counted--;
        yield done;
      }
      lastPerson = record.personId;
      if (!isNew(record, feed, rowsByKey, issues)) continue;
      const known = people.get(record.personId);
      people.set(record.personId, known === undefined ? record : mergeRecords(known, record));
    }
    feed.finish();
    yield batch();
  } finally {
    await feed.close();
  }
}

/** False for a row that repeats an earlier one, or contradicts it. */
function isNew(
  record: PersonRecord,
  feed: RowFeed,
  rowsByKey: Map<string, { row: number; content: string }>,
  issues: IssueCollector,
): boolean {
  const own = record.cases[0];
  const part = own?.charges[0] ?? own?.warrants?.[0] ?? own?.violations?.[0];
  if (own === undefined || part === undefined) return true;
  const { source, ...content } = part;
  const number =
    'count' in content ? content.count : 'warrantNumber' in content ? content.warrantNumber : content.violationId;
  const what = 'count' in content ? 'count' : 'warrantNumber' in content ? 'warrant' : 'violation';
  const key = JSON.stringify([record.personId, own.court.name, own.court.state, own.caseNumber, what, number]);
  const text = JSON.stringify(content);
  const known = rowsByKey.get(key);
  if (known === undefined) {
    rowsByKey.set(key, { row: feed.row, content: text });
    return true;
  }
  const at = source ?? feed.source();
  if (known.content === text) {
    issues.note(at, 'repeated-row', `Row ${at.row} of ${at.file} repeats row ${known.row}; it counts once.`, {
      personId: record.personId,
    });
    return false;
  }
  issues.quarantine(
    at,
    'conflicting-rows',
    `Row ${at.row} of ${at.file} was set aside: it gives the same ${what} of the same case as row ${known.row} and says something else.`,
    { column: what, value: String(number), personId: record.personId },
  );
  return false;
}
