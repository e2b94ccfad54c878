/** A part of a file that can be read by itself, with the numbers of its rows. */
export interface Stretch {
  /** The offset of its first byte in the file. */
  from: number;
  /** The offset behind its last byte; Infinity is the end of the file. */
  to: number;
  /** How many rows of the file stand before it, header included. */
  rowsBefore: number;
}

/** A file in one piece. */
export const WHOLE_FILE: Readonly<Stretch> = { from: 0, to: Infinity, rowsBefore: 0 };

/** Where everybody has a row or two, a batch of people weighs several times what a batch of rows does. */
const ROWS_PER_PERSON = 8;

/** Whether so many rows of so many people make a batch of about `batchRows` rows: what bounds the memory. */
export function isFull(rows: number, people: number, batchRows: number): boolean {
  return rows >= batchRows || people * ROWS_PER_PERSON >= batchRows;
}
