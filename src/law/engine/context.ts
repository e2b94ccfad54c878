/**
 * What one evaluation knows and collects, and how a test reports what it saw.
 */
import type { Day } from '../../common/legal-date.js';
import type { OffenseMatcher } from '../statutes/index.js';
import type { SeenFact, Truth } from './determination.js';
import type { Expression, Test } from './expression.js';
import type { FactDeclaration, OffenseList, Parameter } from './pack.js';
import type { PreparedRecord, Subject } from './subject.js';

/** What one evaluation knows and collects. */
export interface Context {
  readonly prepared: PreparedRecord;
  asOf: Day;
  /** Set while the question is what would be on a later day. */
  isAnotherDay: boolean;
  /** The item the determination is about. */
  item: Subject;
  /** What facts are asked of now: the item itself, or the member that a quantifier is looking at. */
  subject: Subject;
  readonly assume: ReadonlySet<string>;
  seen: Report[] | null;
  forced: Map<Test, Truth> | null;
  turningDays: Day[] | null;
  /** What each definition of the packs came to for this item, `NOT_ASKED` where nobody asked yet. */
  readonly memo: Uint8Array;
}

/** Stands in the memo for a definition that was not evaluated yet. */
export const NOT_ASKED = 3;

/** What one test answered of whom. What it saw is worked out only for reports that are kept: `lookAt`. */
export interface Report {
  readonly test: Test;
  readonly truth: Truth;
  readonly subject: Subject;
  readonly look: (context: Context, truth: Truth) => Look;
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
  /** Numbers the definitions of all packs that are compiled together. */
  readonly numbering: { next: number };
}

export function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`"${name}" was not checked before compiling`);
  return value;
}

/** What a test saw, in words; made only for the reports that are kept. */
export interface Look {
  facts(): SeenFact[];
  /** The missing fact's name and question; asked only of an unknown. */
  asks(): { fact: string; question: string };
}

/**
 * Wraps a test so that it can be forced, and reports what it answered when somebody listens. `judge` gives only the
 * truth and is called for every record; `look` is called for what has to be explained.
 */
export function test(expression: Test, judge: Evaluate, look: Report['look']): Evaluate {
  return (context) => {
    if (context.forced !== null && context.subject === context.item) {
      const forced = context.forced.get(expression);
      if (forced !== undefined) return forced;
    }
    const truth = judge(context);
    if (context.seen !== null) context.seen.push({ test: expression, truth, subject: context.subject, look });
    return truth;
  };
}

/** What the test of a report saw, asked of the same subject again. */
export function lookAt(report: Report, context: Context): Look {
  const { subject, seen } = context;
  context.subject = report.subject;
  context.seen = null;
  const look = report.look(context, report.truth);
  context.subject = subject;
  context.seen = seen;
  return look;
}

/** A missing fact as its test, or the pack, names it. */
export function asked(report: Report, look: Look): { fact: string; question: string } {
  const asks = look.asks();
  return { fact: report.test.as ?? asks.fact, question: report.test.ask ?? asks.question };
}

/** Where the subject stands in the sources, for a fact. */
export function sourceOf(subject: Subject): Pick<SeenFact, 'source'> {
  return subject.source === undefined ? {} : { source: { file: subject.source.file, row: subject.source.row } };
}
