/**
 * Tests that compare a fact with a value: `{fact: grade, is: felony}`, `{fact: weight-grams, atMost: $maxGrams}`.
 */
import type { Day, DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import {
  required,
  seenOf,
  test,
  type Context,
  type Evaluate,
  type Scope,
  type TestWords,
  type Unplaced,
} from './context.js';
import type { Comparison, DayComparison, NumberComparison, Test } from './expression.js';
import { FACTS, FACT_NUMBERS, type DateFact, type Fact, type NumberFact, type WordFact } from './facts.js';
import { compareDays, compareNumbers, dayOperand, numberOperand, parameterValue, pushTurningDays } from './operands.js';
import type { Parameter } from './pack.js';
import { readerOf, wordsFor } from './readers.js';
import { byWords, keeper, type Division } from './value-parts.js';

/** `{fact: F, …}`: every comparison has to hold. */
export function factTest(expression: Extract<Test, { op: 'fact' }>, scope: Scope): Unplaced {
  const { fact: name, comparisons } = expression;
  const fact = readerOf(name, scope);
  const compared = comparisons.map((comparison) => comparator(comparison, fact, scope));
  // Two packs may declare different facts of one name: only those of every record are worded once.
  const number = FACT_NUMBERS.get(name);
  const basis = fact.derived === true ? 'derived' : 'recorded';
  const turnsAtSentenceEnd = name === 'sentence-status';
  const [only] = compared;
  const every: Evaluate = (context) => {
    let truth: Truth = MET;
    for (const compare of compared) {
      const each = compare(context);
      if (each < truth) truth = each;
    }
    if (turnsAtSentenceEnd && context.turningDays !== null) {
      const end = SENTENCE_END.read(context.subject, context.asOf);
      if (end !== null) context.turningDays.push(end.to, end.to + 1);
    }
    return truth;
  };
  const judge = only !== undefined && compared.length === 1 && !turnsAtSentenceEnd ? only : every;
  const words: TestWords = {
    facts: ({ subject, asOf, scanDay }, _truth, into) => {
      // What was worded as of the day of the scan may read otherwise as of a later one.
      const isKept = number !== undefined && asOf === scanDay;
      const known = isKept ? subject.seen[number] : undefined;
      if (known !== undefined) return void into.push(known);
      const seen = seenOf(subject, name, wordsFor(fact, subject, asOf), basis);
      if (isKept) subject.seen[number] = seen;
      into.push(seen);
    },
    asks: ({ subject, asOf }) => {
      const other = fact.read(subject, asOf) === null ? null : operandFact(comparisons, scope);
      return other === null || other === name
        ? { fact: name, question: fact.question }
        : { fact: other, question: readerOf(other, scope).question };
    },
    // Where the record has the fact, something else is missing.
    divides: (context) => (fact.read(context.subject, context.asOf) === null ? division(context) : null),
  };
  const kept = keeper();
  /** The words that were named last, mostly the same ones always, and the key for them. */
  let lastNamed: readonly string[] | null = null;
  let keyOfLast = '';
  const division = (context: Context): Division | null => {
    const [one] = comparisons;
    if (one === undefined) return null;
    switch (fact.type) {
      case 'number':
        return amountDivision(comparisons, fact.unit ?? '', context, scope, kept);
      case 'date':
        return dayDivision(comparisons, context, scope, kept);
      default: {
        const named = one.kind === 'in' && comparisons.length === 1 ? wordsOf(one.values, context, scope) : null;
        if (named === null) return null;
        if (named !== lastNamed) [lastNamed, keyOfLast] = [named, JSON.stringify(named)];
        return kept(keyOfLast, () => byWords(valuesOf(name, fact, scope), named));
      }
    }
  };
  const turns =
    name === 'as-of' || name === 'sentence-status' || comparisons.some((each) => movesWithTime(each, scope));
  return test(expression, judge, words, { turns });
}

/** The words that a fact may have; null where it may have any. */
function valuesOf(name: string, fact: Fact, scope: Scope): readonly string[] | null {
  if (fact.values !== undefined) return fact.values;
  return fact.type === 'boolean' ? ['true', 'false'] : (scope.facts.get(name)?.values ?? null);
}

function wordsOf(
  values: readonly string[] | { param: string },
  context: Context,
  scope: Scope,
): readonly string[] | null {
  if (!('param' in values)) return values;
  const inForce = parameterValue(required(scope.parameters, values.param), context, scope);
  return Array.isArray(inForce) ? inForce.map(String) : null;
}

function amountDivision(
  comparisons: readonly Comparison[],
  unit: string,
  context: Context,
  scope: Scope,
  kept: ReturnType<typeof keeper>,
): Division | null {
  const bounds: { compare: NumberComparison; bound: number }[] = [];
  for (const each of comparisons) {
    const bound = each.kind === 'number' ? numberOperand(each.value, scope)(context) : null;
    if (each.kind !== 'number' || bound === null) return null;
    bounds.push({ compare: each.compare, bound });
  }
  const cuts = bounds.map(({ bound }) => bound);
  return kept(cuts.join(), () => ({
    kind: 'amount',
    unit,
    cuts,
    truthOf: (value) => (bounds.every(({ compare, bound }) => compareNumbers(value, compare, bound)) ? MET : NOT_MET),
  }));
}

function dayDivision(
  comparisons: readonly Comparison[],
  context: Context,
  scope: Scope,
  kept: ReturnType<typeof keeper>,
): Division | null {
  const bounds: { compare: DayComparison; bound: DayRange; isMoving: boolean }[] = [];
  for (const each of comparisons) {
    const bound = each.kind === 'day' ? dayOperand(each.value, scope)(context) : null;
    if (each.kind !== 'day' || bound === null) return null;
    bounds.push({ compare: each.compare, bound, isMoving: 'asOf' in each.value.base });
  }
  const truthOf = (day: Day): Truth => {
    const all = bounds.map(({ compare, bound }) => compareDays({ from: day, to: day }, compare, bound));
    return Math.min(...all) as Truth;
  };
  const cuts = bounds.flatMap(({ bound: { from, to } }) => [from, from + 1, to, to + 1]);
  // When time goes by, every day comes to lie before a bound that moves with it.
  const inTime = bounds.every(({ isMoving }) => isMoving) ? truthOf(-Infinity) : undefined;
  return kept(cuts.join(), () => ({ kind: 'day', cuts, truthOf, ...(inTime === undefined ? {} : { inTime }) }));
}

/** The date fact that an operand of these comparisons rests on, when it is the operand that is unknown. */
function operandFact(comparisons: readonly Comparison[], scope: Scope): string | null {
  for (const comparison of comparisons) {
    if (comparison.kind === 'day') {
      const base = comparison.value.base;
      if ('itemFact' in base) return base.itemFact;
      if ('fact' in base) return base.fact;
      if ('param' in base) return governing(required(scope.parameters, base.param));
    } else if (comparison.kind === 'number' && typeof comparison.value === 'object') {
      return governing(required(scope.parameters, comparison.value.param));
    }
  }
  return null;
}

/** Whether what a fact is compared with depends on the as-of date. */
function movesWithTime(comparison: Comparison, scope: Scope): boolean {
  const byAsOf = (name: string): boolean => required(scope.parameters, name).by === 'as-of';
  switch (comparison.kind) {
    case 'day': {
      const { base } = comparison.value;
      if ('fact' in base || 'itemFact' in base) {
        const name = 'fact' in base ? base.fact : base.itemFact;
        return name === 'as-of';
      }
      return 'asOf' in base || ('param' in base && byAsOf(base.param));
    }
    case 'number':
      return typeof comparison.value === 'object' && byAsOf(comparison.value.param);
    case 'in':
      return !Array.isArray(comparison.values) && byAsOf((comparison.values as { param: string }).param);
    default:
      return false;
  }
}

const governing = (parameter: Parameter): string | null => (parameter.by === 'as-of' ? null : parameter.by);

function comparator(comparison: Comparison, fact: Fact, scope: Scope): Evaluate {
  switch (comparison.kind) {
    case 'in': {
      const wanted = Array.isArray(comparison.values)
        ? new Set(comparison.values.map((value) => String(value).toLowerCase()))
        : null;
      const parameter =
        wanted === null ? required(scope.parameters, (comparison.values as { param: string }).param) : null;
      /** The value that a parameter had last, and its words. */
      let last: unknown = null;
      let ofLast: ReadonlySet<string> = new Set();
      return (context) => {
        const value = (fact as WordFact).read(context.subject, context.asOf);
        if (value === null) return UNKNOWN;
        let set: ReadonlySet<string> | null = wanted;
        if (set === null) {
          const inForce = parameterValue(parameter as Parameter, context, scope);
          if (!Array.isArray(inForce)) return UNKNOWN;
          if (inForce !== last) {
            ofLast = new Set(inForce.map((entry) => String(entry).toLowerCase()));
            last = inForce;
          }
          set = ofLast;
        }
        for (const each of value) if (set.has(each.toLowerCase())) return MET;
        return NOT_MET;
      };
    }
    case 'contains': {
      const words = comparison.words.map((word) => word.toLowerCase());
      return (context) => {
        const value = (fact as WordFact).read(context.subject, context.asOf);
        if (value === null) return UNKNOWN;
        const text = (value[0] ?? '').toLowerCase();
        return words.some((word) => text.includes(word)) ? MET : NOT_MET;
      };
    }
    case 'number': {
      const operand = numberOperand(comparison.value, scope);
      const { compare } = comparison;
      return (context) => {
        const value = (fact as NumberFact).read(context.subject, context.asOf);
        if (value === null) return UNKNOWN;
        const bound = operand(context);
        if (bound === null) return UNKNOWN;
        return compareNumbers(value, compare, bound) ? MET : NOT_MET;
      };
    }
    case 'day': {
      const operand = dayOperand(comparison.value, scope);
      const { compare, value: written } = comparison;
      const moving = 'asOf' in written.base;
      return (context) => {
        const value = (fact as DateFact).read(context.subject, context.asOf);
        if (value !== null && moving && context.turningDays !== null)
          pushTurningDays(context.turningDays, value, written);
        if (value === null) return UNKNOWN;
        const bound = operand(context);
        if (bound !== null && fact === AS_OF) context.turningDays?.push(bound.to, bound.to + 1);
        return bound === null ? UNKNOWN : compareDays(value, compare, bound);
      };
    }
  }
}

/** The as-of date itself: a test of it turns where its operand says. */
const AS_OF = required(FACTS, 'as-of');
const SENTENCE_END = required(FACTS, 'sentence-end-date') as DateFact;
