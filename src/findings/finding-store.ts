import type { DataSource, EntityManager } from 'typeorm';
import { afterBulkWrite, dialectOf, jsonTexts, readAll, readRows } from '../database/index.js';
import type { ItemKind, Outcome, Relief } from '../law/index.js';
import { FINDING_COLUMNS, type FindingSink, type TakenOver, unpackDetail } from '../scans/index.js';
import type { Finding, FindingFilter, FindingPlace } from './finding.js';
import { insertPacked } from './insert-packed.js';

/** How many findings are read at a time: half a megabyte. More gains no speed and leaves more for the garbage collector. */
const PAGE = 500;

const SELECTED = [
  'id',
  'finding_key',
  'scan_id',
  'person_key',
  'ordinal',
  'version_id',
  'jurisdiction',
  'path',
  'relief',
  'outcome',
  'preferred',
  'eligible_on',
  'state',
  'court',
  'county',
  'case_number',
  'item_kind',
  'item_count',
  'item_number',
  'detail',
] as const;

type SelectedRow = [
  id: number,
  key: string,
  scanId: number,
  personKey: string,
  ordinal: number,
  versionId: number,
  jurisdiction: string,
  path: string,
  relief: Relief,
  outcome: Outcome,
  preferred: number,
  eligibleOn: string | null,
  state: string,
  court: string,
  county: string | null,
  caseNumber: string,
  itemKind: ItemKind,
  itemCount: number | null,
  itemNumber: string | null,
  detail: string,
];

/** How many findings of a scan there are of each kind, counted from the rows. */
export interface FindingCount {
  jurisdiction: string;
  path: string;
  relief: Relief;
  outcome: Outcome;
  findings: number;
  people: number;
}

/** The findings of all scans. Written a chunk at a time, read in the order of the export with constant memory. */
export class FindingStore implements FindingSink {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Writes packed determinations: each text is a JSON list of rows, which the database unpacks itself, so that a
   * process that writes a million findings never holds them as objects.
   */
  async write(manager: EntityManager, rows: readonly string[]): Promise<void> {
    const sql = insertPacked(dialectOf(manager));
    for (const text of rows) await manager.query(sql, [text]);
  }

  /** Copies the findings that another scan made about a range of people, but for some of them. */
  async takeOver(manager: EntityManager, from: TakenOver): Promise<void> {
    const columns = FINDING_COLUMNS.filter((name) => name !== 'scan_id' && name !== 'chunk_index');
    const names = columns.map((name) => `"${name}"`).join(', ');
    await manager.query(
      `INSERT INTO "findings" ("scan_id", "chunk_index", ${names})
        SELECT CAST($1 AS integer), CAST($2 AS integer), ${names} FROM "findings"
        WHERE scan_id = $3 AND person_key >= $4 AND person_key <= $5
          AND person_key NOT IN ${jsonTexts(dialectOf(manager), '$6')}
        ORDER BY person_key, ordinal`,
      [from.toScan, from.chunkIndex, from.fromScan, from.fromKey, from.toKey, JSON.stringify(from.except)],
    );
  }

  /** Tells the database that much was written. */
  async settled(): Promise<void> {
    await afterBulkWrite(this.dataSource, ['findings', 'job_chunks', 'scan_problems']);
  }

  /** The scan's findings by person and place, read a page at a time; a scan that goes on meanwhile may add to it. */
  async *iterate(scanId: number, filter: FindingFilter = {}): AsyncGenerator<Finding> {
    let next: Promise<Finding[]> | null = this.page(scanId, filter);
    while (next !== null) {
      const page: Finding[] = await next;
      const last = page.at(-1);
      // The database reads the next page while this one is used.
      next =
        last === undefined || page.length < PAGE
          ? null
          : this.page(scanId, filter, { after: { personKey: last.personKey, ordinal: last.ordinal } });
      // Who stops in the middle never looks at it: that it failed must not end the process.
      next?.catch(() => undefined);
      yield* page;
    }
  }

  /** One page of a scan's findings, after the place where the page before ended. */
  async page(
    scanId: number,
    filter: FindingFilter = {},
    options: { after?: FindingPlace; limit?: number } = {},
  ): Promise<Finding[]> {
    const { sql, parameters } = whereOf(scanId, filter);
    let where = sql;
    if (options.after !== undefined) {
      parameters.push(options.after.personKey, options.after.ordinal);
      where += ` AND (person_key, ordinal) > ($${parameters.length - 1}, $${parameters.length})`;
    }
    const rows = await readRows<SelectedRow>(
      this.dataSource,
      {
        select: SELECTED,
        from: `FROM findings WHERE ${where}`,
        orderBy: 'person_key, ordinal',
        limit: options.limit ?? PAGE,
      },
      parameters,
    );
    return rows.map(toFinding);
  }

  /** The finding of that name; of several scans that made it, the latest. Null when there is none. */
  async find(key: string): Promise<Finding | null> {
    return this.readOne('finding_key = $1', key);
  }

  /** The finding of that name that a scan made, or null. */
  async findIn(scanId: number, key: string): Promise<Finding | null> {
    return this.readOne('finding_key = $1 AND scan_id = $2', key, scanId);
  }

  /** The finding of that row, or null. */
  async findById(id: number): Promise<Finding | null> {
    return this.readOne('id = $1', id);
  }

  /** Findings and people by path and outcome, counted from the rows; in the order of the paths. */
  async counts(scanId: number, filter: FindingFilter = {}): Promise<FindingCount[]> {
    const { sql, parameters } = whereOf(scanId, filter);
    const rows = await readAll<Record<string, string | number>>(
      this.dataSource,
      `SELECT jurisdiction, path, relief, outcome, COUNT(*) AS findings, COUNT(DISTINCT person_key) AS people
        FROM findings WHERE ${sql} GROUP BY jurisdiction, path, relief, outcome`,
      parameters,
    );
    return rows
      .map((row) => ({
        jurisdiction: String(row['jurisdiction']),
        path: String(row['path']),
        relief: row['relief'] as Relief,
        outcome: row['outcome'] as Outcome,
        findings: Number(row['findings']),
        people: Number(row['people']),
      }))
      .sort((a, b) => compare(a.path, b.path) || compare(a.outcome, b.outcome));
  }

  /** How many people have at least one finding of that kind. */
  async countPeople(scanId: number, filter: FindingFilter = {}): Promise<number> {
    const { sql, parameters } = whereOf(scanId, filter);
    const [row] = await readAll<{ people: number | string }>(
      this.dataSource,
      `SELECT COUNT(DISTINCT person_key) AS people FROM findings WHERE ${sql}`,
      parameters,
    );
    return Number(row?.people ?? 0);
  }

  private async readOne(where: string, ...parameters: (string | number)[]): Promise<Finding | null> {
    const [row] = await readRows<SelectedRow>(
      this.dataSource,
      { select: SELECTED, from: `FROM findings WHERE ${where}`, orderBy: 'id DESC', limit: 1 },
      parameters,
    );
    return row === undefined ? null : toFinding(row);
  }
}

function whereOf(scanId: number, filter: FindingFilter): { sql: string; parameters: unknown[] } {
  const parameters: unknown[] = [scanId];
  const parts = ['scan_id = $1'];
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    if (values === undefined) return;
    // No value at all is a filter that nothing passes, not one that was left out.
    if (values.length === 0) parts.push('1 = 0');
    else parts.push(`${column} IN (${values.map((value) => `$${parameters.push(value)}`).join(', ')})`);
  };
  oneOf('outcome', filter.outcome);
  oneOf('relief', filter.relief);
  oneOf('path', filter.path);
  oneOf('court', filter.court);
  oneOf('jurisdiction', filter.jurisdiction);
  oneOf('person_key', filter.personKey === undefined ? undefined : [filter.personKey]);
  oneOf('case_number', filter.caseNumber === undefined ? undefined : [filter.caseNumber]);
  if (filter.preferred !== undefined) parts.push(`preferred = $${parameters.push(filter.preferred ? 1 : 0)}`);
  return { sql: parts.join(' AND '), parameters };
}

function toFinding(row: SelectedRow): Finding {
  const [id, key, scanId, personKey, ordinal, versionId, jurisdiction, path, relief, outcome, preferred] = row;
  const [eligibleOn, state, court, county, caseNumber, itemKind, itemCount, itemNumber, detail] = row.slice(11) as [
    string | null,
    string,
    string,
    string | null,
    string,
    ItemKind,
    number | null,
    string | null,
    string,
  ];
  return {
    id,
    key,
    scanId,
    personKey,
    ordinal,
    versionId,
    case: { number: caseNumber, court, ...(county === null ? {} : { county }), state },
    item: {
      kind: itemKind,
      ...(itemCount === null ? {} : { count: itemCount }),
      ...(itemNumber === null ? {} : { number: itemNumber }),
    },
    jurisdiction,
    path,
    relief,
    outcome,
    preferred: preferred === 1,
    ...(eligibleOn === null ? {} : { eligibleOn }),
    ...unpackDetail(detail),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
