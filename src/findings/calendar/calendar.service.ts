import type { DataSource } from 'typeorm';
import { AppError } from '../../common/index.js';
import { dialectOf, readAll } from '../../database/index.js';
import { ANSWER_PARTS, type Scan, type ScanStore } from '../../scans/index.js';

/** Findings, and the people whom they are about. */
export interface Share {
  findings: number;
  people: number;
  /** Of these findings those where a judgement remains when the time has come: they open for review. */
  forReview: number;
}

/** The share of one path. */
export type PathShare = { path: string } & Share;

/** A month in which relief becomes open to somebody by time alone. */
export interface CalendarMonth extends Share {
  /** `YYYY-MM` */
  month: string;
  paths: PathShare[];
}

/** When relief becomes open by time alone, if nothing else happens: what a scan found to be `eligible-later`. */
export interface Calendar {
  scan: { id: number; name: string; asOf: string };
  /** The jurisdiction that was asked for, with the offices within it; null for all of the scan. */
  jurisdiction: string | null;
  /** People who wait for several findings are counted once here, and once in each month. */
  total: Share;
  /** Only months with findings, in their order. */
  months: CalendarMonth[];
  /** The same by year: whoever waits for several findings of a year is counted once in it. */
  years: ({ year: string } & Share)[];
  paths: PathShare[];
}

/** What is counted by. */
interface Place {
  month?: string;
  year?: string;
  path?: string;
}

interface Row extends Place {
  findings: number | string;
  people: number | string;
  forReview?: number | string;
}

type Column = keyof Place;
/** Where in a finding's detail stands what has to be judged. */
const [, REVIEW_PART] = ANSWER_PARTS;
/** The columns that name a place, in SQL. */
const COLUMNS: Record<Column, string> = {
  month: 'substr(eligible_on, 1, 7)',
  year: 'substr(eligible_on, 1, 4)',
  path: 'path',
};

/** Counts by month what becomes eligible. */
export class CalendarService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly scans: ScanStore,
  ) {}

  /** The calendar of a scan that is done. Refuses one that is not, and a jurisdiction that it did not ask about. */
  async read(scanId: number, jurisdiction?: string): Promise<Calendar> {
    const scan = await this.scans.read(scanId);
    if (scan.status !== 'done') {
      throw new AppError('scan-not-done', `Scan ${scanId} is ${scan.status}; its calendar is there when it is done.`, {
        status: 409,
      });
    }
    const within = jurisdiction === undefined ? null : jurisdictionsOf(scan, jurisdiction);
    const [parts, months, years, paths, [total]] = await Promise.all([
      this.count(scanId, within, ['month', 'path'], true),
      this.count(scanId, within, ['month']),
      this.count(scanId, within, ['year']),
      this.count(scanId, within, ['path']),
      this.count(scanId, within, []),
    ]);
    const byMonth = new Map<string, Row[]>();
    const forReview = new Map<string, number>();
    for (const { forReview: many = 0, ...part } of parts) {
      const { month = '', path = '' } = part;
      const known = byMonth.get(month);
      if (known === undefined) byMonth.set(month, [part]);
      else known.push(part);
      // People are counted anew for each place, since they may be in several; findings add up.
      for (const place of [{}, { month }, { year: month.slice(0, 4) }, { path }, { month, path }]) {
        forReview.set(placeKey(place), (forReview.get(placeKey(place)) ?? 0) + Number(many));
      }
    }
    const shareOf = (row: Row): Share => ({
      findings: Number(row.findings),
      people: Number(row.people),
      forReview: forReview.get(placeKey(row)) ?? 0,
    });
    const pathOf = (row: Row): PathShare => ({ path: row.path ?? '', ...shareOf(row) });
    return {
      scan: { id: scan.id, name: scan.name, asOf: scan.asOf },
      jurisdiction: jurisdiction ?? null,
      total: shareOf(total ?? { findings: 0, people: 0 }),
      months: months.map((row) => ({
        month: row.month ?? '',
        ...shareOf(row),
        paths: (byMonth.get(row.month ?? '') ?? []).map(pathOf),
      })),
      years: years.map((row) => ({ year: row.year ?? '', ...shareOf(row) })),
      paths: paths.map(pathOf),
    };
  }

  /** Counts by these columns, in their order; `forReview`, which looks into every finding, only where it is asked for. */
  private async count(
    scanId: number,
    jurisdictions: readonly string[] | null,
    by: readonly Column[],
    withReview = false,
  ): Promise<Row[]> {
    const names = by.map((name) => `${COLUMNS[name]} AS "${name}", `).join('');
    const group = by.map((name) => COLUMNS[name]).join(', ');
    const detail = dialectOf(this.dataSource) === 'postgres' ? 'detail::json' : 'detail';
    const review = withReview
      ? `, SUM(CASE WHEN ${detail} ->> ${REVIEW_PART} = '[]' THEN 0 ELSE 1 END) AS "forReview"`
      : '';
    const parameters: (number | string)[] = [scanId, ...(jurisdictions ?? [])];
    const within =
      jurisdictions === null ? '' : `AND jurisdiction IN (${jurisdictions.map((_, at) => `$${at + 2}`).join(', ')})`;
    const rows = await readAll<Row>(
      this.dataSource,
      `SELECT ${names}COUNT(*) AS findings, COUNT(DISTINCT person_key) AS people${review} FROM findings
        WHERE scan_id = $1 AND outcome = 'eligible-later' AND eligible_on IS NOT NULL ${within}
        ${group === '' ? '' : `GROUP BY ${group}`}`,
      parameters,
    );
    const order = ({ month, year }: Row): string => month ?? year ?? '';
    return rows.sort((a, b) => compare(order(a), order(b)) || compare(a.path ?? '', b.path ?? ''));
  }
}

/** The jurisdictions of the scan's packs that one brings: a state its offices, an office itself. */
function jurisdictionsOf({ id, packs }: Scan, jurisdiction: string): string[] {
  const known = packs.map((pack) => pack.jurisdiction);
  const meant = known.filter((name) => name === jurisdiction || name.startsWith(`${jurisdiction}-`));
  if (meant.length > 0) return meant;
  throw new AppError(
    'unknown-jurisdiction',
    `Scan ${id} did not ask about "${jurisdiction}". It asked about: ${known.join(', ')}.`,
  );
}

function placeKey({ month = '', year = '', path = '' }: Place): string {
  return `${month} ${year} ${path}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
