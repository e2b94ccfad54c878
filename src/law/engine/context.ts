/**
 * What one evaluation knows and collects, and how a test reports what it saw.
 */
import type { Day } from '../../common/legal-date.js';
import type { OffenseMatcher } from '../statutes/index.js';
import { NOT_MET, UNKNOWN, type ChargeRef, type SeenFact, type Truth } from './determination.js';
import type { Expression, Test } from './expression.js';
import type { FactDeclaration, OffenseList, Parameter } from './pack.js';
import type { PreparedRecord, Subject } from './subject.js';

/** What one evaluation knows and collects. */
export interface Context {
  readonly prepared: PreparedRecord;
  asOf: Day;
  /** The day of the scan, while `asOf` may be a later one: "if nothing else happens", silence goes on meaning what it means on this day. */
  readonly scanDay: Day;
  /** The item the determination is about. */
  item: Subject;
  /** What facts are asked of now: the item itself, or the member that a quantifier is looking at. */
  subject: Subject;
  readonly assume: ReadonlySet<string>;
  /** "What if this test were met?": the test that is answered so, when it is asked of the item itself. */
  forced: Forced | null;
  turningDays: Day[] | null;
  /** Whether the plain question is asked: nothing forced, no turning days wanted, no other day. */
  isPlain: boolean;
  /** Where the other convictions that decided a criterion are collected while it is explained; null where nobody asks. */
  members: Subject[] | null;
  /** What each definition of the packs came to for this item, `NOT_ASKED` where nobody asked yet. */
  readonly memo: Uint8Array;
}

/** Stands in the memo for a definition that was not evaluated yet. */
export const NOT_ASKED = 3;

/** A test and the answer it is given instead of its own. */
export interface Forced {
  readonly test: Test;
  readonly truth: Truth;
}

export type Evaluate = (context: Context) => Truth;

/** An expression made ready for questions. */
export interface Compiled {
  readonly evaluate: Evaluate;
  /**
   * Tells the trace of the tests that decided `truth`, which `evaluate` has given of the same context. Where one part is
   * enough, a brief explanation names the first that was, and a full one all of them.
   */
  readonly explain: (context: Context, truth: Truth, trace: Trace) => void;
  /** Every test within, itself included. */
  readonly tests: readonly Test[];
  /** Whether the day as of which it is asked matters: then time alone can turn its answer. */
  readonly turns: boolean;
  /** About how much work `evaluate` is, in tests of one charge; what is cheap is asked first. */
  readonly cost: number;
}

/** One test, with how it says what it saw. */
export interface CompiledTest extends Compiled {
  readonly test: Test;
  /** Adds what it saw of `context.subject`. */
  facts(context: Context, truth: Truth, into: SeenFact[]): void;
  /** The missing fact's name and question; asked only of an unknown. */
  asks(context: Context, truth: Truth): Asked;
}

export interface Asked {
  fact: string;
  question: string;
  /** The charge asked about, where that is another than the item. */
  about?: ChargeRef;
}

/** What the explanation of one criterion collects. */
export interface Trace {
  readonly facts: SeenFact[];
  /** The tests that are unknown, each with whom it was asked of. */
  readonly unknowns: OpenTest[];
  readonly isBrief: boolean;
  /** Set within an expression that takes what is unknown for "not shown": then it is not missing. */
  isCertain: boolean;
}

/** A test whose answer is unknown. */
export interface OpenTest {
  readonly of: CompiledTest;
  readonly subject: Subject;
}

/** A trace with nothing in it. */
export function emptyTrace(isBrief: boolean): Trace {
  return { facts: [], unknowns: [], isBrief, isCertain: false };
}

/** What a pack gives its expressions to work with. */
export interface Scope {
  readonly state: string;
  readonly definitions: ReadonlyMap<string, Expression>;
  readonly offenses: ReadonlyMap<string, OffenseList>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  /** Filled while compiling, so that a list or a definition is compiled once. */
  readonly compiledLists: Map<string, OffenseMatcher>;
  readonly compiledDefinitions: Map<string, Compiled>;
  /** Numbers the definitions of all packs that are compiled together. */
  readonly numbering: { next: number };
}

export function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`"${name}" was not checked before compiling`);
  return value;
}

/**
 * Wraps a test so that it can be forced and reported. `judge` gives only the truth and is called for every record;
 * `facts` and `asks` are called for what has to be explained.
 */
export function test(
  expression: Test,
  judge: Evaluate,
  words: Pick<CompiledTest, 'facts' | 'asks'>,
  more: { within?: readonly Test[]; turns?: boolean; cost?: number } = {},
): CompiledTest {
  const compiled: CompiledTest = {
    test: expression,
    tests: [expression, ...(more.within ?? [])],
    turns: more.turns ?? false,
    cost: more.cost ?? 1,
    evaluate: (context) => {
      const { forced } = context;
      if (forced !== null && forced.test === expression && context.subject === context.item) return forced.truth;
      return judge(context);
    },
    explain: (context, truth, trace) => {
      const isOpen = truth === UNKNOWN && !trace.isCertain;
      words.facts(context, truth === UNKNOWN && !isOpen ? NOT_MET : truth, trace.facts);
      if (isOpen) trace.unknowns.push({ of: compiled, subject: context.subject });
    },
    facts: words.facts,
    asks: words.asks,
  };
  return compiled;
}

/** A missing fact as its test, or the pack, names it. */
export function asked({ of, subject: askedOf }: OpenTest, context: Context): Asked {
  const { subject } = context;
  const { test: expression } = of;
  context.subject = askedOf;
  const asks = of.asks(context, UNKNOWN);
  context.subject = subject;
  return {
    fact: expression.as ?? asks.fact,
    question: expression.ask ?? asks.question,
    ...(asks.about === undefined ? {} : { about: asks.about }),
  };
}

/** Where the subject stands in the sources, for a fact. */
export function sourceOf(subject: Subject): Pick<SeenFact, 'source'> {
  return subject.source === undefined ? {} : { source: { file: subject.source.file, row: subject.source.row } };
}
