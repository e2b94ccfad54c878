/**
 * What one path says of one item, in the order of the README. Collects no words.
 */
import type { Day } from '../../common/legal-date.js';
import { truthOf, type Context } from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { MET, NOT_MET, UNKNOWN, type Outcome, type Truth } from './determination.js';
import type { Test } from './expression.js';
import { isAnyWithin, type Supposition } from './supposition.js';

export interface Decision {
  readonly outcome: Outcome | 'not-covered';
  readonly eligibleOn: Day | null;
  /** For failing criteria that time alone turns: the first day on which each holds. */
  readonly holdsOn: ReadonlyMap<Holding, Day>;
  /** For those that time turns into a question: the first day on which each may hold, though none is known. */
  readonly mayHoldOn: ReadonlyMap<Holding, Day>;
}

/** What the parts of a path came to, each list in the order of the path. Lists are longer where a path has fewer parts. */
export interface Truths {
  readonly covered: Truth[];
  /** Whether each holding holds. */
  readonly held: Truth[];
  /** Meaningless where something rules relief out. */
  readonly reviewed: Truth[];
  /** What time makes of those holdings about which that was asked. */
  readonly inTime: TimeSheet;
  /** The same of those that the supposition at hand concerns. */
  readonly supposedInTime: TimeSheet;
  /** What that supposition concerns; null where nothing is supposed. */
  readonly touched: Touched | null;
}

/** What time makes of a holding. */
interface InTime {
  /** Whether anything about it was asked. */
  isUsed: boolean;
  /** The days after the as-of date on which something about it turns, in order; null until that is asked. */
  days: readonly Day[] | null;
  /** The days that were asked about, few and in no order, and whether it holds on each. */
  readonly asked: Day[];
  readonly truths: Truth[];
}

/** What time makes of the holdings of one path, by their places; used again and again. */
class TimeSheet {
  private readonly entries: (InTime | undefined)[] = [];
  private readonly used: InTime[] = [];

  clear(): void {
    for (let n = 0; n < this.used.length; n++) {
      const entry = this.used[n] as InTime;
      entry.isUsed = false;
      entry.days = null;
      entry.asked.length = 0;
      entry.truths.length = 0;
    }
    this.used.length = 0;
  }

  of({ at }: Holding): InTime {
    let entry = this.entries[at];
    if (entry === undefined) this.entries[at] = entry = { isUsed: false, days: null, asked: [], truths: [] };
    if (!entry.isUsed) {
      entry.isUsed = true;
      this.used.push(entry);
    }
    return entry;
  }
}

/** Room for them, to be used again and again. */
export const emptyTruths = (): Truths => ({
  covered: [],
  held: [],
  reviewed: [],
  inTime: new TimeSheet(),
  supposedInTime: new TimeSheet(),
  touched: null,
});

/** Decides the outcome in the order of the README, and fills in `truths`. Collects no words. */
export function decide(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  context: Context,
  truths: Truths,
): Decision {
  const { covered, held, inTime } = truths;
  for (let at = 0; at < coverage.length; at++) {
    const truth = truthOf((coverage[at] as CompiledCriterion).when, context);
    covered[at] = truth;
    // Most paths do not speak of most items: until it is known that this one does, nothing is set up for an answer.
    if (truth === NOT_MET) return NOT_COVERED;
  }
  inTime.clear();
  for (let at = 0; at < path.holdings.length; at++) {
    const holding = path.holdings[at] as Holding;
    held[at] = as(holding, truthOf(holding.criterion.when, context));
  }
  return conclude(path, coverage.length, context, truths);
}

/** What the parts came to with something supposed; no supposition is looked into within another. */
const supposedTruths = emptyTruths();

/** What the outcome would be if some tests were answered so: `truths` are those without that, and stay as they are. */
export function outcomeIf(
  supposition: Supposition,
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  context: Context,
  truths: Truths,
): Outcome | 'not-covered' {
  const touched = touchedBy(supposition.tests, path, coverage);
  const { covered, held, reviewed, supposedInTime } = supposedTruths;
  supposedInTime.clear();
  context.forced = supposition;
  try {
    copy(truths.covered, covered, coverage.length);
    for (const at of touched.coverage) {
      covered[at] = again(coverage[at] as CompiledCriterion, context, supposition);
      if (covered[at] === NOT_MET) return 'not-covered';
    }
    copy(truths.held, held, path.holdings.length);
    for (const at of touched.holdings) {
      const holding = path.holdings[at] as Holding;
      held[at] = as(holding, again(holding.criterion, context, supposition));
      if (held[at] === NOT_MET && !holding.criterion.turns) return 'not-eligible';
    }
    copy(truths.reviewed, reviewed, path.review.length);
    for (const at of touched.review) {
      reviewed[at] = again((path.review[at] as CompiledReview).criterion, context, supposition);
    }
    const supposed = { covered, held, reviewed, inTime: truths.inTime, supposedInTime, touched };
    return conclude(path, coverage.length, context, supposed).outcome;
  } finally {
    context.forced = null;
  }
}

function copy(from: readonly Truth[], to: Truth[], length: number): void {
  for (let at = 0; at < length; at++) to[at] = from[at] as Truth;
}

/** The parts of a path that hold one of some tests, by their places. */
interface Touched {
  readonly coverage: readonly number[];
  readonly holdings: readonly number[];
  /** Of each holding, whether it is one of them. */
  readonly isHolding: readonly boolean[];
  readonly review: readonly number[];
}

/** By the coverage of a path for one kind of item. */
const touches = new WeakMap<readonly CompiledCriterion[], Map<readonly Test[], Touched>>();

function touchedBy(tests: readonly Test[], path: CompiledPath, coverage: readonly CompiledCriterion[]): Touched {
  let known = touches.get(coverage);
  if (known === undefined) touches.set(coverage, (known = new Map<readonly Test[], Touched>()));
  let touched = known.get(tests);
  if (touched === undefined) {
    const places = (criteria: readonly CompiledCriterion[]): number[] =>
      criteria.flatMap(({ when }, at) => (isAnyWithin(when.tests, tests) ? [at] : []));
    const holdings = places(path.holdings.map(({ criterion }) => criterion));
    touched = {
      coverage: places(coverage),
      holdings,
      isHolding: path.holdings.map(({ at }) => holdings.includes(at)),
      review: places(path.review.map(({ criterion }) => criterion)),
    };
    known.set(tests, touched);
  }
  return touched;
}

/** The outcome that the truths of the parts come to; the path covers the item. */
function conclude(path: CompiledPath, coverage: number, context: Context, truths: Truths): Decision {
  const { covered, held } = truths;
  let unknown = false;
  for (let at = 0; at < coverage; at++) if (covered[at] === UNKNOWN) unknown = true;
  let failing: Holding[] | null = null;
  let mayTurn = false;
  let isLost = path.until !== null && context.asOf >= path.until;
  for (let at = 0; at < path.holdings.length; at++) {
    const truth = held[at];
    if (truth === UNKNOWN) unknown = true;
    else if (truth === NOT_MET) {
      const holding = path.holdings[at] as Holding;
      if (holding.criterion.turns) mayTurn = true;
      else isLost = true;
      (failing ??= []).push(holding);
    }
  }
  if (failing !== null && mayTurn) return decideInTime(path, failing, unknown, isLost, context, truths);
  if (isLost) return NOT_ELIGIBLE;
  return DECIDED[judgement(path, unknown, context, truths)];
}

/** The answer where nothing rules relief out: what is unknown, or what attorneys are asked of the path, may keep it open. */
function judgement(
  path: CompiledPath,
  unknown: boolean,
  context: Context,
  { reviewed }: Truths,
): 'needs-facts' | 'needs-review' | 'eligible' {
  let asks = false;
  let isOpen = unknown;
  for (let at = 0; at < path.review.length; at++) {
    const { criterion, answer } = path.review[at] as CompiledReview;
    if (context.forced === null) reviewed[at] = truthOf(criterion.when, context);
    if (answer !== undefined && context.assume.has(answer)) continue;
    if (reviewed[at] === MET) asks = true;
    else if (reviewed[at] === UNKNOWN) isOpen = true;
  }
  if (isOpen) return 'needs-facts';
  return asks ? 'needs-review' : 'eligible';
}

/** The answer where time alone can turn something that fails; `isLost` where something stays that it cannot turn. */
function decideInTime(
  path: CompiledPath,
  failing: readonly Holding[],
  unknown: boolean,
  isLost: boolean,
  context: Context,
  truths: Truths,
): Decision {
  // Of a supposition only the outcome is asked.
  const isAsked = context.forced === null;
  let holdsOn = NOTHING;
  let mayHoldOn = NOTHING;
  let isOpen = unknown;
  let isEver = !isLost;
  for (const holding of failing) {
    if (!isAsked && !isEver) return NOT_ELIGIBLE;
    const days = holding.criterion.turns ? daysOf(holding, context, truths) : NEVER;
    const day = firstDay(days, [holding], MET, context, truths);
    // Not met today whatever is learnt, a fact may decide whether it ever will be.
    const asked = day === undefined ? firstDay(days, [holding], UNKNOWN, context, truths) : undefined;
    if (day !== undefined) {
      if (isAsked) holdsOn = withDay(holdsOn, holding, day);
    } else if (asked !== undefined) {
      isOpen = true;
      if (isAsked) mayHoldOn = withDay(mayHoldOn, holding, asked);
    } else {
      isEver = false;
    }
  }
  if (!isEver) return { outcome: 'not-eligible', eligibleOn: null, holdsOn, mayHoldOn };
  const later = judgement(path, isOpen, context, truths);
  const [first] = failing as [Holding];
  const days =
    failing.length === 1
      ? daysOf(first, context, truths)
      : inOrder(
          failing.flatMap((holding) => daysOf(holding, context, truths)),
          context.asOf,
        );
  // What time does not turn holds already. A day on which everything is sure comes first; only where there is none, one
  // on which nothing stands in the way.
  const day =
    firstDay(days, path.turning, MET, context, truths) ?? firstDay(days, path.turning, UNKNOWN, context, truths);
  if (day === undefined) return { outcome: 'not-eligible', eligibleOn: null, holdsOn, mayHoldOn };
  return later === 'needs-facts'
    ? { outcome: 'needs-facts', eligibleOn: null, holdsOn, mayHoldOn }
    : { outcome: 'eligible-later', eligibleOn: day, holdsOn, mayHoldOn };
}

const NEVER: readonly Day[] = [];

const withDay = (days: ReadonlyMap<Holding, Day>, holding: Holding, day: Day): ReadonlyMap<Holding, Day> =>
  new Map(days).set(holding, day);

/** The first of some days on which every holding comes to no less than this. */
function firstDay(
  days: readonly Day[],
  holdings: readonly Holding[],
  least: Truth,
  context: Context,
  truths: Truths,
): Day | undefined {
  next: for (const day of days) {
    for (const holding of holdings) if (holdsOnDay(holding, day, context, truths) < least) continue next;
    return day;
  }
  return undefined;
}

/** Those of some days that lie after another, in order and each once. They are few, and mostly in order. */
function inOrder(days: readonly Day[], after: Day): Day[] {
  const found: Day[] = [];
  for (const day of days) {
    if (day <= after || found.includes(day)) continue;
    let at = found.length;
    while (at > 0 && (found[at - 1] as Day) > day) at--;
    found.splice(at, 0, day);
  }
  return found;
}

const NOTHING: ReadonlyMap<Holding, Day> = new Map();
const today = (outcome: Decision['outcome']): Decision => ({
  outcome,
  eligibleOn: null,
  holdsOn: NOTHING,
  mayHoldOn: NOTHING,
});
const NOT_COVERED = today('not-covered');
const NOT_ELIGIBLE = today('not-eligible');
const DECIDED = {
  'needs-facts': today('needs-facts'),
  'needs-review': today('needs-review'),
  eligible: today('eligible'),
};

/** What time makes of a holding; worked out once for all suppositions that do not concern it. */
function inTimeOf(holding: Holding, { inTime, supposedInTime, touched }: Truths): InTime {
  return (touched?.isHolding[holding.at] === true ? supposedInTime : inTime).of(holding);
}

/** The days after the as-of date on which something about a holding turns, in order. */
function daysOf(holding: Holding, context: Context, truths: Truths): readonly Day[] {
  const inTime = inTimeOf(holding, truths);
  if (inTime.days === null) {
    const days: Day[] = [];
    context.turningDays = days;
    holding.criterion.when.suppose(context);
    context.turningDays = null;
    inTime.days = inOrder(days, context.asOf);
  }
  return inTime.days;
}

/** Whether a holding holds on a later day. */
function holdsOnDay(holding: Holding, day: Day, context: Context, truths: Truths): Truth {
  const { asked, truths: known } = inTimeOf(holding, truths);
  for (let n = 0; n < asked.length; n++) if (asked[n] === day) return known[n] as Truth;
  const { asOf } = context;
  context.asOf = day;
  const truth = as(holding, holding.criterion.when.suppose(context));
  context.asOf = asOf;
  asked.push(day);
  known.push(truth);
  return truth;
}

/** What a criterion comes to with tests answered so; one of them is within it. */
export function again(criterion: CompiledCriterion, context: Context, { tests }: Supposition): Truth {
  let ask = criterion.given.get(tests);
  if (ask === undefined) criterion.given.set(tests, (ask = criterion.when.given(tests)));
  return ask(context);
}

/** Whether a holding does what it has to: a requirement is met, a disqualifier is not. */
const as = (holding: Holding, truth: Truth): Truth => (holding.role === 'requirement' ? truth : ((2 - truth) as Truth));
