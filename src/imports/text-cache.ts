/** Longer texts are made anew each time. */
const LONGEST = 96;
const FEWEST_SLOTS = 1 << 10;
const MOST_SLOTS = 1 << 14;

/**
 * Turns short runs of ASCII bytes of one column into strings, giving the same string back for bytes seen before.
 *
 * Criminal-history files repeat themselves: the same offence texts, courts, dispositions and dates stand on row after
 * row. Comparing with the string seen last in a slot costs less than making a new one, and keeps one copy in memory. A
 * column that repeats itself and has more texts than slots (dates) gets more of them.
 */
export class TextCache {
  private slots: string[] = [];
  /** Slot by slot: the text, or '' where it means that nothing is known. */
  private meanings: string[] = [];
  private last = '';
  private lastMeaning = '';
  private found = 0;
  private made = 0;

  /** `missing` are the texts that mean that nothing is known. */
  constructor(private readonly missing: ReadonlySet<string>) {
    this.clear(FEWEST_SLOTS);
  }

  /** What `bytes[from, to)`, which must be ASCII, say: their text, or '' where that means that nothing is known. */
  text(bytes: Buffer, from: number, to: number): string {
    // A person's name, number and birth date are the same from row to row.
    if (isText(bytes, from, to, this.last)) return this.lastMeaning;
    const length = to - from;
    if (length > LONGEST) return this.meaningOf(bytes.toString('latin1', from, to));
    let hash = length;
    // Of long texts every fourth byte will do: the comparison below decides.
    const step = length > 16 ? 4 : 1;
    for (let i = from; i < to; i += step) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
    const slot = (hash ^ (hash >>> 15)) & (this.slots.length - 1);
    const known = this.slots[slot] as string;
    if (isText(bytes, from, to, known)) {
      this.found++;
      this.last = known;
      return (this.lastMeaning = this.meanings[slot] as string);
    }
    this.made++;
    this.last = this.slots[slot] = bytes.toString('latin1', from, to);
    this.lastMeaning = this.meanings[slot] = this.meaningOf(this.last);
    if (this.made === 4 * this.slots.length) this.adapt();
    return this.lastMeaning;
  }

  private meaningOf(text: string): string {
    return this.missing.has(text) ? '' : text;
  }

  /** Takes more slots where texts do come again, though many were gone by then. */
  private adapt(): void {
    const { length } = this.slots;
    const comesAgain = this.found * 4 > this.made;
    this.found = 0;
    this.made = 0;
    if (comesAgain && length < MOST_SLOTS) this.clear(length * 4);
  }

  private clear(size: number): void {
    this.slots = new Array<string>(size).fill('');
    this.meanings = new Array<string>(size).fill('');
  }
}

function isText(bytes: Buffer, from: number, to: number, text: string): boolean {
  if (text.length !== to - from) return false;
  for (let i = from; i < to; i++) if (text.charCodeAt(i - from) !== bytes[i]) return false;
  return true;
}
