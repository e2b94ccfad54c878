/**
 * Reads the dates that real exports hold.
 *
 * Three things can come of a text: a legal date (full or partial), "unknown" where the source says that it does not
 * know (`00000000`, `99/99/9999`), or a problem where it names a day that the calendar does not have. A date is never
 * guessed: a format counts only when the profile lists it, and two-digit years need the profile's rule.
 */
import { dayOf, formatDay, isCalendarDate, type Day } from '../common/index.js';
import type { LegalDate } from '../records/record.js';

/** The ways of writing a date that a profile can list. */
export const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYYMMDD',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'MM/DD/YY',
  'MM-DD-YYYY',
  'DD-MON-YYYY',
  'DD-MON-YY',
  'YYYY-MM',
  'YYYY',
  'excel-serial',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

export interface DateRules {
  formats: readonly DateFormat[];
  /** Two-digit years below this are 20YY, the others 19YY. Without it a two-digit year is a problem. */
  pivot?: number;
  /** Texts that mean "unknown" beyond all zeros and all nines. */
  unknown?: readonly string[];
}

export type DateReading =
  { kind: 'date'; value: LegalDate; partial: boolean } | { kind: 'unknown' } | { kind: 'problem'; problem: string };

const UNKNOWN: DateReading = { kind: 'unknown' };

/** Zeros, nines or blanks only, however they are punctuated, and the last day of the year 9999. */
const NO_DATE = /^(?:[0\s/.-]*|[9\s/.-]*|9999-?12-?31|12[/-]31[/-]9999|31-DEC-9999)$/i;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

const PATTERNS: Record<Exclude<DateFormat, 'excel-serial'>, RegExp> = {
  'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/,
  YYYYMMDD: /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  'MM/DD/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
  'DD/MM/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  'MM/DD/YY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{2})$/,
  'MM-DD-YYYY': /^(?<m>\d{1,2})-(?<d>\d{1,2})-(?<y>\d{4})$/,
  'DD-MON-YYYY': /^(?<d>\d{1,2})-(?<m>[A-Za-z]{3})-(?<y>\d{4})$/,
  'DD-MON-YY': /^(?<d>\d{1,2})-(?<m>[A-Za-z]{3})-(?<y>\d{2})$/,
  'YYYY-MM': /^(?<y>\d{4})-(?<m>\d{2})$/,
  YYYY: /^(?<y>\d{4})$/,
};

/** A time behind the day, as database exports write it; the day is what counts. */
const TIME_OF_DAY = /[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[AP]M|Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * Reads one date text. `notAfter` is the last day that is possible for it (today, for a date of birth): a two-digit
 * year that would lie later belongs to the century before.
 */
export function readDate(text: string, rules: DateRules, notAfter?: Day): DateReading {
  const whole = text.trim();
  if (NO_DATE.test(whole) || rules.unknown?.includes(whole) === true) return UNKNOWN;
  const bare = whole.replace(TIME_OF_DAY, '');
  if (NO_DATE.test(bare)) return UNKNOWN;
  for (const format of rules.formats) {
    if (format === 'excel-serial') {
      const serial = excelSerial(bare);
      if (serial !== null) return serial;
      continue;
    }
    const groups = PATTERNS[format].exec(bare)?.groups;
    if (groups === undefined) continue;
    return fromParts(groups['y'] ?? '', groups['m'], groups['d'], rules, notAfter);
  }
  return { kind: 'problem', problem: 'is not written as a date' };
}

const REMEMBERED_DATES = 50_000;

/** Reads dates of which most were read before, and remembers them. */
export class DateMemory {
  private readonly readings = new Map<string, DateReading>();
  /** The rows of one event have one date. */
  private lastText = '';
  private last: DateReading = UNKNOWN;

  constructor(private readonly rules: DateRules) {}

  read(text: string): DateReading {
    if (text !== this.lastText) {
      this.last = this.recall(text);
      this.lastText = text;
    }
    return this.last;
  }

  private recall(text: string): DateReading {
    let reading = this.readings.get(text);
    if (reading === undefined) {
      reading = readDate(text, this.rules);
      if (this.readings.size < REMEMBERED_DATES) this.readings.set(text, reading);
    }
    return reading;
  }
}

function fromParts(
  yearText: string,
  monthText: string | undefined,
  dayText: string | undefined,
  rules: DateRules,
  notAfter: Day | undefined,
): DateReading {
  const month = monthText === undefined ? 0 : monthNumber(monthText);
  const day = dayText === undefined ? 0 : Number(dayText);
  let year = Number(yearText);
  if (yearText.length === 2) {
    if (rules.pivot === undefined)
      return { kind: 'problem', problem: 'has a year of two digits, and no century is given' };
    year += year < rules.pivot ? 2000 : 1900;
    if (notAfter !== undefined && dayOf(year, month || 1, day || 1) > notAfter) year -= 100;
  }
  if (year === 0) return month === 0 && day === 0 ? UNKNOWN : { kind: 'problem', problem: 'has no year' };
  if (!isCalendarDate(year, 1, 1)) return { kind: 'problem', problem: `has the year ${yearText}` };
  const yyyy = String(year).padStart(4, '0');
  if (month === 0) {
    return day === 0
      ? { kind: 'date', value: yyyy, partial: true }
      : { kind: 'problem', problem: 'has a day but no month' };
  }
  if (!isCalendarDate(year, month, 1)) return { kind: 'problem', problem: `has the month ${String(monthText)}` };
  const mm = String(month).padStart(2, '0');
  if (day === 0) return { kind: 'date', value: `${yyyy}-${mm}`, partial: true };
  if (!isCalendarDate(year, month, day)) return { kind: 'problem', problem: 'is not a day on the calendar' };
  return { kind: 'date', value: `${yyyy}-${mm}-${String(day).padStart(2, '0')}`, partial: false };
}

function monthNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  const index = MONTHS.indexOf(text.toUpperCase());
  return index < 0 ? 99 : index + 1;
}

/** A day number as a spreadsheet counts it: 1 is 1900-01-01, and 1900 is wrongly taken for a leap year. */
function excelSerial(text: string): DateReading | null {
  if (!/^\d{1,5}(?:\.\d+)?$/.test(text)) return null;
  const serial = Math.floor(Number(text));
  if (serial < 1 || serial > 90_000) return null;
  if (serial === 60) return { kind: 'problem', problem: 'is not a day on the calendar' };
  const day = dayOf(1899, 12, 30) + serial + (serial < 60 ? 1 : 0);
  return { kind: 'date', value: formatDay(day), partial: false };
}
