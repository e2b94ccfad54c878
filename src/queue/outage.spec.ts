import { full, Outage, unreachable } from './outage.js';

const REDIS = 'Redis at redis://10.0.0.5:6379';

describe('an outage', () => {
  const told: string[] = [];
  let now = Date.parse('2026-11-22T08:14:05.600Z');
  const outage = (): Outage =>
    new Outage(
      unreachable(REDIS),
      (sentence) => told.push(sentence),
      () => new Date(now),
    );
  beforeEach(() => told.splice(0));

  it('is told once however many attempts fail, and its end is told with how long it took', () => {
    const redis = outage();
    redis.end();
    for (let attempt = 0; attempt < 100; attempt += 1) redis.begin();
    now += 32_000;
    redis.end();
    redis.end();
    expect(told).toEqual([
      `${REDIS} cannot be reached since 2026-11-22 08:14:05 UTC; nothing is lost; trying again.`,
      `${REDIS} answers again after 32 s; the work goes on.`,
    ]);
  });

  it('is told again every five minutes, with when it began', () => {
    const redis = outage();
    redis.end();
    const began = new Date(now).toISOString().slice(11, 19);
    for (let minute = 0; minute < 11; minute += 1) {
      redis.begin();
      now += 60_000;
    }
    expect(told).toHaveLength(3);
    for (const sentence of told) expect(sentence).toContain(began);
  });

  it('is not told where there was no answer yet: the command that wanted to begin is refused', () => {
    outage().begin();
    expect(told).toEqual([]);
  });

  it('of room on a disk is told as such', () => {
    const room = new Outage(
      full('office.sqlite'),
      (sentence) => told.push(sentence),
      () => new Date(now),
    );
    room.end();
    const since = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
    room.begin();
    now += 9_000;
    room.end();
    expect(told).toEqual([
      `The disk is full: office.sqlite cannot grow since ${since}; nothing is lost; free some space and the work goes on.`,
      'There is room for office.sqlite again after 9 s; the work goes on.',
    ]);
  });
});
