/**
 * Calendar arithmetic on legal dates: whole days in the proleptic Gregorian calendar, no clock and no time zone.
 *
 * A day is a whole number of days since 1970-01-01. A partial date (`2014-03`, `2014`) is the range of days it may
 * mean, so a comparison with it can be unknown: "2014" is before 2015-01-01, and neither before nor not before
 * 2014-06-30.
 */

/** Days since 1970-01-01. */
export type Day = number;

/** The first and the last day that a date may mean; equal for a full date. */
export interface DayRange {
  readonly from: Day;
  readonly to: Day;
}

/** The day number of a calendar date; the caller has checked that the date exists. */
export function dayOf(year: number, month: number, day: number): Day {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The calendar date of a day number. */
export function calendarOf(day: Day): { year: number; month: number; day: number } {
  const z = day + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * mp + 2) / 5) + 1,
  };
}

/** How many days the month has. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Whether year, month and day name a day that the calendar has, between the years 1800 and 2199. */
export function isCalendarDate(year: number, month: number, day: number): boolean {
  return year >= 1800 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** A day as `YYYY-MM-DD`. */
export function formatDay(day: Day): string {
  const { year, month, day: d } = calendarOf(day);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(d)}`;
}

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : String(number));

/** The range of days a legal date may mean, or null when the text is not a legal date at all. */
export function parseLegalDate(text: string): DayRange | null {
  if (text.length === 10) {
    const day = fullDay(text);
    return day === null ? null : { from: day, to: day };
  }
  const match = /^(\d{4})(?:-(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  if (match[2] === undefined) {
    return isCalendarDate(year, 1, 1) ? { from: dayOf(year, 1, 1), to: dayOf(year, 12, 31) } : null;
  }
  const month = Number(match[2]);
  if (!isCalendarDate(year, month, 1)) return null;
  return { from: dayOf(year, month, 1), to: dayOf(year, month, daysInMonth(year, month)) };
}

/** Nearly all dates are full ones: read without taking the text apart. */
function fullDay(text: string): Day | null {
  if (text[4] !== '-' || text[7] !== '-') return null;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  return isCalendarDate(year, month, day) ? dayOf(year, month, day) : null;
}

/** The number that the digits stand for, or NaN. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    number = number * 10 + digit;
  }
  return number;
}

/** The day number of a full date `YYYY-MM-DD`, or null when it is partial or not a date. */
export function parseDay(text: string): Day | null {
  const range = parseLegalDate(text);
  return range !== null && range.from === range.to ? range.from : null;
}

/** The same calendar day `months` later (or earlier); the end of a shorter month stands for days it lacks. */
export function addMonths(day: Day, months: number): Day {
  // The same wait from the same day is asked about again and again: by several paths, today and as of later days.
  const place = (Math.imul(day, 0x9e3779b1) + Math.imul(months, 0x85ebca6b)) >>> (32 - SUM_BITS);
  if (SUM_DAYS[place] === day && SUM_MONTHS[place] === months) return SUMS[place] as Day;
  const sum = monthsLater(day, months);
  SUM_DAYS[place] = day;
  SUM_MONTHS[place] = months;
  SUMS[place] = sum;
  return sum;
}

/**
 * Sums that `addMonths` came to: each in a place that follows from what was added, where the last one stands. As numbers of
 * any kind, so that what is no day (infinity) is told from one; an empty place says truly that 0 and 0 are 0.
 */
const SUM_BITS = 12;
const SUM_DAYS = new Float64Array(1 << SUM_BITS);
const SUM_MONTHS = new Float64Array(1 << SUM_BITS);
const SUMS = new Float64Array(1 << SUM_BITS);

function monthsLater(day: Day, months: number): Day {
  const { year, month, day: d } = calendarOf(day);
  const index = year * 12 + (month - 1) + months;
  const toYear = Math.floor(index / 12);
  const toMonth = index - toYear * 12 + 1;
  return dayOf(toYear, toMonth, Math.min(d, daysInMonth(toYear, toMonth)));
}

/** The anniversary `years` later (or earlier); 29 February falls on 28 February in other years. */
export function addYears(day: Day, years: number): Day {
  return addMonths(day, years * 12);
}

/** Whole years completed from one day to another; the anniversary day itself completes a year. */
export function fullYearsBetween(from: Day, to: Day): number {
  const a = calendarOf(from);
  const years = calendarOf(to).year - a.year;
  return addYears(from, years) <= to ? years : years - 1;
}
