/**
 * Finds the fields of one delimited row in a block of bytes, without making a string.
 *
 * This is the hot path of intake: it looks at every byte of the file once and remembers where each field starts and
 * ends, so that only the columns a profile maps are ever turned into text. It is strict, because a charge read from
 * the wrong column is worse than a charge not read at all:
 *
 * - a quoted value must be closed, and nothing but blanks may follow its closing quote;
 * - a quoted value may hold line breaks only where the profile says so, and never beyond `maxRowBytes`;
 * - a NUL byte is a fault.
 *
 * After a fault the row ends at its first line break, so one unclosed quote costs one line and not the rest of the file.
 * Blanks around quotes are padding. A quote inside a value that does not start with one is an ordinary character.
 */

/** Why a row could not be read. */
export type RowFault = 'unclosed-quote' | 'text-after-quote' | 'nul-byte' | 'row-too-long' | 'too-many-fields';

/** Returned by `next` when the block ends before the row does. */
export const NEED_MORE = -1;

const ORDINARY = 0;
const DELIMITER = 1;
const NEWLINE = 2;
const QUOTE = 3;
const HIGH = 4;
const NUL = 5;

const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const MAX_FIELDS = 4096;

export interface ScanRules {
  /** The byte between fields, such as 0x2c for a comma. */
  delimiter: number;
  /** The quote byte; null where the format has no quotes. */
  quote: number | null;
  /** Whether a quoted value may hold line breaks. */
  quotedNewlines: boolean;
  /** A row longer than this is a fault; it also bounds how far an unclosed quote can reach. */
  maxRowBytes: number;
}

/** Reads rows one after the other; the fields of the row last read stand in `starts`, `ends` and `escaped`. */
export class RowScanner {
  /** How many fields the row has. */
  fields = 0;
  starts = new Int32Array(256);
  /** The offset after the last byte of each field; quotes are outside. */
  ends = new Int32Array(256);
  /** 1 where a quoted value holds doubled quotes that stand for one. */
  escaped = new Uint8Array(256);
  /** Whether any byte of the row is outside ASCII. */
  high = false;
  /** Whether a quoted value of the row spans lines. */
  spansLines = false;
  fault: RowFault | null = null;

  private readonly kinds = new Uint8Array(256);

  constructor(private readonly rules: ScanRules) {
    this.kinds.fill(HIGH, 0x80);
    this.kinds[0] = NUL;
    this.kinds[LF] = NEWLINE;
    if (rules.quote !== null) this.kinds[rules.quote] = QUOTE;
    this.kinds[rules.delimiter] = DELIMITER;
  }

  /**
   * Reads the row that starts at `from` in `bytes[0, to)` and returns the offset of the next one, or `NEED_MORE` when
   * the block ends within the row and `atEnd` is false. With `fault` set the fields mean nothing and the returned
   * offset is the start of the next line.
   */
  next(bytes: Uint8Array, from: number, to: number, atEnd: boolean): number {
    const kinds = this.kinds;
    this.fault = null;
    this.high = false;
    this.spansLines = false;
    this.fields = 0;
    let start = from;
    let i = from;
    for (;;) {
      while (i < to && kinds[bytes[i] as number] === ORDINARY) i++;
      if (i >= to) {
        if (!atEnd)
          return to - from > this.rules.maxRowBytes ? this.fail('row-too-long', bytes, from, to, atEnd) : NEED_MORE;
        this.push(start, to > start && bytes[to - 1] === CR ? to - 1 : to, 0);
        return this.fault === null ? to : this.fail(this.fault, bytes, from, to, atEnd);
      }
      switch (kinds[bytes[i] as number]) {
        case DELIMITER:
          this.push(start, i, 0);
          start = ++i;
          break;
        case NEWLINE:
          this.push(start, i > start && bytes[i - 1] === CR ? i - 1 : i, 0);
          return this.fault === null ? i + 1 : this.fail(this.fault, bytes, from, to, atEnd);
        case QUOTE: {
          if (!isBlank(bytes, start, i)) {
            i++;
            break;
          }
          const after = this.quoted(bytes, from, i + 1, to, atEnd);
          if (after < 0) return this.fault === null ? NEED_MORE : this.fail(this.fault, bytes, from, to, atEnd);
          i = after;
          if (i >= to || bytes[i] === LF) return i >= to ? to : i + 1;
          start = ++i;
          break;
        }
        case HIGH:
          this.high = true;
          i++;
          break;
        default:
          return this.fail('nul-byte', bytes, from, to, atEnd);
      }
    }
  }

  /** Reads a quoted value whose text starts at `open`; returns the offset of the delimiter or line break after it, or -1. */
  private quoted(bytes: Uint8Array, rowStart: number, open: number, to: number, atEnd: boolean): number {
    const kinds = this.kinds;
    let escapes = 0;
    let i = open;
    for (;;) {
      while (i < to && kinds[bytes[i] as number] === ORDINARY) i++;
      if (i >= to) {
        if (atEnd) this.fault = 'unclosed-quote';
        else if (to - rowStart > this.rules.maxRowBytes) this.fault = 'unclosed-quote';
        return -1;
      }
      const kind = kinds[bytes[i] as number];
      if (kind === QUOTE) {
        if (i + 1 >= to && !atEnd) return -1;
        if (i + 1 >= to || kinds[bytes[i + 1] as number] !== QUOTE) break;
        escapes = 1;
        i += 2;
        continue;
      }
      if (kind === NUL) {
        this.fault = 'nul-byte';
        return -1;
      }
      if (kind === NEWLINE) {
        if (!this.rules.quotedNewlines || i - rowStart > this.rules.maxRowBytes) {
          this.fault = 'unclosed-quote';
          return -1;
        }
        this.spansLines = true;
      }
      if (kind === HIGH) this.high = true;
      i++;
    }
    this.push(open, i, escapes);
    if (this.fault !== null) return -1;
    i++;
    while (i < to && bytes[i] === SPACE) i++;
    if (i < to && bytes[i] === CR) i++;
    if (i >= to) return atEnd ? to : -1;
    const kind = kinds[bytes[i] as number];
    if (kind === NEWLINE || (kind === DELIMITER && bytes[i - 1] !== CR)) return i;
    this.fault = 'text-after-quote';
    return -1;
  }

  private push(start: number, end: number, escaped: number): void {
    if (this.fields === this.starts.length) {
      if (this.fields >= MAX_FIELDS) {
        this.fault = 'too-many-fields';
        return;
      }
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
      const flags = new Uint8Array(this.escaped.length * 2);
      flags.set(this.escaped);
      this.escaped = flags;
    }
    this.starts[this.fields] = start;
    this.ends[this.fields] = end;
    this.escaped[this.fields++] = escaped;
  }

  /** Ends a row that cannot be read at its first line break; a line longer than the block is followed to the end of it. */
  private fail(fault: RowFault, bytes: Uint8Array, from: number, to: number, atEnd: boolean): number {
    this.fault = fault;
    this.fields = 0;
    const newline = bytes.indexOf(LF, from);
    if (newline >= 0 && newline < to) return newline + 1;
    if (atEnd || to - from > this.rules.maxRowBytes) return to;
    return NEED_MORE;
  }

  /** How many delimiters stand on the physical line that holds `at`, outside and inside quotes alike. */
  delimitersOnLine(bytes: Uint8Array, at: number, to: number): number {
    let count = 0;
    for (let i = at; i < to && bytes[i] !== LF; i++) if (bytes[i] === this.rules.delimiter) count++;
    return count;
  }
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== SPACE) return false;
  return true;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
