import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { EFFECTS, meaningOf, plainPhrase } from './index.js';
import { readPhrases } from './phrases.js';

const effect = (phrase: string, state: string) => meaningOf(phrase, state)?.effect ?? null;

describe('the meaning of a disposition phrase', () => {
  it.each([
    // Maryland
    ['MD', 'STET', 'alive'],
    ['MD', 'Stet Docket', 'alive'],
    ['MD', 'STET - ANGER MANAGEMENT', 'alive'],
    ['MD', 'PROBATION BEFORE JUDGMENT', 'probation-before-judgment'],
    ['MD', 'PBJ - UNSUPERVISED', 'probation-before-judgment'],
    ['MD', 'NOLLE PROSEQUI', 'nonconviction'],
    ['MD', 'NOL PROS', 'nonconviction'],
    ['MD', 'Jury Trial Prayed', 'alive'],
    // New York
    ['NY', 'Adjourned in Contemplation of Dismissal', 'deferred'],
    ['NY', 'ACD', 'deferred'],
    ['NY', 'Dismissed - ACD', 'deferred-completed'],
    ['NY', 'Pled Guilty', 'conviction'],
    // Oregon
    ['OR', 'Conditional Discharge', 'deferred'],
    ['OR', 'Dismissed - Conditional Discharge', 'deferred-completed'],
    ['OR', 'No Complaint', 'nonconviction'],
    ['OR', 'Diverted', 'diverted'],
    ['OR', 'Convicted Lesser Charge', 'lesser'],
    ['OR', 'Guilty Except for Insanity', 'unclear'],
    // Washington
    ['WA', 'Deferred Sentence', 'deferred'],
    ['WA', 'Guilty - Deferred Sentence', 'deferred'],
    ['WA', 'Dismissed with leave', 'alive'],
    ['WA', 'Vacated - Blake', 'vacated'],
    // Rhode Island
    ['RI', 'NOLO CONTENDERE', 'unclear'],
    ['RI', 'PLEA NOLO', 'unclear'],
    ['RI', 'Nolo - straight probation', 'unclear'],
    ['RI', 'FILED', 'deferred'],
    ['RI', 'Filing', 'deferred'],
    ['RI', 'Deferred Sentence', 'deferred'],
    ['RI', 'Dismissed - Rule 48(a)', 'nonconviction'],
    ['RI', 'No information', 'nonconviction'],
    // Vermont
    ['VT', 'Dismissed by State', 'nonconviction'],
    ['VT', 'Dismissed w/o prejudice', 'nonconviction'],
    ['VT', 'Nolle', 'nonconviction'],
    ['VT', 'Non Trial Disposition', 'unclear'],
    // California
    ['CA', 'CONV SET ASIDE & DISM PER 1203.4 PC', 'set-aside'],
    ['CA', 'PROS REL-DET ONLY-LACK OF EVID', 'nonconviction'],
    ['CA', 'DISMISSED/FURTHERANCE OF JUSTICE', 'nonconviction'],
    ['CA', 'DISMISSED/PLEA TO OTHER CHARGE', 'nonconviction'],
    ['CA', 'DEFERRED ENTRY OF JUDGMENT', 'deferred'],
    ['CA', 'DIVERSION COMPLETED-DISMISSED', 'diversion-completed'],
    ['CA', 'DIVERTED/PC 1000', 'diverted'],
    ['CA', 'CONVICTED-PROB/JAIL', 'conviction'],
    ['CA', 'REL/TOT OTHER JURIS/AUTH', 'transferred'],
    ['CA', 'PROCEEDINGS SUSPENDED', 'alive'],
    // what any state's data holds
    ['UT', 'Convicted', 'conviction'],
    ['UT', 'Guilty Plea', 'conviction'],
    ['UT', 'Finding - Guilty', 'conviction'],
    ['UT', 'FOUND GUILTY BY JURY', 'conviction'],
    ['UT', 'Plea: nolo', 'conviction'],
    ['UT', 'NOLO CONTENDERE', 'conviction'],
    ['UT', 'Conviction of a lesser charge', 'lesser'],
    ['UT', 'Dismissed/Nolle Prosequi', 'nonconviction'],
    ['UT', 'DISMISSED 03/02/2010', 'nonconviction'],
    ['UT', 'Dismissed with leave to reinstate', 'alive'],
    ['UT', 'Acquitted', 'nonconviction'],
    ['UT', 'Not Guilty', 'nonconviction'],
    ['UT', 'Bench warrant issued', 'alive'],
    ['UT', 'Remanded', 'alive'],
    ['UT', 'Bound over', 'transferred'],
    ['UT', 'Adjudication withheld', 'deferred'],
    ['UT', 'AMENDED', 'unclear'],
    ['UT', 'Disposition unknown', 'unclear'],
  ])('%s: "%s" is %s', (state, phrase, expected) => {
    expect(effect(phrase, state)).toBe(expected);
  });

  it.each([
    'DISMISSED - LEAVE GRANTED TO STATE',
    'DISMISSED, INDICTED BY GRAND JURY',
    'DISMISSED PENDING APPEAL',
    'GUILTY - SENTENCE STAYED',
    'GUILTY, CONVICTION REVERSED',
    'GUILTY OF REDUCED COUNT',
    'CONVICTED - LATER VACATED',
    'NOLLE PROS WITH LEAVE',
    'something else',
    '',
  ])('"%s" has none, because what stands behind a known beginning may turn it into something else', (phrase) => {
    expect(effect(phrase, 'UT')).toBeNull();
  });

  it('does not depend on capitals, punctuation, blanks or a date within it', () => {
    for (const text of ['nolle prosequi', 'NOLLE-PROSEQUI', ' Nolle   Prosequi. ', 'Nolle prosequi (2020-01-02)']) {
      expect(meaningOf(text, 'MD')).toEqual({ effect: 'nonconviction', type: 'nolle-prosequi' });
    }
  });

  it('is a state\u2019s own before what is common: a nolo plea is not yet a conviction in Rhode Island', () => {
    expect(effect('NOLO CONTENDERE', 'CA')).toBe('conviction');
    expect(effect('NOLO CONTENDERE', 'RI')).toBe('unclear');
    expect(effect('FILED', 'CA')).toBeNull();
  });

  it('never fails, whatever the text and the state', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.oneof(fc.constantFrom('MD', 'RI'), fc.string()), (text, state) => {
        const meaning = meaningOf(text, state);
        return meaning === null || EFFECTS.includes(meaning.effect);
      }),
    );
  });
});

describe('the phrase files', () => {
  const folder = new URL('./', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  it.each(files)('%s can be read, and says of each phrase one thing', (name) => {
    // Reading any phrase of the state loads its file and the common one, and refuses what is wrong in them.
    expect(() => meaningOf('DISMISSED', name.slice(0, 2).toUpperCase())).not.toThrow();
  });

  it.each([
    ['dispositions: [{ effect: alive, phrases: [STET] }, { effect: nonconviction, phrases: [stet] }]', 'two meanings'],
    ['dispositions: [{ effect: alive, phrases: [STET], authority: rule }]', 'no authority "rule"'],
    ['dispositions: [{ effect: over, phrases: [STET] }]', 'dispositions.0.effect'],
    ['dispositions: [{ effect: alive, phrases: ["--"] }]', 'has no words'],
  ])('%s is refused: %s', (text, why) => {
    expect(() => readPhrases(text, 'xx.yaml')).toThrow(why);
  });

  it('compare phrases without what varies', () => {
    expect(plainPhrase('Conv. Set Aside & Dism. per 1203.4 PC, 1/2/2003')).toBe(
      'CONV SET ASIDE AND DISM PER 1203 4 PC',
    );
  });
});
