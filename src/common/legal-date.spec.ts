import fc from 'fast-check';
import {
  addMonths,
  addYears,
  calendarOf,
  dayOf,
  formatDay,
  fullYearsBetween,
  parseDay,
  parseLegalDate,
} from './legal-date.js';

describe('calendar days', () => {
  it('counts days as the platform does, forwards and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62000, max: 84000 }), (day) => {
        const { year, month, day: d } = calendarOf(day);
        expect(Date.UTC(year, month - 1, d) / 86_400_000).toBe(day);
        expect(dayOf(year, month, d)).toBe(day);
        expect(parseDay(formatDay(day))).toBe(day);
      }),
    );
  });

  it('keeps a partial date as the range of days it may mean', () => {
    expect(parseLegalDate('2014')).toEqual({ from: dayOf(2014, 1, 1), to: dayOf(2014, 12, 31) });
    expect(parseLegalDate('2012-02')).toEqual({ from: dayOf(2012, 2, 1), to: dayOf(2012, 2, 29) });
    expect(parseDay('2014-03')).toBeNull();
  });

  it('refuses a day that is not on the calendar', () => {
    expect(parseLegalDate('2031-02-30')).toBeNull();
    expect(parseLegalDate('2014-13')).toBeNull();
    expect(parseLegalDate('0000-00-00')).toBeNull();
  });

  it('puts the anniversary of 29 February on 28 February', () => {
    expect(formatDay(addYears(dayOf(2012, 2, 29), 3))).toBe('2015-02-28');
    expect(formatDay(addYears(dayOf(2012, 2, 29), 4))).toBe('2016-02-29');
  });

  it('ends a month that is too short on its last day', () => {
    expect(formatDay(addMonths(dayOf(2020, 1, 31), 1))).toBe('2020-02-29');
    expect(formatDay(addMonths(dayOf(2020, 3, 31), -1))).toBe('2020-02-29');
  });

  it('completes a year on the anniversary day and not the day before', () => {
    expect(fullYearsBetween(dayOf(2000, 5, 10), dayOf(2021, 5, 9))).toBe(20);
    expect(fullYearsBetween(dayOf(2000, 5, 10), dayOf(2021, 5, 10))).toBe(21);
  });
});
