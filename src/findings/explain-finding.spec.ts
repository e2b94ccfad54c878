import { aFinding, aPack } from '../../test/factories/a-finding.js';
import type { MissingFact } from '../law/index.js';
import { explainFinding } from './explain-finding.js';
import { PackWords } from './pack-words.js';

const words = new PackWords([aPack()]);
const SCAN = {
  id: 3,
  name: 'First look',
  asOf: '2026-11-22',
  inputHash: 'aa11',
  engineVersion: '1',
  packs: [],
};

describe('the explanation of a finding', () => {
  it('tells what was decided, why, what rests on what, and under which law', () => {
    expect(explainFinding(aFinding(), words, SCAN)).toBe(`Finding 0123456789abcdef
  Person P-1, count 2 of case 12CR01234 (Superior Court, Fresno, CA): conviction.
  Expungement for a test (us-ca/test/expunge): A person may have a test conviction expunged.

Decision
  Everything that a record can show is met as of 2026-11-22; a judgement remains. Relief: expunge.

What the law asks, and what the record says
  [met] The conviction is a felony.
      In the record: felony (fresno.csv row 12)
      Test Act § 1
  [met] Ten years have run since the conviction.
      In the record: conviction date 2010-03-02 (fresno.csv row 14)
      Test Note 7 (not verified)
  [does not apply] The person has a grave conviction.
      In the record: none (assumed from coverage)
      Test Act § 1

For the attorney to decide
  Is there an unreasonable risk of danger? (Test Note 7 (not verified))

Before anything is filed
  Ask counsel about immigration first.

This answer rests on
  criminal-history: none. Verify.

Read from
  fresno.csv, rows 12, 14

Law
  A test state, version 2026.11, content ${aPack().hash}.
  Authority: Test Act § 1.
  In force since 2000-01-01.
  Authorities that nobody has checked against their source yet: Test Note 7.

Scan
  Scan 3 (First look), as of 2026-11-22, engine 1, records aa11.
`);
  });

  it('says of a value that a person supplied who, when, on what evidence, and what the source says', () => {
    const given = { by: 'A. Clerk', at: '2026-11-20T10:00:00.000Z', evidence: 'the judgment' };
    const supplied = (more: object) => ({
      fact: 'grade',
      value: 'felony',
      basis: 'supplied' as const,
      supplied: { ...given, ...more },
    });
    const criteria = [
      {
        id: 'felony',
        role: 'requirement' as const,
        outcome: 'met' as const,
        facts: [supplied({ from: 'misdemeanor' }), supplied({ from: 'misdemeanor' })],
      },
      { id: 'waited', role: 'requirement' as const, outcome: 'met' as const, facts: [supplied({})] },
    ];
    const text = explainFinding(aFinding({ criteria }), words, SCAN);
    expect(text).toContain(`  [met] The conviction is a felony.
      In the record: felony (supplied by A. Clerk)
      Supplied by A. Clerk on 2026-11-20, from: the judgment. The source says: misdemeanor.
      Test Act`);
    expect(text).toContain('from: the judgment. The source does not say.');
    expect(text).not.toContain('fresno.csv');
  });

  it('says for every missing fact which answer leads where', () => {
    const text = explainFinding(
      aFinding({
        outcome: 'needs-facts',
        missing: [
          {
            criterion: 'felony',
            fact: 'grade',
            question: 'Was it a felony?',
            ifMet: 'needs-review',
            ifNotMet: 'not-eligible',
            values: [
              { is: 'felony', leads: 'needs-review' },
              { is: 'misdemeanor, infraction or civil', leads: 'not-eligible' },
            ],
          },
        ],
      }),
      words,
      SCAN,
    );
    expect(text).toContain('Nothing rules it out as of 2026-11-22, and a fact is missing. Relief: expunge.');
    expect(text).toContain(
      'Was it a felony? (grade)\n    If felony: open, if an attorney so judges.\n    If misdemeanor, infraction or civil: not eligible.\n',
    );
  });

  it('says once where answers lead that several questions ask for, and which condition is meant where values cannot say it', () => {
    const lacks = (question: string, values: MissingFact['values'], fact = 'grade'): MissingFact => ({
      ...{ criterion: 'felony', fact, question, values },
      ...{ ifMet: 'eligible', ifNotMet: 'not-eligible' },
    });
    const grades: MissingFact['values'] = [
      { is: 'felony', leads: 'eligible' },
      { is: 'anything else', leads: 'not-eligible' },
    ];
    const conditions: MissingFact['values'] = [
      { is: 'the condition is met', leads: 'eligible' },
      { is: 'the condition is not met', leads: 'not-eligible' },
    ];
    const missing = [
      lacks('Was it a felony?', grades),
      lacks('Of which grade was it?', grades),
      lacks('What does it rest on?', conditions, 'underlying-charges'),
      lacks('How many?', [{ is: 'any answer', leads: 'needs-facts' }], 'plants'),
    ];
    const text = explainFinding(aFinding({ outcome: 'needs-facts', missing }), words, SCAN);
    expect(text).toContain(`
  Was it a felony? (grade)
  Of which grade was it? (grade)
    If felony: eligible.
    If anything else: not eligible.
  What does it rest on? (underlying-charges)
    The condition: The conviction is a felony.
    If the condition is met: eligible.
    If the condition is not met: not eligible.
  How many? (plants)
    Whatever the answer is, by itself it leads to: undecided until a missing fact is known.
`);
  });

  it('names every criterion that rules relief out, and what time alone will change', () => {
    const criteria = [
      { id: 'felony', role: 'requirement' as const, outcome: 'not-met' as const, facts: [] },
      { id: 'waited', role: 'requirement' as const, outcome: 'not-met' as const, holdsOn: '2030-03-02', facts: [] },
      { id: 'grave', role: 'disqualifier' as const, outcome: 'met' as const, facts: [] },
    ];
    const text = explainFinding(aFinding({ outcome: 'not-eligible', criteria }), words, SCAN);
    expect(text).toContain('Not eligible as of 2026-11-22.');
    expect(text).toContain('[not met] The conviction is a felony.');
    expect(text).toContain('Time alone changes this on 2030-03-02.');
    expect(text).toContain('[applies: rules relief out] The person has a grave conviction.');
  });

  it('says what is taken as met though the record is silent, and what is taken not to apply', () => {
    const silent = [{ fact: 'fees-owed-cents', value: 'unknown', basis: 'recorded' as const }];
    const known = [{ fact: 'grade', value: 'felony', basis: 'recorded' as const }, ...silent];
    const criteria = [
      { id: 'felony', role: 'requirement' as const, outcome: 'met' as const, facts: silent },
      { id: 'waited', role: 'requirement' as const, outcome: 'met' as const, facts: known },
      { id: 'grave', role: 'disqualifier' as const, outcome: 'not-met' as const, facts: silent },
    ];
    const text = explainFinding(aFinding({ criteria }), words, SCAN);
    expect(text).toContain('[taken as met, the record is silent: verify] The conviction is a felony.');
    expect(text).toContain('[met] Ten years have run since the conviction.');
    expect(text).toContain('[taken not to apply, the record is silent: verify] The person has a grave conviction.');
  });

  it('calls what waits for a day and then for a judgement open for review, not eligible', () => {
    const review = [{ criterion: 'danger', question: 'Is there an unreasonable risk?' }];
    const text = explainFinding(aFinding({ outcome: 'eligible-later', eligibleOn: '2030-03-02', review }), words, SCAN);
    expect(text).toContain('then a judgement remains. Open for review from 2030-03-02 if nothing else happens.');
    expect(text).not.toContain('Eligible from');
  });

  it('gives the day, the warrant and the alternative where there is one', () => {
    const text = explainFinding(
      aFinding({
        outcome: 'eligible-later',
        eligibleOn: '2030-03-02',
        preferred: false,
        review: [],
        item: { kind: 'warrant', number: 'W-9' },
        case: { number: 'C-1', court: 'District Court for Baltimore City', county: 'Baltimore City', state: 'MD' },
      }),
      words,
      SCAN,
    );
    expect(text).toContain('warrant W-9 of case C-1 (District Court for Baltimore City, MD).');
    expect(text).toContain('Eligible from 2030-03-02 if nothing else happens.');
    expect(text).toContain('Another finding on the same item is the one to draft');
  });
});
