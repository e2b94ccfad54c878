/**
 * The people about whom two scans may differ, found by the database: it compares their rows place by place, and only
 * those whose rows are not all alike are read. So a million findings that stayed the same cost a walk along two indexes.
 */
import type { DataSource } from 'typeorm';
import { compareBytes } from '../../common/index.js';
import { type Dialect, dialectOf, readAll } from '../../database/index.js';
import { ANSWER_PARTS } from '../../scans/index.js';

/** About so many findings of each scan are compared at a time, which keeps the memory flat. */
const ROWS_AT_A_TIME = 4000;

export interface WalkOptions {
  /** Begin with this person. */
  startAt?: string;
  rowsAtATime?: number;
}

/** Columns that say what a finding is about and what it answers. */
const NEVER_NULL = ['path', 'outcome', 'preferred', 'state', 'court', 'case_number', 'item_kind'];
const MAY_BE_NULL = ['eligible_on', 'item_count', 'item_number'];

/** SQL for: the rows `a` and `b` of one place do not say the same, or there is no `b`. */
function differs(dialect: Dialect): string {
  const part = (row: string, at: number): string =>
    dialect === 'postgres' ? `${row}.detail::json ->> ${at}` : `${row}.detail ->> ${at}`;
  const parts = ANSWER_PARTS.map((at) => `(${part('a', at)}) <> (${part('b', at)})`).join(' OR ');
  return [
    'b.id IS NULL',
    ...NEVER_NULL.map((column) => `b.${column} <> a.${column}`),
    ...MAY_BE_NULL.map((column) => `b.${column} IS DISTINCT FROM a.${column}`),
    // Of a finding that says no nothing else is acted on. Most details are the same text, and are not looked into.
    `(a.outcome <> 'not-eligible' AND b.detail <> a.detail AND (${parts}))`,
  ].join(' OR ');
}

/** Keys of people whose findings are not the same in both scans, in their order, a list for each step. */
export async function* changedPeople(
  dataSource: DataSource,
  from: number,
  to: number,
  { startAt, rowsAtATime = ROWS_AT_A_TIME }: WalkOptions = {},
): AsyncGenerator<string[]> {
  let after: Bound | null = startAt === undefined ? null : { key: startAt, included: true };
  for (;;) {
    const upTo = await cutAfter(dataSource, [from, to], after, rowsAtATime);
    yield await changedBetween(dataSource, from, to, after, upTo);
    if (upTo === null) return;
    after = { key: upTo, included: false };
  }
}

interface Bound {
  key: string;
  included: boolean;
}

/** The key up to which neither scan has many more than so many rows; null where that is the end of both. */
async function cutAfter(
  dataSource: DataSource,
  scanIds: readonly number[],
  after: Bound | null,
  rows: number,
): Promise<string | null> {
  const cuts: string[] = [];
  for (const scanId of scanIds) {
    const [row] = await readAll<{ key: string }>(
      dataSource,
      `SELECT person_key AS key FROM findings
        WHERE scan_id = $1 ${after === null ? '' : `AND person_key ${after.included ? '>=' : '>'} $2`}
        ORDER BY person_key, ordinal LIMIT 1 OFFSET ${rows}`,
      after === null ? [scanId] : [scanId, after.key],
    );
    if (row !== undefined) cuts.push(row.key);
  }
  return cuts.length === 0 ? null : cuts.reduce((least, key) => (compareBytes(key, least) < 0 ? key : least));
}

async function changedBetween(
  dataSource: DataSource,
  from: number,
  to: number,
  after: Bound | null,
  upTo: string | null,
): Promise<string[]> {
  // In the order in which the statement first names them, as SQLite counts them.
  const parameters: (number | string)[] = [to];
  const bounds: [operator: string, parameter: number][] = [];
  if (after !== null) bounds.push([after.included ? '>=' : '>', parameters.push(after.key)]);
  if (upTo !== null) bounds.push(['<=', parameters.push(upTo)]);
  // Said of both sides of a join, so that a database that reads one of them whole reads no more than the step.
  const within = (row: string): string =>
    bounds.map(([operator, parameter]) => ` AND ${row}.person_key ${operator} $${parameter}`).join('');
  const earlier = `$${parameters.push(from)}`;
  const rows = await readAll<{ key: string }>(
    dataSource,
    `SELECT a.person_key AS key FROM findings a
        LEFT JOIN findings b ON b.scan_id = $1 AND b.person_key = a.person_key AND b.ordinal = a.ordinal${within('b')}
        WHERE a.scan_id = ${earlier}${within('a')} AND (${differs(dialectOf(dataSource))})
      UNION
      SELECT c.person_key AS key FROM findings c
        WHERE c.scan_id = $1${within('c')} AND NOT EXISTS (
          SELECT 1 FROM findings d
            WHERE d.scan_id = ${earlier} AND d.person_key = c.person_key AND d.ordinal = c.ordinal${within('d')})`,
    parameters,
  );
  return rows.map(({ key }) => key).sort(compareBytes);
}
