import type { Charge, PersonRecord } from '../../records/record.js';
import { answerFact, isAnswerable, type AnswerPlace, type FactAnswer } from './answer-fact.js';
import { evaluateRecord } from './evaluate.js';
import { FACTS, type Fact } from './facts.js';
import { prepareRecord } from './subject.js';
import { compiledPath, criterion } from './synthetic-pack.js';

const COUNT: AnswerPlace = { case: 'A1', count: 1 };

function aRecord(charge: Partial<Charge> = {}): PersonRecord {
  return {
    personId: 'P1',
    cases: [
      {
        caseNumber: 'A1',
        court: { name: 'Superior Court', county: 'Fresno', state: 'CA' },
        charges: [{ count: 1, statute: 'HS 11350', disposition: { type: 'convicted', date: '2010-03-02' }, ...charge }],
        warrants: [{ warrantNumber: 'W1' }],
        violations: [{ violationId: 'V1' }],
      },
    ],
  };
}
function answer(fact: string, value: string): FactAnswer {
  return { fact, value, by: 'A. Clerk', at: '2026-11-22T10:00:00.00Z', source: 'the file jacket' };
}
const chargeOf = (record: PersonRecord): Charge => record.cases[0]?.charges[0] as Charge;

/** What the engine reads of the fact afterwards, from the part that holds it. */
function readBack(record: PersonRecord, fact: string): unknown {
  const prepared = prepareRecord(record);
  const [{ charges = [], warrants = [], violations = [] } = {}] = prepared.cases;
  const reader = FACTS.get(fact) as Fact;
  const subject = fact.startsWith('warrant') ? warrants[0] : fact.startsWith('violation') ? violations[0] : charges[0];
  return subject === undefined ? undefined : reader.read(subject, 20_000);
}

describe('a value that a fact cannot take', () => {
  const given = { by: 'A. Clerk', at: '2026-11-22T00:00:00.000Z', source: 'the docket' };
  const record = {
    personId: 'P1',
    cases: [
      {
        caseNumber: 'A1',
        court: { name: 'Court', state: 'CA' },
        charges: [{ count: 1, statute: 'HS 11350' }],
        warrants: [{ warrantNumber: 'W1' }],
      },
    ],
  } as PersonRecord;

  it.each([
    ['underlying-charges', { case: 'A1', number: 'W1' }, 'yes', /write the number of the case that it rests on/],
    ['statute', { case: 'A1', count: 1 }, 'no', /write what it is, not yes or no/],
    ['indicia', { case: 'A1', count: 1 }, 'scales, luck', /write some of scales, packaging, cash/],
  ])('is refused with what can be written, and not kept to change nothing: %s', (fact, place, value, says) => {
    expect(() => answerFact(record, place, { ...given, fact, value })).toThrow(says);
  });
});

describe('an answer to a missing fact', () => {
  it('decides what the fact left open, and says who said so, when, and on what evidence', () => {
    const law = compiledPath({ requires: [criterion('small', { fact: 'weight-grams', atMost: 10 })] });
    const [before] = evaluateRecord(aRecord(), law, { asOf: '2020-01-01' });
    expect(before).toMatchObject({ outcome: 'needs-facts', missing: [{ fact: 'weight-grams', ifMet: 'eligible' }] });
    const answered = answerFact(aRecord(), COUNT, answer('weight-grams', '9.5'));
    expect(evaluateRecord(answered, law, { asOf: '2020-01-01' })[0]?.outcome).toBe('eligible');
    expect(chargeOf(answered).corrections).toEqual([
      {
        field: 'quantities',
        fact: 'weight-grams',
        to: [{ amount: 9.5, unit: 'g' }],
        by: 'A. Clerk',
        at: '2026-11-22T10:00:00.00Z',
        source: 'the file jacket',
      },
    ]);
  });

  it.each([
    ['offense-date', '2009-12-31', { from: 14609, to: 14609 }],
    ['conviction-date', '2011', { from: 14975, to: 15339 }],
    ['grade', 'Felony', ['felony']],
    ['disposition', 'dismissed', ['dismissed']],
    ['weight-grams', '28.5', 28.5],
    ['plants', '6', 6],
    ['dosage-units', '12', 12],
    ['value-cents', '95000', 95000],
    ['indicia', 'scales, cash', ['scales', 'cash']],
    ['indicia', 'none', ['none']],
    ['juvenile', 'no', ['false']],
    ['sentence-status', 'completed', ['completed']],
    ['confinement-days', '120', 120],
    ['restitution-owed-cents', '0', 0],
    ['case-status', 'closed', ['closed']],
    ['has-victim', 'yes', ['true']],
    ['county', 'Kern', ['Kern']],
    ['birth-date', '1980-01-01', { from: 3652, to: 3652 }],
  ])('to %s is read back by the engine: %s', (fact, value, expected) => {
    expect(readBack(answerFact(aRecord(), COUNT, answer(fact, value)), fact)).toEqual(expected);
  });

  it.each([
    ['warrant-kind', 'bench', 'W1', ['bench']],
    ['warrant-issued-date', '1994-05-01', 'W1', { from: 8886, to: 8886 }],
    ['violation-status', 'pending', 'V1', ['pending']],
  ])('to %s goes to the warrant or the violation', (fact, value, number, expected) => {
    expect(readBack(answerFact(aRecord(), { case: 'A1', number }, answer(fact, value)), fact)).toEqual(expected);
  });

  it('to a fact that a pack declares goes to the item itself', () => {
    const declared = new Map([['sold-to-minor', { type: 'boolean' as const, question: 'Was it sold to a minor?' }]]);
    expect(isAnswerable('sold-to-minor', declared)).toBe(true);
    const answered = answerFact(aRecord(), COUNT, answer('sold-to-minor', 'no'), declared);
    expect(chargeOf(answered).answers).toEqual({ 'sold-to-minor': false });
    const warrant = answerFact(aRecord(), { case: 'A1', number: 'W1' }, answer('sold-to-minor', 'yes'), declared);
    expect(warrant.cases[0]?.warrants?.[0]?.answers).toEqual({ 'sold-to-minor': true });
  });

  it('that someone looked elsewhere and found nothing widens the coverage; that they found something does not', () => {
    expect(answerFact(aRecord(), COUNT, answer('criminal-history', 'no')).coverage).toEqual({ history: 'national' });
    expect(answerFact(aRecord(), COUNT, answer('pending-matters', 'no')).coverage).toEqual({ pendingMatters: 'yes' });
    expect(() => answerFact(aRecord(), COUNT, answer('criminal-history', 'yes'))).toThrow(
      '"yes" is no answer to criminal-history (person P1, case A1 count 1): import the other convictions; an answer cannot hold them.',
    );
  });

  it('leaves the record that it came from as it was, and measures of other kinds beside it', () => {
    const quantities = [
      { amount: 3, unit: 'films' },
      { amount: 1, unit: 'oz' },
    ];
    const record = aRecord({ quantities });
    const answered = answerFact(record, COUNT, answer('weight-grams', '20'));
    expect(chargeOf(answered).quantities).toEqual([
      { amount: 3, unit: 'films' },
      { amount: 20, unit: 'g' },
    ]);
    expect(chargeOf(answered).corrections?.[0]?.from).toEqual(quantities);
    expect(chargeOf(record)).toMatchObject({ quantities });
    expect(chargeOf(record).corrections).toBeUndefined();
  });

  it('given twice keeps what the source said, not what was said before', () => {
    const once = answerFact(aRecord({ grade: 'misdemeanor' }), COUNT, answer('grade', 'felony'));
    const twice = answerFact(once, COUNT, answer('grade', 'infraction'));
    expect(chargeOf(twice).grade).toBe('infraction');
    expect(chargeOf(twice).corrections).toMatchObject([{ field: 'grade', from: 'misdemeanor', to: 'infraction' }]);
  });

  it.each([
    [{ case: 'A1', count: 2 }, 'grade', 'felony', 'needs the count in case A1; there is no such one'],
    [{ case: 'B9', count: 1 }, 'grade', 'felony', 'Person P1 has no case B9.'],
    [COUNT, 'grade', 'big', 'write one of felony, misdemeanor, infraction, violation, civil.'],
    [COUNT, 'offense-date', '2010-02-30', 'write a date as YYYY-MM-DD, YYYY-MM or YYYY.'],
    [COUNT, 'weight-grams', '10 g', 'write a number, without its unit.'],
    [COUNT, 'weight-grams', '', 'write the value, or leave the line out.'],
    [COUNT, 'standing', 'conviction', '"standing" is nothing that can be answered.'],
  ])('for %j is refused in a sentence: %s = "%s"', (place, fact, value, sentence) => {
    expect(() => answerFact(aRecord(), place, answer(fact, value))).toThrow(sentence);
  });
});
