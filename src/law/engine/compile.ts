/**
 * Expressions → closures in three-valued logic.
 *
 * One closure serves three ways of asking, which differ only in what the context collects:
 * - *fast*: only the truth is wanted; `all` and `any` stop as soon as they are decided;
 * - *explaining* (`context.seen` is a list): every test reports what it saw, and a combination keeps only the reports
 *   of the parts that decided it;
 * - *forcing* (`context.forced`): "what if this test were met?", for the list of missing facts.
 *
 * Whenever a test compares with the as-of date and `context.turningDays` is a list, it adds the day on which its
 * answer turns, so that the evaluator can ask again as of that day.
 */
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import { NOT_ASKED, required, type Context, type Evaluate, type Report, type Scope } from './context.js';
import type { Expression } from './expression.js';
import { factTest } from './fact-test.js';
import { offenseTest, substanceTest } from './offense-test.js';
import { quantifier } from './quantifier.js';
import { ageTest, elapsedTest } from './time-tests.js';

/** Compiles one checked expression. Definitions are compiled on first use; the loader has refused circular ones. */
export function compile(expression: Expression, scope: Scope): Evaluate {
  switch (expression.op) {
    case 'all':
      return combination(
        expression.of.map((child) => compile(child, scope)),
        NOT_MET,
      );
    case 'any':
      return combination(
        expression.of.map((child) => compile(child, scope)),
        MET,
      );
    case 'not': {
      const inner = compile(expression.of, scope);
      return (context) => (2 - inner(context)) as Truth;
    }
    case 'certain': {
      const inner = compile(expression.of, scope);
      return (context) => certain(inner, context);
    }
    case 'use':
      return definition(expression.name, scope);
    case 'quantifier':
      return quantifier(expression, expression.where === null ? null : memberTest(expression.where, scope), scope);
    case 'fact':
      return factTest(expression, scope);
    case 'elapsed':
      return elapsedTest(expression, scope);
    case 'age':
      return ageTest(expression, scope);
    case 'offense':
      return offenseTest(expression, scope);
    case 'substance':
      return substanceTest(expression);
  }
}

/** What a quantifier asks of each member; a definition already remembers, anything more than one test does here. */
function memberTest(where: Expression, scope: Scope): Evaluate {
  const compiled = compile(where, scope);
  const isComposed = where.op === 'all' || where.op === 'any' || where.op === 'not' || where.op === 'quantifier';
  return isComposed ? remembered(where, compiled, scope) : compiled;
}

/** A definition is compiled once for a scope; what it came to is remembered. */
function definition(name: string, scope: Scope): Evaluate {
  const known = scope.compiledDefinitions.get(name);
  if (known !== undefined) return known;
  const expression = required(scope.definitions, name);
  const evaluate = remembered(expression, compile(expression, scope), scope);
  scope.compiledDefinitions.set(name, evaluate);
  return evaluate;
}

/**
 * Remembers what an expression came to: for the item, and, where it says nothing about the item, for every charge that
 * quantifiers look at, so that a prior conviction is judged once for a person and not once for each path and item. Only
 * the plain question is remembered; explaining, forcing and asking for another day evaluate afresh.
 */
function remembered(expression: Expression, inner: Evaluate, scope: Scope): Evaluate {
  const number = scope.numbering.next++;
  const isAboutSubjectAlone = saysNothingOfItem(expression, scope);
  return (context) => {
    const { subject } = context;
    const isPlain =
      context.seen === null && context.forced === null && context.turningDays === null && !context.isAnotherDay;
    if (!isPlain || (subject !== context.item && !isAboutSubjectAlone)) return inner(context);
    const memo = isAboutSubjectAlone
      ? (subject.memo ??= new Uint8Array(context.memo.length).fill(NOT_ASKED))
      : context.memo;
    const before = memo[number];
    if (before !== undefined && before !== NOT_ASKED) return before as Truth;
    const truth = inner(context);
    memo[number] = truth;
    return truth;
  };
}

/** Whether an expression's answer depends on the subject alone: no operand and no set of it goes back to the item. */
function saysNothingOfItem(expression: Expression, scope: Scope): boolean {
  const inner = (each: Expression): boolean => saysNothingOfItem(each, scope);
  switch (expression.op) {
    case 'all':
    case 'any':
      return expression.of.every(inner);
    case 'not':
    case 'certain':
      return inner(expression.of);
    case 'use':
      return inner(required(scope.definitions, expression.name));
    case 'fact':
      return expression.comparisons.every((each) => {
        if (each.kind === 'day') return !('itemFact' in each.value.base) && isFree(each.value.base, scope);
        if (each.kind === 'number') return typeof each.value === 'number' || isFree(each.value, scope);
        return each.kind !== 'in' || !('param' in each.values) || isFree(each.values, scope);
      });
    case 'elapsed':
      return [expression.years, expression.months, expression.days].every(
        (each) => typeof each === 'number' || isFree(each, scope),
      );
    case 'age':
      return typeof expression.years === 'number' || isFree(expression.years, scope);
    case 'quantifier':
      return (
        (expression.of === 'case-charges' || expression.of === 'enhancements') &&
        expression.window.length === 0 &&
        (expression.where === null || inner(expression.where))
      );
    case 'offense':
    case 'substance':
      return true;
  }
}

/** A parameter that a date fact picks falls back on the item's date; one picked by the as-of date does not. */
function isFree(operand: object, scope: Scope): boolean {
  return !('param' in operand) || required(scope.parameters, operand.param as string).by === 'as-of';
}

/** Met when the inner expression is met, else not met; an unknown within it is not reported as missing. */
function certain(inner: Evaluate, context: Context): Truth {
  const { seen } = context;
  if (seen === null) return inner(context) === MET ? MET : NOT_MET;
  const own: Report[] = [];
  context.seen = own;
  const truth = inner(context);
  context.seen = seen;
  seen.push(...own.map((report): Report => (report.truth === UNKNOWN ? { ...report, truth: NOT_MET } : report)));
  return truth === MET ? MET : NOT_MET;
}

/** `all` where `decisive` is not-met, `any` where it is met: decided by the first part with that truth. */
function combination(parts: readonly Evaluate[], decisive: Truth): Evaluate {
  return (context) => {
    let undecided = false;
    const { seen } = context;
    if (seen === null) {
      for (const part of parts) {
        const truth = part(context);
        // While turning days are collected, every part has to report its own.
        if (truth === decisive && context.turningDays === null) return decisive;
        if (truth === decisive) {
          for (const other of parts) other(context);
          return decisive;
        }
        if (truth === UNKNOWN) undecided = true;
      }
      return undecided ? UNKNOWN : ((2 - decisive) as Truth);
    }
    // Every part reports into the same list; afterwards the reports of the parts that did not decide are taken out.
    const truths: Truth[] = [];
    const ends: number[] = [];
    const start = seen.length;
    let isDecided = false;
    for (const part of parts) {
      let truth: Truth;
      if (isDecided) {
        // What does not decide need not report.
        context.seen = null;
        truth = part(context);
        context.seen = seen;
        if (truth === decisive) part(context);
      } else {
        truth = part(context);
        if (truth === decisive) isDecided = true;
        else if (truth === UNKNOWN) undecided = true;
      }
      truths.push(truth);
      ends.push(seen.length);
    }
    const result = isDecided ? decisive : undecided ? UNKNOWN : ((2 - decisive) as Truth);
    let [from, to] = [start, start];
    truths.forEach((truth, index) => {
      const end = ends[index] ?? from;
      if (truth === result) for (; from < end; from++) seen[to++] = seen[from] as Report;
      from = end;
    });
    seen.length = to;
    return result;
  };
}
