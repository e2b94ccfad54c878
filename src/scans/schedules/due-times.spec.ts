import { checkDueTimes, clockTime, countTimes, dayIn, nextTime, nextTimes } from './due-times.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const NEW_YORK = 'America/New_York';

/** The due times after a moment, as the clock in New York shows them. */
function inNewYork(cron: string, after: string, count = 3): string[] {
  return nextTimes({ cron, timeZone: NEW_YORK }, new Date(after), count).map((at) => clockTime(NEW_YORK, at));
}

describe('the due times of a schedule', () => {
  it('are not told, and moments are shown in UTC, where the time zone is not known on this machine', () => {
    expect(nextTimes({ cron: '0 2 1 * *', timeZone: 'America/Nowhere' }, NOW, 2)).toEqual([]);
    expect(clockTime('America/Nowhere', NOW)).toBe('Sun 2026-11-22 12:00 UTC');
  });

  it('are by the clock on the wall: the first of each month at 02:00, in winter as in summer', () => {
    expect(inNewYork('0 2 1 * *', '2026-02-10T00:00:00Z')).toEqual([
      'Sun 2026-03-01 02:00 EST',
      'Wed 2026-04-01 02:00 EDT',
      'Fri 2026-05-01 02:00 EDT',
    ]);
  });

  it('that the clock skips in spring come at the first moment after, and once; the day before and after at their time', () => {
    expect(inNewYork('30 2 * * *', '2026-03-07T00:00:00Z')).toEqual([
      'Sat 2026-03-07 02:30 EST',
      'Sun 2026-03-08 03:00 EDT',
      'Mon 2026-03-09 02:30 EDT',
    ]);
  });

  it('that come twice in autumn count once, the first time', () => {
    expect(inNewYork('30 1 * * *', '2026-10-31T00:00:00Z')).toEqual([
      'Sat 2026-10-31 01:30 EDT',
      'Sun 2026-11-01 01:30 EDT',
      'Mon 2026-11-02 01:30 EST',
    ]);
    // Asked between the two half past ones, the day has been.
    expect(inNewYork('30 1 * * *', '2026-11-01T06:00:00Z', 1)).toEqual(['Mon 2026-11-02 01:30 EST']);
  });

  it('leave out the months that lack the day', () => {
    expect(inNewYork('0 2 31 * *', '2026-01-31T12:00:00Z', 2)).toEqual([
      'Tue 2026-03-31 02:00 EDT',
      'Sun 2026-05-31 02:00 EDT',
    ]);
  });

  it('come after the moment that is asked about, not at it', () => {
    const times = { cron: '0 2 1 * *', timeZone: NEW_YORK };
    expect(nextTime(times, new Date('2026-12-01T06:59:59Z'))?.toISOString()).toBe('2026-12-01T07:00:00.000Z');
    expect(nextTime(times, new Date('2026-12-01T07:00:00Z'))?.toISOString()).toBe('2027-01-01T07:00:00.000Z');
  });

  it('that were missed are counted up to and with the moment, and never beyond a thousand', () => {
    const times = { cron: '0 2 1 * *', timeZone: NEW_YORK };
    const due = new Date('2026-03-01T07:00:00Z');
    expect(countTimes(times, due, new Date('2026-04-01T05:59:59Z'))).toBe(0);
    expect(countTimes(times, due, new Date('2026-04-01T06:00:00Z'))).toBe(1);
    expect(countTimes(times, due, NOW)).toBe(8);
    expect(countTimes({ cron: '* * * * *', timeZone: NEW_YORK }, due, NOW)).toBe(1000);
  });
});

describe('the day of a moment', () => {
  it('is the one in the time zone, before and after its midnight', () => {
    expect(dayIn(NEW_YORK, new Date('2026-12-01T04:59:59Z'))).toBe('2026-11-30');
    expect(dayIn(NEW_YORK, new Date('2026-12-01T05:00:00Z'))).toBe('2026-12-01');
    expect(dayIn('Pacific/Auckland', new Date('2026-11-30T12:00:00Z'))).toBe('2026-12-01');
  });
});

describe('what a person asks for', () => {
  it('is tidied', () => {
    expect(checkDueTimes({ cron: ' 0  2 1 * * ', timeZone: NEW_YORK }, NOW)).toEqual({
      cron: '0 2 1 * *',
      timeZone: NEW_YORK,
    });
  });

  it.each([
    ['0 2 1 *', /^"0 2 1 \*" is no cron expression: it has to have five parts\. Write five parts/],
    ['0 0 2 1 * *', /it has to have five parts/],
    ['@monthly', /it has to have five parts/],
    ['', /it has to have five parts/],
    ['61 2 1 * *', /is no cron expression: invalid value for minute: 61\. Write/],
    ['0 2 first * *', /is no cron expression: .+\. Write five parts, minute, hour, .+"0 2 1 \* \*" for the first/],
    ['0 2 31 2 *', /^"0 2 31 2 \*" never comes: no day fits it\./],
  ])('is refused with a sentence where it is %j', (cron, says) => {
    expect(() => checkDueTimes({ cron, timeZone: NEW_YORK }, NOW)).toThrow(says);
  });

  it.each(['America/Nowhere', '', 'EST5EDT4'])('is refused with a sentence in the time zone %j', (timeZone) => {
    expect(() => checkDueTimes({ cron: '0 2 1 * *', timeZone }, NOW)).toThrow(
      /^There is no time zone ".*"; write it as/,
    );
  });
});
