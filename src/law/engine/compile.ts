/**
 * Expressions → closures in three-valued logic.
 *
 * A compiled expression answers two questions. `evaluate`: is it met? `all` and `any` stop as soon as they are decided.
 * `explain`: which tests decided the truth that is known by now? Only the parts with that truth are asked again. With
 * `context.forced` set, one test is answered for the record ("what if this were met?"), for the list of missing facts.
 *
 * Whenever a test compares with the as-of date and `context.turningDays` is a list, it adds the day on which its
 * answer turns, so that the evaluator can ask again as of that day.
 */
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import { NOT_ASKED, required, type Compiled, type Context, type Evaluate, type Scope } from './context.js';
import type { Expression } from './expression.js';
import { factTest } from './fact-test.js';
import { offenseTest, substanceTest } from './offense-test.js';
import { quantifier } from './quantifier.js';
import type { Subject } from './subject.js';
import { ageTest, elapsedTest } from './time-tests.js';

/** Compiles one checked expression. Definitions are compiled on first use; the loader has refused circular ones. */
export function compile(expression: Expression, scope: Scope): Compiled {
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
    case 'not':
      return negation(compile(expression.of, scope));
    case 'certain':
      return certain(compile(expression.of, scope));
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
function memberTest(where: Expression, scope: Scope): Compiled {
  const compiled = compile(where, scope);
  const isComposed = where.op === 'all' || where.op === 'any' || where.op === 'not' || where.op === 'quantifier';
  return isComposed ? remembered(where, compiled, scope) : compiled;
}

/** A definition is compiled once for a scope; what it came to is remembered. */
function definition(name: string, scope: Scope): Compiled {
  const known = scope.compiledDefinitions.get(name);
  if (known !== undefined) return known;
  const expression = required(scope.definitions, name);
  const compiled = remembered(expression, compile(expression, scope), scope);
  scope.compiledDefinitions.set(name, compiled);
  return compiled;
}

/**
 * Remembers what an expression came to: for the item, and, where it says nothing about the item, for every charge that
 * quantifiers look at, so that a prior conviction is judged once for a person and not once for each path and item. Only
 * the plain question is remembered. A forced test within, and for what time turns another day, evaluate afresh.
 */
function remembered(expression: Expression, inner: Compiled, scope: Scope): Compiled {
  const number = scope.numbering.next++;
  const isAboutSubjectAlone = saysNothingOfItem(expression, scope);
  const { evaluate, turns } = inner;
  const tests = new Set(inner.tests);
  /** Whether what was answered to the plain question holds for this one too. */
  const isAsPlain = ({ isPlain, forced, turningDays, asOf, scanDay }: Context): boolean =>
    isPlain || ((forced === null || !tests.has(forced.test)) && (!turns || (turningDays === null && asOf === scanDay)));
  return {
    ...inner,
    evaluate: (context) => {
      const { subject } = context;
      if ((!isAboutSubjectAlone && subject !== context.item) || !isAsPlain(context)) return evaluate(context);
      const memo = isAboutSubjectAlone ? memoOf(subject, context.memo) : context.memo;
      const before = memo[number];
      if (before !== undefined && before !== NOT_ASKED) return before as Truth;
      const truth = evaluate(context);
      memo[number] = truth;
      return truth;
    },
  };
}

/** What the definitions of the same packs came to for a subject. Each state's packs number theirs from 0. */
function memoOf(subject: Subject, own: Uint8Array): Uint8Array {
  if (subject.memo === null || subject.memoFor !== own) {
    subject.memoFor = own;
    subject.memo = new Uint8Array(own.length).fill(NOT_ASKED);
  }
  return subject.memo;
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

function negation(inner: Compiled): Compiled {
  const { evaluate } = inner;
  return {
    tests: inner.tests,
    turns: inner.turns,
    cost: inner.cost,
    evaluate: (context) => (2 - evaluate(context)) as Truth,
    explain: (context, truth, trace) => inner.explain(context, (2 - truth) as Truth, trace),
  };
}

/** Met when the inner expression is met, else not met; an unknown within it is not reported as missing. */
function certain(inner: Compiled): Compiled {
  return {
    tests: inner.tests,
    turns: inner.turns,
    cost: inner.cost,
    evaluate: (context) => (inner.evaluate(context) === MET ? MET : NOT_MET),
    explain: (context, truth, trace) => {
      if (truth === MET) return inner.explain(context, MET, trace);
      const { isCertain } = trace;
      trace.isCertain = true;
      inner.explain(context, inner.evaluate(context), trace);
      trace.isCertain = isCertain;
    },
  };
}

/** `all` where `decisive` is not-met, `any` where it is met: decided by the first part with that truth. */
function combination(parts: readonly Compiled[], decisive: Truth): Compiled {
  // The answer is the same in any order; the cheap parts often decide it.
  const asked = [...parts].sort((a, b) => a.cost - b.cost);
  const otherwise = (2 - decisive) as Truth;
  const turns = parts.some((part) => part.turns);
  return {
    tests: parts.flatMap((part) => part.tests),
    turns,
    cost: parts.reduce((sum, part) => sum + part.cost, 0),
    evaluate: asked.length === 2 ? pair(asked, decisive) : list(asked, decisive),
    explain: (context, truth, trace) => {
      for (const part of parts) {
        // Where nothing decided, every part has the truth of the whole.
        if (truth !== otherwise && part.evaluate(context) !== truth) continue;
        part.explain(context, truth, trace);
        if (trace.isBrief && truth === decisive) return;
      }
    },
  };
}

/** `all` and `any` of two, by far the most frequent: the lesser truth, or the greater. */
function pair([one, other]: readonly Compiled[], decisive: Truth): Evaluate {
  if (one === undefined || other === undefined) throw new Error('a pair has two parts');
  const [first, second] = [one.evaluate, other.evaluate];
  const { turns } = one;
  const isAll = decisive === NOT_MET;
  return (context) => {
    const a = first(context);
    // While turning days are collected, what time can turn reports its day, and the search goes on for others.
    if (a === decisive && (!turns || context.turningDays === null)) return a;
    const b = second(context);
    return isAll === a < b ? a : b;
  };
}

function list(asked: readonly Compiled[], decisive: Truth): Evaluate {
  const evaluates = asked.map((part) => part.evaluate);
  const turn = asked.map((part) => part.turns);
  const otherwise = (2 - decisive) as Truth;
  return (context) => {
    let truth: Truth = otherwise;
    for (let at = 0; at < evaluates.length; at++) {
      const each = (evaluates[at] as Evaluate)(context);
      if (each === decisive) {
        truth = decisive;
        if (context.turningDays === null || turn[at] === false) return decisive;
      } else if (each === UNKNOWN && truth === otherwise) {
        truth = UNKNOWN;
      }
    }
    return truth;
  };
}
