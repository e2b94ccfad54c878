/**
 * The facts that a determination lacks: what to ask, and where each value of the answer would lead.
 */
import type { Day } from '../../common/legal-date.js';
import { asked, asOfDay, dividedBy, type Asked, type Context, type OpenTest, type TestWords } from './context.js';
import type { CompiledCriterion, CompiledPath } from './compile-pack.js';
import { again, outcomeIf, type Truths } from './decide.js';
import { MET, NOT_MET, type MissingFact, type Outcome, type Truth, type ValueLead } from './determination.js';
import type { Test } from './expression.js';
import { suppositionOf, type Supposition } from './supposition.js';
import { joined, partsOf, wordsForValues, type Division, type ValuePart } from './value-parts.js';

/** A test whose answer is missing and decides something. */
export interface Unknown {
  readonly criterion: CompiledCriterion;
  readonly test: OpenTest;
  /** The later day as of which it is unknown, where the criterion is not met before then; null where it is today. */
  readonly on: Day | null;
}

/** A question: the unknown tests that ask it, the first of them first. */
interface Question {
  readonly asks: Asked;
  readonly tests: Unknown[];
  readonly part: Part;
}

/** What one value answers: a fact of the item or of another charge, and the unknown tests that ask for it. */
interface Part {
  readonly fact: string;
  readonly about: Asked['about'];
  readonly unknowns: Unknown[];
  /** Where each value leads; null where the tests cannot say what a value means to them. */
  leads: ValueLead[] | null;
}

type Lead = Outcome | 'not-covered';

/**
 * Each question that decides something, once, with where each value would lead, all else being as it is. Criteria may ask
 * the same fact of the same part of the record in several ways; a value then answers all of them. `truths` are what the
 * decision on the item filled in.
 */
export function missingFacts(
  path: CompiledPath,
  coverage: readonly CompiledCriterion[],
  unknowns: readonly Unknown[],
  context: Context,
  truths: Truths,
): MissingFact[] {
  const { questions, parts } = questionsOf(unknowns, context);
  const asking: Asking = { path, coverage, context, truths, supposed: [], leads: [] };
  for (const part of parts) part.leads = leadsByValue(part, asking);
  const missing: MissingFact[] = [];
  for (const { asks, tests, part } of questions) {
    if (part.leads !== null) {
      missing.push(missingFact(asks, tests, part.leads, asking));
      continue;
    }
    // What an answer means can only be said for each condition.
    for (const each of new Set(tests.map(({ criterion }) => criterion))) {
      const own = tests.filter(({ criterion }) => criterion === each);
      missing.push(missingFact(asks, own, null, asking));
    }
  }
  return missing;
}

/** A determination while its missing facts are worked out. */
interface Asking {
  readonly path: CompiledPath;
  readonly coverage: readonly CompiledCriterion[];
  readonly context: Context;
  readonly truths: Truths;
  /** What was supposed so far: one test is for what it asks, and again for each value that comes to the same. */
  readonly supposed: Supposition[];
  /** Where each of them leads. */
  readonly leads: Lead[];
}

/** Where a supposition leads; `on` is the later day as of which the tests are unknown, if they are not today. */
function leadOf(supposition: Supposition, on: Day | null, asking: Asking): Lead {
  const { path, coverage, context, truths, supposed, leads } = asking;
  let at = supposed.indexOf(supposition);
  if (at < 0) {
    at = supposed.push(supposition) - 1;
    leads.push(outcomeIf(supposition, path, coverage, context, truths));
  }
  const lead = leads[at] as Lead;
  // What cannot be met today opens later at the soonest.
  return on !== null && isOpen(lead) ? 'eligible-later' : lead;
}

function missingFact(
  { fact, question, about }: Asked,
  tests: readonly Unknown[],
  values: ValueLead[] | null,
  asking: Asking,
): MissingFact {
  const [{ criterion, test, on }] = tests as [Unknown];
  const ifMet = leadOf(suppositionOf([test.test], [MET]), on, asking);
  const ifNotMet = leadOf(suppositionOf([test.test], [NOT_MET]), on, asking);
  const leads = values ?? byCondition(tests, ifMet, ifNotMet, asking.context);
  const missing: MissingFact = { criterion: criterion.id, fact, question, ifMet, ifNotMet, values: leads };
  if (about !== undefined) missing.about = about;
  return missing;
}

/** The questions that the unknown tests ask and what these are about, both in the order in which they first come. */
function questionsOf(unknowns: readonly Unknown[], context: Context): { questions: Question[]; parts: Part[] } {
  const questions: Question[] = [];
  const parts: Part[] = [];
  const seen: Test[] = [];
  for (const unknown of unknowns) {
    const { criterion, test: open, on } = unknown;
    if (seen.includes(open.test)) continue;
    seen.push(open.test);
    const asks = on === null ? asked(open, context) : asOfDay(context, on, () => asked(open, context));
    if (criterion.question !== undefined) asks.question = criterion.question;
    let part = parts.find(({ fact, about }) => fact === asks.fact && isSameCharge(about, asks.about));
    if (part === undefined) parts.push((part = { fact: asks.fact, about: asks.about, unknowns: [], leads: null }));
    part.unknowns.push(unknown);
    const known = questions.find((each) => each.part === part && each.asks.question === asks.question);
    if (known === undefined) questions.push({ asks, tests: [unknown], part });
    else known.tests.push(unknown);
  }
  return { questions, parts };
}

function isSameCharge(one: Asked['about'], other: Asked['about']): boolean {
  return one?.case === other?.case && one?.count === other?.count;
}

const isOpen = (outcome: Lead): boolean => outcome === 'eligible' || outcome === 'needs-review';

/** Where each value of a fact leads; null where the tests that ask for it cannot say what a value means to them. */
function leadsByValue({ fact, about, unknowns }: Part, asking: Asking): ValueLead[] | null {
  const { path, coverage, context } = asking;
  const on = unknowns.find((each) => each.on !== null)?.on ?? null;
  const divided = (open: OpenTest): Division | null =>
    on === null ? dividedBy(open, context) : asOfDay(context, on, () => dividedBy(open, context));
  const tests: Test[] = [];
  const divisions: Division[] = [];
  for (const { test: open } of unknowns) {
    // A test to which the pack gave the fact's name asks for another: this one's value leaves it as it is.
    if (!asksFor(open.test, fact)) continue;
    const division = divided(open);
    if (division === null) return null;
    tests.push(open.test);
    divisions.push(division);
  }
  const others = about === undefined ? testsOf(fact, path, coverage) : NO_TESTS;
  for (const [test, words] of others) {
    if (tests.includes(test) || !asksFor(test, fact)) continue;
    const division = divided({ test, words, subject: context.item });
    if (division === null) continue;
    tests.push(test);
    divisions.push(division);
  }
  const plan = planOf(divisions, tests);
  if (plan === null) return null;
  const leads = plan.parts.map(({ today, inTime }) => {
    const found = leadOf(today, on, asking);
    if (found !== 'not-eligible' || today === inTime) return found;
    // A wait that has not run yet stands in the way for a time only.
    const later = leadOf(inTime, on, asking);
    return isOpen(later) ? 'eligible-later' : later === 'needs-facts' ? later : found;
  });
  const key = leads.join();
  let said = plan.said.get(key);
  if (said === undefined) plan.said.set(key, (said = inWords(plan.parts, leads)));
  return said;
}

/** The parts of a fact's values, each with what it makes of the tests that ask for the fact. */
interface Plan {
  readonly parts: readonly {
    readonly values: ValuePart['values'];
    readonly today: Supposition;
    readonly inTime: Supposition;
  }[];
  /** By where the parts lead: the same in words. */
  readonly said: Map<string, ValueLead[]>;
}

/** What is kept of divisions, one after another. */
interface Planned {
  plan: Plan | null | undefined;
  readonly more: WeakMap<Division, Planned>;
}

const planned: Planned = { plan: undefined, more: new WeakMap() };

/** The plan for divisions, each by the test in its place; null where these do not speak of values of one kind. */
function planOf(divisions: readonly Division[], tests: readonly Test[]): Plan | null {
  let entry = planned;
  for (const division of divisions) {
    let next = entry.more.get(division);
    if (next === undefined) entry.more.set(division, (next = { plan: undefined, more: new WeakMap() }));
    entry = next;
  }
  if (entry.plan === undefined) entry.plan = makePlan(divisions, tests);
  return entry.plan;
}

function makePlan(divisions: readonly Division[], tests: readonly Test[]): Plan | null {
  const parts = partsOf(divisions);
  if (parts === null) return null;
  return {
    parts: parts.map(({ values, truths, inTime }) => ({
      values,
      today: suppositionOf(tests, truths),
      inTime: suppositionOf(tests, inTime),
    })),
    said: new Map(),
  };
}

function inWords(parts: Plan['parts'], leads: readonly Lead[]): ValueLead[] {
  const together = joined(parts.map(({ values }, at) => ({ values, leads: leads[at] as Lead })));
  const [only] = together;
  if (together.length === 1 && only !== undefined) return [{ is: 'any answer', leads: only.leads }];
  return together.map(({ values, leads: lead }) => ({ is: wordsForValues(values), leads: lead }));
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

/** By the coverage of a path for one kind of item. */
const factTests = new WeakMap<readonly CompiledCriterion[], Map<string, [Test, TestWords][]>>();
const NO_TESTS: [Test, TestWords][] = [];

/** All tests of a fact in a path: one that decides nothing yet may do so once the fact is known. */
function testsOf(fact: string, path: CompiledPath, coverage: readonly CompiledCriterion[]): [Test, TestWords][] {
  let byFact = factTests.get(coverage);
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
    factTests.set(coverage, byFact);
  }
  return byFact.get(fact) ?? NO_TESTS;
}

/** Where values cannot say it: what it means for the criterion that asks. */
function byCondition(tests: readonly Unknown[], ifMet: Lead, ifNotMet: Lead, context: Context): ValueLead[] {
  const [
    {
      criterion,
      test: { test },
    },
  ] = tests as [Unknown];
  if (ifMet === ifNotMet && tests.length === 1) return [{ is: 'any answer', leads: ifMet }];
  const given = (truth: Truth): Truth => {
    context.forced = suppositionOf([test], [truth]);
    const found = again(criterion, context, context.forced);
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
