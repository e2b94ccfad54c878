/**
 * The sentence of one conviction, from all the rows that carry its count.
 *
 * Each row is a part: a kind, a length and a unit. The parts follow one another, so the sentence ends on the day of the
 * sentence plus all of them: months and years first by the calendar, then days. (A year is a calendar year, a month a
 * calendar month.) A length that cannot be read, or a unit nobody mapped, leaves the end unknown.
 */
import { addMonths, dayOf, formatDay, parseDay, type Day } from '../../common/index.js';
import type { LegalDate, Sentence } from '../../records/record.js';
import type { ValueMap } from '../value-map.js';

const LAST_DAY = dayOf(2199, 12, 31);

export interface SentencePart {
  kind: string;
  length: string;
  unit: string;
}

interface Length {
  months: number;
  days: number;
}

export interface SentenceReading {
  sentence: Sentence | undefined;
  /** The parts in the file's own words. */
  text: string;
  /** The part whose length cannot be read. */
  unreadable?: SentencePart;
}

/** Adds up the parts of a sentence imposed on `imposed` (which may be partial or unknown). */
export function readSentence(
  parts: readonly SentencePart[],
  imposed: LegalDate | undefined,
  maps: { kinds: ValueMap; units: ValueMap },
): SentenceReading {
  const present = parts.filter((part) => part.kind !== '' || part.length !== '' || part.unit !== '');
  const sentence: Sentence = {};
  if (imposed !== undefined) sentence.imposedDate = imposed;
  if (present.length === 0) return { sentence: imposed === undefined ? undefined : sentence, text: '' };

  const total: Length = { months: 0, days: 0 };
  const byKind = new Map<string, Length>();
  let unreadable: SentencePart | undefined;
  let open = false;
  for (const part of present) {
    const kind = maps.kinds.get(part.kind) ?? 'unmapped';
    if (part.length === '' && part.unit === '') {
      if (kind !== 'no-term') open = true;
      continue;
    }
    const length = readLength(part, maps.units);
    if (length === null) {
      unreadable ??= part;
      byKind.set(kind, { months: NaN, days: NaN });
      continue;
    }
    add(total, length);
    const sum = byKind.get(kind) ?? { months: 0, days: 0 };
    add(sum, length);
    byKind.set(kind, sum);
  }

  const day = imposed === undefined ? null : parseDay(imposed);
  if (day !== null && !open && unreadable === undefined) {
    const end = addMonths(day, total.months) + total.days;
    // Sentences that run past the calendar we keep (several lifetimes) have no end that a comparison could use.
    if (end <= LAST_DAY) sentence.endDate = formatDay(end);
  }
  setDays(sentence, 'confinementDays', byKind.get('confinement'), day);
  setDays(sentence, 'probationDays', byKind.get('probation'), day);
  setDays(sentence, 'suspendedDays', byKind.get('suspended'), day);
  const reading: SentenceReading = { sentence, text: present.map(partText).join('; ') };
  if (unreadable !== undefined) reading.unreadable = unreadable;
  return reading;
}

/** A part as the file wrote it: `PROBATION 6 M`. */
export function partText(part: SentencePart): string {
  return [part.kind, part.length, part.unit].filter((word) => word !== '').join(' ');
}

function readLength(part: SentencePart, units: ValueMap): Length | null {
  if (!/^\d{1,5}$/.test(part.length)) return null;
  const count = Number(part.length);
  switch (units.get(part.unit)) {
    case 'days':
      return { months: 0, days: count };
    case 'months':
      return { months: count, days: 0 };
    case 'years':
      // Nobody serves more than a few centuries; a larger number is a slip of the key and would leave the calendar.
      return count > 150 ? null : { months: count * 12, days: 0 };
    default:
      return null;
  }
}

function add(sum: Length, length: Length): void {
  sum.months += length.months;
  sum.days += length.days;
}

/** Months have no fixed number of days, so a length in months needs the day from which it ran. */
function setDays(
  sentence: Sentence,
  field: 'confinementDays' | 'probationDays' | 'suspendedDays',
  length: Length | undefined,
  from: Day | null,
): void {
  if (length === undefined || Number.isNaN(length.days)) return;
  if (length.months === 0) sentence[field] = length.days;
  else if (from !== null) sentence[field] = addMonths(from, length.months) + length.days - from;
}
