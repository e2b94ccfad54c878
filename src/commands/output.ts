/**
 * How commands speak: results to stdout, everything else to stderr, one plain sentence for each refusal.
 */
import Table from 'cli-table3';

/** How a command ended. 0 done; 1 done, with problems listed; 2 bad usage or input, nothing stored; 3 failed midway. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** What stdout reported, once it takes nothing more: its reader has gone, or the disk behind it is full. */
let stdoutTrouble: NodeJS.ErrnoException | null = null;

/** Notes it when stdout or stderr takes nothing more; without this, `… | head -1` would end in a stack trace. */
export function watchOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (stdoutTrouble ??= error));
  process.stderr.on('error', () => undefined);
}

/**
 * Waits until stdout has taken everything, and gives what went wrong there. Null when all is well, and when the reader
 * has gone (`… | head -1`): it has what it wanted.
 */
export async function outputTrouble(): Promise<NodeJS.ErrnoException | null> {
  if (stdoutTrouble === null) {
    await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
    // The report of a failed write comes a turn later than the answer to the write.
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return stdoutTrouble?.code === 'EPIPE' ? null : stdoutTrouble;
}

/** Writes a result line to stdout. */
export function print(line = ''): void {
  if (stdoutTrouble === null) process.stdout.write(`${line}\n`);
}

/** Writes text of any length to stdout, as fast as it is taken; ends early when nobody takes it any more. */
export async function printPieces(pieces: AsyncIterable<string>): Promise<void> {
  for await (const piece of pieces) {
    if (stdoutTrouble !== null) return;
    if (!process.stdout.write(piece)) await drained();
  }
}

function drained(): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve) => {
    const settle = (): void => {
      stdout.off('drain', settle).off('error', settle).off('close', settle);
      resolve();
    };
    stdout.once('drain', settle).once('error', settle).once('close', settle);
  });
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
