import type { MissingFact } from '../law/index.js';
import { QuestionRanking, type RankedQuestion } from './rank-questions.js';

function lacks(fact: string, more: Partial<MissingFact> = {}): MissingFact {
  const { ifMet = 'eligible', ifNotMet = 'not-eligible' } = more;
  const values: MissingFact['values'] = [
    { is: 'yes', leads: ifMet },
    { is: 'no', leads: ifNotMet },
  ];
  return { criterion: 'small', fact, question: `${fact}?`, ifMet, ifNotMet, values, ...more };
}

/** The questions of findings, each written as `[person, what it lacks]`, all on one path. */
function ranked(
  findings: readonly (readonly [personKey: string, missing: MissingFact[], path?: string])[],
): RankedQuestion[] {
  const ranking = new QuestionRanking();
  for (const [personKey, missing, path = 'us-ca/a'] of findings) ranking.add({ personKey, path, missing });
  return ranking.ranked();
}

describe('the questions of a scan', () => {
  /** A fact of which no value alone decides anything. */
  const undecided = (fact: string): MissingFact => lacks(fact, { ifMet: 'needs-facts', ifNotMet: 'needs-facts' });

  it('stand by how many findings each would settle by itself, since those are decided by one answer', () => {
    const questions = ranked([
      ['P1', [undecided('grade'), undecided('weight-grams')]],
      ['P2', [undecided('grade'), undecided('weight-grams')]],
      ['P3', [undecided('grade'), undecided('weight-grams')]],
      ['P4', [lacks('statute')]],
      ['P5', [lacks('weight-grams')]],
      ['P6', [lacks('weight-grams')]],
    ]);
    expect(questions.map(({ fact, settles, findings }) => [fact, settles, findings])).toEqual([
      ['weight-grams', 2, 5],
      ['statute', 1, 1],
      ['grade', 0, 3],
    ]);
  });

  it('count a finding that lacks something else where one value settles it all the same - no victim, so no restitution', () => {
    const victim = lacks('has-victim', {
      values: [
        { is: 'yes', leads: 'needs-facts' },
        { is: 'no', leads: 'eligible' },
      ],
    });
    const questions = ranked([
      ['P1', [victim, undecided('restitution-owed-cents')]],
      ['P2', [victim, undecided('restitution-owed-cents')]],
    ]);
    expect(questions[0]).toMatchObject({
      fact: 'has-victim',
      settles: 2,
      values: [
        { is: 'no', leads: { eligible: 2 } },
        { is: 'yes', leads: { 'needs-facts': 2 } },
      ],
    });
    expect(questions[1]).toMatchObject({ fact: 'restitution-owed-cents', settles: 0, values: [] });
  });

  it('stand by how many findings lack them where they settle as many, then by name, so that the order is always the same', () => {
    const both = [undecided('grade'), undecided('plants')];
    expect(
      ranked([
        ['P1', both],
        ['P2', [undecided('grade'), undecided('class')]],
      ]).map(({ fact }) => fact),
    ).toEqual(['grade', 'class', 'plants']);
  });

  it('say where each value leads the findings that it would settle', () => {
    const [weight] = ranked([
      ['P1', [lacks('weight-grams')]],
      ['P1', [lacks('weight-grams', { ifMet: 'needs-review', ifNotMet: 'not-covered' })]],
      ['P2', [lacks('weight-grams')]],
      ['P3', [lacks('weight-grams', { ifMet: 'needs-facts', ifNotMet: 'needs-facts' }), lacks('grade')]],
    ]);
    expect(weight).toMatchObject({
      settles: 3,
      ifMet: { eligible: 2, 'needs-review': 1 },
      ifNotMet: { 'not-eligible': 2, 'not-covered': 1 },
      values: [
        { is: 'no', leads: { 'not-eligible': 2, 'not-covered': 1 } },
        { is: 'yes', leads: { eligible: 2, 'needs-review': 1 } },
      ],
    });
  });

  it('count people once, however many findings of theirs ask', () => {
    const one = [lacks('weight-grams')];
    expect(
      ranked([
        ['P1', one],
        ['P1', one],
        ['P2', one],
      ])[0],
    ).toMatchObject({ findings: 3, people: 2 });
  });

  it('count a finding once where two of its criteria ask for the same fact', () => {
    const twice = [lacks('weight-grams'), lacks('weight-grams', { criterion: 'not-large', ifMet: 'needs-facts' })];
    const [weight] = ranked([['P1', twice]]);
    expect(weight).toMatchObject({ findings: 1, settles: 1, ifMet: { eligible: 1 } });
    expect(weight?.askedBy.map(({ criterion }) => criterion)).toEqual(['not-large', 'small']);
  });

  it('name who asks, most findings first, and whether it is asked in the same words', () => {
    const about = (text: string): MissingFact[] => [lacks('grade', { criterion: 'prior', question: text })];
    const [grade] = ranked([
      ['P1', [lacks('grade')]],
      ['P2', about('About A: grade?'), 'us-ca/b'],
      ['P3', about('About B: grade?'), 'us-ca/b'],
    ]);
    expect(grade?.askedBy).toEqual([
      { path: 'us-ca/b', criterion: 'prior', question: 'About A: grade?', sameQuestion: false, findings: 2 },
      { path: 'us-ca/a', criterion: 'small', question: 'grade?', sameQuestion: true, findings: 1 },
    ]);
  });

  it('are none where nothing is missing', () => {
    expect(ranked([['P1', []]])).toEqual([]);
    expect(ranked([])).toEqual([]);
  });
});
