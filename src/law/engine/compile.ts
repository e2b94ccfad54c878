/**
 * Expressions → closures in three-valued logic.
 *
 * A compiled expression answers two questions. `evaluate`: is it met? `all` and `any` stop as soon as they are decided.
 * `explain`: which tests decided the truth that is known by now? Only the parts with that truth are asked again. With
 * `context.forced` set, some tests are answered for the record ("what if this were met?"), for the list of missing facts.
 *
 * Whenever a test compares with the as-of date and `context.turningDays` is a list, it adds the day on which its
 * answer turns, so that the evaluator can ask again as of that day.
 */
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import {
  NOT_ASKED,
  required,
  truthOf,
  type Compiled,
  type Evaluate,
  type OwnNames,
  type Scope,
  type Unplaced,
} from './context.js';
import type { Expression, Test } from './expression.js';
import { factTest } from './fact-test.js';
import { offenseTest, substanceTest } from './offense-test.js';
import { quantifier } from './quantifier.js';
import { isAnyWithin } from './supposition.js';
import { ageTest, elapsedTest } from './time-tests.js';

/** Compiles one checked expression. Definitions are compiled on first use; the loader has refused circular ones. */
export function compile(expression: Expression, scope: Scope): Compiled {
  const { own } = scope;
  // What says the same in every path of the pack is compiled with the pack's, so that an item is asked once for all.
  const home = own === null || usesOwn(expression, own) ? scope : own.pack;
  return placed(unplaced(expression, home), slotOf(expression, home));
}

/** Whether an expression, or a part of it, uses a name that means something in one path alone. */
export function usesOwn(part: unknown, own: Pick<OwnNames, 'parameters' | 'definitions'>): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if ('param' in part && own.parameters.has(String(part.param))) return true;
  if ('op' in part && part.op === 'use' && 'name' in part && own.definitions.has(String(part.name))) return true;
  return Object.values(part).some((inner) => usesOwn(inner, own));
}

/** A compiled expression with its slot. All are objects of one shape, so that reading them stays fast. */
export function placed(compiled: Unplaced, slot: number): Compiled {
  const { evaluate, suppose, given, explain, tests, turns, cost } = compiled;
  return { evaluate, suppose, given, explain, tests, turns, cost, slot };
}

/** Expressions of one scope that ask the same share a slot; how they name a missing fact makes no difference. */
function slotOf(expression: Expression, scope: Scope): number {
  const text = JSON.stringify(expression, (key, value: unknown) => (key === 'ask' || key === 'as' ? undefined : value));
  let slot = scope.slots.get(text);
  if (slot === undefined) scope.slots.set(text, (slot = scope.numbering.items++));
  return slot;
}

function unplaced(expression: Expression, scope: Scope): Unplaced {
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
  return isComposed ? placed(remembered(where, compiled, scope), compiled.slot) : compiled;
}

/** A definition is compiled once for a scope. */
function definition(name: string, scope: Scope): Compiled {
  const known = scope.compiledDefinitions.get(name);
  if (known !== undefined) return known;
  const expression = required(scope.definitions, name);
  const inner = compile(expression, scope);
  const compiled = placed(remembered(expression, inner, scope), inner.slot);
  scope.compiledDefinitions.set(name, compiled);
  return compiled;
}

/**
 * Remembers what an expression that says nothing about the item came to, for every charge that quantifiers look at, so
 * that a prior conviction is judged once for a person and not once for each path and item.
 */
function remembered(expression: Expression, inner: Compiled, scope: Scope): Unplaced {
  if (!saysNothingOfItem(expression, scope)) return inner;
  const number = scope.remembered.get(inner.slot) ?? scope.numbering.subjects++;
  scope.remembered.set(inner.slot, number);
  const { evaluate } = inner;
  return {
    ...inner,
    evaluate: (context) => {
      const { subject, room } = context;
      const before = room.get(subject, number);
      if (before !== NOT_ASKED) return before as Truth;
      const truth = evaluate(context);
      room.set(subject, number, truth);
      return truth;
    },
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

function negation(inner: Compiled): Unplaced {
  const { suppose } = inner;
  return {
    evaluate: (context) => (2 - truthOf(inner, context)) as Truth,
    suppose: (context) => (2 - suppose(context)) as Truth,
    given: (tests) => {
      const ask = inner.given(tests);
      return (context) => (2 - ask(context)) as Truth;
    },
    explain: (context, truth, trace) => inner.explain(context, (2 - truth) as Truth, trace),
    tests: inner.tests,
    turns: inner.turns,
    cost: inner.cost,
  };
}

/** Met when the inner expression is met, else not met; an unknown within it is not reported as missing. */
function certain(inner: Compiled): Unplaced {
  const { suppose } = inner;
  const sure = (truth: Truth): Truth => (truth === MET ? MET : NOT_MET);
  return {
    evaluate: (context) => sure(truthOf(inner, context)),
    suppose: (context) => sure(suppose(context)),
    given: (tests) => {
      const ask = inner.given(tests);
      return (context) => sure(ask(context));
    },
    explain: (context, truth, trace) => {
      if (truth === MET) return inner.explain(context, MET, trace);
      const { isCertain } = trace;
      trace.isCertain = true;
      inner.explain(context, truthOf(inner, context), trace);
      trace.isCertain = isCertain;
    },
    tests: inner.tests,
    turns: inner.turns,
    cost: inner.cost,
  };
}

/** `all` where `decisive` is not-met, `any` where it is met: decided by the first part with that truth. */
function combination(parts: readonly Compiled[], decisive: Truth): Unplaced {
  // The answer is the same in any order; the cheap parts often decide it.
  const asked = [...parts].sort((a, b) => a.cost - b.cost);
  const otherwise = (2 - decisive) as Truth;
  return {
    evaluate: plainly(asked, decisive),
    suppose: supposing(asked, decisive),
    given: (tests) => given(asked, decisive, tests),
    explain: (context, truth, trace) => {
      for (const part of parts) {
        // Where nothing decided, every part has the truth of the whole.
        if (truth !== otherwise && truthOf(part, context) !== truth) continue;
        part.explain(context, truth, trace);
        if (trace.isBrief && truth === decisive) return;
      }
    },
    tests: new Map(parts.flatMap((part) => [...part.tests])),
    turns: parts.some((part) => part.turns),
    cost: parts.reduce((sum, part) => sum + part.cost, 0),
  };
}

function plainly(parts: readonly Compiled[], decisive: Truth): Evaluate {
  const otherwise = (2 - decisive) as Truth;
  const [one, other] = parts;
  if (one !== undefined && other !== undefined && parts.length === 2) {
    // By far the most frequent: the lesser truth, or the greater.
    const isAll = decisive === NOT_MET;
    return (context) => {
      const a = truthOf(one, context);
      if (a === decisive) return a;
      const b = truthOf(other, context);
      return isAll === a < b ? a : b;
    };
  }
  return (context) => {
    let truth: Truth = otherwise;
    for (const part of parts) {
      const each = truthOf(part, context);
      if (each === decisive) return decisive;
      if (each === UNKNOWN) truth = UNKNOWN;
    }
    return truth;
  };
}

/** A part that neither the day nor the forced test concerns comes to what the plain question comes to. */
function supposing(parts: readonly Compiled[], decisive: Truth): Evaluate {
  const otherwise = (2 - decisive) as Truth;
  return (context) => {
    const { forced, turningDays } = context;
    let truth: Truth = otherwise;
    for (const part of parts) {
      const isOpen = part.turns || (forced !== null && isAnyWithin(part.tests, forced.tests));
      const each = isOpen ? part.suppose(context) : truthOf(part, context);
      if (each === decisive) {
        // While turning days are collected, what time can turn reports its day, and the search goes on for others.
        if (turningDays === null || !part.turns) return decisive;
        truth = decisive;
      } else if (each === UNKNOWN && truth === otherwise) {
        truth = UNKNOWN;
      }
    }
    return truth;
  };
}

/** The parts that none of the tests is within have been asked plainly, and often decide. */
function given(parts: readonly Compiled[], decisive: Truth, tests: readonly Test[]): Evaluate {
  const otherwise = (2 - decisive) as Truth;
  const others = parts.filter((part) => !isAnyWithin(part.tests, tests));
  const open = parts.filter((part) => isAnyWithin(part.tests, tests)).map((part) => part.given(tests));
  return (context) => {
    let truth: Truth = otherwise;
    for (const part of others) {
      const each = truthOf(part, context);
      if (each === decisive) return decisive;
      if (each === UNKNOWN) truth = UNKNOWN;
    }
    for (const ask of open) {
      const each = ask(context);
      if (each === decisive) return decisive;
      if (each === UNKNOWN) truth = UNKNOWN;
    }
    return truth;
  };
}
