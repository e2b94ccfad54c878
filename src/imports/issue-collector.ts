import type { SourceRef } from '../records/record.js';
import type { IntakeIssue, UnmappedValue } from './intake.js';

/** Beyond this many different texts, a column is not a vocabulary and its texts are counted together. */
const MAX_DISTINCT = 2_000;
const OTHER_TEXTS = '(other texts)';

interface Latin1Rows {
  rows: number;
  firstRow: number;
}

/** What one collector hands to another: plain data. */
export interface CollectedIssues {
  issues: IntakeIssue[];
  tallies: UnmappedValue[];
  latin1: [file: string, rows: Latin1Rows][];
}

/**
 * What went wrong and what was not known while reading: issues wait here until their batch goes out, unknown texts and
 * columns are counted until the end.
 */
export class IssueCollector {
  private waiting: IntakeIssue[] = [];
  private readonly tallies = new Map<string, UnmappedValue>();
  /** How many different texts a field has shown. */
  private readonly perField = new Map<string, number>();
  private readonly latin1 = new Map<string, Latin1Rows>();

  /** Sets a row aside. */
  quarantine(
    at: SourceRef,
    code: string,
    message: string,
    more: { column?: string; value?: string; personId?: string } = {},
  ): void {
    this.waiting.push({ ...place(at), ...shown(more), code, message, severity: 'quarantined' });
  }

  /** Reports a value that did not go in, or something about a row that a person should know. */
  note(
    at: SourceRef,
    code: string,
    message: string,
    more: { column?: string; value?: string; personId?: string } = {},
  ): void {
    this.waiting.push({ ...place(at), ...shown(more), code, message, severity: 'noted' });
  }

  /**
   * Counts a text that a value map does not know, or (without a value) a column that no field takes; several at once
   * where they were counted elsewhere.
   */
  tally(at: SourceRef, field: string, value?: string, count = 1): void {
    const counted = value === undefined ? undefined : clipped(value);
    if (this.addTo(at.file, field, counted, count)) return;
    const distinct = this.perField.get(field) ?? 0;
    const isVocabulary = counted === undefined || distinct < MAX_DISTINCT;
    if (!isVocabulary && this.addTo(at.file, field, OTHER_TEXTS, count)) return;
    this.perField.set(field, distinct + 1);
    const entry: UnmappedValue = { file: at.file, field, count, firstRow: at.row };
    if (counted !== undefined) entry.value = isVocabulary ? counted : OTHER_TEXTS;
    this.tallies.set(tallyKey(at.file, field, entry.value), entry);
  }

  /** Counts a row that was not UTF-8. */
  countLatin1({ file, row }: SourceRef): void {
    const known = this.latin1.get(file);
    if (known === undefined) this.latin1.set(file, { rows: 1, firstRow: row });
    else known.rows++;
  }

  /** Notes once, when a file has been read to its end, that rows of it were not UTF-8. */
  noteLatin1(file: string): void {
    const { rows, firstRow } = this.latin1.get(file) ?? { rows: 0, firstRow: 0 };
    if (rows === 0) return;
    const which = rows === 1 ? `Row ${firstRow} is` : `${rows} rows, the first of them row ${firstRow}, are`;
    this.note(
      { file, row: firstRow },
      'read-as-latin-1',
      `${which} not UTF-8 in ${file} and went in read as Latin-1; check the accents in names.`,
    );
  }

  /** How many issues wait; `forgetSince` takes back those that came later. */
  get mark(): number {
    return this.waiting.length;
  }

  /** Takes back notes about a row that is then set aside whole. */
  forgetSince(mark: number): void {
    this.waiting.length = mark;
  }

  /** The issues since the last call. */
  take(): IntakeIssue[] {
    const issues = this.waiting;
    this.waiting = [];
    return issues;
  }

  /** Everything since the last call, for another collector to take up (`add`). */
  takeAll(): CollectedIssues {
    const all = { issues: this.take(), tallies: [...this.tallies.values()], latin1: [...this.latin1] };
    this.tallies.clear();
    this.perField.clear();
    this.latin1.clear();
    return all;
  }

  /** Takes up what was collected of a later part of the input. */
  add({ issues, tallies, latin1 }: CollectedIssues): void {
    for (const issue of issues) this.waiting.push(issue);
    for (const { file, field, value, count, firstRow } of tallies)
      this.tally({ file, row: firstRow }, field, value, count);
    for (const [file, more] of latin1) {
      const known = this.latin1.get(file);
      if (known === undefined) this.latin1.set(file, { ...more });
      else known.rows += more.rows;
    }
  }

  /** The counts so far, most frequent first. */
  unmapped(): UnmappedValue[] {
    return [...this.tallies.values()].sort(
      (a, b) =>
        b.count - a.count ||
        compare(a.file, b.file) ||
        compare(a.field, b.field) ||
        compare(a.value ?? '', b.value ?? ''),
    );
  }

  /** Adds to a text that was counted before; false for a new one. */
  private addTo(file: string, field: string, value: string | undefined, count: number): boolean {
    const known = this.tallies.get(tallyKey(file, field, value));
    if (known === undefined) return false;
    known.count += count;
    return true;
  }
}

function tallyKey(file: string, field: string, value: string | undefined): string {
  return `${file}\u0000${field}\u0000${value ?? '\u0001'}`;
}

function place(at: SourceRef): { file: string; row: number } {
  return { file: at.file, row: at.row };
}

function shown(more: { column?: string; value?: string; personId?: string }): typeof more {
  return more.value === undefined ? more : { ...more, value: clipped(more.value) };
}

/** A value short enough for a report. */
export function clipped(value: string): string {
  return value.length <= 200 ? value : `${value.slice(0, 200)}…`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
