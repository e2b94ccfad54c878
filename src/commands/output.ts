/**
 * How commands speak: results to stdout, everything else to stderr, one plain sentence for each refusal.
 */
import Table from 'cli-table3';

/** How a command ended. 0 done; 1 done, with problems listed; 2 bad usage or input, nothing stored; 3 failed midway. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** Writes a result line to stdout. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line about the work to stderr, where it does not get into a result that is piped on. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A value as JSON, for `--format json`. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Rows as a plain table without colours; columns that begin with # are aligned to the right. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): void {
  const table = new Table({
    head: head.map((name) => name.replace(/^#/, '')),
    colAligns: head.map((name) => (name.startsWith('#') ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '  ',
    },
  });
  for (const row of rows) table.push(row.map((cell) => String(cell ?? '')));
  print(table.toString());
}

/** A whole number with thousands separators, as an English reader expects it. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
