/**
 * Turns short runs of ASCII bytes into strings, giving the same string back for bytes seen before.
 *
 * Criminal-history files repeat themselves: the same offence texts, courts, dispositions and dates stand on row after
 * row. Comparing with the string seen last in a slot costs less than making a new one, and keeps one copy in memory.
 */
export class TextCache {
  private readonly slots: string[];
  private readonly mask: number;
  private last = '';

  /** `size` is a power of two. */
  constructor(size = 1024) {
    this.slots = new Array<string>(size).fill('');
    this.mask = size - 1;
  }

  /** The text of `bytes[from, to)`, which must be ASCII. */
  text(bytes: Buffer, from: number, to: number): string {
    // A person's name, number and birth date are the same from row to row.
    if (isText(bytes, from, to, this.last)) return this.last;
    const length = to - from;
    if (length > 96) return bytes.toString('latin1', from, to);
    let hash = length;
    // Of long texts every fourth byte will do: the comparison below decides.
    const step = length > 16 ? 4 : 1;
    for (let i = from; i < to; i += step) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    const slot = (hash ^ (hash >>> 15)) & this.mask;
    const known = this.slots[slot] as string;
    if (isText(bytes, from, to, known)) return (this.last = known);
    return (this.last = this.slots[slot] = bytes.toString('latin1', from, to));
  }
}

function isText(bytes: Buffer, from: number, to: number, text: string): boolean {
  if (text.length !== to - from) return false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i - from) !== bytes[i]) return false;
  return true;
}
