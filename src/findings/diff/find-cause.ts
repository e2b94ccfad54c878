/**
 * Why two scans answer differently about a person: found by asking again, not by guessing.
 *
 * What may lie behind it are the factors that differ between the two: the person's record, the law, the day, what the
 * office assumes. Where only one differs it is the cause. Where several do, the person is evaluated with some of them as
 * they were and the others as they are (the old record under the new law, the old law on the new day, …), and the
 * smallest set of factors that leads from the earlier answer to the later is the cause: of a person whose wait ended and
 * whose count was dismissed in the same month, either may be enough, or only both together.
 *
 * The engine is a factor that cannot be turned back: the program holds one. Where the scans were made by two engines, the
 * earlier state is evaluated by this one; what it changes by itself is the law's doing.
 */
import { type CompiledPacks, type Determination, Evaluator } from '../../law/index.js';
import type { PersonRecord } from '../../records/index.js';
import { isSameAnswer, placeNames } from './compare-findings.js';
import { type Answer, type Factor, FACTORS } from './difference.js';

/** One of two states of everything that decides an answer. */
export interface ScanState {
  law: CompiledPacks;
  asOf: string;
  assume: readonly string[];
}

/** Which engines made the scans, as far as that matters here. */
export interface Engines {
  /** The two scans were made by different engines. */
  differ: boolean;
  /** The later one was made by the engine of this program. */
  isTo: boolean;
}

/** The answers of a person by the names of their places; null where the record cannot be evaluated so. */
type Answers = ReadonlyMap<string, Answer> | null;

/** What a person comes to with some factors as they are now and the others as they were. */
export type AnswersWith = (changed: readonly Factor[]) => Answers;

/** Evaluators for every mixture of the two states; kept for all people of a comparison. */
export class Mixtures {
  private readonly evaluators = new Map<number, Evaluator>();

  constructor(
    private readonly from: ScanState,
    private readonly to: ScanState,
    readonly engines: Engines,
  ) {}

  /** The answers of a person whose record is given in both states; absent is one whom the records do not know. */
  person(was: PersonRecord | undefined, is: PersonRecord | undefined): AnswersWith {
    const known = new Map<number, Answers>();
    return (changed) => {
      const mask = maskOf(changed);
      const before = known.get(mask);
      if (before !== undefined) return before;
      const answers = this.answers(changed.includes('record') ? is : was, changed);
      known.set(mask, answers);
      return answers;
    };
  }

  private answers(record: PersonRecord | undefined, changed: readonly Factor[]): Answers {
    if (record === undefined) return new Map();
    let made: Determination[];
    try {
      made = this.evaluator(changed).evaluate(record);
    } catch {
      // A record that a law cannot be applied to is set aside in a scan; here it only says nothing.
      return null;
    }
    const names = placeNames(made);
    return new Map(made.map((each, at) => [names[at] ?? '', each]));
  }

  private evaluator(changed: readonly Factor[]): Evaluator {
    const mask = maskOf(changed.filter((factor) => factor !== 'record'));
    let evaluator = this.evaluators.get(mask);
    if (evaluator === undefined) {
      const state = (factor: Factor): ScanState => (changed.includes(factor) ? this.to : this.from);
      evaluator = new Evaluator(state('law').law, { asOf: state('time').asOf, assume: state('assumptions').assume });
      this.evaluators.set(mask, evaluator);
    }
    return evaluator;
  }
}

/**
 * The smallest sets of factors that lead from the earlier answer to the later; empty where that cannot be found out,
 * because neither scan was made by this engine and it does not answer as they did. `factors` are those that differ.
 */
export function findCause(
  place: string,
  answer: { was: Answer | null; is: Answer | null },
  factors: readonly Factor[],
  engines: Engines,
  answersWith: AnswersWith,
): Factor[][] {
  const gives = (changed: readonly Factor[], wanted: Answer | null): boolean => {
    const answers = answersWith(changed);
    return answers !== null && isSameAnswer(answers.get(place), wanted);
  };
  const sets = subsetsOf(factors);
  if (!engines.differ) {
    const reproduces = engines.isTo || (gives([], answer.was) && gives(factors, answer.is));
    return reproduces ? smallest(sets.filter((set) => set.length > 0 && gives(set, answer.is))) : [];
  }
  if (!engines.isTo) return [];
  const engineMatters = !gives([], answer.was);
  const enough = smallest(sets.filter((set) => gives(set, answer.is)));
  return engineMatters ? unique(enough.map((set) => FACTORS.filter((f) => f === 'law' || set.includes(f)))) : enough;
}

function smallest(sets: readonly Factor[][]): Factor[][] {
  const size = Math.min(...sets.map((set) => set.length));
  return sets.filter((set) => set.length === size);
}

function unique(sets: readonly Factor[][]): Factor[][] {
  return [...new Map(sets.map((set) => [set.join(' '), set])).values()];
}

/** Every set of the factors, the smaller ones first. */
function subsetsOf(factors: readonly Factor[]): Factor[][] {
  const sets: Factor[][] = [];
  for (let mask = 0; mask < 1 << factors.length; mask += 1) sets.push(factors.filter((_, at) => (mask >> at) & 1));
  return sets.sort((a, b) => a.length - b.length);
}

function maskOf(factors: readonly Factor[]): number {
  return factors.reduce((mask, factor) => mask | (1 << FACTORS.indexOf(factor)), 0);
}
