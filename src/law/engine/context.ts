/**
 * What one evaluation knows and collects, and how a test reports what it saw.
 */
import type { Day } from '../../common/legal-date.js';
import type { OffenseMatcher } from '../statutes/index.js';
import { NOT_MET, UNKNOWN, type ChargeRef, type SeenFact, type Truth } from './determination.js';
import type { Expression, Test } from './expression.js';
import type { FactDeclaration, OffenseList, Parameter } from './pack.js';
import type { PreparedRecord, Subject } from './subject.js';
import type { Supposition } from './supposition.js';
import type { Division } from './value-parts.js';

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
  /** "What if this test were met?": the tests that are answered so, when they are asked of the item itself. */
  forced: Supposition | null;
  turningDays: Day[] | null;
  /** Where the other convictions that decided a criterion are collected while it is explained; null where nobody asks. */
  members: Subject[] | null;
  /** What the plain question came to for this item, by the slot of the expression; `NOT_ASKED` where nobody asked yet. */
  memo: Uint8Array;
  /** The same for the charges that quantifiers look at. */
  room: MemberMemo;
}

/** Stands in a memo for what was not evaluated yet. */
export const NOT_ASKED = 3;

/** Numbers what the expressions of a state's packs come to, so that it can be remembered in a list. */
export interface Numbering {
  /** Every expression that is asked of an item. */
  items: number;
  /** Those that are remembered for each charge a quantifier looks at. */
  subjects: number;
}

/**
 * What expressions came to for the charges of one record that quantifiers look at, under the packs of one state: a row of
 * bytes for each, all in one list, which the next record uses again.
 */
export class MemberMemo {
  private bytes: Uint8Array;
  private used = 0;

  /** `width` expressions are remembered of each charge. */
  constructor(readonly width: number) {
    this.bytes = new Uint8Array(64 * width);
  }

  /** Forgets all, for another record. */
  clear(): void {
    this.used = 0;
  }

  /** What the expression of this number came to for a charge; `NOT_ASKED` where nobody asked. */
  get(subject: Subject, number: number): number {
    if (subject.room !== this) this.take(subject);
    return this.bytes[subject.row + number] as number;
  }

  /** Keeps what it came to; `get` has been asked before. */
  set(subject: Subject, number: number, truth: Truth): void {
    this.bytes[subject.row + number] = truth;
  }

  private take(subject: Subject): void {
    subject.room = this;
    subject.row = this.used;
    this.used += this.width;
    if (this.used > this.bytes.length) {
      const larger = new Uint8Array(2 * this.used);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.fill(NOT_ASKED, subject.row, this.used);
  }
}

export type Evaluate = (context: Context) => Truth;

/**
 * An expression made ready for questions. The plain question is what it comes to on the day of the scan, nothing being
 * supposed; nearly all questions are plain, so they have a way of their own, and what they come to is remembered.
 */
export interface Compiled {
  /** The plain question, of the subject at hand. Ask through `truthOf`, which remembers. */
  readonly evaluate: Evaluate;
  /** Any question: with `context.forced` set, as of another day, or while turning days are collected. */
  readonly suppose: Evaluate;
  /** The question that has `context.forced` set to these tests, one of which is within at least, and is plain otherwise. */
  readonly given: (tests: readonly Test[]) => Evaluate;
  /**
   * Tells the trace of the tests that decided `truth`, which the plain question has come to. Where one part is enough, a
   * brief explanation names the first that was, and a full one all of them.
   */
  readonly explain: (context: Context, truth: Truth, trace: Trace) => void;
  /** Every test within, itself included, with how it says what it saw. */
  readonly tests: ReadonlyMap<Test, TestWords>;
  /** Whether the day as of which it is asked matters: then time alone can turn its answer. */
  readonly turns: boolean;
  /** About how much work `evaluate` is, in tests of one charge; what is cheap is asked first. */
  readonly cost: number;
  /** Where the memo of an item keeps what the plain question came to. */
  readonly slot: number;
}

/** What the plain question comes to; of the item itself it is asked once. */
export function truthOf(compiled: Compiled, context: Context): Truth {
  if (context.subject !== context.item) return compiled.evaluate(context);
  const { memo } = context;
  const known = memo[compiled.slot];
  if (known !== NOT_ASKED) return known as Truth;
  const truth = compiled.evaluate(context);
  memo[compiled.slot] = truth;
  return truth;
}

/** How a test says what it saw. */
export interface TestWords {
  /** Adds what it saw of `context.subject`. */
  facts(context: Context, truth: Truth, into: SeenFact[]): void;
  /** The missing fact's name and question; asked only of an unknown. */
  asks(context: Context, truth: Truth): Asked;
  /** How the values of that fact divide by what they would make of the test; null, or left out, where that is not known. */
  divides?(context: Context): Division | null;
}

export interface Asked {
  fact: string;
  question: string;
  /** The charge asked about, where that is another than the item. */
  about?: ChargeRef | undefined;
}

/** What the explanation of one criterion collects. */
export interface Trace {
  facts: SeenFact[];
  /** The tests that are unknown, each with whom it was asked of. */
  readonly unknowns: OpenTest[];
  isBrief: boolean;
  /** Set within an expression that takes what is unknown for "not shown": then it is not missing. */
  isCertain: boolean;
}

/** A test whose answer is unknown. */
export interface OpenTest {
  readonly test: Test;
  readonly words: TestWords;
  readonly subject: Subject;
}

/** A trace with nothing in it. */
export function emptyTrace(isBrief: boolean): Trace {
  return { facts: [], unknowns: [], isBrief, isCertain: false };
}

/** What a pack gives its expressions to work with. */
export interface Scope {
  readonly state: string;
  /** For a path with names of its own: which they are, and where what names none of them is compiled for all paths. */
  readonly own: OwnNames | null;
  readonly definitions: ReadonlyMap<string, Expression>;
  readonly offenses: ReadonlyMap<string, OffenseList>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  /** Filled while compiling, so that a list or a definition is compiled once. */
  readonly compiledLists: Map<string, OffenseMatcher>;
  readonly compiledDefinitions: Map<string, Compiled>;
  /** The slot of each expression that was compiled, by its text: what is asked in the same words is asked once. */
  readonly slots: Map<string, number>;
  /** By slot: the number under which it is remembered for each charge that quantifiers look at. */
  readonly remembered: Map<number, number>;
  /** Numbers the expressions of all packs of a state. */
  readonly numbering: Numbering;
}

/** Names that mean something in one path alone. */
export interface OwnNames {
  readonly parameters: ReadonlySet<string>;
  /** Its own definitions, and those of the pack that say something else here because they use an own name. */
  readonly definitions: ReadonlySet<string>;
  readonly pack: Scope;
}

export function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`"${name}" was not checked before compiling`);
  return value;
}

/** Does the work as of another day: plain questions are asked afresh, and what was remembered stays as it was. */
export function asOfDay<T>(context: Context, day: Day, work: () => T): T {
  const { asOf, memo, room } = context;
  context.asOf = day;
  context.memo = new Uint8Array(memo.length).fill(NOT_ASKED);
  context.room = new MemberMemo(room.width);
  try {
    return work();
  } finally {
    context.asOf = asOf;
    context.memo = memo;
    context.room = room;
  }
}

/** A test without its slot. */
export type Unplaced = Omit<Compiled, 'slot'>;

/**
 * Wraps a test so that it can be forced and reported. `judge` gives only the truth and is called for every record;
 * `facts` and `asks` are called for what has to be explained. A test that asks others tells how it asks them when
 * something is supposed.
 */
export function test(
  expression: Test,
  judge: Evaluate,
  words: TestWords,
  more: { within?: ReadonlyMap<Test, TestWords>; turns?: boolean; cost?: number; suppose?: Evaluate } = {},
): Unplaced {
  const judgeSupposing = more.suppose ?? judge;
  const suppose: Evaluate = (context) => {
    const { forced } = context;
    if (forced !== null && context.subject === context.item) {
      const at = forced.tests.indexOf(expression);
      if (at >= 0) return forced.truths[at] as Truth;
    }
    return judgeSupposing(context);
  };
  return {
    evaluate: judge,
    suppose,
    given: () => suppose,
    explain: (context, truth, trace) => {
      const isOpen = truth === UNKNOWN && !trace.isCertain;
      words.facts(context, truth === UNKNOWN && !isOpen ? NOT_MET : truth, trace.facts);
      if (isOpen) trace.unknowns.push({ test: expression, words, subject: context.subject });
    },
    tests: new Map([[expression, words], ...(more.within ?? [])]),
    turns: more.turns ?? false,
    cost: more.cost ?? 1,
  };
}

/** A missing fact as its test, or the pack, names it. */
export function asked({ test: expression, words, subject: askedOf }: OpenTest, context: Context): Asked {
  const outer = context.subject;
  context.subject = askedOf;
  const { fact, question, about } = words.asks(context, UNKNOWN);
  context.subject = outer;
  return { fact: expression.as ?? fact, question: expression.ask ?? question, about };
}

/** How the values of the missing fact divide; null where its test cannot say. */
export function dividedBy({ words, subject: askedOf }: OpenTest, context: Context): Division | null {
  if (words.divides === undefined) return null;
  const outer = context.subject;
  context.subject = askedOf;
  const division = words.divides(context);
  context.subject = outer;
  return division;
}

/** A fact as it was seen of a subject, with the row in which the subject stands. */
export function seenOf(subject: Subject, fact: string, value: string, basis: 'recorded' | 'derived'): SeenFact {
  const { source } = subject;
  return source === undefined ? { fact, value, basis } : { fact, value, basis, source };
}
