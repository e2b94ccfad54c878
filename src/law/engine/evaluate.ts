/**
 * A record and compiled packs → determinations: one for each item and each path that speaks of it.
 */
import { formatDay, parseDay, type Day } from '../../common/legal-date.js';
import { AppError } from '../../common/app-error.js';
import type { PersonRecord } from '../../records/record.js';
import { NOT_ASKED, asked, factsOf, type Context, type Report } from './context.js';
import {
  kindTruth,
  type CompiledCriterion,
  type CompiledPacks,
  type CompiledPath,
  type CompiledReview,
  type Holding,
} from './compile-pack.js';
import {
  ITEM_KINDS,
  MET,
  NOT_MET,
  TRUTH_WORDS,
  UNKNOWN,
  type Determination,
  type ItemKind,
  type ItemRef,
  type MissingFact,
  type Outcome,
  type ReviewQuestion,
  type SeenFact,
  type TracedCriterion,
  type Truth,
} from './determination.js';
import type { Test } from './expression.js';
import { addRipples, type Blocker, type Made } from './ripple.js';
import { prepareRecord, type PreparedRecord, type Subject } from './subject.js';

export interface EvaluationOptions {
  /** The day as of which everything is judged, `YYYY-MM-DD`. */
  asOf: string;
  /** Assumptions and answers that the office accepted for the whole scan. */
  assume?: readonly string[];
}

/** Assumptions that any scan may accept, apart from the review questions that packs let an office answer. */
export const ASSUMPTIONS: Readonly<Record<string, string>> = {
  'no-pending-matters': 'No one has a pending case or an open warrant that the file does not hold.',
  'no-other-history': 'No one has convictions that the file does not hold.',
};

/** Evaluates records one after another and counts what no path spoke of. */
export class Evaluator {
  private readonly asOf: Day;
  private readonly assume: ReadonlySet<string>;
  private readonly seenItems = new Map<string, Record<ItemKind, number>>();
  private readonly determined: number[];
  private readonly memo: Uint8Array;
  private readonly prefers: ReadonlyMap<string, readonly string[]>;

  /** Throws an AppError when the as-of date is not a calendar date. */
  constructor(
    private readonly compiled: CompiledPacks,
    options: EvaluationOptions,
  ) {
    const asOf = parseDay(options.asOf);
    if (asOf === null) {
      throw new AppError(
        'bad-date',
        `The as-of date "${options.asOf}" is not a calendar date; write it as YYYY-MM-DD.`,
      );
    }
    this.asOf = asOf;
    this.assume = new Set(options.assume ?? []);
    this.determined = compiled.paths.map(() => 0);
    this.memo = new Uint8Array(compiled.definitions);
    this.prefers = new Map(compiled.paths.map((path) => [path.id, path.path.prefers]));
  }

  /** The determinations on one record, sorted by case, item and path. */
  evaluate(record: PersonRecord): Determination[] {
    if (!record.cases.some(({ court }) => this.compiled.byState.has(court.state))) return [];
    const prepared = prepareRecord(record);
    const made: Made[] = [];
    for (const { courtCase, charges, warrants, violations } of prepared.cases) {
      const paths = this.compiled.byState.get(courtCase.court.state);
      if (paths === undefined) continue;
      const counts = this.countsFor(courtCase.court.state);
      for (const charge of charges) {
        if (charge.standing.conviction !== NOT_MET) counts.conviction++;
        if (charge.standing.nonconviction !== NOT_MET) counts.nonconviction++;
        if (charge.standing.pending !== NOT_MET) counts['pending-charge']++;
        this.determineItem(paths.forCharge(charge.statute, charge.inchoate), charge, prepared, made);
      }
      counts.warrant += warrants.length;
      counts['probation-violation'] += violations.length;
      for (const warrant of warrants) this.determineItem(paths.ofWarrants, warrant, prepared, made);
      for (const violation of violations) {
        this.determineItem(paths.ofViolations, violation, prepared, made);
      }
    }
    addRipples(made, prepared);
    const determinations = made.map((each) => each.determination);
    if (determinations.length > 1) {
      determinations.sort(compareDeterminations);
      choosePreferred(determinations, this.prefers);
    }
    return determinations;
  }

  /** How many items each path did not speak of, over all records so far. */
  notCovered(): Map<string, number> {
    return new Map(
      this.compiled.paths.map((path) => {
        const seen = this.seenItems.get(path.pack.file.state);
        const items = seen === undefined ? 0 : path.kinds.reduce((sum, kind) => sum + seen[kind], 0);
        return [path.id, items - (this.determined[path.index] ?? 0)];
      }),
    );
  }

  private countsFor(state: string): Record<ItemKind, number> {
    let counts = this.seenItems.get(state);
    if (counts === undefined) {
      counts = { conviction: 0, nonconviction: 0, 'pending-charge': 0, warrant: 0, 'probation-violation': 0 };
      this.seenItems.set(state, counts);
    }
    return counts;
  }

  private determineItem(paths: readonly CompiledPath[], item: Subject, prepared: PreparedRecord, into: Made[]): void {
    if (paths.length === 0) return;
    this.memo.fill(NOT_ASKED);
    const context: Context = {
      prepared,
      asOf: this.asOf,
      scanDay: this.asOf,
      item,
      subject: item,
      assume: this.assume,
      forced: null,
      turningDays: null,
      isPlain: true,
      members: null,
      memo: this.memo,
    };
    for (const path of paths) {
      if (this.asOf < path.from) continue;
      if (path.until !== null && this.asOf >= path.until && path.path.inForce.then === 'not-covered') continue;
      for (const kind of path.kinds) {
        if (kindTruth(kind, item) === NOT_MET) continue;
        const made = determine(path, kind, context);
        if (made === null) continue;
        into.push(made);
        this.determined[path.index] = (this.determined[path.index] ?? 0) + 1;
      }
    }
  }
}

/** The determinations on one record. For many records, an `Evaluator` counts what was not covered as well. */
export function evaluateRecord(
  record: PersonRecord,
  compiled: CompiledPacks,
  options: EvaluationOptions,
): Determination[] {
  return new Evaluator(compiled, options).evaluate(record);
}

const holds = (holding: Holding, context: Context): Truth => {
  const truth = holding.criterion.evaluate(context);
  return holding.role === 'requirement' ? truth : ((2 - truth) as Truth);
};

interface Decision {
  outcome: Outcome | 'not-covered';
  eligibleOn: Day | null;
  /** What each coverage criterion came to, in their order; the rest is missing where one is not met. */
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
function decide(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  context: Context,
  before: Decision | null,
): Decision {
  const decision: Decision = {
    outcome: 'not-covered',
    eligibleOn: null,
    covered: [],
    truths: [],
    reviews: [],
    holdsOn: NOTHING,
  };
  const forced = context.forced?.test;
  const mayDiffer = (criterion: CompiledCriterion): boolean =>
    before === null || (forced !== undefined && criterion.tests.includes(forced));
  let unknown = false;
  for (let at = 0; at < coverage.length; at++) {
    const criterion = coverage[at] as CompiledCriterion;
    const truth = mayDiffer(criterion) ? criterion.evaluate(context) : (before?.covered[at] ?? UNKNOWN);
    decision.covered.push(truth);
    if (truth === NOT_MET) return decision;
    if (truth === UNKNOWN) unknown = true;
  }
  const failing: Holding[] = [];
  let mayTurn = false;
  for (let at = 0; at < path.holdings.length; at++) {
    const holding = path.holdings[at] as Holding;
    const truth = mayDiffer(holding.criterion) ? holds(holding, context) : (before?.truths[at] ?? UNKNOWN);
    decision.truths.push(truth);
    if (truth === UNKNOWN) unknown = true;
    else if (truth === NOT_MET) {
      failing.push(holding);
      if (holding.criterion.turns) mayTurn = true;
    }
  }
  let days: readonly Day[] = NO_DAYS;
  if (mayTurn) {
    days = turningDays(failing, context);
    const holdsOn = new Map<Holding, Day>();
    for (const holding of failing) {
      const day = days.find((each) => asOfDay(context, each, () => holds(holding, context)) === MET);
      if (day !== undefined) holdsOn.set(holding, day);
    }
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
    const allHold = (): Truth => (turning.every((holding) => holds(holding, context) !== NOT_MET) ? MET : NOT_MET);
    const day = days.find((each) => asOfDay(context, each, allHold) === MET);
    if (day === undefined) return decision;
    if (!unknown) decision.eligibleOn = day;
  }
  if (unknown) decision.outcome = 'needs-facts';
  else if (failing.length > 0) decision.outcome = 'eligible-later';
  else decision.outcome = asks ? 'needs-review' : 'eligible';
  return decision;
}

const NOTHING: ReadonlyMap<Holding, Day> = new Map();
const NO_DAYS: readonly Day[] = [];

/** The days after the as-of date on which something about the failing criteria turns, in order. */
function turningDays(failing: readonly Holding[], context: Context): Day[] {
  const { isPlain } = context;
  const days: Day[] = [];
  context.turningDays = days;
  context.isPlain = false;
  for (const { criterion } of failing) criterion.evaluate(context);
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

/** One item and one path: the decision and the words for it, or null when the path does not speak of the item. */
function determine(path: CompiledPath, kind: ItemKind, context: Context): Made | null {
  const { holdings } = path;
  const coverage = path.coverageOf.get(kind) ?? [];
  const decision = decide(path, coverage, context, null);
  let { outcome } = decision;
  if (outcome === 'not-covered') return null;

  const unknowns: Unknown[] = [];
  const restsOn: string[] = [];
  /** What decided a criterion; what is unknown and what rests on silence is noted for the whole determination. */
  const look = (criterion: CompiledCriterion, truth: Truth, isBrief: boolean): SeenFact[] => {
    const reports: Report[] = [];
    criterion.explain(context, truth, reports, isBrief);
    let facts: SeenFact[] | null = null;
    for (const report of reports) {
      const seen = factsOf(report, context);
      for (const { fact, value, basis } of seen) {
        if (basis === 'coverage' || basis === 'assumption') addOnce(restsOn, `${fact}: ${value}`);
      }
      if (facts === null) facts = seen;
      else facts.push(...seen);
      if (truth === UNKNOWN && report.truth === UNKNOWN) unknowns.push({ criterion, report });
    }
    return facts ?? [];
  };

  const blockers: Blocker[] = [];
  const criteria: TracedCriterion[] = [];
  for (let at = 0; at < coverage.length; at++) {
    const criterion = coverage[at] as CompiledCriterion;
    const truth = decision.covered[at] ?? UNKNOWN;
    // Where something rules relief out, it is enough to say which offence the path was asked about.
    const isSaid = outcome !== 'not-eligible' || criterion.id === 'offense';
    criteria.push({
      id: criterion.id,
      role: 'coverage',
      outcome: TRUTH_WORDS[truth] ?? 'unknown',
      facts: isSaid ? look(criterion, truth, true) : [],
    });
  }
  if (path.until !== null && context.asOf >= path.until) {
    const facts: SeenFact[] = [{ fact: 'as-of date', value: formatDay(context.asOf), basis: 'recorded' }];
    criteria.push({ id: 'in-force', role: 'requirement', outcome: 'not-met', facts });
  }
  for (let at = 0; at < holdings.length; at++) {
    const holding = holdings[at] as Holding;
    const held = decision.truths[at] ?? UNKNOWN;
    const truth = holding.role === 'requirement' ? held : ((2 - held) as Truth);
    const holdsOn = decision.holdsOn.get(holding);
    // Where something rules relief out, what else was met or is unknown decides nothing: it keeps no facts.
    const matters = outcome !== 'not-eligible' || held === NOT_MET;
    const { id } = holding.criterion;
    const traced = TRUTH_WORDS[truth] ?? 'unknown';
    context.members = held === NOT_MET ? [] : null;
    const facts = matters ? look(holding.criterion, truth, held === MET) : [];
    if (context.members !== null && context.members.length > 0) {
      blockers.push({ criterion: id, turns: holding.criterion.turns, members: context.members });
    }
    context.members = null;
    criteria.push(
      holdsOn === undefined
        ? { id, role: holding.role, outcome: traced, facts }
        : { id, role: holding.role, outcome: traced, holdsOn: formatDay(holdsOn), facts },
    );
  }

  const review: ReviewQuestion[] = [];
  if (outcome !== 'not-eligible') {
    for (let at = 0; at < path.review.length; at++) {
      const entry = path.review[at] as CompiledReview;
      const truth = decision.reviews[at] ?? UNKNOWN;
      if (entry.answer !== undefined && context.assume.has(entry.answer)) {
        addOnce(restsOn, `answered for the whole scan: ${entry.text}`);
      } else {
        look(entry, truth, true);
        if (truth === MET) review.push({ criterion: entry.id, question: entry.text });
      }
    }
  }

  // One open question that leads to the same answer either way is no question.
  const missing = outcome === 'needs-facts' ? missingFacts(path, coverage, decision, unknowns, context) : [];
  const [question, ...more] = missing;
  if (question !== undefined && more.length === 0 && question.ifMet === question.ifNotMet) {
    if (question.ifMet === 'not-covered') return null;
    if (question.ifMet !== 'needs-facts' && question.ifMet !== 'eligible-later') {
      outcome = question.ifMet;
      missing.length = 0;
    }
  }

  const determination: Determination = {
    personId: context.prepared.record.personId,
    case: caseRef(context.item),
    item: itemRef(kind, context.item),
    jurisdiction: path.pack.file.jurisdiction,
    path: path.id,
    relief: path.relief,
    outcome,
    ...(decision.eligibleOn === null ? {} : { eligibleOn: formatDay(decision.eligibleOn) }),
    missing,
    review,
    criteria,
    cautions:
      outcome === 'not-eligible'
        ? []
        : path.cautions.filter((caution) => caution.evaluate(context) !== NOT_MET).map((caution) => caution.id),
    ripple: [],
    preferred: true,
    restsOn,
  };
  return { determination, item: context.item, blockers };
}

function addOnce(list: string[], text: string): void {
  if (!list.includes(text)) list.push(text);
}

/** A test whose answer is missing and decides something. */
interface Unknown {
  criterion: CompiledCriterion;
  report: Report;
}

/**
 * For each unknown test that decides something: where each answer would lead, all else being as it is. Two tests may ask
 * the same question of the record; each has its own answers, since one may be met by what fails the other.
 */
function missingFacts(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  decision: Decision,
  unknowns: readonly Unknown[],
  context: Context,
): MissingFact[] {
  const missing: MissingFact[] = [];
  const seen = new Set<Test>();
  for (const { criterion, report } of unknowns) {
    const { test } = report.of;
    if (seen.has(test)) continue;
    seen.add(test);
    const lead = (truth: Truth): Outcome | 'not-covered' => {
      context.forced = { test, truth };
      context.isPlain = false;
      const { outcome } = decide(path, coverage, context, decision);
      context.forced = null;
      context.isPlain = true;
      return outcome;
    };
    const { fact, question, about } = asked(report, context);
    missing.push({
      criterion: criterion.id,
      fact,
      question: criterion.question ?? question,
      ifMet: lead(MET),
      ifNotMet: lead(NOT_MET),
      ...(about === undefined ? {} : { about }),
    });
  }
  return missing;
}

function caseRef(item: Subject): Determination['case'] {
  const courtCase = item.courtCase;
  return {
    number: courtCase?.caseNumber ?? '',
    court: courtCase?.court.name ?? '',
    ...(courtCase?.court.county === undefined ? {} : { county: courtCase.court.county }),
    state: courtCase?.court.state ?? '',
  };
}

function itemRef(kind: ItemKind, item: Subject): ItemRef {
  if (item.charge !== null) return { kind, count: item.charge.count };
  return { kind, number: item.warrant?.warrantNumber ?? item.violation?.violationId ?? '' };
}

/** The order of the export within a person: case, item, path. */
export function compareDeterminations(a: Determination, b: Determination): number {
  return (
    compareText(a.case.number, b.case.number) ||
    compareText(a.case.court, b.case.court) ||
    ITEM_KINDS.indexOf(a.item.kind) - ITEM_KINDS.indexOf(b.item.kind) ||
    (a.item.count ?? 0) - (b.item.count ?? 0) ||
    compareText(a.item.number ?? '', b.item.number ?? '') ||
    compareText(a.path, b.path)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const OPENNESS: Record<Outcome, number> = {
  eligible: 4,
  'needs-review': 3,
  'eligible-later': 2,
  'needs-facts': 1,
  'not-eligible': 0,
};

/** Marks the determinations that another on the same item, at least as open, is preferred to. */
function choosePreferred(sorted: readonly Determination[], prefers: ReadonlyMap<string, readonly string[]>): void {
  let from = 0;
  while (from < sorted.length) {
    let to = from + 1;
    // Sorted by case and item: those on one item stand together, whatever kind a path takes it for.
    while (to < sorted.length && isSameItem(sorted[from] as Determination, sorted[to] as Determination)) to++;
    for (let weaker = from; to - from > 1 && weaker < to; weaker++) {
      const one = sorted[weaker] as Determination;
      for (let stronger = from; one.preferred && stronger < to; stronger++) {
        const other = sorted[stronger] as Determination;
        const isOpen = OPENNESS[other.outcome] >= Math.max(OPENNESS['needs-review'], OPENNESS[one.outcome]);
        if (isOpen && (prefers.get(other.path) ?? []).includes(one.path)) one.preferred = false;
      }
    }
    from = to;
  }
}

function isSameItem(a: Determination, b: Determination): boolean {
  return (
    a.case.number === b.case.number &&
    a.case.court === b.case.court &&
    a.item.kind === b.item.kind &&
    a.item.count === b.item.count &&
    a.item.number === b.item.number
  );
}
