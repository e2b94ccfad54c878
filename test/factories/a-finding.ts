/** A small invented pack and a finding under it, for tests of how findings are worded. */
import { type Pack, packFromSnapshot } from '../../src/law/index.js';
import type { Finding } from '../../src/findings/index.js';

/** A pack `us-ca` with one path, `us-ca/test/expunge`, and two authorities of which one is not verified. */
export function aPack(): Pack {
  return packFromSnapshot(
    JSON.stringify({
      file: {
        jurisdiction: 'us-ca',
        title: 'A test state',
        version: '2026.11',
        state: 'CA',
        authorities: {
          act: { cite: 'Test Act § 1', verified: 'yes' },
          note: { cite: 'Test Note 7', verified: 'no', note: 'Not seen.' },
        },
        offenses: { possession: { title: 'Possession of test drugs', include: ['HS 11350'] } },
      },
      paths: [
        {
          path: 'test/expunge',
          title: 'Expungement for a test',
          summary: 'A person may have a test conviction expunged.',
          relief: 'expunge',
          kind: 'statute',
          inForce: { from: '2000-01-01' },
          items: ['conviction'],
          offense: 'possession',
          authority: 'act',
          requires: [
            {
              id: 'felony',
              text: 'The conviction is a felony.',
              authority: 'act',
              when: { fact: 'grade', is: 'felony' },
            },
            {
              id: 'waited',
              text: 'Ten years have run since the conviction.',
              authority: 'note',
              when: { elapsed: { since: 'conviction-date', years: 10 } },
            },
          ],
          unless: [
            {
              id: 'grave',
              text: 'The person has a grave conviction.',
              authority: 'act',
              when: { some: { of: 'convictions', where: { offense: 'possession' } } },
            },
          ],
          review: [{ id: 'danger', question: 'Is there an unreasonable risk of danger?', authority: 'note' }],
          cautions: [{ id: 'immigration', text: 'Ask counsel about immigration first.' }],
          result: { becomes: 'expunged' },
          movant: 'people',
        },
      ],
      overlays: [],
    }),
  );
}

/** A finding under that pack: everything met, one judgement left; state only what a test is about. */
export function aFinding(changes: Partial<Finding> = {}): Finding {
  const source = { file: 'fresno.csv', row: 12 };
  return {
    id: 1,
    key: '0123456789abcdef',
    scanId: 3,
    personKey: 'P-1',
    ordinal: 0,
    versionId: 7,
    case: { number: '12CR01234', court: 'Superior Court', county: 'Fresno', state: 'CA' },
    item: { kind: 'conviction', count: 2 },
    jurisdiction: 'us-ca',
    path: 'us-ca/test/expunge',
    relief: 'expunge',
    outcome: 'needs-review',
    preferred: true,
    criteria: [
      {
        id: 'felony',
        role: 'requirement',
        outcome: 'met',
        facts: [{ fact: 'grade', value: 'felony', basis: 'recorded', source }],
      },
      {
        id: 'waited',
        role: 'requirement',
        outcome: 'met',
        facts: [
          { fact: 'conviction-date', value: '2010-03-02', basis: 'recorded', source: { ...source, row: 14 } },
          { fact: 'conviction-date', value: '2010-03-02', basis: 'recorded', source: { ...source, row: 14 } },
        ],
      },
      {
        id: 'grave',
        role: 'disqualifier',
        outcome: 'not-met',
        facts: [{ fact: 'criminal-history', value: 'none', basis: 'coverage' }],
      },
    ],
    missing: [],
    review: [{ criterion: 'danger', question: 'Is there an unreasonable risk of danger?' }],
    cautions: ['immigration'],
    ripple: [],
    restsOn: ['criminal-history: none'],
    ...changes,
  };
}
