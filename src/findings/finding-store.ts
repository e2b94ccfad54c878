import type { DataSource, EntityManager } from 'typeorm';
import { afterBulkWrite, dialectOf, jsonTexts, readAll } from '../database/index.js';
import type { ItemKind, Outcome, Relief } from '../law/index.js';
import { FINDING_COLUMNS, type FindingSink, type TakenOver, unpackDetail } from '../scans/index.js';
import type { Finding, FindingFilter, FindingPlace } from './finding.js';
import { insertPacked } from './insert-packed.js';

/** How many findings are read at a time: half a megabyte. More gains no speed and leaves more for the garbage collector. */
const PAGE = 500;

/** What is read of a finding besides its detail. */
const COLUMNS = [
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
] as const;

type Columns = [
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
];

/** A finding as it was read: nothing of its detail is looked at before somebody wants it. */
interface StoredFinding {
  columns: Columns;
  detail: string;
}

interface PageOptions {
  after?: FindingPlace;
  limit?: number;
}

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
    await afterBulkWrite(this.dataSource, {
      findings: ['id', ...FINDING_COLUMNS.filter((name) => name !== 'detail')],
      job_chunks: ['job_id', 'chunk_index', 'status'],
      scan_problems: ['scan_id', 'person_key'],
    });
  }

  /** The scan's findings by person and place, read a page at a time; a scan that goes on meanwhile may add to it. */
  async *iterate(scanId: number, filter: FindingFilter = {}): AsyncGenerator<Finding> {
    let next: Promise<StoredFinding[]> | null = this.stored(scanId, filter);
    while (next !== null) {
      const page: StoredFinding[] = await next;
      const last = page.at(-1)?.columns;
      // The database reads the next page while this one is used.
      next =
        last === undefined || page.length < PAGE
          ? null
          : this.stored(scanId, filter, { after: { personKey: last[3], ordinal: last[4] } });
      // Who stops in the middle never looks at it: that it failed must not end the process.
      next?.catch(() => undefined);
      // One at a time: a page of findings as objects would be moved about by every tidying of memory.
      for (const stored of page) yield toFinding(stored);
    }
  }

  /** One page of a scan's findings, after the place where the page before ended. */
  async page(scanId: number, filter: FindingFilter = {}, options: PageOptions = {}): Promise<Finding[]> {
    return (await this.stored(scanId, filter, options)).map(toFinding);
  }

  private stored(scanId: number, filter: FindingFilter, options: PageOptions = {}): Promise<StoredFinding[]> {
    const { sql, parameters } = whereOf(scanId, filter);
    let where = sql;
    if (options.after !== undefined) {
      parameters.push(options.after.personKey, options.after.ordinal);
      where += ` AND (person_key, ordinal) > ($${parameters.length - 1}, $${parameters.length})`;
    }
    return this.select(`WHERE ${where} ORDER BY person_key, ordinal LIMIT ${options.limit ?? PAGE}`, parameters);
  }

  /**
   * The columns come as one JSON text, and the details as they are, a line each: JSON has no line ends within, and in the
   * other text every quote of theirs would have to be escaped and read again.
   */
  private async select(where: string, parameters: readonly unknown[]): Promise<StoredFinding[]> {
    const columns = COLUMNS.join(', ');
    const lists =
      dialectOf(this.dataSource) === 'postgres'
        ? `json_agg(json_build_array(${columns}))::text`
        : `json_group_array(json_array(${columns}))`;
    const [answer] = await readAll<{ columns: string | null; details: string | null }>(
      this.dataSource,
      `SELECT ${lists} AS columns, string_agg(detail, '\n') AS details
        FROM (SELECT ${columns}, detail FROM findings ${where}) AS page`,
      parameters,
    );
    if (answer?.columns == null || answer.details === null) return [];
    const details = answer.details.split('\n');
    return (JSON.parse(answer.columns) as Columns[]).map((row, at) => ({ columns: row, detail: details[at] ?? '' }));
  }

  /** All findings of a scan about some people, by person and place; `personKeys` in their order, a few hundred at a time. */
  async ofPeople(scanId: number, personKeys: readonly string[]): Promise<Finding[]> {
    const [first, last] = [personKeys[0], personKeys.at(-1)];
    if (first === undefined || last === undefined) return [];
    // With the bounds a database reads no more than what lies between, even where it walks and picks.
    const rows = await this.select(
      `WHERE scan_id = $1 AND person_key >= $2 AND person_key <= $3
        AND person_key IN ${jsonTexts(dialectOf(this.dataSource), '$4')} ORDER BY person_key, ordinal`,
      [scanId, first, last, JSON.stringify(personKeys)],
    );
    return rows.map(toFinding);
  }

  /** The finding of that name; of several scans that made it, the latest. Null when there is none. */
  async find(key: string): Promise<Finding | null> {
    // No key has a NUL character, and PostgreSQL refuses to look for one.
    return key.includes('\0') ? null : this.readOne('finding_key = $1', key);
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
    const [stored] = await this.select(`WHERE ${where} ORDER BY id DESC LIMIT 1`, parameters);
    return stored === undefined ? null : toFinding(stored);
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

function toFinding({ columns, detail }: StoredFinding): Finding {
  const [id, key, scanId, personKey, ordinal, versionId, jurisdiction, path, relief, outcome, preferred] = columns;
  const [, , , , , , , , , , , eligibleOn, state, court, county, caseNumber, itemKind, itemCount, itemNumber] = columns;
  const { criteria, missing, review, cautions, ripple, restsOn } = unpackDetail(detail);
  const courtCase: Finding['case'] =
    county === null ? { number: caseNumber, court, state } : { number: caseNumber, court, county, state };
  const item: Finding['item'] = { kind: itemKind };
  if (itemCount !== null) item.count = itemCount;
  if (itemNumber !== null) item.number = itemNumber;
  const finding: Finding = {
    id,
    key,
    scanId,
    personKey,
    ordinal,
    versionId,
    case: courtCase,
    item,
    jurisdiction,
    path,
    relief,
    outcome,
    preferred: preferred === 1,
    criteria,
    missing,
    review,
    cautions,
    ripple,
    restsOn,
  };
  if (eligibleOn !== null) finding.eligibleOn = eligibleOn;
  return finding;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
