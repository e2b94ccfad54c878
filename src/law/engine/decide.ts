/**
 * What one path says of one item, in the order of the README. Collects no words.
 */
import type { Day } from '../../common/legal-date.js';
import type { Context } from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { MET, NOT_MET, UNKNOWN, type Outcome, type Truth } from './determination.js';

export interface Decision {
  outcome: Outcome | 'not-covered';
  eligibleOn: Day | null;
  /** What each coverage criterion came to, in their order; empty where one is not met. */
  covered: Truth[];
  /** Whether each of the path's holdings holds, in their order. */
  truths: Truth[];
  /** What each review question's condition came to; empty where something rules relief out. */
  reviews: Truth[];
  /** For failing criteria that time alone turns: the first day on which each holds. */
  holdsOn: ReadonlyMap<Holding, Day>;
}

/**
 * Decides the outcome in the order of the README. Collects no words. With `before`, a decision about the same item, only
 * the criteria that hold the forced test are asked again.
 */
export function decide(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  context: Context,
  before: Decision | null,
): Decision {
  const forced = context.forced?.test;
  const mayDiffer = (criterion: CompiledCriterion): boolean =>
    before === null || (forced !== undefined && criterion.within.has(forced));
  let unknown = false;
  for (let at = 0; at < coverage.length; at++) {
    const criterion = coverage[at] as CompiledCriterion;
    const truth = mayDiffer(criterion) ? criterion.evaluate(context) : (before?.covered[at] ?? UNKNOWN);
    // Most paths do not speak of most items: until it is known that this one does, nothing is set up for an answer.
    if (truth === NOT_MET) return NOT_COVERED;
    scratch[at] = truth;
    if (truth === UNKNOWN) unknown = true;
  }
  const decision: Decision = {
    outcome: 'not-covered',
    eligibleOn: null,
    covered: scratch.slice(0, coverage.length),
    truths: [],
    reviews: [],
    holdsOn: NOTHING,
  };
  const failing: Holding[] = [];
  let mayTurn = false;
  for (let at = 0; at < path.holdings.length; at++) {
    const holding = path.holdings[at] as Holding;
    const truth = mayDiffer(holding.criterion) ? holds(holding, context) : (before?.truths[at] ?? UNKNOWN);
    decision.truths.push(truth);
    if (truth === UNKNOWN) unknown = true;
    else if (truth === NOT_MET) {
      // Where only the outcome is asked, one that time does not turn settles it.
      if (before !== null && !holding.criterion.turns) {
        decision.outcome = 'not-eligible';
        return decision;
      }
      failing.push(holding);
      if (holding.criterion.turns) mayTurn = true;
    }
  }
  let days: readonly Day[] = NO_DAYS;
  if (mayTurn) {
    const holdsOn = new Map<Holding, Day>();
    const all: Day[] = [];
    for (const holding of failing) {
      if (!holding.criterion.turns) continue;
      const own = turningDays(holding, context);
      const day = own.find((each) => asOfDay(context, each, () => holds(holding, context)) === MET);
      if (day !== undefined) holdsOn.set(holding, day);
      all.push(...own);
    }
    days = failing.length === 1 ? all : [...new Set(all)].sort((a, b) => a - b);
    decision.holdsOn = holdsOn;
  }
  decision.outcome = 'not-eligible';
  const ended = path.until !== null && context.asOf >= path.until;
  if (ended || decision.holdsOn.size < failing.length) return decision;

  let asks = false;
  for (let at = 0; at < path.review.length; at++) {
    const review = path.review[at] as CompiledReview;
    const truth = mayDiffer(review) ? review.evaluate(context) : (before?.reviews[at] ?? UNKNOWN);
    decision.reviews.push(truth);
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
      days.find((each) => asOfDay(context, each, atLeast(least)) === MET);
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
/** What coverage criteria came to while they are gone through; no evaluation goes through two at a time. */
const scratch: Truth[] = [];
const NOT_COVERED: Decision = {
  outcome: 'not-covered',
  eligibleOn: null,
  covered: [],
  truths: [],
  reviews: [],
  holdsOn: NOTHING,
};
const NO_DAYS: readonly Day[] = [];

/** The days after the as-of date on which something about a criterion turns, in order. */
function turningDays({ criterion }: Holding, context: Context): Day[] {
  const { isPlain } = context;
  const days: Day[] = [];
  context.turningDays = days;
  context.isPlain = false;
  criterion.evaluate(context);
  context.turningDays = null;
  context.isPlain = isPlain;
  return [...new Set(days)].filter((day) => day > context.asOf).sort((a, b) => a - b);
}

function asOfDay(context: Context, day: Day, ask: () => Truth): Truth {
  const { asOf, isPlain } = context;
  context.asOf = day;
  context.isPlain = false;
  const truth = ask();
  context.isPlain = isPlain;
  context.asOf = asOf;
  return truth;
}

/** Whether a holding does what it has to: a requirement is met, a disqualifier is not. */
const holds = (holding: Holding, context: Context): Truth => {
  const truth = holding.criterion.evaluate(context);
  return holding.role === 'requirement' ? truth : ((2 - truth) as Truth);
};
