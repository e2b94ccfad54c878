/**
 * What one path says of one item, in the order of the README. Collects no words.
 */
import type { Day } from '../../common/legal-date.js';
import { truthOf, type Context, type Forced } from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { MET, NOT_MET, UNKNOWN, type Outcome, type Truth } from './determination.js';

export interface Decision {
  outcome: Outcome | 'not-covered';
  eligibleOn: Day | null;
  /** For failing criteria that time alone turns: the first day on which each holds. */
  holdsOn: ReadonlyMap<Holding, Day>;
  /** For those that time turns into a question: the first day on which each may hold, though none is known. */
  mayHoldOn: ReadonlyMap<Holding, Day>;
}

/** What the parts of a path came to, each list in the order of the path. Lists are longer where a path has fewer parts. */
export interface Truths {
  readonly covered: Truth[];
  /** Whether each holding holds. */
  readonly held: Truth[];
  /** Meaningless where something rules relief out. */
  readonly reviewed: Truth[];
}

/** Room for them, to be used again and again. */
export const emptyTruths = (): Truths => ({ covered: [], held: [], reviewed: [] });

/**
 * Decides the outcome in the order of the README, and fills in `truths`. Collects no words. With a forced test it says
 * what the outcome would be: `truths` are those without it, stay as they are, and only what holds the test is asked again.
 */
export function decide(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  context: Context,
  truths: Truths,
): Decision {
  const { covered, held, reviewed } = truths;
  const { forced } = context;
  let unknown = false;
  for (let at = 0; at < coverage.length; at++) {
    const criterion = coverage[at] as CompiledCriterion;
    let truth: Truth;
    if (forced === null) truth = covered[at] = truthOf(criterion.when, context);
    else truth = again(criterion, covered[at] as Truth, context, forced);
    // Most paths do not speak of most items: until it is known that this one does, nothing is set up for an answer.
    if (truth === NOT_MET) return NOT_COVERED;
    if (truth === UNKNOWN) unknown = true;
  }
  const decision: Decision = {
    outcome: 'not-eligible',
    eligibleOn: null,
    holdsOn: NOTHING,
    mayHoldOn: NOTHING,
  };
  const failing: Holding[] = [];
  let mayTurn = false;
  for (let at = 0; at < path.holdings.length; at++) {
    const holding = path.holdings[at] as Holding;
    const { criterion } = holding;
    let truth: Truth;
    if (forced === null) truth = held[at] = as(holding, truthOf(criterion.when, context));
    else if (!criterion.when.tests.has(forced.test)) truth = held[at] as Truth;
    else truth = as(holding, again(criterion, UNKNOWN, context, forced));
    if (truth === UNKNOWN) unknown = true;
    else if (truth === NOT_MET) {
      // Where only the outcome is asked, one that time does not turn settles it.
      if (forced !== null && !criterion.turns) return decision;
      failing.push(holding);
      if (criterion.turns) mayTurn = true;
    }
  }
  let days: readonly Day[] = NO_DAYS;
  if (mayTurn) {
    const holdsOn = new Map<Holding, Day>();
    const mayHoldOn = new Map<Holding, Day>();
    const all: Day[] = [];
    for (const holding of failing) {
      if (!holding.criterion.turns) continue;
      const own = turningDays(holding, context);
      const heldFrom = (least: Truth): Day | undefined =>
        own.find((each) => supposedOn(context, each, () => holds(holding, context)) >= least);
      const day = heldFrom(MET);
      if (day !== undefined) holdsOn.set(holding, day);
      else {
        // Not met today whatever is learnt, and a fact decides whether it ever will be.
        const asked = heldFrom(UNKNOWN);
        if (asked !== undefined) mayHoldOn.set(holding, asked);
      }
      all.push(...own);
    }
    days = failing.length === 1 ? all : [...new Set(all)].sort((a, b) => a - b);
    decision.holdsOn = holdsOn;
    decision.mayHoldOn = mayHoldOn;
    if (mayHoldOn.size > 0) unknown = true;
  }
  const ended = path.until !== null && context.asOf >= path.until;
  if (ended || decision.holdsOn.size + decision.mayHoldOn.size < failing.length) return decision;

  let asks = false;
  for (let at = 0; at < path.review.length; at++) {
    const review = path.review[at] as CompiledReview;
    const { criterion } = review;
    let truth: Truth;
    if (forced === null) truth = reviewed[at] = truthOf(criterion.when, context);
    else truth = again(criterion, reviewed[at] as Truth, context, forced);
    if (review.answer !== undefined && context.assume.has(review.answer)) continue;
    if (truth === MET) asks = true;
    else if (truth === UNKNOWN) unknown = true;
  }
  if (failing.length > 0) {
    // What time does not turn holds already, since time alone is missing.
    const turning = path.holdings.filter(({ criterion }) => criterion.turns);
    // A day on which everything is sure comes first; only where there is none, one on which nothing stands in the way.
    const atLeast = (least: Truth) => (): Truth =>
      turning.every((holding) => holds(holding, context) >= least) ? MET : NOT_MET;
    const firstDay = (least: Truth): Day | undefined =>
      days.find((each) => supposedOn(context, each, atLeast(least)) === MET);
    const day = firstDay(MET) ?? firstDay(UNKNOWN);
    if (day === undefined) return decision;
    if (!unknown) decision.eligibleOn = day;
  }
  if (unknown) decision.outcome = 'needs-facts';
  else if (failing.length > 0) decision.outcome = 'eligible-later';
  else decision.outcome = asks ? 'needs-review' : 'eligible';
  return decision;
}

const NOTHING: ReadonlyMap<Holding, Day> = new Map();
const NOT_COVERED: Decision = { outcome: 'not-covered', eligibleOn: null, holdsOn: NOTHING, mayHoldOn: NOTHING };
const NO_DAYS: readonly Day[] = [];

/** The days after the as-of date on which something about a criterion turns, in order. */
function turningDays({ criterion }: Holding, context: Context): Day[] {
  const days: Day[] = [];
  context.turningDays = days;
  criterion.when.suppose(context);
  context.turningDays = null;
  return [...new Set(days)].filter((day) => day > context.asOf).sort((a, b) => a - b);
}

/** What is answered as of a later day to questions that suppose something. */
function supposedOn(context: Context, day: Day, ask: () => Truth): Truth {
  const { asOf } = context;
  context.asOf = day;
  const truth = ask();
  context.asOf = asOf;
  return truth;
}

/** What a criterion comes to with the forced test answered; `was` where it does not hold that test. */
function again(criterion: CompiledCriterion, was: Truth, context: Context, { test }: Forced): Truth {
  if (!criterion.when.tests.has(test)) return was;
  let ask = criterion.given.get(test);
  if (ask === undefined) criterion.given.set(test, (ask = criterion.when.given(test)));
  return ask(context);
}

/** Whether a holding does what it has to: a requirement is met, a disqualifier is not. */
const as = (holding: Holding, truth: Truth): Truth => (holding.role === 'requirement' ? truth : ((2 - truth) as Truth));

/** The same, whatever is supposed. */
const holds = (holding: Holding, context: Context): Truth => as(holding, holding.criterion.when.suppose(context));
