/**
 * One item and one path: the decision with its reasons, what is missing, and what an attorney has to judge.
 */
import { formatDay, type Day } from '../../common/legal-date.js';
import { asOfDay, emptyTrace, truthOf, type Context } from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { decide, emptyTruths } from './decide.js';
import {
  MET,
  NOT_MET,
  TRUTH_WORDS,
  UNKNOWN,
  type Determination,
  type ItemKind,
  type ItemRef,
  type ReviewQuestion,
  type SeenFact,
  type TracedCriterion,
  type Truth,
} from './determination.js';
import { missingFacts, type Unknown } from './missing-facts.js';
import type { Blocker, Made } from './ripple.js';
import type { Subject } from './subject.js';

/** What the parts of the path at hand came to; no evaluation goes through two at a time. */
const truths = emptyTruths();

/** One item and one path: the decision and the words for it, or null when the path does not speak of the item. */
export function determine(path: CompiledPath, kind: ItemKind, context: Context): Made | null {
  const { holdings } = path;
  const coverage = path.coverageOf.get(kind) ?? [];
  const decision = decide(path, coverage, context, truths);
  let { outcome } = decision;
  if (outcome === 'not-covered') return null;

  const trace = emptyTrace(true);
  const unknowns: Unknown[] = [];
  const restsOn: string[] = [];
  /** What decided a criterion; what is unknown and what rests on silence is noted for the whole determination. */
  const look = (criterion: CompiledCriterion, truth: Truth, isBrief: boolean): SeenFact[] => {
    const facts: SeenFact[] = [];
    trace.facts = facts;
    trace.isBrief = isBrief;
    criterion.when.explain(context, truth, trace);
    for (const fact of facts) {
      if (fact.basis === 'coverage' || fact.basis === 'assumption') addOnce(restsOn, restWords(fact));
    }
    if (trace.unknowns.length > 0) {
      if (truth === UNKNOWN) for (const test of trace.unknowns) unknowns.push({ criterion, test, on: null });
      trace.unknowns.length = 0;
    }
    return facts;
  };

  const blockers: Blocker[] = [];
  const criteria: TracedCriterion[] = [];
  for (let at = 0; at < coverage.length; at++) {
    const criterion = coverage[at] as CompiledCriterion;
    const truth = truths.covered[at] as Truth;
    // Where something rules relief out, it is enough to say which offence the path was asked about.
    const isSaid = outcome !== 'not-eligible' || criterion.id === 'offense';
    if (isSaid) criteria.push(traced(criterion, 'coverage', truth, look(criterion, truth, true)));
    else criteria.push(unexplained(criterion, 'coverage', truth));
  }
  if (path.until !== null && context.asOf >= path.until) {
    const facts: SeenFact[] = [{ fact: 'as-of date', value: formatDay(context.asOf), basis: 'recorded' }];
    criteria.push({ id: 'in-force', role: 'requirement', outcome: 'not-met', facts });
  }
  for (let at = 0; at < holdings.length; at++) {
    const holding = holdings[at] as Holding;
    const { criterion, role } = holding;
    const held = truths.held[at] as Truth;
    const truth = role === 'requirement' ? held : ((2 - held) as Truth);
    // Where something rules relief out, what else was met or is unknown decides nothing: it keeps no facts.
    if (outcome === 'not-eligible' && held !== NOT_MET) {
      criteria.push(unexplained(criterion, role, truth));
      continue;
    }
    context.members = held === NOT_MET ? [] : null;
    const facts = look(criterion, truth, held === MET);
    if (context.members !== null && context.members.length > 0) {
      blockers.push({ criterion: criterion.id, turns: criterion.turns, members: context.members });
    }
    context.members = null;
    const mayHoldOn =
      outcome === 'not-eligible' || decision.mayHoldOn.size === 0 ? undefined : decision.mayHoldOn.get(holding);
    if (mayHoldOn !== undefined) unknowns.push(...unknownsOn(mayHoldOn, criterion, context));
    const holdsOn = decision.holdsOn.size === 0 ? undefined : decision.holdsOn.get(holding);
    criteria.push(traced(criterion, role, truth, facts, holdsOn));
  }

  const review: ReviewQuestion[] = [];
  if (outcome !== 'not-eligible') {
    for (let at = 0; at < path.review.length; at++) {
      const entry = path.review[at] as CompiledReview;
      const truth = truths.reviewed[at] as Truth;
      if (entry.answer !== undefined && context.assume.has(entry.answer)) {
        addOnce(restsOn, `answered for the whole scan: ${entry.text}`);
      } else {
        look(entry.criterion, truth, true);
        if (truth === MET) review.push({ criterion: entry.criterion.id, question: entry.text });
      }
    }
  }

  // One open question that leads to the same answer either way is no question.
  const missing = outcome === 'needs-facts' ? missingFacts(path, coverage, unknowns, context, truths) : [];
  const [question] = missing;
  if (question !== undefined && isAskedByOne(unknowns) && question.ifMet === question.ifNotMet) {
    if (question.ifMet === 'not-covered') return null;
    if (question.ifMet !== 'needs-facts' && question.ifMet !== 'eligible-later') {
      outcome = question.ifMet;
      missing.length = 0;
    }
  }

  const cautions =
    outcome === 'not-eligible'
      ? []
      : (path.cautionsOf.get(kind) ?? [])
          .filter((caution) => truthOf(caution.when, context) !== NOT_MET)
          .map((caution) => caution.id);
  const determination: Determination = {
    personId: context.prepared.record.personId,
    case: caseRef(context.item),
    item: itemRef(kind, context.item),
    jurisdiction: path.pack.file.jurisdiction,
    path: path.id,
    relief: path.relief,
    outcome,
    eligibleOn: decision.eligibleOn === null ? undefined : formatDay(decision.eligibleOn),
    missing,
    review,
    criteria,
    cautions,
    ripple: [],
    preferred: true,
    restsOn,
  };
  return { determination, item: context.item, blockers, afterwards: path.afterwards };
}

function traced(
  { id }: CompiledCriterion,
  role: TracedCriterion['role'],
  truth: Truth,
  facts: readonly SeenFact[],
  holdsOn?: Day,
): TracedCriterion {
  const outcome = TRUTH_WORDS[truth] ?? 'unknown';
  return holdsOn === undefined
    ? { id, role, outcome, facts }
    : { id, role, outcome, holdsOn: formatDay(holdsOn), facts };
}

/** A criterion of which only the outcome is kept: the same object for millions of items. */
function unexplained(criterion: CompiledCriterion, role: TracedCriterion['role'], truth: Truth): TracedCriterion {
  return (criterion.unexplained[truth] ??= traced(criterion, role, truth, []));
}

/** What an answer rests on, in words; kept, since the facts of silence are the same ones for millions of items. */
function restWords(fact: SeenFact): string {
  let words = rests.get(fact);
  if (words === undefined) rests.set(fact, (words = `${fact.fact}: ${fact.value}`));
  return words;
}

const rests = new WeakMap<SeenFact, string>();

function addOnce(list: string[], text: string): void {
  if (!list.includes(text)) list.push(text);
}

/** Whether one test alone is unknown. */
function isAskedByOne(unknowns: readonly Unknown[]): boolean {
  return unknowns.every(({ test }) => test.test === unknowns[0]?.test.test);
}

/** What is unknown about a criterion as of a later day. */
function unknownsOn(day: Day, criterion: CompiledCriterion, context: Context): Unknown[] {
  const trace = emptyTrace(false);
  asOfDay(context, day, () => criterion.when.explain(context, UNKNOWN, trace));
  return trace.unknowns.map((test) => ({ criterion, test, on: day }));
}

function caseRef(item: Subject): Determination['case'] {
  const courtCase = item.courtCase;
  return {
    number: courtCase?.caseNumber ?? '',
    court: courtCase?.court.name ?? '',
    county: courtCase?.court.county,
    state: courtCase?.court.state ?? '',
  };
}

function itemRef(kind: ItemKind, item: Subject): ItemRef {
  if (item.charge !== null) return { kind, count: item.charge.count };
  return { kind, number: item.warrant?.warrantNumber ?? item.violation?.violationId ?? '' };
}
