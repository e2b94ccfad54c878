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
      return quantifier(expression, expression.where === null ? null : compile(expression.where, scope), scope);
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

/**
 * A definition is compiled once for a scope, and evaluated once for an item: paths of a pack share it. Only the plain
 * question has a memo; explaining, forcing and asking for another day evaluate afresh.
 */
function definition(name: string, scope: Scope): Evaluate {
  const known = scope.compiledDefinitions.get(name);
  if (known !== undefined) return known;
  const inner = compile(required(scope.definitions, name), scope);
  const number = scope.numbering.next++;
  const evaluate: Evaluate = (context) => {
    const isPlain =
      context.subject === context.item &&
      context.seen === null &&
      context.forced === null &&
      context.turningDays === null &&
      !context.isAnotherDay;
    if (!isPlain) return inner(context);
    const before = context.memo[number];
    if (before !== undefined && before !== NOT_ASKED) return before as Truth;
    const truth = inner(context);
    context.memo[number] = truth;
    return truth;
  };
  scope.compiledDefinitions.set(name, evaluate);
  return evaluate;
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
    const reports: Report[][] = [];
    const truths = parts.map((part) => {
      const own: Report[] = [];
      context.seen = own;
      reports.push(own);
      return part(context);
    });
    context.seen = seen;
    const result = truths.includes(decisive)
      ? decisive
      : truths.includes(UNKNOWN)
        ? UNKNOWN
        : ((2 - decisive) as Truth);
    truths.forEach((truth, index) => {
      if (truth === result) seen.push(...(reports[index] as Report[]));
    });
    return result;
  };
}
