import type { SourceRef } from '../records/record.js';
import { decodeText, isUtf8, type Encoding } from './decode-text.js';
import type { IssueCollector } from './issue-collector.js';
import type { ByteWindow } from './read-bytes.js';
import { END, MORE, ROW, type FeedState, type RowFeed } from './row-feed.js';

const LF = 0x0a;
const MAX_LINE_BYTES = 1 << 20;

export interface FixedWidthRules {
  file: string;
  encoding: Encoding;
  header: boolean;
  /** Each column's place in characters, counted from 1. */
  columns: readonly { from: number; width: number }[];
  missing: ReadonlySet<string>;
}

/** Rows of a file whose columns stand at fixed places. A line that ends within a column it needs is quarantined. */
export class FixedWidthFeed implements RowFeed {
  row = 0;
  readonly headerRows: number;
  private line = '';
  private skipLine = false;
  private readonly shortest: number;

  constructor(
    private readonly window: ByteWindow,
    private readonly rules: FixedWidthRules,
    private readonly issues: IssueCollector,
  ) {
    // Editors cut the blanks at the end of a line, so a line may end anywhere behind the start of its last column.
    this.headerRows = rules.header ? 1 : 0;
    this.shortest = Math.max(...rules.columns.map((column) => column.from)) - 1;
  }

  advance(): FeedState {
    const { window, rules } = this;
    for (;;) {
      if (this.skipLine) return MORE;
      const newline = window.bytes.indexOf(LF, window.from);
      const found = newline >= 0 && newline < window.to;
      if (!found && !window.atEnd) {
        if (window.to - window.from <= MAX_LINE_BYTES) return MORE;
        this.row++;
        this.setAside('unreadable-row', 'it is longer than any row can be');
        this.skipLine = true;
        continue;
      }
      if (window.from >= window.to) return END;
      const end = found ? newline : window.to;
      const bytes = window.bytes.subarray(window.from, end);
      window.from = found ? newline + 1 : window.to;
      this.row++;
      if (this.row === 1 && rules.header) continue;
      const asUtf8 = rules.encoding !== 'latin-1' && isUtf8(bytes);
      this.line = decodeText(bytes, asUtf8).replace(/\r$/, '');
      if (this.line.trim() === '') continue;
      if (!asUtf8 && rules.encoding === 'utf-8') this.setAside('not-utf-8', 'its text is not UTF-8');
      else if (this.line.includes('\u0000')) this.setAside('unreadable-row', 'it holds a NUL byte');
      else if (this.line.length < this.shortest) {
        this.setAside(
          found ? 'wrong-field-count' : 'row-cut-short',
          `it ends after ${this.line.length} characters, before its last column begins`,
        );
      } else {
        if (!asUtf8 && rules.encoding !== 'latin-1') this.issues.countLatin1(this.source());
        return ROW;
      }
    }
  }

  async refill(): Promise<void> {
    if (this.skipLine) {
      await this.window.skipLine();
      this.skipLine = false;
    } else {
      await this.window.refill();
    }
  }

  text(column: number): string {
    const place = this.rules.columns[column];
    if (place === undefined) return '';
    const text = this.line.slice(place.from - 1, place.from - 1 + place.width).trim();
    return this.rules.missing.has(text) ? '' : text;
  }

  source(): SourceRef {
    return { file: this.rules.file, row: this.row };
  }

  finish(): void {
    this.issues.noteLatin1(this.rules.file);
  }

  close(): Promise<void> {
    return this.window.close();
  }

  private setAside(code: string, why: string): void {
    this.issues.quarantine(this.source(), code, `Row ${this.row} of ${this.rules.file} was set aside: ${why}.`, {
      value: this.line,
    });
  }
}
