import { parseLegalDate } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN } from '../engine/determination.js';
import { compileOffenses, parseStatute, wordsForEntry, type OffenseList } from './index.js';

const compiled = (list: OffenseList) => compileOffenses(list, 'CA');
const formerC = compiled({ include: [{ cite: 'HS 11357(c)', until: '2016-11-09' }], inchoate: ['none', 'attempt'] });
const on = (list: ReturnType<typeof compiled>, text: string, date: string | null) =>
  list.testOn(parseStatute(text, 'CA'), null, date === null ? null : parseLegalDate(date));
const asksForDate = (list: ReturnType<typeof compiled>, text: string, date: string | null) =>
  list.turnsOnDate(parseStatute(text, 'CA'), null, date === null ? null : parseLegalDate(date));

describe('a dated entry of an offence list', () => {
  it.each([
    ['2016-11-08', MET, 'the day before, the letter still had its former meaning'],
    ['2016-11-09', NOT_MET, 'from this day on the letter means something else'],
    ['2016-11-10', NOT_MET, 'the day after is no different'],
  ])('an offence on %s answers %i: %s', (date, truth) => {
    expect(on(formerC, '11357(C) HS', date)).toBe(truth);
    expect(asksForDate(formerC, '11357(C) HS', date)).toBe(false);
  });

  it('begins on its first day: the day before is not yet covered', () => {
    const list = compiled({ include: [{ cite: 'HS 11357(b)', from: '2011-01-01', until: '2016-11-09' }] });
    expect(
      ['2010-12-31', '2011-01-01', '2011-01-02', '2016-11-08', '2016-11-09'].map((day) => on(list, 'HS 11357(b)', day)),
    ) //
      .toEqual([NOT_MET, MET, MET, MET, NOT_MET]);
  });

  it('is unknown without an offence date, and it is the date that is asked for', () => {
    expect(on(formerC, '11357(C) HS', null)).toBe(UNKNOWN);
    expect(asksForDate(formerC, '11357(C) HS', null)).toBe(true);
  });

  it('is unknown for a partial date that may lie on either side, and certain for one that cannot', () => {
    expect(on(formerC, '11357(C) HS', '2016-11')).toBe(UNKNOWN);
    expect(asksForDate(formerC, '11357(C) HS', '2016-11')).toBe(true);
    expect(on(formerC, '11357(C) HS', '2016')).toBe(UNKNOWN);
    expect(on(formerC, '11357(C) HS', '2016-10')).toBe(MET);
    expect(on(formerC, '11357(C) HS', '2015')).toBe(MET);
    expect(on(formerC, '11357(C) HS', '2016-12')).toBe(NOT_MET);
  });

  it('asks for the subdivision, not the date, where the date is known and the letter is missing', () => {
    expect(on(formerC, '11357 HS', '2010-05-01')).toBe(UNKNOWN);
    expect(asksForDate(formerC, '11357 HS', '2010-05-01')).toBe(false);
    expect(on(formerC, '11357 HS', '2020-05-01')).toBe(NOT_MET);
    expect(asksForDate(formerC, '11357 HS', null)).toBe(true);
  });

  it('takes a subdivision of what it names, on its side of the day only', () => {
    expect(on(formerC, '11357(C)(1) HS', '2010-05-01')).toBe(MET);
    expect(on(formerC, '11357(C)(1) HS', '2017-05-01')).toBe(NOT_MET);
    expect(on(formerC, '11357(B) HS', '2010-05-01')).toBe(NOT_MET);
    expect(on(formerC, '11357.5(C) HS', '2010-05-01')).toBe(NOT_MET);
  });

  it('needs no date where two entries join without a gap, because every day answers the same', () => {
    const list = compiled({
      include: [
        { cite: 'HS 11358', until: '2016-11-09' },
        { cite: 'HS 11358', from: '2016-11-09' },
      ],
    });
    expect(list.test(parseStatute('HS 11358', 'CA'))).toBe(MET);
    expect(on(list, 'HS 11358', null)).toBe(MET);
    expect(asksForDate(list, 'HS 11358', null)).toBe(false);
  });

  it('excludes only within its bounds', () => {
    const list = compiled({ include: ['HS 11357'], exclude: [{ cite: 'HS 11357(a)', until: '2016-11-09' }] });
    expect(on(list, 'HS 11357(a)', '2016-11-08')).toBe(NOT_MET);
    expect(on(list, 'HS 11357(a)', '2016-11-09')).toBe(MET);
    expect(on(list, 'HS 11357(a)', null)).toBe(UNKNOWN);
    expect(asksForDate(list, 'HS 11357(a)', null)).toBe(true);
    expect(on(list, 'HS 11357(b)', null)).toBe(MET);
  });

  it('takes an attempt where the list takes attempts, by the date of the attempt', () => {
    const attempt = parseStatute('664/11357(C) HS', 'CA');
    expect(formerC.testOn(attempt, 'attempt', parseLegalDate('2016-11-08'))).toBe(MET);
    expect(formerC.testOn(attempt, 'attempt', parseLegalDate('2016-11-09'))).toBe(NOT_MET);
    expect(formerC.turnsOnDate(attempt, 'attempt', null)).toBe(true);
    expect(formerC.testOn(parseStatute('HS 11357(c)', 'CA'), 'conspiracy', parseLegalDate('2010-01-01'))).toBe(NOT_MET);
    expect(formerC.turnsOnDate(parseStatute('HS 11357(c)', 'CA'), 'conspiracy', null)).toBe(false);
  });

  it('keeps undated entries beside it independent of the date', () => {
    const list = compiled({ include: ['HS 11350', { cite: 'HS 11357(c)', until: '2016-11-09' }] });
    expect(list.test(parseStatute('HS 11350', 'CA'))).toBe(MET);
    expect(asksForDate(list, 'HS 11350', null)).toBe(false);
    expect(list.mayMatch(parseStatute('HS 11357(c)', 'CA'))).toBe(true);
    expect(list.mayMatch(parseStatute('HS 11359', 'CA'))).toBe(false);
  });

  it.each([
    [{ cite: 'HS 11357(c)', from: '2016-02-30' }, 'is no calendar date'],
    [{ cite: 'HS 11357(c)', from: '2016-11-09', until: '2016-11-09' }, 'ends before it begins'],
    [{ cite: '11357(c)', until: '2016-11-09' }, 'names no code'],
  ])('%j is refused: it %s', (entry, why) => {
    expect(() => compiled({ include: [entry] })).toThrow(why);
  });

  it('says its bounds in words', () => {
    expect(wordsForEntry('HS 11350')).toBe('HS 11350');
    expect(wordsForEntry({ cite: 'HS 11357(c)', from: '2000-01-01', until: '2016-11-09' })).toBe(
      'HS 11357(c), for offenses from 2000-01-01 and before 2016-11-09',
    );
  });
});
