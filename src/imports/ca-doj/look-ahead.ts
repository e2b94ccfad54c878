/**
 * Finds the subjects whose rows do not stand together, and where the files may be cut, in one quick look at them.
 *
 * Only line breaks and the subject's column are looked at, so this costs a small part of reading. Each subject is marked
 * in a sheet of bits when its rows begin; where the mark is already there, they have begun before. Two subjects can
 * share a mark (only long or non-numeric ids do): one of them then waits with the scattered ones, which is slower and
 * changes nothing.
 *
 * A file is cut in front of a row that begins a subject, so that stretches of it can be read apart from one another and
 * give what reading it whole gives. That row must be readable, which is asked of the scanner itself; what stands before
 * it, unreadable rows included, belongs to the stretch before.
 */
import type { ByteWindow } from '../read-bytes.js';
import { RowScanner, type ScanRules } from '../scan-rows.js';
import { WHOLE_FILE, type Stretch } from '../stretch.js';

const LF = 0x0a;
const QUOTE = 0x22;
const SPACE = 0x20;
const PAGE_BITS = 16;

/** One file, as the look ahead sees it. */
export interface LookedAhead {
  open(): Promise<ByteWindow>;
  /** The subject's column. */
  column: number;
  delimiter: number;
  /** Where the file may be cut; absent for one that has to be read from its beginning, as a gzip file has. */
  cut?: CutRules;
}

export interface CutRules {
  /** How rows are read; a quoted value must not hold line breaks. */
  scan: ScanRules;
  columns: number;
  /** Texts in the subject's column that name nobody. */
  missing: ReadonlySet<string>;
  /** A stretch has at least so many rows. */
  rows: number;
}

export interface LookAhead {
  /** The ids of subjects with more than one run of rows over all the files, in order of their second run. */
  scattered: string[];
  /** The stretches of each file, in its order. */
  stretches: Stretch[][];
}

/** Looks through the files once. */
export async function lookAhead(files: readonly LookedAhead[]): Promise<LookAhead> {
  const scattered = new Set<string>();
  const pages = new Map<number, Uint8Array>();
  const stretches: Stretch[][] = [];
  for (const file of files) {
    const window = await file.open();
    const own: Stretch[] = [{ ...WHOLE_FILE }];
    stretches.push(own);
    const scanner = file.cut === undefined ? null : new RowScanner(file.cut.scan);
    try {
      let previous = '';
      let rows = 0;
      for (;;) {
        const newline = window.bytes.indexOf(LF, window.from);
        const end = newline < 0 || newline >= window.to ? -1 : newline;
        if (end < 0 && !window.atEnd) {
          await window.refill();
          continue;
        }
        const to = end < 0 ? window.to : end;
        if (window.from >= window.to) break;
        const bytes = window.bytes;
        const at = fieldStart(bytes, window.from, to, file.column, file.delimiter);
        if (at >= 0 && !startsWith(bytes, at, to, previous, file.delimiter)) {
          const id = fieldText(bytes, at, to, file.delimiter);
          if (id !== '' && id !== previous) {
            if (!mark(pages, id)) scattered.add(id);
            const last = own.at(-1) as Stretch;
            if (
              file.cut !== undefined &&
              scanner !== null &&
              rows - last.rowsBefore >= file.cut.rows &&
              !file.cut.missing.has(id) &&
              isReadable(scanner, bytes.subarray(window.from, end < 0 ? to : to + 1), file.cut.columns)
            ) {
              last.to = window.offset;
              own.push({ from: window.offset, to: WHOLE_FILE.to, rowsBefore: rows });
            }
          }
          previous = id;
        }
        rows++;
        window.from = end < 0 ? window.to : end + 1;
      }
    } finally {
      await window.close();
    }
  }
  return { scattered: [...scattered], stretches };
}

/** Whether a line is a row that can be read, whatever stands around it. */
function isReadable(scanner: RowScanner, line: Buffer, columns: number): boolean {
  scanner.load(line, 0, line.length);
  scanner.next(0, true);
  return scanner.fault === null && scanner.fields === columns && !scanner.high;
}

/** The offset of a field on the line, or -1 when the line ends before it. */
function fieldStart(bytes: Buffer, from: number, to: number, column: number, delimiter: number): number {
  let field = 0;
  let quoted = false;
  for (let i = from; i < to; i++) {
    if (field === column) return i;
    const byte = bytes[i];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === delimiter && !quoted) field++;
  }
  return -1;
}

function startsWith(bytes: Buffer, at: number, to: number, id: string, delimiter: number): boolean {
  const length = id.length;
  if (length === 0 || at + length >= to) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== id.charCodeAt(i)) return false;
  return bytes[at + length] === delimiter;
}

function fieldText(bytes: Buffer, at: number, to: number, delimiter: number): string {
  let end = at;
  if (bytes[at] === QUOTE) {
    end = bytes.indexOf(QUOTE, at + 1);
    return end < 0 || end > to ? '' : bytes.toString('utf8', at + 1, end).trim();
  }
  while (end < to && bytes[end] !== delimiter) end++;
  while (at < end && bytes[at] === SPACE) at++;
  return bytes.toString('utf8', at, end).trim();
}

/** Marks an id; false when its mark was there before. */
function mark(pages: Map<number, Uint8Array>, id: string): boolean {
  const slot = slotOf(id);
  const number = Math.floor(slot / 2 ** PAGE_BITS);
  let page = pages.get(number);
  if (page === undefined) {
    page = new Uint8Array(2 ** (PAGE_BITS - 3));
    pages.set(number, page);
  }
  const bit = slot % 2 ** PAGE_BITS;
  const byte = page[bit >> 3] as number;
  const flag = 1 << (bit & 7);
  page[bit >> 3] = byte | flag;
  return (byte & flag) === 0;
}

/** A number of up to nine digits stands for itself; anything else is hashed behind them. */
function slotOf(id: string): number {
  if (id.length <= 9 && /^[1-9]\d*$/.test(id)) return Number(id);
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return 1e9 + ((hash >>> 0) % 2 ** 28);
}
