/**
 * Finds the fields of delimited rows in a block of bytes, without making a string.
 *
 * This is the hot path of intake. It works in two steps, so that each is simple and fast: `load` looks at every byte of
 * the block once and notes where the few bytes stand that can matter (delimiters, line breaks, quotes, bytes outside
 * ASCII, NUL); `next` walks these notes and remembers where each field of a row starts and ends. Only the columns that a
 * profile maps are ever turned into text.
 *
 * It is strict, because a charge read from the wrong column is worse than a charge not read at all:
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
const FOUR_SPACES = 0x20202020;
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
  /** Whether every byte that matters lies below the digits and letters, so that four bytes can be judged at once. */
  private readonly canSkipWords: boolean;
  private bytes: Uint8Array = new Uint8Array(0);
  private to = 0;
  private notes = new Int32Array(1 << 16);
  private noted = 0;
  private cursor = 0;

  constructor(private readonly rules: ScanRules) {
    this.kinds.fill(HIGH, 0x80);
    this.kinds[0] = NUL;
    this.kinds[LF] = NEWLINE;
    if (rules.quote !== null) this.kinds[rules.quote] = QUOTE;
    this.kinds[rules.delimiter] = DELIMITER;
    this.canSkipWords = rules.delimiter < 0x2d && (rules.quote ?? 0) < 0x2d;
  }

  /** Takes up `bytes[from, to)`, which begins at a row. Call again whenever the block has moved or grown. */
  load(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.to = to;
    this.noted = 0;
    this.cursor = 0;
    if (this.notes.length < to - from) this.notes = new Int32Array(to - from + (to - from) / 4);
    const aligned = this.canSkipWords && bytes.byteOffset % 4 === 0;
    const firstWord = aligned ? Math.min(to, (from + 3) & ~3) : to;
    this.note(from, firstWord);
    if (aligned && firstWord < to) {
      const lastWord = firstWord + ((to - firstWord) & ~3);
      this.noted = this.noteWords(firstWord, lastWord);
      this.note(lastWord, to);
    }
  }

  private note(from: number, to: number): void {
    const { bytes, kinds, notes } = this;
    let noted = this.noted;
    for (let i = from; i < to; i++) if (kinds[bytes[i] as number] !== ORDINARY) notes[noted++] = i;
    this.noted = noted;
  }

  /**
   * The same, four bytes at a time. A word is passed over when it is all blanks, or when each of its bytes lies between
   * `-` and DEL: subtracting 0x2d from every byte borrows into its top bit exactly where a smaller byte stands (or right
   * behind one, which only means that the word is looked at), and bytes outside ASCII have that bit themselves. Gives how
   * many bytes are noted then.
   */
  private noteWords(from: number, to: number): number {
    const { bytes, kinds, notes } = this;
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + from, (to - from) >> 2);
    let noted = this.noted;
    for (let k = 0; k < words.length; k++) {
      const word = words[k] as number;
      if (word === FOUR_SPACES || (((word - 0x2d2d2d2d) | word) & 0x80808080) === 0) continue;
      const at = from + (k << 2);
      if (kinds[bytes[at] as number] !== ORDINARY) notes[noted++] = at;
      if (kinds[bytes[at + 1] as number] !== ORDINARY) notes[noted++] = at + 1;
      if (kinds[bytes[at + 2] as number] !== ORDINARY) notes[noted++] = at + 2;
      if (kinds[bytes[at + 3] as number] !== ORDINARY) notes[noted++] = at + 3;
    }
    return noted;
  }

  /**
   * Reads the row that starts at `from` and returns the offset of the next one, or `NEED_MORE` when the block ends within
   * the row and `atEnd` is false. With `fault` set the fields mean nothing, and the returned offset is the start of the
   * next line.
   */
  next(from: number, atEnd: boolean): number {
    const { bytes, kinds, notes, noted } = this;
    this.fault = null;
    this.high = false;
    this.spansLines = false;
    this.fields = 0;
    let start = from;
    let cursor = this.cursor;
    while (cursor < noted) {
      const at = notes[cursor++] as number;
      switch (kinds[bytes[at] as number]) {
        case DELIMITER:
          this.push(start, at, 0);
          start = at + 1;
          break;
        case NEWLINE:
          this.push(start, at > start && bytes[at - 1] === CR ? at - 1 : at, 0);
          if (this.fault !== null) return this.fail(this.fault, from, atEnd);
          this.cursor = cursor;
          return at + 1;
        case QUOTE: {
          if (!this.isBlank(start, at)) break;
          cursor = this.quoted(from, at + 1, cursor, atEnd);
          if (cursor < 0) return this.fault === null ? NEED_MORE : this.fail(this.fault, from, atEnd);
          // What ends the value: a delimiter, a line break, or the end of the file.
          const end = cursor < noted ? (notes[cursor++] as number) : this.to;
          if (end === this.to || bytes[end] === LF) {
            this.cursor = cursor;
            return Math.min(end + 1, this.to);
          }
          start = end + 1;
          break;
        }
        case HIGH:
          this.high = true;
          break;
        default:
          return this.fail('nul-byte', from, atEnd);
      }
    }
    const { to } = this;
    if (!atEnd) return to - from > this.rules.maxRowBytes ? this.fail('row-too-long', from, atEnd) : NEED_MORE;
    this.push(start, to > start && bytes[to - 1] === CR ? to - 1 : to, 0);
    if (this.fault !== null) return this.fail(this.fault, from, atEnd);
    this.cursor = cursor;
    return to;
  }

  /** Goes back or forward to the row that starts at `offset`. */
  seek(offset: number): void {
    let low = 0;
    let high = this.noted;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.notes[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    this.cursor = low;
  }

  /** How many delimiters stand on the physical line at `at`, outside and inside quotes alike. */
  delimitersOnLine(at: number): number {
    let count = 0;
    for (let i = at; i < this.to && this.bytes[i] !== LF; i++) if (this.bytes[i] === this.rules.delimiter) count++;
    return count;
  }

  /**
   * Reads a quoted value whose text starts at `open`; `cursor` is the note behind its opening quote. Returns the cursor of
   * what ends the value, or -1 with `fault` set or for want of bytes.
   */
  private quoted(rowStart: number, open: number, cursor: number, atEnd: boolean): number {
    const { bytes, kinds, notes, noted, to } = this;
    let escapes = 0;
    for (; ; cursor++) {
      if (cursor >= noted) {
        if (atEnd || to - rowStart > this.rules.maxRowBytes) this.fault = 'unclosed-quote';
        return -1;
      }
      const at = notes[cursor] as number;
      const kind = kinds[bytes[at] as number];
      if (kind === HIGH) {
        this.high = true;
      } else if (kind === NUL) {
        this.fault = 'nul-byte';
        return -1;
      } else if (kind === NEWLINE) {
        if (!this.rules.quotedNewlines || at - rowStart > this.rules.maxRowBytes) {
          this.fault = 'unclosed-quote';
          return -1;
        }
        this.spansLines = true;
      } else if (kind === QUOTE) {
        if (at + 1 >= to && !atEnd) return -1;
        if (at + 1 < to && kinds[bytes[at + 1] as number] === QUOTE) {
          escapes = 1;
          cursor++;
        } else {
          this.push(open, at, escapes);
          return this.fault === null ? this.endOfQuoted(at + 1, cursor + 1, atEnd) : -1;
        }
      }
    }
  }

  /** Behind a closing quote only blanks may stand before the delimiter, the line break or the end of the file. */
  private endOfQuoted(behind: number, cursor: number, atEnd: boolean): number {
    const { bytes, notes, noted, to } = this;
    const end = cursor < noted ? (notes[cursor] as number) : to;
    if (end === to && !atEnd) return -1;
    const isDelimiter = end < to && this.kinds[bytes[end] as number] === DELIMITER;
    const isEnd = end === to || bytes[end] === LF;
    const textEnd = isEnd && end > behind && bytes[end - 1] === CR ? end - 1 : end;
    if ((isDelimiter || isEnd) && this.isBlank(behind, textEnd)) return cursor;
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

  /** Ends a row that cannot be read at its first line break. */
  private fail(fault: RowFault, from: number, atEnd: boolean): number {
    this.fault = fault;
    this.fields = 0;
    const newline = this.bytes.indexOf(LF, from);
    const found = newline >= 0 && newline < this.to;
    if (!found && !atEnd && this.to - from <= this.rules.maxRowBytes) return NEED_MORE;
    const next = found ? newline + 1 : this.to;
    this.seek(next);
    return next;
  }

  private isBlank(from: number, to: number): boolean {
    for (let i = from; i < to; i++) if (this.bytes[i] !== SPACE) return false;
    return true;
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
