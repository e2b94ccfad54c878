/**
 * Invented caseloads of any size: same settings, same bytes; memory does not grow with the size.
 *
 * Two sets of dice are thrown. One invents the people, the other soils what is written about them, so that the same
 * seed gives the same people in every layout.
 */
import { AppError, parseDay } from '../common/index.js';
import { Dice } from './dice.js';
import { Register } from './invent-case.js';
import { inventPerson } from './invent-person.js';
import type { InventedPerson } from './invented.js';
import { loadMix, SAMPLE_JURISDICTIONS, type Mix } from './mix.js';
import { toRecords } from './to-record.js';
import { CA_DOJ_HEADER, caDojWriter } from './write-ca-doj.js';
import { CSV_TABLES, csvHeader, csvRows, type CsvTable } from './write-csv.js';

export const SAMPLE_LAYOUTS = ['canonical-jsonl', 'canonical-csv', 'ca-doj'] as const;
export type SampleLayout = (typeof SAMPLE_LAYOUTS)[number];

export interface SampleOptions {
  jurisdiction: string;
  /** How many people to invent; a few more stand in the file, under a second id. */
  persons?: number;
  /** How many rows to write in place of `persons`: lines of the layout, header apart; the last person may be cut short. */
  rows?: number;
  /** Any whole number. */
  seed: number;
  /** `canonical-jsonl` where nothing is said. */
  layout?: SampleLayout;
  /** For `canonical-csv`: which of the four tables; `charges` where nothing is said. */
  table?: CsvTable;
  /** For the layouts with a header: whether to write it (the default). */
  header?: boolean;
  /** The day on which the caseload stands, YYYY-MM-DD: nothing in it is later. */
  asOf?: string;
}

/** A day in the life of the policies and deadlines that make the most of the packs. */
export const SAMPLE_AS_OF = '2022-06-01';

const CHUNK = 256 * 1024;
/** Sets the dice that soil apart from those that invent. */
const DIRT = 0x5eed_d127;

/**
 * The caseload as UTF-8, in pieces of about 256 KiB that end with a line. Throws `AppError` at once for a jurisdiction,
 * layout, size or date that there is none of.
 */
export function generateSample(options: SampleOptions): AsyncGenerator<Buffer, SampleCounts, undefined> {
  const asOf = checkOptions(options);
  return generate(options, loadMix(options.jurisdiction), asOf);
}

export interface SampleCounts {
  persons: number;
  rows: number;
}

async function* generate(
  options: SampleOptions,
  mix: Mix,
  asOf: number,
): AsyncGenerator<Buffer, SampleCounts, undefined> {
  const dice = new Dice(options.seed);
  const dirt = new Dice(options.seed ^ DIRT);
  const register = new Register();
  const lines = linesOf(options, mix, dirt, asOf);
  const lastPerson = options.rows === undefined ? (options.persons ?? 0) : Infinity;
  const lastRow = options.rows ?? Infinity;
  const pieces = new Pieces();
  pieces.write(headerOf(options));
  let rows = 0;
  let number = 0;
  while (number < lastPerson && rows < lastRow) {
    number += 1;
    for (const person of inventPerson(dice, mix, register, number, asOf)) {
      const written = lines(person);
      if (written.length > lastRow - rows) written.length = lastRow - rows;
      if (written.length === 0) continue;
      rows += written.length;
      const full = pieces.write(`${written.join('\n')}\n`);
      if (full !== null) yield full;
    }
  }
  const rest = pieces.take();
  if (rest.length > 0) yield rest;
  return { persons: number, rows };
}

/** Gathers text as UTF-8 into pieces of a fixed size; a piece that was handed out is never written to again. */
class Pieces {
  private piece = Buffer.allocUnsafe(CHUNK);
  private used = 0;

  /** Takes the text in; hands out the piece before it when that has no more room. */
  write(text: string): Buffer | null {
    // No character takes more than three bytes per unit of length.
    const full = this.used + text.length * 3 > this.piece.length ? this.take(text.length * 3) : null;
    this.used += this.piece.write(text, this.used);
    return full === null || full.length === 0 ? null : full;
  }

  take(room = 0): Buffer {
    const full = this.piece.subarray(0, this.used);
    this.piece = Buffer.allocUnsafe(Math.max(CHUNK, room));
    this.used = 0;
    return full;
  }
}

function headerOf({ layout, table, header }: SampleOptions): string {
  if (header === false) return '';
  if (layout === 'ca-doj') return `${CA_DOJ_HEADER}\n`;
  return layout === 'canonical-csv' ? `${csvHeader(table ?? 'charges')}\n` : '';
}

function linesOf(options: SampleOptions, mix: Mix, dirt: Dice, asOf: number): (person: InventedPerson) => string[] {
  if (options.layout === 'ca-doj') return caDojWriter(mix, dirt);
  const records = (person: InventedPerson) => toRecords(person, mix, dirt, asOf);
  if (options.layout === 'canonical-csv') {
    const table = options.table ?? 'charges';
    if (table === 'people')
      return (person) =>
        records(person)
          .slice(0, 1)
          .flatMap((one) => csvRows(one, table));
    return (person) => records(person).flatMap((record) => csvRows(record, table));
  }
  return (person) => records(person).map((record) => JSON.stringify(record));
}

function checkOptions(options: SampleOptions): number {
  const { jurisdiction, persons, rows, seed, layout, table, asOf = SAMPLE_AS_OF } = options;
  if (!SAMPLE_JURISDICTIONS.includes(jurisdiction)) {
    throw new AppError(
      'sample-jurisdiction',
      `There is no invented caseload for "${jurisdiction}"; there is one for ${SAMPLE_JURISDICTIONS.join(', ')}.`,
    );
  }
  if (layout !== undefined && !SAMPLE_LAYOUTS.includes(layout)) {
    throw new AppError('sample-layout', `"${String(layout)}" is no layout; choose ${SAMPLE_LAYOUTS.join(', ')}.`);
  }
  if (layout === 'ca-doj' && !jurisdiction.startsWith('us-ca')) {
    throw new AppError(
      'sample-layout',
      `The layout ca-doj is California's; for ${jurisdiction} choose canonical-jsonl or canonical-csv.`,
    );
  }
  if (table !== undefined && layout !== 'canonical-csv') {
    throw new AppError(
      'sample-table',
      `The tables (${CSV_TABLES.join(', ')}) are those of canonical-csv; choose that layout, or leave the table out.`,
    );
  }
  if ((persons === undefined) === (rows === undefined)) {
    throw new AppError('sample-size', 'Say how many people (--persons) or how many rows (--rows) to invent, not both.');
  }
  const size = persons ?? rows ?? 0;
  if (!Number.isSafeInteger(size) || size < 1 || size > 90_000_000) {
    throw new AppError('sample-size', `"${size}" is no size for a caseload; give a whole number from 1 to 90,000,000.`);
  }
  if (!Number.isSafeInteger(seed)) {
    throw new AppError('sample-seed', `"${seed}" is no seed; give a whole number.`);
  }
  const day = parseDay(asOf);
  if (day === null || asOf < '1990-01-01' || asOf > '2040-12-31') {
    throw new AppError(
      'sample-date',
      `"${asOf}" is no date for a caseload; give a day from 1990 to 2040, as YYYY-MM-DD.`,
    );
  }
  return day;
}
