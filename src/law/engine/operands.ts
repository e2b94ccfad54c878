/**
 * What tests compare with: dated parameters, numbers, days and their offsets.
 */
import { parseDay, type Day, type DayRange } from '../../common/legal-date.js';
import { required, type Context, type Scope } from './context.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import type { DayComparison, DayOperand, NumberComparison, NumberOperand } from './expression.js';
import { shift, type DateFact } from './facts.js';
import type { Parameter } from './pack.js';
import { readerOf } from './readers.js';

/**
 * The days on which "fact before the as-of date plus offset" turns: the first as-of date whose offset reaches the fact's
 * last day, and the first whose offset passes it.
 */
export function pushTurningDays(days: Day[], value: DayRange, operand: DayOperand): void {
  const { years, months, days: more } = operand;
  const { to } = value;
  // The way back is inexact at the ends of months: the offset is laid on the days around it.
  let day = shift({ from: to, to }, -years, -months, -more).to;
  const moved = (by: Day): Day => shift({ from: by, to: by }, years, months, more).to;
  while (moved(day) < to) day++;
  while (moved(day - 1) >= to) day--;
  days.push(day);
  while (moved(day) <= to) day++;
  days.push(day);
}

/** Two ranges of days compared: met or not-met when every pair of days agrees, else unknown. */
export function compareDays(value: DayRange, compare: DayComparison, bound: DayRange): Truth {
  switch (compare) {
    case 'before':
      return value.to < bound.from ? MET : value.from >= bound.to ? NOT_MET : UNKNOWN;
    case 'onOrBefore':
      return value.to <= bound.from ? MET : value.from > bound.to ? NOT_MET : UNKNOWN;
    case 'after':
      return value.from > bound.to ? MET : value.to <= bound.from ? NOT_MET : UNKNOWN;
    case 'onOrAfter':
      return value.from >= bound.to ? MET : value.to < bound.from ? NOT_MET : UNKNOWN;
    case 'on':
      if (value.from === value.to && bound.from === bound.to) return value.from === bound.from ? MET : NOT_MET;
      return value.to < bound.from || value.from > bound.to ? NOT_MET : UNKNOWN;
  }
}

/** Whether a number compares so with another. */
export function compareNumbers(value: number, compare: NumberComparison, bound: number): boolean {
  switch (compare) {
    case 'atLeast':
      return value >= bound;
    case 'atMost':
      return value <= bound;
    case 'moreThan':
      return value > bound;
    case 'lessThan':
      return value < bound;
  }
}

type DatedValue = number | string | boolean | (string | number)[];

const datedValues = new WeakMap<Parameter, { from: Day; value: DatedValue }[]>();

function valuesOf(parameter: Parameter): { from: Day; value: DatedValue }[] {
  let list = datedValues.get(parameter);
  if (list === undefined) {
    list = Object.entries(parameter.values)
      .map(([from, value]) => ({ from: parseDay(from) as Day, value }))
      .sort((a, b) => a.from - b.from);
    datedValues.set(parameter, list);
  }
  return list;
}

/** The days on which a parameter takes another value, or ends. */
function daysOfChange(parameter: Parameter): Day[] {
  const until = parameter.until === undefined ? null : parseDay(parameter.until);
  return [...valuesOf(parameter).map(({ from }) => from), ...(until === null ? [] : [until])];
}

/** The value in force on a day, or null when none is. */
export function valueOn(parameter: Parameter, day: Day): DatedValue | null {
  const until = parameter.until === undefined ? null : parseDay(parameter.until);
  if (until !== null && day >= until) return null;
  let found: DatedValue | null = null;
  for (const { from, value } of valuesOf(parameter)) if (from <= day) found = value;
  return found;
}

/** The value that governs here; null when its date is unknown, or may fall on either side of a change, or none is in force. */
export function parameterValue(parameter: Parameter, context: Context, scope: Scope): DatedValue | null {
  if (parameter.by === 'as-of') {
    if (context.turningDays !== null) context.turningDays.push(...daysOfChange(parameter));
    return valueOn(parameter, context.asOf);
  }
  const fact = readerOf(parameter.by, scope) as DateFact;
  const when = fact.read(context.subject, context.asOf) ?? fact.read(context.item, context.asOf);
  if (when === null) {
    const all = valuesOf(parameter);
    return parameter.until === undefined && all.length === 1 ? (all[0]?.value ?? null) : null;
  }
  const first = valueOn(parameter, when.from);
  const last = valueOn(parameter, when.to);
  if (first === last) return first;
  return first !== null && last !== null && String(first) === String(last) ? first : null;
}

export function numberOperand(operand: NumberOperand, scope: Scope): (context: Context) => number | null {
  if (typeof operand === 'number') return () => operand;
  const parameter = required(scope.parameters, operand.param);
  return (context) => {
    const value = parameterValue(parameter, context, scope);
    return typeof value === 'number' ? value : null;
  };
}

export function dayOperand(operand: DayOperand, scope: Scope): (context: Context) => DayRange | null {
  const { base, years, months, days } = operand;
  const moved = (range: DayRange | null): DayRange | null =>
    range === null ? null : shift(range, years, months, days);
  if ('day' in base) {
    const fixed = moved({ from: base.day, to: base.day });
    return () => fixed;
  }
  if ('asOf' in base) return (context) => moved({ from: context.asOf, to: context.asOf });
  if ('param' in base) {
    const parameter = required(scope.parameters, base.param);
    return (context) => {
      const value = parameterValue(parameter, context, scope);
      const day = typeof value === 'string' ? parseDay(value) : null;
      return day === null ? null : moved({ from: day, to: day });
    };
  }
  if ('itemFact' in base) {
    const fact = readerOf(base.itemFact, scope) as DateFact;
    return (context) => moved(fact.read(context.item, context.asOf));
  }
  const fact = readerOf(base.fact, scope) as DateFact;
  return (context) => moved(fact.read(context.subject, context.asOf));
}
