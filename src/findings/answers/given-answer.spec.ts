import { aFinding } from '../../../test/factories/a-finding.js';
import { contradictions, placeAnswer, type PlacedAnswer } from './given-answer.js';

function answer(row: number, value: string, more: Partial<PlacedAnswer> = {}): PlacedAnswer {
  return { row, personKey: 'P1', case: 'A1', count: 1, fact: 'sentence-kind', value, source: 'the docket', ...more };
}

/** The lines that are refused for contradicting others, with the reasons of the first. */
function refused(...answers: PlacedAnswer[]): [number[], string | undefined] {
  const found = contradictions(answers);
  return [[...found.keys()].map(({ row }) => row), [...found.values()][0]];
}

describe('answers that are handed in together', () => {
  it('are all refused where they say different things of one fact, with their lines - nothing says which is right', () => {
    expect(refused(answer(2, 'probation'), answer(3, 'state-prison'), answer(4, 'probation'))).toEqual([
      [2, 3, 4],
      'The answers to sentence-kind contradict one another: "probation" in line 2, "state-prison" in line 3, ' +
        '"probation" in line 4. Keep one of these lines.',
    ]);
  });

  it('may say the same twice, since several findings ask for one fact', () => {
    expect(refused(answer(2, 'probation'), answer(3, 'Probation '))).toEqual([[], undefined]);
  });

  it('may say different things of different counts, cases and people', () => {
    expect(
      refused(
        answer(2, 'a'),
        answer(3, 'b', { count: 2 }),
        answer(4, 'b', { case: 'A2' }),
        answer(5, 'c', { personKey: 'P2' }),
      ),
    ).toEqual([[], undefined]);
  });

  it('contradict one another about the case where two counts of it are told different things', () => {
    const victim = { fact: 'has-victim' };
    expect(refused(answer(2, 'yes', victim), answer(3, 'no', { ...victim, count: 2 }))[0]).toEqual([2, 3]);
  });
});

describe('an answer to a finding', () => {
  const grade = { row: 0, finding: 'f', fact: 'grade', value: 'misdemeanor', source: 'the judgment' };

  it('about what the finding does not lack is refused, and told how to correct a record', () => {
    expect(() => placeAnswer(aFinding({ missing: [] }), grade)).toThrow(
      /does not lack "grade"\. It lacks nothing\. To put right what the record has wrong, .*--correct/,
    );
  });

  it('that is said to be a correction is about the item itself', () => {
    expect(placeAnswer(aFinding({ missing: [] }), { ...grade, isCorrection: true })).toMatchObject({
      ...{ personKey: 'P-1', case: '12CR01234', count: 2, fact: 'grade', value: 'misdemeanor' },
    });
  });
});
