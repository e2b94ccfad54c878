import { aDetermination, draft, PENDING, wordsFor } from '../test-drafts.js';
import { isDrafted, isDraftedUnasked } from './choose-drafted.js';
import type { Determination } from '../../law/index.js';

const UNASKED = {};
const open = { drafted: 'when-open' } as const;
const onRequest = { drafted: 'on-request' } as const;

describe('what is drafted unasked', () => {
  it.each<[Determination['outcome'], boolean]>([
    ['eligible', true],
    ['needs-review', true],
    ['needs-facts', false],
    ['eligible-later', false],
    ['not-eligible', false],
  ])('%s: %s, and never on a path that is drafted on request', (outcome, drafted) => {
    expect(isDraftedUnasked(aDetermination({ outcome }), open)).toBe(drafted);
    expect(isDraftedUnasked(aDetermination({ outcome }), onRequest)).toBe(false);
  });

  it('leaves out what another path on the same item is preferred to', () => {
    expect(isDraftedUnasked(aDetermination({ preferred: false }), open)).toBe(false);
  });

  it('goes on with a path that has no words, so that a person is told', () => {
    expect(isDraftedUnasked(aDetermination(), undefined)).toBe(true);
    expect(draft({ words: [] }).issues.map(({ code }) => code)).toEqual(['no-path-words']);
  });

  it('is narrowed by the kind of relief', () => {
    expect(isDrafted('a', aDetermination(), open, { relief: ['dismiss'] })).toBe(true);
    expect(isDrafted('a', aDetermination(), open, { relief: ['quash'] })).toBe(false);
  });
});

describe('what is drafted when it is asked for by name', () => {
  it('is drafted on request', () => {
    const determination = aDetermination({ outcome: 'needs-review' });
    expect(isDrafted('a', determination, onRequest, UNASKED)).toBe(false);
    expect(isDrafted('a', determination, onRequest, { paths: [PENDING] })).toBe(true);
    expect(isDrafted('a', determination, onRequest, { findings: ['b', 'a'] })).toBe(true);
  });

  it('is all that is drafted then', () => {
    expect(isDrafted('a', aDetermination(), open, { paths: ['us-md/vacatur'] })).toBe(false);
    expect(isDrafted('a', aDetermination(), open, { findings: ['b'] })).toBe(false);
    expect(isDrafted('a', aDetermination(), open, { paths: [PENDING], findings: ['b'] })).toBe(false);
    expect(isDrafted('a', aDetermination(), open, { paths: [PENDING], relief: ['quash'] })).toBe(false);
  });

  it('is drafted also where another path is preferred', () => {
    expect(isDrafted('a', aDetermination({ preferred: false }), open, { findings: ['a'] })).toBe(true);
  });

  it('is not drafted where relief is not open: a motion must not guess', () => {
    for (const outcome of ['needs-facts', 'eligible-later', 'not-eligible'] as const) {
      expect(isDrafted('a', aDetermination({ outcome }), onRequest, { findings: ['a'], paths: [PENDING] })).toBe(false);
    }
  });
});

describe('drafting by the rule', () => {
  const words = [wordsFor(PENDING), wordsFor('us-md/nolle-prosequi', { ...onRequest, jurisdiction: 'us-md' })];
  const determinations = [1, 2].map((count) =>
    aDetermination({
      item: { kind: 'pending-charge', count },
      ...(count === 1 ? {} : { path: 'us-md/nolle-prosequi', jurisdiction: 'us-md', outcome: 'needs-review' }),
    }),
  );

  it('makes no motion of a path that is drafted on request, nor an issue', () => {
    const { drafts, issues } = draft({ determinations, words });
    expect(drafts.map(({ paths }) => paths)).toEqual([[PENDING]]);
    expect(issues).toEqual([]);
  });
});
