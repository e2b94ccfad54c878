import { isQuiet, rateOf, secondsLeft, type WorkedChunk } from './job-progress.js';

const BEGAN = Date.parse('2026-11-22T10:00:00Z');
const moment = (seconds: number): string => new Date(BEGAN + seconds * 1000).toISOString();

/** A chunk of 100 people, done from one second to another. */
function aChunk(from: number, to: number, size = 100): WorkedChunk {
  return { size, startedAt: moment(from), finishedAt: moment(to) };
}

/** What some hands do who take 4 seconds a chunk, from one second on; each begins a little after the one before. */
function worked(hands: number, rounds: number, from = 0): WorkedChunk[] {
  return Array.from({ length: hands * rounds }, (_, n) => {
    const begun = from + Math.floor(n / hands) * 4 + ((n % hands) * 4) / hands;
    return aChunk(begun, begun + 4);
  });
}

describe('the rate of a job', () => {
  it('is unknown before a chunk is finished', () => {
    expect(rateOf([])).toBeNull();
    expect(rateOf([{ size: 100, startedAt: moment(0), finishedAt: null }])).toBeNull();
  });

  it('is unknown until as many chunks are finished as are under way: the first of eight says nothing of the seven', () => {
    const first = [aChunk(0, 4)];
    expect(rateOf(first, { underWay: 8 })).toBeNull();
    const round = Array.from({ length: 8 }, (_, n) => aChunk(0, 4 + n / 10));
    expect(rateOf(round, { underWay: 8 })).toBeCloseTo(800 / 4.7, 6);
  });

  it('is what was finished by the time it took, with one at work', () => {
    expect(rateOf([aChunk(0, 4), aChunk(4, 8)])).toBe(25);
  });

  it('leaves out the time in which nobody was at work: a pause of an hour changes nothing', () => {
    expect(rateOf([aChunk(0, 4), aChunk(4, 8), aChunk(3608, 3612), aChunk(3612, 3616)])).toBe(25);
  });

  it.each([1, 2, 8, 40])('is that of all hands together with %i of them', (hands) => {
    const all = worked(hands, 12);
    const expected = (hands * 100) / 4;
    // All there were, the first start included; and the latest only, where there were more before.
    for (const [chunks, isAll] of [[all, true] as const, [all.slice(hands), false] as const]) {
      const rate = rateOf(chunks, { isAll, underWay: hands }) ?? 0;
      expect(rate / expected).toBeGreaterThan(0.8);
      expect(rate / expected).toBeLessThan(1.2);
    }
  });

  it('follows when workers join: half a minute later the old pace is forgotten', () => {
    const chunks = [...worked(1, 30), ...worked(8, 10, 120)];
    expect((rateOf(chunks, { underWay: 8 }) ?? 0) / 200).toBeGreaterThan(0.9);
  });

  it('does not depend on the order in which the chunks are given', () => {
    const chunks = worked(3, 5);
    expect(rateOf([...chunks].reverse())).toBe(rateOf(chunks));
  });

  it('is unknown rather than endless where clocks show no time', () => {
    expect(rateOf([aChunk(0, 0)])).toBeNull();
    expect(rateOf([aChunk(4, 0)])).toBeNull();
  });
});

describe('a job of which nothing is heard', () => {
  const latest = [aChunk(0, 4)];
  const at = (seconds: number): Date => new Date(BEGAN + seconds * 1000);

  it('is believed to go on for a minute after the last chunk was finished, begun or noted', () => {
    expect(isQuiet(latest, null, at(63))).toBe(false);
    expect(isQuiet(latest, null, at(65))).toBe(true);
    expect(isQuiet(latest, moment(10), at(65))).toBe(false);
    expect(isQuiet(latest, moment(10), at(71))).toBe(true);
  });

  it('is given four times its longest chunk where chunks are long', () => {
    expect(isQuiet([aChunk(0, 100)], null, at(499))).toBe(false);
    expect(isQuiet([aChunk(0, 100)], null, at(501))).toBe(true);
  });
});

describe('the time left', () => {
  it('is rounded up, nothing where nothing is left, and unknown without a rate', () => {
    expect(secondsLeft(101, 50)).toBe(3);
    expect(secondsLeft(0, null)).toBe(0);
    expect(secondsLeft(10, null)).toBeNull();
    expect(secondsLeft(10, 0)).toBeNull();
  });
});
