/**
 * What one path says of one item, in the order of the README. Collects no words.
 */
import type { Day } from '../../common/legal-date.js';
import { isForcedWithin, truthOf, type Context, type Forced } from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { MET, NOT_MET, UNKNOWN, type Outcome, type Truth } from './determination.js';

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
}

/** Room for them, to be used again and again. */
export const emptyTruths = (): Truths => ({ covered: [], held: [], reviewed: [] });

/**
 * Decides the outcome in the order of the README, and fills in `truths`. Collects no words. With forced tests it says
 * what the outcome would be: `truths` are those without them, stay as they are, and only what holds one is asked again.
 */
export function decide(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  context: Context,
  truths: Truths,
): Decision {
  const { covered, held } = truths;
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
  const failing: Holding[] = [];
  let mayTurn = false;
  let isLost = path.until !== null && context.asOf >= path.until;
  for (let at = 0; at < path.holdings.length; at++) {
    const holding = path.holdings[at] as Holding;
    const { criterion } = holding;
    let truth: Truth;
    if (forced === null) truth = held[at] = as(holding, truthOf(criterion.when, context));
    else if (!isForcedWithin(criterion.when.tests, forced)) truth = held[at] as Truth;
    else truth = as(holding, again(criterion, UNKNOWN, context, forced));
    if (truth === UNKNOWN) unknown = true;
    else if (truth === NOT_MET) {
      if (criterion.turns) mayTurn = true;
      // Where only the outcome is asked, one that time does not turn settles it.
      else if (forced !== null) return NOT_ELIGIBLE;
      else isLost = true;
      failing.push(holding);
    }
  }
  if (mayTurn) return decideInTime(path, failing, unknown, isLost, context, truths);
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
  const { forced } = context;
  let asks = false;
  let isOpen = unknown;
  for (let at = 0; at < path.review.length; at++) {
    const review = path.review[at] as CompiledReview;
    const { criterion } = review;
    let truth: Truth;
    if (forced === null) truth = reviewed[at] = truthOf(criterion.when, context);
    else truth = again(criterion, reviewed[at] as Truth, context, forced);
    if (review.answer !== undefined && context.assume.has(review.answer)) continue;
    if (truth === MET) asks = true;
    else if (truth === UNKNOWN) isOpen = true;
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
  const never: Decision = { outcome: 'not-eligible', eligibleOn: null, holdsOn, mayHoldOn };
  if (isLost || holdsOn.size + mayHoldOn.size < failing.length) return never;
  const later = judgement(path, unknown || mayHoldOn.size > 0, context, truths);
  // What time does not turn holds already, since time alone is missing.
  const turning = path.holdings.filter(({ criterion }) => criterion.turns);
  const days = failing.length === 1 ? all : [...new Set(all)].sort((a, b) => a - b);
  // A day on which everything is sure comes first; only where there is none, one on which nothing stands in the way.
  const atLeast = (least: Truth) => (): Truth =>
    turning.every((holding) => holds(holding, context) >= least) ? MET : NOT_MET;
  const firstDay = (least: Truth): Day | undefined =>
    days.find((each) => supposedOn(context, each, atLeast(least)) === MET);
  const day = firstDay(MET) ?? firstDay(UNKNOWN);
  if (day === undefined) return never;
  return later === 'needs-facts'
    ? { outcome: 'needs-facts', eligibleOn: null, holdsOn, mayHoldOn }
    : { outcome: 'eligible-later', eligibleOn: day, holdsOn, mayHoldOn };
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

/** What a criterion comes to with the forced tests answered; `was` where it holds none of them. */
export function again(criterion: CompiledCriterion, was: Truth, context: Context, forced: Forced): Truth {
  if (!isForcedWithin(criterion.when.tests, forced)) return was;
  const [test] = forced.keys();
  if (test === undefined || forced.size > 1) return criterion.when.suppose(context);
  let ask = criterion.given.get(test);
  if (ask === undefined) criterion.given.set(test, (ask = criterion.when.given(test)));
  return ask(context);
}

/** Whether a holding does what it has to: a requirement is met, a disqualifier is not. */
const as = (holding: Holding, truth: Truth): Truth => (holding.role === 'requirement' ? truth : ((2 - truth) as Truth));

/** The same, whatever is supposed. */
const holds = (holding: Holding, context: Context): Truth => as(holding, holding.criterion.when.suppose(context));
