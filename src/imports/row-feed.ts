/**
 * The rows of one file, one after the other, as columns of text.
 *
 * `advance` is synchronous and only asks for `refill` when its block is used up, so that reading a million rows costs a
 * few hundred awaits. Rows that cannot be read (ragged, unclosed quotes, wrong encoding) are quarantined here and never
 * reach the caller.
 */
import type { SourceRef } from '../records/record.js';
import { decodeText, isUtf8, type Encoding } from './decode-text.js';
import type { IssueCollector } from './issue-collector.js';
import type { ByteWindow } from './read-bytes.js';
import { ReadingRoom } from './reading-room.js';
import { NEED_MORE, type RowFault, type RowScanner, type ScanRules } from './scan-rows.js';

export const ROW = 1;
export const MORE = 2;
export const END = 3;
export type FeedState = typeof ROW | typeof MORE | typeof END;

/** What a reader of tables needs to know about rows, whatever the file looks like. */
export interface RowFeed {
  /** Moves to the next readable row: `ROW`, `MORE` (call `refill`, then again) or `END`. */
  advance(): FeedState;
  refill(): Promise<void>;
  /** The number of the row at hand, from 1, header included. */
  readonly row: number;
  /** How many lines of the file are no rows but the header: 0 or 1. */
  readonly headerRows: number;
  /** The text of a column, without blanks around it; '' where it is blank, missing or there is no such column. */
  text(column: number): string;
  /** Where the row at hand stands. */
  source(): SourceRef;
  /** Reports what is known only when all rows have been read. */
  finish(): void;
  close(): Promise<void>;
}

export interface DelimitedRules extends ScanRules {
  file: string;
  encoding: Encoding;
  header: boolean;
  /** How many columns a row has. */
  columns: number;
  trailingDelimiters: boolean;
  /** Texts that mean that nothing is known. */
  missing: ReadonlySet<string>;
}

const SPACE = 0x20;
const TAB = 0x09;
const CR = 0x0d;
const RAW_LENGTH = 1000;

const FAULTS: Record<RowFault, string> = {
  'unclosed-quote': 'a quoted value is never closed',
  'text-after-quote': 'text stands behind a closing quote',
  'nul-byte': 'it holds a NUL byte',
  'row-too-long': 'it is longer than any row can be',
  'too-many-fields': 'it has thousands of fields',
};

/** Rows of a delimited file. */
export class DelimitedFeed implements RowFeed {
  private readonly scanner: RowScanner;
  private rowStart = 0;
  private asUtf8 = true;
  private skipLine = false;
  readonly headerRows: number;
  private headerPending: boolean;

  /** `row` is how many rows of the file stand before the window's. */
  constructor(
    private readonly window: ByteWindow,
    private readonly rules: DelimitedRules,
    private readonly issues: IssueCollector,
    private readonly room = new ReadingRoom(),
    public row = 0,
  ) {
    this.scanner = room.scanner(rules);
    this.scanner.load(window.bytes, window.from, window.to);
    this.headerPending = rules.header && this.row === 0;
    this.headerRows = this.headerPending ? 1 : 0;
  }

  advance(): FeedState {
    const { window, scanner, rules } = this;
    for (;;) {
      if (this.skipLine) return MORE;
      if (window.from >= window.to) return window.atEnd ? END : MORE;
      const next = scanner.next(window.from, window.atEnd);
      if (next === NEED_MORE) return MORE;
      this.row++;
      this.rowStart = window.from;
      window.from = next;
      if (scanner.fault !== null) {
        if (next === window.to && !window.atEnd && window.bytes[next - 1] !== 0x0a) this.skipLine = true;
        this.setAside('unreadable-row', FAULTS[scanner.fault], next);
        continue;
      }
      if (this.headerPending) {
        this.headerPending = false;
        continue;
      }
      if (scanner.fields !== rules.columns && !this.hasRoomToSpare()) {
        if (scanner.fields === 1 && this.isBlank(0)) continue;
        this.ragged(next);
        continue;
      }
      if (scanner.spansLines && this.swallowedRow(next)) {
        this.loseFirstLine(next);
        continue;
      }
      if (scanner.high && !this.decodable(next)) continue;
      return ROW;
    }
  }

  async refill(): Promise<void> {
    if (this.skipLine) {
      await this.window.skipLine();
      this.skipLine = false;
    } else {
      await this.window.refill();
    }
    this.scanner.load(this.window.bytes, this.window.from, this.window.to);
  }

  text(column: number): string {
    const { scanner } = this;
    if (column < 0 || column >= scanner.fields) return '';
    const bytes = this.window.bytes;
    let from = scanner.starts[column] as number;
    let to = scanner.ends[column] as number;
    while (from < to && isPadding(bytes[from] as number)) from++;
    if (from === to) return '';
    while (isPadding(bytes[to - 1] as number)) to--;
    const { missing } = this.rules;
    const isEscaped = scanner.escaped[column] === 1;
    if (!isEscaped && (!scanner.high || isAscii(bytes, from, to))) {
      return this.room.cache(column, missing).text(bytes, from, to);
    }
    const written = decodeText(bytes.subarray(from, to), this.asUtf8);
    const text = (isEscaped ? written.replaceAll('""', '"') : written).trim();
    return missing.has(text) ? '' : text;
  }

  source(): SourceRef {
    return { file: this.rules.file, row: this.row };
  }

  /** Reports once how many rows were not UTF-8. */
  finish(): void {
    this.issues.noteLatin1(this.rules.file);
  }

  close(): Promise<void> {
    return this.window.close();
  }

  /** More fields than columns are fine where all the rest is blank: a trailing delimiter. */
  private hasRoomToSpare(): boolean {
    const { scanner, rules } = this;
    if (!rules.trailingDelimiters || scanner.fields < rules.columns) return false;
    for (let column = rules.columns; column < scanner.fields; column++) if (!this.isBlank(column)) return false;
    return true;
  }

  /** Whether a column holds nothing but blanks; asked of the bytes, before it is known how the row is written. */
  private isBlank(column: number): boolean {
    const { bytes } = this.window;
    const to = this.scanner.ends[column] as number;
    for (let at = this.scanner.starts[column] as number; at < to; at++) {
      if (!isPadding(bytes[at] as number)) return false;
    }
    return true;
  }

  private ragged(next: number): void {
    const { scanner, rules, window } = this;
    if (scanner.spansLines) {
      // An unclosed quote may have swallowed good rows: only its own line is lost.
      this.loseFirstLine(next);
      return;
    }
    const last = window.atEnd && next === window.to && window.bytes[next - 1] !== 0x0a;
    if (last && scanner.fields < rules.columns) {
      this.setAside(
        'row-cut-short',
        `it is the last one and ends after ${scanner.fields} of ${rules.columns} fields, so the file was probably cut short; get it again`,
        next,
      );
      return;
    }
    this.setAside('wrong-field-count', `it has ${scanner.fields} fields and not ${rules.columns}`, next);
  }

  private setAside(code: string, why: string, next: number): void {
    const raw = this.window.bytes.subarray(this.rowStart, Math.min(next, this.rowStart + RAW_LENGTH));
    this.issues.quarantine(this.source(), code, `Row ${this.row} of ${this.rules.file} was set aside: ${why}.`, {
      value: decodeText(raw, isUtf8(raw)).replace(/[\r\n]+$/, ''),
    });
  }

  /** Whether a later line of a value that spans lines looks like a row of its own: then a quote was left open before it. */
  private swallowedRow(next: number): boolean {
    const { scanner, rules } = this;
    for (let line = this.afterFirstLine(next); line < next; line = this.lineEnd(line, next)) {
      if (scanner.delimitersOnLine(line) >= rules.columns - 1) return true;
    }
    return false;
  }

  /** Sets aside the first line of a row that spans lines, and goes on with the second. */
  private loseFirstLine(next: number): void {
    const from = this.afterFirstLine(next);
    this.window.from = from;
    this.scanner.seek(from);
    this.setAside('unreadable-row', FAULTS['unclosed-quote'], from);
  }

  private afterFirstLine(next: number): number {
    return this.lineEnd(this.rowStart, next);
  }

  private lineEnd(from: number, next: number): number {
    const newline = this.window.bytes.indexOf(0x0a, from);
    return newline < 0 || newline >= next ? next : newline + 1;
  }

  private decodable(next: number): boolean {
    const { encoding } = this.rules;
    if (encoding === 'latin-1') {
      this.asUtf8 = false;
      return true;
    }
    this.asUtf8 = isUtf8(this.window.bytes.subarray(this.rowStart, next));
    if (this.asUtf8) return true;
    if (encoding === 'utf-8') {
      this.setAside('not-utf-8', 'its text is not UTF-8', next);
      return false;
    }
    this.issues.countLatin1(this.source());
    return true;
  }
}

/** Whether a byte around a value does not belong to it. */
export function isPadding(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CR;
}

function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if ((bytes[i] as number) >= 0x80) return false;
  return true;
}
