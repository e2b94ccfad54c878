import type { SourceRef } from '../records/record.js';
import type { IntakeIssue, UnmappedValue } from './intake.js';

/** Beyond this many different texts, a column is not a vocabulary and its texts are counted together. */
const MAX_DISTINCT = 2_000;

/**
 * What went wrong and what was not known while reading: issues wait here until their batch goes out, unknown texts and
 * columns are counted until the end.
 */
export class IssueCollector {
  quarantined = 0;
  private waiting: IntakeIssue[] = [];
  private readonly tallies = new Map<string, UnmappedValue>();
  private readonly perField = new Map<string, number>();

  /** Sets a row aside. */
  quarantine(
    at: SourceRef,
    code: string,
    message: string,
    more: { column?: string; value?: string; personId?: string } = {},
  ): void {
    this.quarantined++;
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

  /** Counts a text that a value map does not know, or (without a value) a column that no field takes. */
  tally(at: SourceRef, field: string, value?: string): void {
    const counted = this.key(field, value);
    const key = `${at.file}\u0000${field}\u0000${counted ?? '\u0001'}`;
    const known = this.tallies.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const entry: UnmappedValue = { file: at.file, field, count: 1, firstRow: at.row };
    if (counted !== undefined) entry.value = counted;
    this.tallies.set(key, entry);
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

  private key(field: string, value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    const distinct = this.perField.get(field) ?? 0;
    if (distinct >= MAX_DISTINCT) return '(other texts)';
    this.perField.set(field, distinct + 1);
    return clipped(value);
  }
}

/** Notes once per file that rows were not UTF-8. */
export function noteLatin1(issues: IssueCollector, file: string, rows: number, firstRow: number): void {
  const which = rows === 1 ? `Row ${firstRow} is` : `${rows} rows, the first of them row ${firstRow}, are`;
  issues.note(
    { file, row: firstRow },
    'read-as-latin-1',
    `${which} not UTF-8 in ${file} and went in read as Latin-1; check the accents in names.`,
  );
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
