import fc from 'fast-check';
import { dayOf, formatDay, parseDay } from '../common/index.js';
import { DATE_FORMATS, readDate, type DateFormat, type DateRules } from './read-date.js';

const rules = (formats: DateFormat[], more: Partial<DateRules> = {}): DateRules => ({ formats, ...more });

/** A reading in one word: the date, `unknown`, or the problem. */
function told(text: string, given: DateRules, notAfter?: string): string {
  const reading = readDate(text, given, notAfter === undefined ? undefined : (parseDay(notAfter) ?? undefined));
  return reading.kind === 'date'
    ? reading.value
    : reading.kind === 'unknown'
      ? 'unknown'
      : `problem: ${reading.problem}`;
}

describe('a date', () => {
  it.each<[string, DateFormat, string]>([
    ['2014-03-09', 'YYYY-MM-DD', '2014-03-09'],
    ['2014-3-9', 'YYYY-MM-DD', '2014-03-09'],
    ['20140309', 'YYYYMMDD', '2014-03-09'],
    [' 20140309 ', 'YYYYMMDD', '2014-03-09'],
    ['03/09/2014', 'MM/DD/YYYY', '2014-03-09'],
    ['3/9/2014', 'MM/DD/YYYY', '2014-03-09'],
    ['09/03/2014', 'DD/MM/YYYY', '2014-03-09'],
    ['09-MAR-2014', 'DD-MON-YYYY', '2014-03-09'],
    ['2014-03-09T00:00:00Z', 'YYYY-MM-DD', '2014-03-09'],
    ['2014-03-09 00:00:00.000', 'YYYY-MM-DD', '2014-03-09'],
    ['3/9/2014 12:00:00 AM', 'MM/DD/YYYY', '2014-03-09'],
    ['2014-03', 'YYYY-MM', '2014-03'],
    ['2014', 'YYYY', '2014'],
  ])('written %s is read as %s says', (text, format, expected) => {
    expect(told(text, rules([format]))).toBe(expected);
  });

  it.each(['00000000', '0000-00-00', '00/00/0000', '99/99/9999', '99999999', '9999-99-99', '9999-12-31', '   ', '0'])(
    'written %p is one that the source does not know',
    (text) => {
      expect(told(text, rules(['YYYYMMDD', 'YYYY-MM-DD', 'MM/DD/YYYY']))).toBe('unknown');
    },
  );

  it('is unknown where the profile lists its text', () => {
    expect(told('UNK', rules(['YYYYMMDD'], { unknown: ['UNK'] }))).toBe('unknown');
  });

  it.each([
    ['19990000', '1999'],
    ['19990400', '1999-04'],
    ['1999-00-00', '1999'],
    ['04/00/1999', '1999-04'],
  ])('with zeros for what is not known (%s) is partial', (text, expected) => {
    expect(told(text, rules(['YYYYMMDD', 'YYYY-MM-DD', 'MM/DD/YYYY']))).toBe(expected);
  });

  it.each([
    ['2031-02-30', 'is not a day on the calendar'],
    ['2014-13-01', 'has the month 13'],
    ['1999-00-05', 'has a day but no month'],
    ['0500-01-01', 'has the year 0500'],
    ['next week', 'is not written as a date'],
  ])('that cannot be (%s) is a problem, not a guess', (text, problem) => {
    expect(told(text, rules(['YYYY-MM-DD']))).toBe(`problem: ${problem}`);
  });

  it('with a two-digit year needs the rule that says which century', () => {
    expect(told('03/09/14', rules(['MM/DD/YY']))).toMatch(/two digits/);
    expect(told('03/09/14', rules(['MM/DD/YY'], { pivot: 30 }))).toBe('2014-03-09');
    expect(told('03/09/31', rules(['MM/DD/YY'], { pivot: 30 }))).toBe('1931-03-09');
    expect(told('09-MAR-14', rules(['DD-MON-YY'], { pivot: 30 }))).toBe('2014-03-09');
  });

  it('of birth with a two-digit year is never in the future', () => {
    const pivot = rules(['MM/DD/YY'], { pivot: 30 });
    expect(told('11/21/26', pivot, '2026-11-22')).toBe('2026-11-21');
    expect(told('11/22/26', pivot, '2026-11-22')).toBe('2026-11-22');
    expect(told('11/23/26', pivot, '2026-11-22')).toBe('1926-11-23');
  });

  it('as a spreadsheet counts days is read only where the profile says so', () => {
    expect(told('41707', rules(['excel-serial']))).toBe('2014-03-09');
    expect(told('41707.75', rules(['excel-serial']))).toBe('2014-03-09');
    expect(told('1', rules(['excel-serial']))).toBe('1900-01-01');
    expect(told('59', rules(['excel-serial']))).toBe('1900-02-28');
    expect(told('60', rules(['excel-serial']))).toMatch(/not a day/);
    expect(told('61', rules(['excel-serial']))).toBe('1900-03-01');
    expect(told('41707', rules(['YYYYMMDD']))).toMatch(/not written/);
  });

  it('that exists is read back from each format that says it in full', () => {
    fc.assert(
      fc.property(fc.integer({ min: dayOf(1900, 1, 1), max: dayOf(2150, 12, 31) }), (day) => {
        const iso = formatDay(day);
        const [y, m, d] = iso.split('-') as [string, string, string];
        expect(told(`${y}${m}${d}`, rules(['YYYYMMDD']))).toBe(iso);
        expect(told(`${m}/${d}/${y}`, rules(['MM/DD/YYYY']))).toBe(iso);
        expect(told(iso, rules(['YYYY-MM-DD']))).toBe(iso);
      }),
    );
  });

  it('is never anything but a legal date, unknown or a problem, whatever the text', () => {
    const all = rules([...DATE_FORMATS], { pivot: 30 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9/.-]{0,10}$/)), (text) => {
        expect(told(text, all)).toMatch(/^(\d{4}(-\d{2}(-\d{2})?)?|unknown|problem: .+)$/);
      }),
    );
  });
});
