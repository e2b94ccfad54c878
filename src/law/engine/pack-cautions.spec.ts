import type { Charge, PersonRecord } from '../../records/record.js';
import { compilePacks } from './compile-pack.js';
import { wordsForCriterion } from './criterion-words.js';
import { evaluateRecord } from './evaluate.js';
import { cautionsOf } from './pack.js';
import { criterion, syntheticPack } from './synthetic-pack.js';

const shared = [
  {
    id: 'immigration',
    text: 'Immigration law may count it.',
    authority: 'act',
    items: ['conviction'],
    when: { fact: 'immigration-concern', is: true },
  },
  { id: 'firearms', text: 'It gives no firearm back.', authority: 'act', relief: ['vacate'] },
  { id: 'named', text: 'Of one path.', authority: 'act', paths: ['own-words'] },
];
const pack = syntheticPack(
  [
    { path: 'plain', items: ['conviction', 'nonconviction'] },
    { path: 'vacated', relief: 'vacate' },
    { path: 'own-words', cautions: [{ id: 'immigration', text: 'In words of its own.', authority: 'act' }] },
    { path: 'closed', requires: [criterion('never', { fact: 'grade', is: 'civil' })] },
  ],
  { cautions: shared },
);
const law = compilePacks([pack]);

function cautionsFor(person: Partial<PersonRecord> = {}, disposition: Charge['disposition'] = undefined) {
  const charge: Charge = {
    count: 1,
    statute: 'HS 11350(a)',
    grade: 'felony',
    disposition: disposition ?? { type: 'convicted', date: '2015-03-02' },
  };
  const court = { name: 'Superior Court', state: 'CA' };
  const record = { personId: 'P', ...person, cases: [{ caseNumber: 'A', court, charges: [charge] }] };
  return Object.fromEntries(
    evaluateRecord(record, law, { asOf: '2026-01-01' }).map(({ path, cautions }) => [path.slice(6), cautions]),
  );
}

describe('cautions that a pack states once', () => {
  it('are shown where the fact is unknown, by relief and by path, and a path may have one in its own words', () => {
    expect(cautionsFor()).toEqual({
      plain: ['immigration'],
      vacated: ['immigration', 'firearms'],
      'own-words': ['immigration', 'named'],
      closed: [],
    });
  });

  it('are not shown where the record rules them out', () => {
    expect(cautionsFor({ immigrationConcern: false })).toEqual({
      plain: [],
      vacated: ['firearms'],
      'own-words': ['immigration', 'named'],
      closed: [],
    });
  });

  it('hold for the items they name: a dismissal that the same path clears brings no warning about convictions', () => {
    expect(cautionsFor({}, { type: 'dismissed', date: '2015-03-02' })).toEqual({ plain: [] });
  });

  it('never change an outcome: without them the answers are the same', () => {
    const without = compilePacks([syntheticPack([{ path: 'plain' }, { path: 'vacated', relief: 'vacate' }])]);
    const record: PersonRecord = {
      personId: 'P',
      cases: [
        {
          caseNumber: 'A',
          court: { name: 'Superior Court', state: 'CA' },
          charges: [{ count: 1, statute: 'HS 11350(a)', disposition: { type: 'convicted', date: '2015-03-02' } }],
        },
      ],
    };
    const answers = (packs: typeof law): unknown[] =>
      evaluateRecord(record, packs, { asOf: '2026-01-01' })
        .filter(({ path }) => /plain|vacated/.test(path))
        .map(({ path, outcome, missing, review, criteria }) => ({ path, outcome, missing, review, criteria }));
    expect(answers(law)).toEqual(answers(without));
  });

  it('are read with their own sentence and authority wherever the path is', () => {
    const vacated = pack.paths.find(({ path }) => path === 'vacated');
    if (vacated === undefined) throw new Error('the pack has lost a path');
    expect(wordsForCriterion(pack, vacated, 'firearms').text).toBe('It gives no firearm back.');
    expect(cautionsOf(pack.file, vacated).map(({ id }) => id)).toEqual(['immigration', 'firearms']);
  });
});
