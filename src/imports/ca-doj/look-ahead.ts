/**
 * Finds the subjects whose rows do not stand together, and where the files may be cut, in one quick look at them.
 *
 * Only line breaks and the subject's column are looked at, so this costs a small part of reading. Each subject is marked
 * in a sheet of bits when its rows begin; where the mark is already there, they have begun before. Two subjects can
 * share a mark (only long or non-numeric ids do): one of them then waits with the scattered ones, which is slower and
 * changes nothing.
 *
 * An id must be the same text here as for whoever reads the rows, or a subject would come out twice. Only an id of ASCII
 * on a line without quotes before its end is taken from the bytes: everything that is done with such a one stands in
 * `plainId`. Any other line is given to the reader of rows itself, and so is the whole of a file whose rows are not its
 * lines. Rows that will be set aside may be taken for somebody's here, who then waits without need.
 *
 * A file is cut in front of a row that begins a subject, so that stretches of it can be read apart from one another and
 * give what reading it whole gives. That row must be readable, which is asked of the reader itself; what stands before
 * it, unreadable rows included, belongs to the stretch before.
 */
import { IssueCollector } from '../issue-collector.js';
import { ByteWindow } from '../read-bytes.js';
import { ReadingRoom } from '../reading-room.js';
import { DelimitedFeed, END, isPadding, MORE, ROW, type DelimitedRules, type RowFeed } from '../row-feed.js';
import { isFull, WHOLE_FILE, type Stretch } from '../stretch.js';

const LF = 0x0a;
const PAGE_BITS = 16;

/** One file, as the look ahead sees it. */
export interface LookedAhead {
  /** The subject's column. */
  column: number;
  rows: RowsAreLines | RowsAreRead;
}

/** A delimited file whose lines are its rows: no value of it may hold line breaks. */
export interface RowsAreLines {
  /** Opens it behind its byte order mark. */
  open: () => Promise<ByteWindow>;
  read: DelimitedRules;
  /** A stretch has about so many rows, fewer where people have few of them (`isFull`); null for a file that has to be read from its beginning, as a gzip file has. */
  stretchRows: number | null;
}

/** A file that only its reader can divide into rows. */
export interface RowsAreRead {
  openFeed: () => Promise<RowFeed>;
}

export interface LookAhead {
  /** The ids of subjects with more than one run of rows over all the files, in order of their second run. */
  scattered: string[];
  /** The stretches of each file, in its order. */
  stretches: Stretch[][];
}

/** Looks through the files once. */
export async function lookAhead(files: readonly LookedAhead[]): Promise<LookAhead> {
  const subjects = new SubjectsMet();
  const stretches: Stretch[][] = [];
  for (const { column, rows } of files) {
    stretches.push(
      'open' in rows ? await lookAtLines(rows, column, subjects) : await lookAtRows(rows, column, subjects),
    );
  }
  return { scattered: subjects.scattered(), stretches };
}

async function lookAtLines(
  { open, read, stretchRows }: RowsAreLines,
  column: number,
  subjects: SubjectsMet,
): Promise<Stretch[]> {
  const stretches: Stretch[] = [{ ...WHOLE_FILE }];
  const line = new LineReader(read, column);
  const window = await open();
  try {
    let previous = '';
    // The same where it was taken from the bytes: the next row's bytes are compared with it.
    let plain = '';
    let rows = 0;
    let people = 0;
    for (;;) {
      const newline = window.bytes.indexOf(LF, window.from);
      const end = newline < 0 || newline >= window.to ? -1 : newline;
      if (end < 0 && !window.atEnd) {
        await window.refill();
        continue;
      }
      if (window.from >= window.to) break;
      const { bytes, from } = window;
      const to = end < 0 ? window.to : end;
      const next = end < 0 ? to : end + 1;
      const at = fieldStart(bytes, from, to, column, read);
      if (at !== TOO_SHORT && (at === ODD || !isSame(bytes, at, to, plain, read.delimiter))) {
        const found = at === ODD ? null : plainId(bytes, at, to, read);
        const id = found ?? line.idOf(bytes.subarray(from, next));
        if (id !== '' && id !== previous) {
          subjects.meet(id);
          const last = stretches.at(-1) as Stretch;
          const isLong = stretchRows !== null && isFull(rows - last.rowsBefore, people, stretchRows);
          people++;
          if (isLong && line.idOf(bytes.subarray(from, next)) === id) {
            last.to = window.offset;
            stretches.push({ from: window.offset, to: WHOLE_FILE.to, rowsBefore: rows });
            people = 1;
          }
        }
        if (id !== '') {
          previous = id;
          plain = found ?? '';
        }
      }
      rows++;
      window.from = next;
    }
  } finally {
    await window.close();
  }
  return stretches;
}

async function lookAtRows({ openFeed }: RowsAreRead, column: number, subjects: SubjectsMet): Promise<Stretch[]> {
  const feed = await openFeed();
  try {
    let previous = '';
    for (;;) {
      const state = feed.advance();
      if (state === MORE) {
        await feed.refill();
        continue;
      }
      if (state === END) break;
      const id = feed.text(column);
      if (id === '' || id === previous) continue;
      subjects.meet(id);
      previous = id;
    }
  } finally {
    await feed.close();
  }
  return [{ ...WHOLE_FILE }];
}

/** Asks the reader of rows about single lines. */
class LineReader {
  private readonly room = new ReadingRoom();
  private readonly issues = new IssueCollector();
  private readonly rules: DelimitedRules;

  constructor(
    rules: DelimitedRules,
    private readonly column: number,
  ) {
    this.rules = { ...rules, header: false };
  }

  /** The id on the line; '' where it has none or cannot be read. */
  idOf(line: Buffer): string {
    const feed = new DelimitedFeed(ByteWindow.over(line, this.room), this.rules, this.issues, this.room);
    if (feed.advance() === ROW) return feed.text(this.column);
    // It is reported when the row is read.
    this.issues.take();
    return '';
  }
}

/** The line ends before the field. */
const TOO_SHORT = -1;
/** Quotes stand before the field: which one it is, only a reader of rows can tell. */
const ODD = -2;

/** The offset of a field on the line, `TOO_SHORT` or `ODD`. */
function fieldStart(bytes: Buffer, from: number, to: number, column: number, rules: DelimitedRules): number {
  const { delimiter, quote } = rules;
  let field = 0;
  for (let i = from; i < to; i++) {
    if (field === column) return i;
    const byte = bytes[i];
    if (byte === delimiter) field++;
    else if (byte === quote) return ODD;
  }
  return TOO_SHORT;
}

/** Whether the field holds exactly this text and ends with a delimiter. */
function isSame(bytes: Buffer, at: number, to: number, id: string, delimiter: number): boolean {
  const length = id.length;
  if (length === 0 || at + length >= to) return false;
  for (let i = 0; i < length; i++) if (bytes[at + i] !== id.charCodeAt(i)) return false;
  return bytes[at + length] === delimiter;
}

/** The id that starts there, or null where it is not plain. */
function plainId(bytes: Buffer, at: number, to: number, { delimiter, quote, missing }: DelimitedRules): string | null {
  let from = at;
  let end = at;
  for (; end < to && bytes[end] !== delimiter; end++) {
    const byte = bytes[end] as number;
    if (byte >= 0x80 || byte === quote) return null;
  }
  while (from < end && isPadding(bytes[from] as number)) from++;
  while (end > from && isPadding(bytes[end - 1] as number)) end--;
  const id = bytes.toString('latin1', from, end);
  return missing.has(id) ? '' : id;
}

/** The subjects whose rows have begun somewhere. */
class SubjectsMet {
  private readonly twice = new Set<string>();
  private readonly pages = new Map<number, Uint8Array>();

  /** Notes that rows of the subject begin. */
  meet(id: string): void {
    if (!mark(this.pages, id)) this.twice.add(id);
  }

  /** Those whose rows began more than once. */
  scattered(): string[] {
    return [...this.twice];
  }
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
