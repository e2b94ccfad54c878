import { findCause } from './find-cause.js';
import { type Answer, type Factor, FACTORS } from './difference.js';

const answer = (outcome: Answer['outcome']): Answer => ({
  outcome,
  preferred: true,
  missing: [],
  review: [],
  cautions: [],
});
const LATER = answer('eligible-later');
const OPEN = answer('eligible');
const SAME_ENGINE = { differ: false, isTo: true };

/** What a person comes to with the factors of each list changed; `eligible-later` with all others. */
function opensWith(...enough: Factor[][]): (changed: readonly Factor[]) => ReadonlyMap<string, Answer> {
  return (changed) =>
    new Map([['place', enough.some((set) => set.every((factor) => changed.includes(factor))) ? OPEN : LATER]]);
}

function causeOf(
  factors: readonly Factor[],
  answersWith: Parameters<typeof findCause>[4],
  engines: Parameters<typeof findCause>[3] = SAME_ENGINE,
): Factor[][] {
  return findCause('place', { was: LATER, is: OPEN }, factors, engines, answersWith);
}

describe('the cause of a difference', () => {
  it('is the one factor that leads from the earlier answer to the later, when the others do nothing', () => {
    expect(causeOf(FACTORS, opensWith(['law']))).toEqual([['law']]);
    expect(causeOf(['record', 'time'], opensWith(['time']))).toEqual([['time']]);
  });

  it('is several together where none is enough by itself', () => {
    expect(causeOf(['record', 'law', 'time'], opensWith(['record', 'law']))).toEqual([['record', 'law']]);
    expect(causeOf(['record', 'law', 'time'], opensWith(['record', 'law', 'time']))).toEqual([
      ['record', 'law', 'time'],
    ]);
  });

  it('is one or the other where each is enough, and never more than it takes', () => {
    expect(causeOf(['record', 'time'], opensWith(['record'], ['time']))).toEqual([['record'], ['time']]);
    expect(causeOf(['record', 'law', 'time'], opensWith(['time'], ['record', 'law']))).toEqual([['time']]);
  });

  it('counts having no finding at all as an answer', () => {
    const gone = (changed: readonly Factor[]): ReadonlyMap<string, Answer> =>
      new Map(changed.includes('record') ? [] : [['place', OPEN]]);
    expect(findCause('place', { was: OPEN, is: null }, ['record', 'time'], SAME_ENGINE, gone)).toEqual([['record']]);
  });

  it('takes a mixture that cannot be evaluated for one that leads nowhere', () => {
    const answers = opensWith(['record'], ['record', 'law']);
    const broken: Parameters<typeof findCause>[4] = (changed) => (changed.length === 1 ? null : answers(changed));
    expect(causeOf(['record', 'law'], broken)).toEqual([['record', 'law']]);
  });
});

describe('the cause of a difference between scans of two engines', () => {
  const engines = { differ: true, isTo: true };

  it('is the law where the new engine answers so of what was', () => {
    expect(causeOf(['time'], opensWith([]), engines)).toEqual([['law']]);
  });

  it('is something else where the new engine answers of what was as the old one did', () => {
    expect(causeOf(['record', 'time'], opensWith(['time']), engines)).toEqual([['time']]);
  });

  it('is the law and something else where the new engine answers of what was like neither', () => {
    const third = answer('needs-review');
    const answers = (changed: readonly Factor[]): ReadonlyMap<string, Answer> =>
      new Map([['place', changed.includes('time') ? OPEN : third]]);
    expect(causeOf(['record', 'time'], answers, engines)).toEqual([['law', 'time']]);
  });

  it('is unknown where this program is not the engine of the later scan', () => {
    expect(causeOf(['record', 'time'], opensWith(['time']), { differ: true, isTo: false })).toEqual([]);
  });
});

describe('the cause of a difference between scans of one engine that this program is not', () => {
  const engines = { differ: false, isTo: false };

  it('is found where this program answers as the scans did', () => {
    expect(causeOf(['record', 'time'], opensWith(['time']), engines)).toEqual([['time']]);
  });

  it('is unknown where it does not', () => {
    expect(causeOf(['record', 'time'], opensWith([]), engines)).toEqual([]);
    expect(causeOf(['record', 'time'], opensWith(['assumptions']), engines)).toEqual([]);
  });
});
