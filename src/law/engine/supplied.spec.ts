import type { Charge, PersonRecord } from '../../records/record.js';
import { answerFact } from './answer-fact.js';
import type { Determination, SeenFact } from './determination.js';
import { markSupplied } from './supplied.js';

const ROW = { file: 'charges.csv', row: 2 };
const GIVEN = { by: 'A. Clerk', at: '2026-11-22T10:00:00.000Z', source: 'lab report' };
const SUPPLIED = { by: 'A. Clerk', at: '2026-11-22T10:00:00.000Z', evidence: 'lab report' };

function record(charge: Partial<Charge> = {}): PersonRecord {
  return {
    personId: 'P1',
    cases: [
      {
        caseNumber: 'C-1',
        court: { name: 'Circuit Court', state: 'MD' },
        source: { file: 'charges.csv', row: 1 },
        charges: [
          { count: 1, statute: 'CR 5-601', source: ROW, ...charge },
          { count: 2, statute: 'CR 5-602', source: { file: 'charges.csv', row: 3 } },
        ],
      },
    ],
  };
}

function seen(facts: SeenFact[], count = 1): Determination {
  return {
    personId: 'P1',
    case: { number: 'C-1', court: 'Circuit Court', state: 'MD' },
    item: { kind: 'conviction', count },
    criteria: [{ id: 'asked', role: 'requirement', outcome: 'met', facts }],
  } as unknown as Determination;
}

const recorded = (fact: string, value: string, source = ROW): SeenFact => ({ fact, value, basis: 'recorded', source });

/** What a determination on count 1 (or another) saw, marked. */
function marked(judged: PersonRecord, facts: SeenFact[], count = 1): readonly SeenFact[] | undefined {
  return markSupplied(judged, [seen(facts, count)])[0]?.criteria[0]?.facts;
}

const answered = (fact: string, value: string, charge: Partial<Charge> = {}): PersonRecord =>
  answerFact(record(charge), { case: 'C-1', count: 1 }, { fact, value, ...GIVEN });

describe('facts that a person supplied', () => {
  it('name the person, the moment and the evidence, and no row of a source, since no row says them', () => {
    expect(marked(answered('statute', 'CR 5-601(a)(1)'), [recorded('statute', 'CR 5-601(a)(1)')])).toEqual([
      {
        fact: 'statute',
        value: 'CR 5-601(a)(1)',
        basis: 'supplied',
        supplied: { ...SUPPLIED, from: 'CR 5-601' },
      },
    ]);
  });

  it('leave what the source says of the same charge, and of another one, with its row', () => {
    const facts = [recorded('grade', 'felony'), recorded('statute', 'CR 5-602', { file: 'charges.csv', row: 3 })];
    expect(marked(answered('statute', 'CR 5-601(a)(1)'), facts)).toEqual(facts);
    const other = [recorded('statute', 'CR 5-602', { file: 'charges.csv', row: 3 })];
    expect(marked(answered('statute', 'CR 5-601(a)(1)'), other, 2)).toEqual(other);
  });

  it('leave a record without corrections as it is', () => {
    const determinations = [seen([recorded('statute', 'CR 5-601')])];
    expect(markSupplied(record(), determinations)).toBe(determinations);
  });

  it('are told apart by unit where a charge has several measures', () => {
    const judged = answered('weight-grams', '9.5', { quantities: [{ amount: 3, unit: 'plants' }] });
    const [weight, plants] = marked(judged, [recorded('weight-grams', '9.5 g'), recorded('plants', '3 plants')]) ?? [];
    expect(weight?.basis).toBe('supplied');
    expect(plants?.basis).toBe('recorded');
  });

  it('reach what is worked out from them: the end of a sentence from the end of its probation', () => {
    const derived: SeenFact = { fact: 'sentence-end-date', value: '2020-01-01', basis: 'derived', source: ROW };
    expect(marked(answered('probation-end-date', '2020-01-01'), [derived])?.[0]).toMatchObject({ basis: 'supplied' });
    expect(marked(answered('grade', 'felony'), [derived])).toEqual([derived]);
  });

  it('reach the words for another charge that shows them, and not those that show something else', () => {
    const member = [recorded('conviction', 'CR 5-601(a)(1), case C-1 count 1')];
    expect(marked(answered('statute', 'CR 5-601(a)(1)'), member, 2)?.[0]).toMatchObject({ supplied: SUPPLIED });
    expect(marked(answered('weight-grams', '4'), member, 2)).toEqual(member);
  });

  it('may be about the person or the case, and then hold for every item of theirs', () => {
    const born = answerFact(record(), { case: 'C-1' }, { fact: 'birth-date', value: '1980-05-01', ...GIVEN });
    expect(marked(born, [recorded('birth-date', '1980-05-01')], 2)?.[0]).toMatchObject({ supplied: SUPPLIED });
    const victim = answerFact(record(), { case: 'C-1' }, { fact: 'has-victim', value: 'no', ...GIVEN });
    expect(marked(victim, [recorded('has-victim', 'false')], 2)?.[0]).toMatchObject({ supplied: SUPPLIED });
  });

  it('may be facts that a pack declares', () => {
    const declared = new Map([['waived', { type: 'boolean' as const, question: 'Was it waived?' }]]);
    const judged = answerFact(
      record(),
      { case: 'C-1', count: 1 },
      { fact: 'waived', value: 'yes', ...GIVEN },
      declared,
    );
    expect(marked(judged, [recorded('waived', 'true')])?.[0]).toMatchObject({ supplied: SUPPLIED });
  });

  it('never replace what silence or an assumption stands for, which says so itself', () => {
    const silent: SeenFact = { fact: 'statute', value: 'none (assumed)', basis: 'coverage' };
    expect(marked(answered('statute', 'CR 5-601(a)(1)'), [silent])).toEqual([silent]);
  });
});
