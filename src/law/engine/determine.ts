/**
 * One item and one path: the decision with its reasons, what is missing, and what an attorney has to judge.
 */
import { formatDay, type Day } from '../../common/legal-date.js';
import {
  asked,
  asOfDay,
  dividedBy,
  emptyTrace,
  truthOf,
  type Asked,
  type Context,
  type Forced,
  type OpenTest,
  type TestWords,
} from './context.js';
import type { CompiledCriterion, CompiledPath, CompiledReview, Holding } from './compile-pack.js';
import { again, decide, emptyTruths } from './decide.js';
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
  type ValueLead,
} from './determination.js';
import type { Test } from './expression.js';
import type { Blocker, Made } from './ripple.js';
import type { Subject } from './subject.js';
import { joined, partsOf, wordsForValues, type Division } from './value-parts.js';

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
    const mayHoldOn = outcome === 'not-eligible' ? undefined : decision.mayHoldOn.get(holding);
    if (mayHoldOn !== undefined) unknowns.push(...unknownsOn(mayHoldOn, criterion, context));
    const holdsOn = decision.holdsOn.get(holding);
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
  const missing = outcome === 'needs-facts' ? missingFacts(path, coverage, unknowns, context) : [];
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

/** A test whose answer is missing and decides something. */
interface Unknown {
  criterion: CompiledCriterion;
  test: OpenTest;
  /** The later day as of which it is unknown, where the criterion is not met before then; null where it is today. */
  on: Day | null;
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

/** A question: the unknown tests that ask it, the first of them first. */
interface Question {
  readonly asks: Asked;
  readonly tests: Unknown[];
}

/**
 * Each question that decides something, once, with where each value would lead, all else being as it is. Criteria may ask
 * the same fact of the same part of the record in several ways; a value then answers all of them.
 */
function missingFacts(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  unknowns: readonly Unknown[],
  context: Context,
): MissingFact[] {
  const questions = new Map<string, Question>();
  const byFact = new Map<string, Unknown[]>();
  const seen = new Set<Test>();
  for (const unknown of unknowns) {
    const { criterion, test: open, on } = unknown;
    if (seen.has(open.test)) continue;
    seen.add(open.test);
    const found = on === null ? asked(open, context) : asOfDay(context, on, () => asked(open, context));
    const asks = criterion.question === undefined ? found : { ...found, question: criterion.question };
    const part = partOf(asks);
    listedIn(byFact, part).push(unknown);
    const known = questions.get(`${part} ${asks.question}`);
    if (known === undefined) questions.set(`${part} ${asks.question}`, { asks, tests: [unknown] });
    else known.tests.push(unknown);
  }
  const alone = new Map<Test, (Outcome | 'not-covered')[]>();
  const supposed = (forced: Forced, on: Day | null): Outcome | 'not-covered' => {
    const [first, ...more] = forced;
    // One test is supposed by itself for what it asks, and again for each value that comes to the same.
    const ofOne = first === undefined || more.length > 0 ? [] : (alone.get(first[0]) ?? []);
    let outcome = ofOne[first?.[1] ?? UNKNOWN];
    if (outcome === undefined) {
      context.forced = forced;
      ({ outcome } = decide(path, coverage, context, truths));
      context.forced = null;
      if (first !== undefined && more.length === 0) {
        ofOne[first[1]] = outcome;
        alone.set(first[0], ofOne);
      }
    }
    // What cannot be met today opens later at the soonest.
    return on !== null && isOpen(outcome) ? 'eligible-later' : outcome;
  };
  const leads = new Map<string, ValueLead[] | null>();
  for (const { asks: of } of questions.values()) {
    const part = partOf(of);
    if (leads.has(part)) continue;
    const others =
      of.about === undefined
        ? testsOf(of.fact, path, coverage).map(([test, words]) => ({ test, words, subject: context.item }))
        : [];
    leads.set(part, leadsByValue(of.fact, byFact.get(part) ?? [], others, supposed, context));
  }
  const missing = (
    { fact, question, about }: Asked,
    tests: readonly Unknown[],
    known: ValueLead[] | null,
  ): MissingFact => {
    const [first] = tests as [Unknown];
    const lead = (truth: Truth): Outcome | 'not-covered' => supposed(new Map([[first.test.test, truth]]), first.on);
    const ifMet = lead(MET);
    const ifNotMet = lead(NOT_MET);
    const values = known ?? byCondition(tests, ifMet, ifNotMet, context);
    return {
      ...{ criterion: first.criterion.id, fact, question, ifMet, ifNotMet, values },
      ...(about === undefined ? {} : { about }),
    };
  };
  return [...questions.values()].flatMap(({ asks, tests }) => {
    const known = leads.get(partOf(asks)) ?? null;
    if (known !== null) return [missing(asks, tests, known)];
    // What an answer means can only be said for each condition.
    const criteria = new Set(tests.map(({ criterion }) => criterion));
    return [...criteria].map((each) =>
      missing(
        asks,
        tests.filter(({ criterion }) => criterion === each),
        null,
      ),
    );
  });
}

/** What a question is about: equal for those that one value answers. */
function partOf({ fact, about }: Asked): string {
  return about === undefined ? fact : `${fact} ${about.count} ${about.case}`;
}

function listedIn(lists: Map<string, Unknown[]>, name: string): Unknown[] {
  let list = lists.get(name);
  if (list === undefined) lists.set(name, (list = []));
  return list;
}

const isOpen = (outcome: Outcome | 'not-covered'): boolean => outcome === 'eligible' || outcome === 'needs-review';

/** Where each value of a fact leads; null where the tests that ask for it cannot say what a value means to them. */
function leadsByValue(
  fact: string,
  unknowns: readonly Unknown[],
  others: readonly OpenTest[],
  supposed: (forced: Forced, on: Day | null) => Outcome | 'not-covered',
  context: Context,
): ValueLead[] | null {
  const on = unknowns.find((each) => each.on !== null)?.on ?? null;
  const divided = (open: OpenTest): Division | null =>
    on === null ? dividedBy(open, context) : asOfDay(context, on, () => dividedBy(open, context));
  const tests: Test[] = [];
  const divisions: Division[] = [];
  for (const open of [...unknowns.map(({ test }) => test), ...others]) {
    // A test to which the pack gave the fact's name asks for another: this one's value leaves it as it is.
    if (tests.includes(open.test) || !asksFor(open.test, fact)) continue;
    const division = divided(open);
    if (division !== null) {
      tests.push(open.test);
      divisions.push(division);
    } else if (!others.includes(open)) {
      return null;
    }
  }
  const parts = partsOf(divisions);
  if (parts === null) return null;
  // Many values come to the same for all tests.
  const known = new Map<string, Outcome | 'not-covered'>();
  const leadsOf = (truthsOf: readonly Truth[]): Outcome | 'not-covered' => {
    const told = truthsOf.join('');
    let leads = known.get(told);
    if (leads === undefined) {
      leads = supposed(new Map(tests.map((test, at) => [test, truthsOf[at] as Truth])), on);
      known.set(told, leads);
    }
    return leads;
  };
  const found = parts.map(({ values, truths: today, inTime }) => {
    const leads = leadsOf(today);
    if (leads !== 'not-eligible' || today.every((truth, at) => truth === inTime[at])) return { values, leads };
    // A wait that has not run yet stands in the way for a time only.
    const later = leadsOf(inTime);
    if (later === 'needs-facts') return { values, leads: later };
    return { values, leads: isOpen(later) ? ('eligible-later' as const) : leads };
  });
  const together = joined(found);
  const [only] = together;
  if (together.length === 1 && only !== undefined) return [{ is: 'any answer', leads: only.leads }];
  return together.map(({ values, leads }) => ({ is: wordsForValues(values), leads }));
}

/** Whether a test asks for the fact under the fact's own name. */
const asksFor = (test: Test, fact: string): boolean => test.as === undefined || factOf(test) === fact;

/** The fact that a test of the item looks at; null for one that looks at others. */
function factOf(test: Test): string | null {
  switch (test.op) {
    case 'fact':
      return test.fact;
    case 'elapsed':
      return test.since;
    case 'age':
      return 'birth-date';
    case 'offense':
      return 'statute';
    case 'substance':
      return 'substance';
    case 'quantifier':
      return null;
  }
}

const factTests = new WeakMap<CompiledPath, Map<string, [Test, TestWords][]>>();

/** All tests of a fact in a path: one that decides nothing yet may do so once the fact is known. */
function testsOf(fact: string, path: CompiledPath, coverage: readonly CompiledCriterion[]): [Test, TestWords][] {
  let byFact = factTests.get(path);
  if (byFact === undefined) {
    byFact = new Map();
    for (const { when } of [
      ...coverage,
      ...path.holdings.map((each) => each.criterion),
      ...path.review.map((each) => each.criterion),
    ]) {
      for (const [test, words] of when.tests) {
        const name = factOf(test);
        // The names of drugs and of classes of drugs overlap: those of several tests do not divide them.
        if (name === null || name === 'substance') continue;
        const known = byFact.get(name);
        if (known === undefined) byFact.set(name, [[test, words]]);
        else known.push([test, words]);
      }
    }
    factTests.set(path, byFact);
  }
  return byFact.get(fact) ?? [];
}

/** Where values cannot say it: what it means for the criterion that asks. */
function byCondition(
  tests: readonly Unknown[],
  ifMet: Outcome | 'not-covered',
  ifNotMet: Outcome | 'not-covered',
  context: Context,
): ValueLead[] {
  const [
    {
      criterion,
      test: { test },
    },
  ] = tests as [Unknown];
  if (ifMet === ifNotMet && tests.length === 1) return [{ is: 'any answer', leads: ifMet }];
  const given = (truth: Truth): Truth => {
    context.forced = new Map([[test, truth]]);
    const found = again(criterion, UNKNOWN, context, context.forced);
    context.forced = null;
    return found;
  };
  // Within a "not" the condition is met by what fails the test.
  const isTurned = given(MET) < given(NOT_MET);
  return [
    { is: 'the condition is met', leads: isTurned ? ifNotMet : ifMet },
    { is: 'the condition is not met', leads: isTurned ? ifMet : ifNotMet },
  ];
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
