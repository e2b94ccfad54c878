import type { Charge, CourtCase, PersonRecord } from '../../records/record.js';
import { compilePacks } from './compile-pack.js';
import type { Determination } from './determination.js';
import { Evaluator, evaluateRecord } from './evaluate.js';
import { compiledPath, criterion, syntheticPack } from './synthetic-pack.js';

const convicted = { type: 'convicted', date: '2010-03-02' } as const;

function aCharge(over: Partial<Charge> = {}): Charge {
  return {
    count: 1,
    statute: 'HS 11350(a)',
    grade: 'felony',
    offenseDate: '2010-01-05',
    disposition: convicted,
    source: { file: 'test.csv', row: 2 },
    ...over,
  };
}

function aCase(charges: Charge[], over: Partial<CourtCase> = {}): CourtCase {
  return { caseNumber: 'A1', court: { name: 'Superior Court', county: 'Fresno', state: 'CA' }, charges, ...over };
}

function aPerson(cases: CourtCase[], over: Partial<PersonRecord> = {}): PersonRecord {
  return { personId: 'P1', birthDate: '1980-06-15', cases, ...over };
}

function only(determinations: Determination[]): Determination {
  expect(determinations).toHaveLength(1);
  return determinations[0] as Determination;
}

describe('the order of outcomes', () => {
  const felony = criterion('felony', { fact: 'grade', is: 'felony' });

  it('is eligible when every requirement is met', () => {
    const found = only(
      evaluateRecord(aPerson([aCase([aCharge()])]), compiledPath({ requires: [felony] }), { asOf: '2020-01-01' }),
    );
    expect(found.outcome).toBe('eligible');
    expect(found.criteria.find((each) => each.id === 'felony')).toMatchObject({
      outcome: 'met',
      facts: [{ fact: 'grade', value: 'felony', source: { file: 'test.csv', row: 2 } }],
    });
  });

  it('does not speak of an offence that the path is not about, and counts it', () => {
    const evaluator = new Evaluator(compiledPath({ requires: [felony] }), { asOf: '2020-01-01' });
    expect(evaluator.evaluate(aPerson([aCase([aCharge({ statute: 'VC 23152' })])]))).toEqual([]);
    expect(evaluator.notCovered()).toEqual(new Map([['us-ca/test', 1]]));
  });

  it('does not speak of a case in another state', () => {
    const elsewhere = aCase([aCharge()], { court: { name: 'X', state: 'NV' } });
    expect(evaluateRecord(aPerson([elsewhere]), compiledPath({}), { asOf: '2020-01-01' })).toEqual([]);
  });

  it('names every criterion that rules relief out, not only the first', () => {
    const found = only(
      evaluateRecord(
        aPerson([aCase([aCharge({ grade: 'misdemeanor' })])]),
        compiledPath({
          requires: [felony],
          unless: [criterion('old', { fact: 'offense-date', before: '2011-01-01' })],
        }),
        { asOf: '2020-01-01' },
      ),
    );
    expect(found.outcome).toBe('not-eligible');
    expect(found.criteria.filter((each) => each.role !== 'coverage').map((each) => [each.id, each.outcome])).toEqual([
      ['felony', 'not-met'],
      ['old', 'met'],
    ]);
  });

  it('asks for a missing fact and says where each answer leads', () => {
    const found = only(
      evaluateRecord(aPerson([aCase([aCharge({ grade: undefined })])]), compiledPath({ requires: [felony] }), {
        asOf: '2020-01-01',
      }),
    );
    expect(found.outcome).toBe('needs-facts');
    expect(found.missing).toEqual([
      {
        criterion: 'felony',
        fact: 'grade',
        question: expect.stringContaining('felony') as string,
        ifMet: 'eligible',
        ifNotMet: 'not-eligible',
        values: [
          { is: 'felony', leads: 'eligible' },
          { is: 'misdemeanor, infraction, violation or civil', leads: 'not-eligible' },
        ],
      },
    ]);
  });

  it('does not ask for a fact that cannot change the answer', () => {
    const found = only(
      evaluateRecord(
        aPerson([aCase([aCharge({ grade: undefined })])]),
        compiledPath({ requires: [felony, criterion('recent', { fact: 'offense-date', after: '2015-01-01' })] }),
        { asOf: '2020-01-01' },
      ),
    );
    expect(found.outcome).toBe('not-eligible');
    expect(found.missing).toEqual([]);
  });

  it('asks only for the alternatives that are still open', () => {
    const path = compiledPath({
      requires: [
        criterion('either', {
          any: [
            { fact: 'weight-grams', atMost: 10 },
            {
              all: [
                { fact: 'grade', is: 'misdemeanor' },
                { fact: 'plants', atMost: 6 },
              ],
            },
          ],
        }),
      ],
    });
    const found = only(evaluateRecord(aPerson([aCase([aCharge()])]), path, { asOf: '2020-01-01' }));
    expect(found.missing.map((each) => each.fact)).toEqual(['weight-grams']);
  });

  it('puts a judgement to the attorney only when nothing else is open', () => {
    const path = { requires: [felony], review: [{ id: 'danger', question: 'Is there an unreasonable risk?' }] };
    const asked = only(evaluateRecord(aPerson([aCase([aCharge()])]), compiledPath(path), { asOf: '2020-01-01' }));
    expect(asked).toMatchObject({ outcome: 'needs-review', review: [{ criterion: 'danger' }] });
    const open = only(
      evaluateRecord(aPerson([aCase([aCharge({ grade: undefined })])]), compiledPath(path), { asOf: '2020-01-01' }),
    );
    expect(open).toMatchObject({ outcome: 'needs-facts', review: [{ criterion: 'danger' }] });
    expect(open.missing[0]).toMatchObject({ ifMet: 'needs-review', ifNotMet: 'not-eligible' });
  });

  it("takes an office's answer to a review question for the whole scan, and says so", () => {
    const path = { review: [{ id: 'good-cause', question: 'What is the good cause?', answer: 'good-cause' }] };
    const found = only(
      evaluateRecord(aPerson([aCase([aCharge()])]), compiledPath(path), { asOf: '2020-01-01', assume: ['good-cause'] }),
    );
    expect(found.outcome).toBe('eligible');
    expect(found.restsOn).toEqual(['answered for the whole scan: What is the good cause?']);
  });

  it('makes an answer depend on a fact when it is unknown whether a question has to be asked', () => {
    const path = {
      review: [{ id: 'large', question: 'Is it a large amount?', when: { fact: 'weight-grams', moreThan: 100 } }],
    };
    const found = only(evaluateRecord(aPerson([aCase([aCharge()])]), compiledPath(path), { asOf: '2020-01-01' }));
    expect(found).toMatchObject({
      outcome: 'needs-facts',
      missing: [{ fact: 'weight-grams', ifMet: 'needs-review', ifNotMet: 'eligible' }],
    });
  });
});

it('does not ask what leads to the same answer either way', () => {
  const path = {
    review: [
      { id: 'danger', question: 'Is there an unreasonable risk?' },
      { id: 'large', question: 'Is it a large amount?', when: { fact: 'weight-grams', moreThan: 100 } },
    ],
  };
  const found = only(evaluateRecord(aPerson([aCase([aCharge()])]), compiledPath(path), { asOf: '2020-01-01' }));
  expect(found).toMatchObject({ outcome: 'needs-review', missing: [], review: [{ criterion: 'danger' }] });
});

describe('a wait', () => {
  const path = compiledPath({ requires: [criterion('wait', { elapsed: { since: 'conviction-date', years: 10 } })] });
  const record = aPerson([aCase([aCharge()])]);

  it.each([
    ['2020-03-01', 'eligible-later', '2020-03-02'],
    ['2020-03-02', 'eligible', undefined],
    ['2020-03-03', 'eligible', undefined],
  ])('of ten years from 2010-03-02, on %s, is %s: the anniversary day counts as complete', (asOf, outcome, on) => {
    const found = only(evaluateRecord(record, path, { asOf }));
    expect(found.outcome).toBe(outcome);
    expect(found.eligibleOn).toBe(on);
  });

  it('of more than ten years is complete one day after the anniversary', () => {
    const more = compiledPath({
      requires: [criterion('wait', { elapsed: { since: 'conviction-date', years: 10, moreThan: true } })],
    });
    expect(only(evaluateRecord(record, more, { asOf: '2020-03-02' }))).toMatchObject({
      outcome: 'eligible-later',
      eligibleOn: '2020-03-03',
    });
    expect(only(evaluateRecord(record, more, { asOf: '2020-03-03' })).outcome).toBe('eligible');
  });

  it('from a date known only by its year is unknown in the year in which it runs out', () => {
    const partial = aPerson([aCase([aCharge({ disposition: { type: 'convicted', date: '2010' } })])]);
    expect(only(evaluateRecord(partial, path, { asOf: '2019-12-31' })).outcome).toBe('eligible-later');
    expect(only(evaluateRecord(partial, path, { asOf: '2020-06-01' }))).toMatchObject({
      outcome: 'needs-facts',
      missing: [{ fact: 'conviction-date' }],
    });
    expect(only(evaluateRecord(partial, path, { asOf: '2020-12-31' })).outcome).toBe('eligible');
  });

  it('gives way to a missing fact, and does not hide a bar that time cannot cure', () => {
    const both = compiledPath({
      requires: [
        criterion('wait', { elapsed: { since: 'conviction-date', years: 10 } }),
        criterion('light', { fact: 'weight-grams', atMost: 10 }),
      ],
    });
    expect(only(evaluateRecord(record, both, { asOf: '2015-01-01' })).outcome).toBe('needs-facts');
    const heavy = aPerson([aCase([aCharge({ quantities: [{ amount: 11, unit: 'g' }] })])]);
    expect(only(evaluateRecord(heavy, both, { asOf: '2015-01-01' })).outcome).toBe('not-eligible');
  });

  it('that a look-back sets runs from the latest conviction', () => {
    const lookBack = compiledPath({
      unless: [criterion('recent', { some: { of: 'convictions', after: { 'as-of': { years: -5 } } } })],
    });
    const later = aPerson([
      aCase([aCharge()]),
      aCase([aCharge({ statute: 'VC 23152', disposition: { type: 'convicted', date: '2017-05-20' } })], {
        caseNumber: 'B2',
      }),
    ]);
    expect(only(evaluateRecord(later, lookBack, { asOf: '2022-05-19' }))).toMatchObject({
      outcome: 'eligible-later',
      eligibleOn: '2022-05-20',
    });
    expect(only(evaluateRecord(later, lookBack, { asOf: '2022-05-20' })).outcome).toBe('eligible');
  });

  it('that two criteria set ends on the first day on which both hold', () => {
    const two = compiledPath({
      requires: [
        criterion('wait', { elapsed: { since: 'conviction-date', years: 10 } }),
        criterion('age', { age: { on: 'as-of', atLeast: 50 } }),
      ],
    });
    expect(only(evaluateRecord(record, two, { asOf: '2015-01-01' }))).toMatchObject({
      outcome: 'eligible-later',
      eligibleOn: '2030-06-15',
    });
  });

  it('is never met if the person will be too old by then', () => {
    const never = compiledPath({
      requires: [
        criterion('wait', { elapsed: { since: 'conviction-date', years: 10 } }),
        criterion('young', { age: { on: 'as-of', under: 35 } }),
      ],
    });
    expect(only(evaluateRecord(record, never, { asOf: '2012-01-01' })).outcome).toBe('not-eligible');
  });
});

describe('what a disposition makes of a charge', () => {
  const path = compiledPath({});
  const outcomeOf = (charge: Partial<Charge>, over: Partial<CourtCase> = {}): string =>
    evaluateRecord(aPerson([aCase([aCharge(charge)], over)]), path, { asOf: '2020-01-01' })[0]?.outcome ??
    'not-covered';

  it('never takes a missing disposition for a conviction', () => {
    expect(outcomeOf({ disposition: undefined })).toBe('needs-facts');
    expect(outcomeOf({ disposition: { type: 'other', text: 'SEE FILE' } })).toBe('needs-facts');
  });

  it('takes a charge without a disposition in an open case for pending', () => {
    expect(outcomeOf({ disposition: undefined }, { status: 'open' })).toBe('not-covered');
  });

  it('takes an arrest without an outcome, in a file that would hold one, for no conviction', () => {
    expect(outcomeOf({ disposition: { type: 'none-recorded' } })).toBe('not-covered');
  });
});

describe('silence', () => {
  const path = compiledPath({
    unless: [criterion('grave', { some: { of: 'convictions', where: { offense: 'grave' } } })],
  });
  const quiet = (coverage: PersonRecord['coverage']): Determination =>
    only(
      evaluateRecord(aPerson([aCase([aCharge()])], coverage === undefined ? {} : { coverage }), path, {
        asOf: '2020-01-01',
      }),
    );

  it("within the state's file means no conviction, and the answer says on what it rests", () => {
    expect(quiet(undefined)).toMatchObject({
      outcome: 'eligible',
      restsOn: [
        "criminal-history: no such conviction in the state's file; that there is none elsewhere is assumed: verify",
      ],
    });
  });

  it("in one county's file means nothing", () => {
    expect(quiet({ history: 'county' })).toMatchObject({
      outcome: 'needs-facts',
      missing: [{ fact: 'criminal-history', ifMet: 'not-eligible', ifNotMet: 'eligible' }],
    });
  });

  it('after the day on which the file ends means nothing', () => {
    expect(quiet({ history: 'state', completeThrough: '2019-06-30' }).outcome).toBe('needs-facts');
    expect(quiet({ history: 'state', completeThrough: '2020-01-01' }).outcome).toBe('eligible');
  });

  it('about pending cases can be accepted for a whole scan, and the finding says so', () => {
    const pending = compiledPath({ unless: [criterion('pending', { some: { of: 'open-charges' } })] });
    const record = aPerson([aCase([aCharge()])], { coverage: { history: 'state', pendingMatters: 'no' } });
    expect(only(evaluateRecord(record, pending, { asOf: '2020-01-01' })).missing).toMatchObject([
      { fact: 'pending-matters' },
    ]);
    const assumed = only(evaluateRecord(record, pending, { asOf: '2020-01-01', assume: ['no-pending-matters'] }));
    expect(assumed).toMatchObject({
      outcome: 'eligible',
      restsOn: ['pending-matters: no pending charge: assumed for this scan: verify'],
    });
  });

  it('about the charges beneath a warrant is never "all of them"', () => {
    const warrants = compiledPath({
      items: ['warrant'],
      relief: 'quash',
      requires: [criterion('all', { every: { of: 'underlying', where: { offense: 'possession' } } })],
    });
    const record = aPerson([aCase([], { warrants: [{ warrantNumber: 'W9', status: 'open' }] })]);
    expect(only(evaluateRecord(record, warrants, { asOf: '2020-01-01' }))).toMatchObject({
      outcome: 'needs-facts',
      item: { kind: 'warrant', number: 'W9' },
      missing: [
        { criterion: 'offense', fact: 'underlying-charges', ifNotMet: 'not-covered' },
        { criterion: 'all', fact: 'underlying-charges', ifNotMet: 'not-eligible' },
      ],
    });
  });
});

describe('a dated parameter', () => {
  const path = compiledPath({
    parameters: {
      maxGrams: {
        values: { '2010-01-01': 1, '2015-01-01': 10 },
        until: '2018-01-01',
        by: 'offense-date',
        unit: 'g',
        authority: 'act',
      },
    },
    requires: [criterion('light', { fact: 'weight-grams', atMost: '$maxGrams' })],
  });
  const outcomeOf = (offenseDate: string | undefined, amount: number): string =>
    only(
      evaluateRecord(aPerson([aCase([aCharge({ offenseDate, quantities: [{ amount, unit: 'g' }] })])]), path, {
        asOf: '2020-01-01',
      }),
    ).outcome;

  it('has the value in force on the date that governs', () => {
    expect(outcomeOf('2014-12-31', 5)).toBe('not-eligible');
    expect(outcomeOf('2015-01-01', 5)).toBe('eligible');
    expect(outcomeOf('2015-01-01', 10)).toBe('eligible');
    expect(outcomeOf('2015-01-01', 10.1)).toBe('not-eligible');
  });

  it('is unknown before it began, from the day on which it ended, and when its date is missing', () => {
    expect(outcomeOf('2009-12-31', 0.5)).toBe('needs-facts');
    expect(outcomeOf('2018-01-01', 0.5)).toBe('needs-facts');
    expect(outcomeOf(undefined, 5)).toBe('needs-facts');
  });

  it('is certain for a partial date when both ends of it give the same value', () => {
    expect(outcomeOf('2016', 5)).toBe('eligible');
    expect(outcomeOf('2014', 5)).toBe('not-eligible');
  });
});

describe('a name that a path gives a meaning of its own', () => {
  const parameter = (years: number): Record<string, unknown> => ({
    authority: 'act',
    by: 'as-of',
    values: { '2000-01-01': years },
  });
  // The pack's definitions name the wait through each other; one path has a longer wait, another a shorter "run".
  const packs = compilePacks([
    syntheticPack(
      [
        { path: 'as-the-pack' },
        { path: 'longer-wait', parameters: { wait: parameter(20) } },
        { path: 'own-definition', definitions: { run: { elapsed: { since: 'conviction-date', years: 1 } } } },
      ].map((path) => ({ ...path, requires: [criterion('over', { use: 'over' })] })),
      {
        parameters: { wait: parameter(10) },
        definitions: {
          over: { all: [{ use: 'run' }, { use: 'adult' }] },
          run: { elapsed: { since: 'conviction-date', years: '$wait' } },
          adult: { age: { on: 'offense-date', atLeast: 18 } },
        },
      },
    ),
  ]);
  const openings = (asOf: string): Record<string, string> =>
    Object.fromEntries(
      evaluateRecord(aPerson([aCase([aCharge()])]), packs, { asOf }).map(({ path, outcome, eligibleOn }) => [
        path.replace('us-ca/', ''),
        eligibleOn ?? outcome,
      ]),
    );

  it('changes what the definitions that use it say, in that path and in no other', () => {
    expect(openings('2011-03-01')).toEqual({
      'as-the-pack': '2020-03-02',
      'longer-wait': '2030-03-02',
      'own-definition': '2011-03-02',
    });
    expect(openings('2020-03-02')).toEqual({
      'as-the-pack': 'eligible',
      'longer-wait': '2030-03-02',
      'own-definition': 'eligible',
    });
  });
});

describe('a path that ended', () => {
  const record = aPerson([aCase([aCharge()])]);
  const inForce = { from: '2010-01-01', until: '2015-01-01' };

  it('speaks until the day before its end', () => {
    expect(evaluateRecord(record, compiledPath({ inForce }), { asOf: '2014-12-31' })).toHaveLength(1);
    expect(evaluateRecord(record, compiledPath({ inForce }), { asOf: '2015-01-01' })).toHaveLength(0);
    expect(evaluateRecord(record, compiledPath({ inForce }), { asOf: '2009-12-31' })).toHaveLength(0);
  });

  it('answers "not eligible" afterwards where the pack says so', () => {
    const found = only(
      evaluateRecord(record, compiledPath({ inForce: { ...inForce, then: 'not-eligible' } }), { asOf: '2015-01-01' }),
    );
    expect(found.outcome).toBe('not-eligible');
    expect(found.criteria.find((each) => each.id === 'in-force')?.outcome).toBe('not-met');
  });
});

describe('two open paths for one item', () => {
  it('leave one motion to draft and show the other as an alternative', () => {
    const packs = compilePacks([
      syntheticPack([
        { path: 'dismiss', relief: 'dismiss', prefers: ['us-ca/reduce'], prefersBecause: 'It is the fuller relief.' },
        { path: 'reduce', relief: 'redesignate' },
      ]),
    ]);
    const found = evaluateRecord(aPerson([aCase([aCharge()])]), packs, { asOf: '2020-01-01' });
    expect(found.map((each) => [each.path, each.preferred])).toEqual([
      ['us-ca/dismiss', true],
      ['us-ca/reduce', false],
    ]);
  });

  it('keep the lesser one when the fuller one still needs facts', () => {
    const packs = compilePacks([
      syntheticPack([
        {
          path: 'dismiss',
          relief: 'dismiss',
          prefers: ['us-ca/reduce'],
          prefersBecause: 'It is the fuller relief.',
          requires: [criterion('light', { fact: 'weight-grams', atMost: 28.5 })],
        },
        { path: 'reduce', relief: 'redesignate' },
      ]),
    ]);
    const found = evaluateRecord(aPerson([aCase([aCharge()])]), packs, { asOf: '2020-01-01' });
    expect(found.map((each) => [each.path, each.outcome, each.preferred])).toEqual([
      ['us-ca/dismiss', 'needs-facts', true],
      ['us-ca/reduce', 'eligible', true],
    ]);
  });
});

it('refuses an as-of date that is not on the calendar', () => {
  expect(() => new Evaluator(compilePacks([]), { asOf: '2020-02-30' })).toThrow('not a calendar date');
});
