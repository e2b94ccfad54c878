/** What each value of a missing fact leads to: in the words of the fact, and as answering it so really does. */
import type { Charge, CourtCase, PersonRecord } from '../../records/record.js';
import { answerFact } from './answer-fact.js';
import type { Determination, ValueLead } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import { compiledPath, criterion } from './synthetic-pack.js';

function aCharge(over: Partial<Charge> = {}): Charge {
  return {
    count: 1,
    statute: 'HS 11350(a)',
    offenseDate: '2010-01-05',
    disposition: { type: 'convicted', date: '2010-03-02' },
    ...over,
  };
}

function aCase(charges: Charge[], over: Partial<CourtCase> = {}): CourtCase {
  return { caseNumber: 'A1', court: { name: 'Superior Court', county: 'Fresno', state: 'CA' }, charges, ...over };
}

function aPerson(cases: CourtCase[], over: Partial<PersonRecord> = {}): PersonRecord {
  return { personId: 'P1', birthDate: '1980-06-15', cases, ...over };
}

const AS_OF = { asOf: '2020-06-15' };
type Path = ReturnType<typeof compiledPath>;

function first(record: PersonRecord, path: Path): Determination {
  const [found] = evaluateRecord(record, path, AS_OF);
  if (found === undefined) throw new Error('The path does not speak of the charge.');
  return found;
}

/** What a charge that lacks the fact is told about its values. */
function valuesOf(charge: Partial<Charge>, path: Path, fact: string): ValueLead[] {
  const found = first(aPerson([aCase([aCharge(charge)])]), path).missing.find((each) => each.fact === fact);
  return found?.values ?? [];
}

/** The outcome once the fact is answered, for each of some values. */
function answered(charge: Partial<Charge>, path: Path, fact: string, values: readonly string[]): string[] {
  const record = aPerson([aCase([aCharge(charge)])]);
  const place = { case: record.cases[0]?.caseNumber ?? '', count: 1 };
  const given = { fact, by: 'A. Clerk', at: '2020-06-15T00:00:00.000Z', source: 'the file' };
  return values.map((value) => first(answerFact(record, place, { ...given, value }), path).outcome);
}

describe('what a value of a missing fact leads to', () => {
  const noVictimOrPaid = compiledPath({
    requires: [
      criterion('restitution-paid', {
        any: [
          { fact: 'has-victim', is: false },
          { fact: 'restitution-owed-cents', atMost: 0 },
        ],
      }),
    ],
  });

  it('is said of "yes" and "no", where the good answer is "no" - a case without a victim owes none', () => {
    expect(valuesOf({}, noVictimOrPaid, 'has-victim')).toEqual([
      { is: 'yes', leads: 'needs-facts' },
      { is: 'no', leads: 'eligible' },
    ]);
    expect(answered({}, noVictimOrPaid, 'has-victim', ['yes', 'no'])).toEqual(['needs-facts', 'eligible']);
  });

  it('is said of amounts by the line that the law draws, which belongs to the side that it names', () => {
    const small = compiledPath({ requires: [criterion('small', { fact: 'weight-grams', lessThan: 10 })] });
    expect(valuesOf({}, small, 'weight-grams')).toEqual([
      { is: 'less than 10 g', leads: 'eligible' },
      { is: '10 g or more', leads: 'not-eligible' },
    ]);
    expect(answered({}, small, 'weight-grams', ['9.99', '10'])).toEqual(['eligible', 'not-eligible']);
    expect(valuesOf({}, noVictimOrPaid, 'restitution-owed-cents')).toEqual([
      { is: '0 cents', leads: 'eligible' },
      { is: 'more than 0 cents', leads: 'needs-facts' },
    ]);
  });

  it('takes the amount from the parameter that is in force', () => {
    const dated = compiledPath({
      parameters: {
        most: {
          values: { '2000-01-01': 5, '2016-01-01': 28.5 },
          by: 'offense-date',
          unit: 'g',
          authority: 'act',
        },
      },
      requires: [criterion('small', { fact: 'weight-grams', atMost: '$most' })],
    });
    expect(valuesOf({ offenseDate: '2017-01-01' }, dated, 'weight-grams')[0]).toEqual({
      is: '28.5 g or less',
      leads: 'eligible',
    });
    expect(valuesOf({ offenseDate: '2010-01-01' }, dated, 'weight-grams')[0]).toEqual({
      is: '5 g or less',
      leads: 'eligible',
    });
  });

  it('is that of all criteria which ask for the fact together, and the question is listed once', () => {
    const twice = compiledPath({
      requires: [criterion('small', { fact: 'weight-grams', atMost: 40 })],
      review: [{ id: 'more', question: 'Why so much?', when: { fact: 'weight-grams', moreThan: 10 } }],
    });
    expect(first(aPerson([aCase([aCharge()])]), twice).missing.map(({ fact }) => fact)).toEqual(['weight-grams']);
    expect(valuesOf({}, twice, 'weight-grams')).toEqual([
      { is: '10 g or less', leads: 'eligible' },
      { is: 'more than 10 g to 40 g', leads: 'needs-review' },
      { is: 'more than 40 g', leads: 'not-eligible' },
    ]);
    expect(answered({}, twice, 'weight-grams', ['10', '40', '41'])).toEqual([
      'eligible',
      'needs-review',
      'not-eligible',
    ]);
  });

  it('counts a disqualifier that takes silence for "no" - the value that it names still rules relief out', () => {
    const owed = compiledPath({
      requires: [
        criterion('paid', {
          any: [
            { fact: 'fees-owed-cents', atMost: 0 },
            { fact: 'has-victim', is: false },
          ],
        }),
      ],
      unless: [criterion('owes', { certain: { fact: 'fees-owed-cents', moreThan: 0 } })],
    });
    expect(valuesOf({}, owed, 'fees-owed-cents')).toEqual([
      { is: '0 cents', leads: 'eligible' },
      { is: 'more than 0 cents', leads: 'not-eligible' },
    ]);
    expect(answered({}, owed, 'fees-owed-cents', ['0', '1'])).toEqual(['eligible', 'not-eligible']);
  });

  it('is said of days, and a wait that has not run is a matter of time - the anniversary counts', () => {
    const waited = compiledPath({
      requires: [criterion('waited', { elapsed: { since: 'release-date', years: 3 } })],
    });
    expect(valuesOf({}, waited, 'release-date')).toEqual([
      { is: '2017-06-15 or earlier', leads: 'eligible' },
      { is: '2017-06-16 or later', leads: 'eligible-later' },
    ]);
    expect(answered({}, waited, 'release-date', ['2017-06-15', '2017-06-16'])).toEqual(['eligible', 'eligible-later']);
  });

  it('is said of a subdivision that the lists name, where the charge cites the bare section', () => {
    const listed = compiledPath(
      { offense: 'drugs', requires: [criterion('small', { offense: 'small' })] },
      { offenses: { drugs: { include: ['HS 11357'] }, small: { include: ['HS 11357(a)', 'HS 11357(b)'] } } },
    );
    expect(valuesOf({ statute: 'HS 11357' }, listed, 'statute')).toEqual([
      { is: 'HS 11357(a) or HS 11357(b)', leads: 'eligible' },
      { is: 'anything else', leads: 'not-eligible' },
    ]);
    expect(answered({ statute: 'HS 11357' }, listed, 'statute', ['HS 11357(b)', 'HS 11357(c)'])).toEqual([
      'eligible',
      'not-eligible',
    ]);
  });

  it('is said of the section that the charge cites, and not of another whose number goes on with a digit', () => {
    const listed = compiledPath(
      { offense: 'drugs', requires: [criterion('small', { offense: 'small' })] },
      {
        offenses: {
          drugs: { include: ['HS 1135', 'HS 11350'] },
          small: { include: ['HS 1135(a)', 'HS 1135(b)', 'HS 11350(a)'], exclude: ['HS 1135(a)'] },
        },
      },
    );
    const open = (statute: string): string | undefined =>
      valuesOf({ statute }, listed, 'statute').find(({ leads }) => leads === 'eligible')?.is;
    expect(open('HS 1135')).toBe('HS 1135(b)');
    expect(open('HS 11350')).toBe('HS 11350(a)');
  });

  it('is said once where every value leads to the same, since something else is missing as well', () => {
    const both = compiledPath({
      requires: [
        criterion('small', {
          any: [
            {
              all: [
                { fact: 'weight-grams', atMost: 10 },
                { fact: 'plants', atMost: 6 },
              ],
            },
            { fact: 'buyer-age', atLeast: 21 },
          ],
        }),
      ],
    });
    expect(valuesOf({}, both, 'plants')).toEqual([{ is: 'any answer', leads: 'needs-facts' }]);
  });

  it('is that of the criterion where no value can say it, also where the test stands within a "not"', () => {
    const grave = compiledPath({
      requires: [criterion('no-grave-prior', { not: { some: { of: 'convictions', where: { offense: 'grave' } } } })],
    });
    const prior = aCase([aCharge({ statute: 'HS 11352', disposition: { type: 'convicted', date: '2010-01-01' } })], {
      caseNumber: 'PRIOR',
    });
    const [asks] = first(aPerson([aCase([aCharge()]), prior]), grave).missing;
    expect(asks?.values).toEqual([
      { is: 'the condition is met', leads: 'eligible' },
      { is: 'the condition is not met', leads: 'not-eligible' },
    ]);
  });

  it('is said of what the file does not hold: that there is nothing more, or something that counts', () => {
    const clean = compiledPath({ requires: [criterion('first', { none: { of: 'convictions' } })] });
    const [asks] = first(
      aPerson([aCase([aCharge()])], { coverage: { history: 'county', pendingMatters: 'no' } }),
      clean,
    ).missing;
    expect(asks?.values).toEqual([
      { is: 'no', leads: 'eligible' },
      { is: 'yes, one that counts here', leads: 'not-eligible' },
    ]);
  });
});
