/**
 * What one evaluation knows and collects, and how a test reports what it saw.
 */
import type { Day } from '../../common/legal-date.js';
import type { OffenseMatcher } from '../statutes/index.js';
import { UNKNOWN, type SeenFact, type Truth } from './determination.js';
import type { Expression, Test } from './expression.js';
import type { FactDeclaration, OffenseList, Parameter } from './pack.js';
import type { PreparedRecord, Subject } from './subject.js';

/** What one evaluation knows and collects. */
export interface Context {
  readonly prepared: PreparedRecord;
  asOf: Day;
  /** The item the determination is about. */
  item: Subject;
  /** What facts are asked of now: the item itself, or the member that a quantifier is looking at. */
  subject: Subject;
  readonly assume: ReadonlySet<string>;
  seen: Report[] | null;
  forced: Map<Test, Truth> | null;
  turningDays: Day[] | null;
}

/** What one test saw, and what it would ask. */
export interface Report {
  readonly test: Test;
  readonly truth: Truth;
  readonly facts: readonly SeenFact[];
  /** The name under which a missing fact is listed, and its question. */
  readonly fact: string;
  readonly question: string;
}

export type Evaluate = (context: Context) => Truth;

/** What a pack gives its expressions to work with. */
export interface Scope {
  readonly state: string;
  readonly definitions: ReadonlyMap<string, Expression>;
  readonly offenses: ReadonlyMap<string, OffenseList>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  /** Filled while compiling, so that a list or a definition is compiled once. */
  readonly compiledLists: Map<string, OffenseMatcher>;
  readonly compiledDefinitions: Map<string, Evaluate>;
}

export function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`"${name}" was not checked before compiling`);
  return value;
}

/** What a test answers, with the means to tell what it saw only when somebody listens. */
export interface Answer {
  truth: Truth;
  /** What was seen; called only when explaining. */
  facts(): SeenFact[];
  /** The missing fact's name and question; called only when explaining an unknown. */
  asks(): { fact: string; question: string };
}

/** Wraps a test so that it can be forced, and reports what it saw when somebody listens. */
export function test(expression: Test, evaluate: (context: Context) => Answer | Truth): Evaluate {
  return (context) => {
    if (context.forced !== null && context.subject === context.item) {
      const forced = context.forced.get(expression);
      if (forced !== undefined) return forced;
    }
    const answer = evaluate(context);
    if (typeof answer === 'number') return answer;
    if (context.seen !== null) {
      const asks = answer.truth === UNKNOWN ? answer.asks() : { fact: '', question: '' };
      context.seen.push({
        test: expression,
        truth: answer.truth,
        facts: answer.facts(),
        fact: expression.as ?? asks.fact,
        question: expression.ask ?? asks.question,
      });
    }
    return answer.truth;
  };
}

/** Whether anybody wants more than the truth. */
export const listening = (context: Context): boolean => context.seen !== null;

export function sourceOf(subject: Subject): Pick<SeenFact, 'source'> {
  return subject.source === undefined ? {} : { source: { file: subject.source.file, row: subject.source.row } };
}
