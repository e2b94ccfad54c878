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
  /** The part whose length cannot be read. */
  unreadable?: SentencePart | undefined;
}

/** Adds up the parts (none of them blank) of a sentence imposed on `imposed`, which may be partial or unknown. */
export function readSentence(
  parts: readonly SentencePart[],
  imposed: LegalDate | undefined,
  kinds: ValueMap,
  units: ValueMap,
): SentenceReading {
  if (parts.length === 0) return { sentence: imposed === undefined ? undefined : { imposedDate: imposed } };
  const day = imposed === undefined ? null : parseDay(imposed);

  const total: Length = { months: 0, days: 0 };
  const sums: Record<string, Length> = {};
  let unreadable: SentencePart | undefined;
  let isOpen = false;
  for (const part of parts) {
    const kind = kinds.get(part.kind) ?? 'unmapped';
    const sum = (sums[kind] ??= { months: 0, days: 0 });
    if (part.length === '' && part.unit === '') {
      // A fine runs for no time; imprisonment without a length runs for an unknown one.
      if (kind === 'no-term') continue;
      isOpen = true;
      sum.days = NaN;
      continue;
    }
    const length = readLength(part, units);
    if (length === null) unreadable ??= part;
    add(sum, length);
    add(total, length);
  }
  const end = day === null || isOpen || unreadable !== undefined ? NaN : addMonths(day, total.months) + total.days;
  // Sentences that run past the calendar we keep (several lifetimes) have no end that a comparison could use.
  const hasEnd = end <= LAST_DAY;
  // Fields in the order of the alphabet, see `blank.ts`; one that is not known is not there.
  const sentence: Sentence = {};
  setDays(sentence, 'confinementDays', sums['confinement'], day);
  if (hasEnd) sentence.endDate = formatDay(end);
  if (imposed !== undefined) sentence.imposedDate = imposed;
  setDays(sentence, 'probationDays', sums['probation'], day);
  // Says that there is a sentence of which the end cannot be told; a conviction without any part has only its date.
  if (!hasEnd) sentence.status = 'unknown';
  setDays(sentence, 'suspendedDays', sums['suspended'], day);
  return { sentence, unreadable };
}

/** A part as the file wrote it: `PROBATION 6 M`. */
export function partText(part: SentencePart): string {
  return part.kind !== '' && part.length !== '' && part.unit !== ''
    ? `${part.kind} ${part.length} ${part.unit}`
    : [part.kind, part.length, part.unit].filter((word) => word !== '').join(' ');
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
      return { months: count * 12, days: 0 };
    default:
      return null;
  }
}

function add(sum: Length, length: Length | null): void {
  sum.months += length?.months ?? 0;
  sum.days += length?.days ?? NaN;
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
