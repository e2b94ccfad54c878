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
