import type { PersonRecord, Sentence } from '../../records/record.js';
import { evaluateRecord } from './evaluate.js';
import { compiledPath, criterion } from './synthetic-pack.js';

/** What the engine takes a sentence for on a day: completed, serving, or unknown. */
function statusOf(sentence: Sentence, asOf: string): string {
  const record: PersonRecord = {
    personId: 'P1',
    cases: [
      {
        caseNumber: 'A1',
        court: { name: 'Superior Court', state: 'CA' },
        charges: [{ count: 1, statute: 'HS 11350', disposition: { type: 'convicted', date: '2010-01-01' }, sentence }],
      },
    ],
  };
  const law = compiledPath({ requires: [criterion('completed', { fact: 'sentence-status', is: 'completed' })] });
  const [found] = evaluateRecord(record, law, { asOf });
  return found?.criteria.find(({ id }) => id === 'completed')?.facts[0]?.value ?? 'not covered';
}
const imposedDate = '2010-01-01';

describe('whether a sentence is over', () => {
  it.each([
    ['the day before its last', '2010-04-10', 'serving'],
    ['on its last day', '2010-04-11', 'completed'],
    ['the day after', '2010-04-12', 'completed'],
  ])('is worked out from its lengths: %s', (_when, asOf, status) => {
    expect(statusOf({ imposedDate, confinementDays: 30, probationDays: 70 }, asOf)).toBe(status);
  });

  it('is unknown where the person is supervised for a time that nobody recorded', () => {
    expect(statusOf({ imposedDate, confinementDays: 30, supervision: 'probation' }, '2020-01-01')).toBe('unknown');
    expect(statusOf({ imposedDate, confinementDays: 30, supervision: 'parole' }, '2020-01-01')).toBe('unknown');
    expect(statusOf({ imposedDate, confinementDays: 30, supervision: 'none' }, '2020-01-01')).toBe('completed');
  });

  it('is unknown where the lengths have run and the source says that it is being served', () => {
    expect(statusOf({ imposedDate, confinementDays: 30, status: 'serving' }, '2020-01-01')).toBe('unknown');
    expect(statusOf({ imposedDate, endDate: '2010-02-01', status: 'serving' }, '2020-01-01')).toBe('completed');
  });
});

describe('charges of other cases, however they ended', () => {
  const law = compiledPath({
    requires: [criterion('no-arrest', { none: { of: 'other-charges', onOrAfter: { 'as-of': { years: -3 } } } })],
  });
  const arrested = (arrestDate?: string): PersonRecord => ({
    personId: 'P1',
    cases: ['A1', 'B2'].map((caseNumber) => ({
      caseNumber,
      court: { name: 'Superior Court', state: 'CA' },
      charges: [
        caseNumber === 'A1'
          ? { count: 1, statute: 'HS 11350', disposition: { type: 'convicted' as const, date: '2010-01-01' } }
          : {
              count: 1,
              statute: 'PC 484',
              disposition: { type: 'dismissed' as const },
              ...(arrestDate === undefined ? {} : { arrestDate }),
            },
      ],
    })),
  });

  it.each([
    ['the last day of a look-back from the arrest', '2017-01-01', 'eligible-later'],
    ['the day after it', '2016-12-31', 'eligible'],
  ])('are seen: %s', (_when, arrestDate, outcome) => {
    expect(evaluateRecord(arrested(arrestDate), law, { asOf: '2020-01-01' })[0]?.outcome).toBe(outcome);
  });

  it('without a day of arrest ask for it', () => {
    const [found] = evaluateRecord(arrested(), law, { asOf: '2020-01-01' });
    expect(found?.missing).toMatchObject([{ fact: 'arrest-date', about: { case: 'B2', count: 1 } }]);
  });
});

describe('a deferral', () => {
  const law = compiledPath({ items: ['nonconviction', 'pending-charge'] });
  const kindOf = (sentence: Sentence): string[] => {
    const record: PersonRecord = {
      personId: 'P1',
      cases: [
        {
          caseNumber: 'A1',
          court: { name: 'Superior Court', state: 'CA' },
          charges: [{ count: 1, statute: 'HS 11350', disposition: { type: 'deferred', date: '2010-01-01' }, sentence }],
        },
      ],
    };
    return evaluateRecord(record, law, { asOf: '2020-01-01' }).map(({ item, outcome }) => `${item.kind} ${outcome}`);
  };

  it('ended without a conviction where its terms are completed, and is pending while they are served', () => {
    expect(kindOf({ status: 'completed' })).toEqual(['nonconviction eligible']);
    expect(kindOf({ status: 'serving' })).toEqual(['pending-charge eligible']);
    expect(kindOf({ status: 'unknown' })).toEqual(['nonconviction needs-facts', 'pending-charge needs-facts']);
  });
});

describe('violations of the same case', () => {
  it('are seen from the conviction that they rest on, and those of other cases are not', () => {
    const law = compiledPath({
      unless: [
        criterion('pending', { some: { of: 'case-violations', where: { fact: 'violation-status', is: 'pending' } } }),
      ],
    });
    const outcomeWith = (status: 'pending' | 'dismissed', inCase: string): string | undefined => {
      const cases = ['A1', 'B2'].map((caseNumber) => ({
        caseNumber,
        court: { name: 'Superior Court', state: 'CA' },
        charges:
          caseNumber === 'A1'
            ? [{ count: 1, statute: 'HS 11350', disposition: { type: 'convicted' as const, date: '2010-01-01' } }]
            : [],
        violations: caseNumber === inCase ? [{ violationId: 'V1', status }] : [],
      }));
      return evaluateRecord({ personId: 'P1', cases }, law, { asOf: '2020-01-01' })[0]?.outcome;
    };
    expect(outcomeWith('pending', 'A1')).toBe('not-eligible');
    expect(outcomeWith('dismissed', 'A1')).toBe('eligible');
    expect(outcomeWith('pending', 'B2')).toBe('eligible');
  });
});

describe('the day from which relief is open', () => {
  // Five years are enough, ten where a surety posted the bail, of which the record says nothing.
  const law = compiledPath(
    {
      requires: [
        criterion('wait', {
          any: [
            { elapsed: { since: 'conviction-date', years: 10 } },
            { all: [{ elapsed: { since: 'conviction-date', years: 5 } }, { fact: 'surety', is: false }] },
          ],
        }),
        criterion('short-wait', { elapsed: { since: 'conviction-date', years: 5 } }),
      ],
    },
    { facts: { surety: { type: 'boolean', question: 'Did a surety post the bail?' } } },
  );
  const convicted = (answers?: Record<string, boolean>): PersonRecord => ({
    personId: 'P1',
    cases: [
      {
        caseNumber: 'A1',
        court: { name: 'Superior Court', state: 'CA' },
        charges: [
          {
            count: 1,
            statute: 'HS 11350',
            disposition: { type: 'convicted', date: '2010-01-01' },
            ...(answers === undefined ? {} : { answers }),
          },
        ],
      },
    ],
  });

  it('is the first on which it is sure, not the first on which nothing known stands in the way', () => {
    expect(evaluateRecord(convicted(), law, { asOf: '2012-01-01' })[0]).toMatchObject({
      outcome: 'eligible-later',
      eligibleOn: '2020-01-01',
    });
    expect(evaluateRecord(convicted({ surety: false }), law, { asOf: '2012-01-01' })[0]).toMatchObject({
      outcome: 'eligible-later',
      eligibleOn: '2015-01-01',
    });
  });

  it('is asked for, and nothing is ruled out, while a wait has not run and a fact decides whether it ever will', () => {
    const onlyWithoutSurety = compiledPath(
      {
        requires: [
          criterion('wait', {
            all: [{ elapsed: { since: 'conviction-date', years: 5 } }, { fact: 'surety', is: false }],
          }),
        ],
      },
      { facts: { surety: { type: 'boolean', question: 'Did a surety post the bail?' } } },
    );
    const on = (asOf: string, answers?: Record<string, boolean>): unknown =>
      evaluateRecord(convicted(answers), onlyWithoutSurety, { asOf })[0];
    const asked = { criterion: 'wait', fact: 'surety', question: 'Did a surety post the bail?' };
    // The day before the five years are over the wait is not met whatever the answer; from that day on the answer decides.
    expect(on('2014-12-31')).toMatchObject({
      outcome: 'needs-facts',
      missing: [{ ...asked, ifMet: 'eligible-later', ifNotMet: 'not-eligible' }],
    });
    expect(on('2015-01-01')).toMatchObject({
      outcome: 'needs-facts',
      missing: [{ ...asked, ifMet: 'eligible', ifNotMet: 'not-eligible' }],
    });
    expect(on('2014-12-31', { surety: false })).toMatchObject({ outcome: 'eligible-later', eligibleOn: '2015-01-01' });
    expect(on('2014-12-31', { surety: true })).toMatchObject({ outcome: 'not-eligible' });
  });
});
