/**
 * One item and one path: the decision with its reasons, what is missing, and what an attorney has to judge.
 */
import { formatDay } from '../../common/legal-date.js';
import { asked, emptyTrace, type Context, type OpenTest } from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { decide, type Decision } from './decide.js';
import {
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
import type { Blocker, Made } from './ripple.js';
import type { Subject } from './subject.js';

/** One item and one path: the decision and the words for it, or null when the path does not speak of the item. */
export function determine(path: CompiledPath, kind: ItemKind, context: Context): Made | null {
  const { holdings } = path;
  const coverage = path.coverageOf.get(kind) ?? [];
  const decision = decide(path, coverage, context, null);
  let { outcome } = decision;
  if (outcome === 'not-covered') return null;

  const unknowns: Unknown[] = [];
  const restsOn: string[] = [];
  /** What decided a criterion; what is unknown and what rests on silence is noted for the whole determination. */
  const look = (criterion: CompiledCriterion, truth: Truth, isBrief: boolean): SeenFact[] => {
    const trace = emptyTrace(isBrief);
    criterion.explain(context, truth, trace);
    for (const fact of trace.facts) {
      if (fact.basis === 'coverage' || fact.basis === 'assumption') addOnce(restsOn, restWords(fact));
    }
    if (truth === UNKNOWN) for (const test of trace.unknowns) unknowns.push({ criterion, test });
    return trace.facts;
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

/** A test whose answer is missing and decides something. */
interface Unknown {
  criterion: CompiledCriterion;
  test: OpenTest;
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
  for (const { criterion, test: open } of unknowns) {
    const { test } = open.of;
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
    const { fact, question, about } = asked(open, context);
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
