import type { DataSource } from 'typeorm';
import { AppError } from '../../common/index.js';
import { readAll } from '../../database/index.js';
import type { Scan, ScanStore } from '../../scans/index.js';

/** Findings, and the people whom they are about. */
export interface Share {
  findings: number;
  people: number;
}

/** A month in which relief becomes open to somebody by time alone. */
export interface CalendarMonth extends Share {
  /** `YYYY-MM` */
  month: string;
  paths: ({ path: string } & Share)[];
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
  paths: ({ path: string } & Share)[];
}

interface Row {
  month?: string;
  path?: string;
  findings: number | string;
  people: number | string;
}

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
    const [months, pathsOfMonths, paths, [total]] = await Promise.all([
      this.count(scanId, within, ['month']),
      this.count(scanId, within, ['month', 'path']),
      this.count(scanId, within, ['path']),
      this.count(scanId, within, []),
    ]);
    const byMonth = new Map<string, CalendarMonth['paths']>();
    for (const row of pathsOfMonths) {
      const month = row.month ?? '';
      const known = byMonth.get(month);
      if (known === undefined) byMonth.set(month, [pathOf(row)]);
      else known.push(pathOf(row));
    }
    return {
      scan: { id: scan.id, name: scan.name, asOf: scan.asOf },
      jurisdiction: jurisdiction ?? null,
      total: total === undefined ? { findings: 0, people: 0 } : shareOf(total),
      months: months.map((row) => ({
        month: row.month ?? '',
        ...shareOf(row),
        paths: byMonth.get(row.month ?? '') ?? [],
      })),
      paths: paths.map(pathOf),
    };
  }

  private async count(
    scanId: number,
    jurisdictions: readonly string[] | null,
    by: readonly ('month' | 'path')[],
  ): Promise<Row[]> {
    const columns = { month: 'substr(eligible_on, 1, 7)', path: 'path' };
    const names = by.map((name) => `${columns[name]} AS "${name}", `).join('');
    const group = by.map((name) => columns[name]).join(', ');
    const parameters: (number | string)[] = [scanId, ...(jurisdictions ?? [])];
    const within =
      jurisdictions === null ? '' : `AND jurisdiction IN (${jurisdictions.map((_, at) => `$${at + 2}`).join(', ')})`;
    const rows = await readAll<Row>(
      this.dataSource,
      `SELECT ${names}COUNT(*) AS findings, COUNT(DISTINCT person_key) AS people FROM findings
        WHERE scan_id = $1 AND outcome = 'eligible-later' AND eligible_on IS NOT NULL ${within}
        ${group === '' ? '' : `GROUP BY ${group}`}`,
      parameters,
    );
    return rows.sort((a, b) => compare(a.month ?? '', b.month ?? '') || compare(a.path ?? '', b.path ?? ''));
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

function shareOf({ findings, people }: Row): Share {
  return { findings: Number(findings), people: Number(people) };
}

function pathOf(row: Row): { path: string } & Share {
  return { path: row.path ?? '', ...shareOf(row) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
