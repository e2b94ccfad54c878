import type { Determination } from '../../src/law/index.js';

/** A determination for tests: eligible, on one conviction, with nothing remarkable; state only what a test is about. */
export function aDetermination(changes: Partial<Determination> = {}): Determination {
  return {
    personId: 'P-1',
    case: { number: 'C-1', court: 'Superior Court', county: 'Fresno', state: 'CA' },
    item: { kind: 'conviction', count: 1 },
    jurisdiction: 'us-ca',
    path: 'us-ca/test',
    relief: 'expunge',
    outcome: 'eligible',
    missing: [],
    review: [],
    criteria: [],
    cautions: [],
    preferred: true,
    ripple: [],
    restsOn: [],
    ...changes,
  };
}
