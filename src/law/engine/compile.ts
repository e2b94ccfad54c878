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
import { addYears, formatDay, parseDay, type Day, type DayRange } from '../../common/legal-date.js';
import { substanceMatches } from '../drugs/index.js';
import { compileOffenses, parseStatute, printStatute, type CompiledOffenses } from '../statutes/index.js';
import { MET, NOT_MET, UNKNOWN, type SeenFact, type Truth } from './determination.js';
import type { Comparison, DayComparison, DayOperand, Expression, NumberOperand, SetName, Test } from './expression.js';
import { FACTS, shift, substanceOf, wordsForRange, type DateFact, type Fact, type NumberFact, type WordFact } from './facts.js';
import type { FactDeclaration, OffenseList, Parameter } from './pack.js';
import { allegedSubject, enhancementSubject, readDate, registrationSubject, type PreparedRecord, type Subject } from './subject.js';

/** What one evaluation knows and collects. */
export interface Context {
  readonly prepared: PreparedRecord;
  asOf: Day;
  /** The item the determination is about. */
  item: Subject;
  /** What facts are asked of now: the item itself, or the member that a quantifier is looking at. */
  subject: Subject;
  readonly assume: ReadonlySet<string>;
  seen: Report[] | null;
  forced: Map<Test, Truth> | null;
  turningDays: Day[] | null;
}

/** What one test saw, and what it would ask. */
export interface Report {
  readonly test: Test;
  readonly truth: Truth;
  readonly facts: readonly SeenFact[];
  /** The name under which a missing fact is listed, and its question. */
  readonly fact: string;
  readonly question: string;
}

export type Evaluate = (context: Context) => Truth;

/** What a pack gives its expressions to work with. */
export interface Scope {
  readonly state: string;
  readonly definitions: ReadonlyMap<string, Expression>;
  readonly offenses: ReadonlyMap<string, OffenseList>;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly facts: ReadonlyMap<string, FactDeclaration>;
  /** Filled while compiling, so that a list or a definition is compiled once. */
  readonly compiledOffenses: Map<string, CompiledOffenses>;
  readonly compiledDefinitions: Map<string, Evaluate>;
}

/** Compiles one checked expression. Definitions are compiled on first use; the loader has refused circular ones. */
export function compile(expression: Expression, scope: Scope): Evaluate {
  switch (expression.op) {
    case 'all':
      return combination(expression.of.map((child) => compile(child, scope)), NOT_MET);
    case 'any':
      return combination(expression.of.map((child) => compile(child, scope)), MET);
    case 'not': {
      const inner = compile(expression.of, scope);
      return (context) => (2 - inner(context)) as Truth;
    }
    case 'certain': {
      const inner = compile(expression.of, scope);
      return (context) => certain(inner, context);
    }
    case 'use': {
      let compiled = scope.compiledDefinitions.get(expression.name);
      if (compiled === undefined) {
        compiled = compile(required(scope.definitions, expression.name), scope);
        scope.compiledDefinitions.set(expression.name, compiled);
      }
      return compiled;
    }
    case 'quantifier':
      return test(expression, quantifier(expression, scope));
    case 'fact':
      return test(expression, factTest(expression, scope));
    case 'elapsed':
      return test(expression, elapsedTest(expression, scope));
    case 'age':
      return test(expression, ageTest(expression, scope));
    case 'offense':
      return test(expression, offenseTest(expression, scope));
    case 'substance':
      return test(expression, substanceTest(expression));
  }
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

function required<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new Error(`"${name}" was not checked before compiling`);
  return value;
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
    const result = truths.includes(decisive) ? decisive : truths.includes(UNKNOWN) ? UNKNOWN : ((2 - decisive) as Truth);
    truths.forEach((truth, index) => {
      if (truth === result) seen.push(...(reports[index] as Report[]));
    });
    return result;
  };
}

/** What a test answers, with the means to tell what it saw only when somebody listens. */
export interface Answer {
  truth: Truth;
  /** What was seen; called only when explaining. */
  facts(): SeenFact[];
  /** The missing fact's name and question; called only when explaining an unknown. */
  asks(): { fact: string; question: string };
}

/** Wraps a test so that it can be forced, and reports what it saw when somebody listens. */
export function test(expression: Test, evaluate: (context: Context) => Answer | Truth): Evaluate {
  return (context) => {
    if (context.forced !== null && context.subject === context.item) {
      const forced = context.forced.get(expression);
      if (forced !== undefined) return forced;
    }
    const answer = evaluate(context);
    if (typeof answer === 'number') return answer;
    if (context.seen !== null) {
      const asks = answer.truth === UNKNOWN ? answer.asks() : { fact: '', question: '' };
      context.seen.push({
        test: expression,
        truth: answer.truth,
        facts: answer.facts(),
        fact: expression.as ?? asks.fact,
        question: expression.ask ?? asks.question,
      });
    }
    return answer.truth;
  };
}

/** Whether anybody wants more than the truth. */
const listening = (context: Context): boolean => context.seen !== null;

function sourceOf(subject: Subject): Pick<SeenFact, 'source'> {
  return subject.source === undefined ? {} : { source: { file: subject.source.file, row: subject.source.row } };
}

// Facts -----------------------------------------------------------------------------------------------------------

/** A fact of every record, or one that the pack declares and a person (or the source) has to supply. */
function readerOf(name: string, scope: Scope): Fact {
  const builtIn = FACTS.get(name);
  if (builtIn !== undefined) return builtIn;
  const declared = required(scope.facts, name);
  const raw = (subject: Subject): string | number | boolean | undefined =>
    subject.charge?.answers?.[name] ??
    subject.warrant?.answers?.[name] ??
    subject.violation?.answers?.[name] ??
    subject.courtCase?.answers?.[name] ??
    subject.person.answers?.[name];
  const question = declared.question;
  if (declared.type === 'date') {
    return { type: 'date', question, read: (subject) => readDate(stringOrNothing(raw(subject))) };
  }
  if (declared.type === 'number') {
    return {
      type: 'number',
      question,
      read: (subject) => {
        const value = raw(subject);
        return typeof value === 'number' && Number.isFinite(value) ? value : null;
      },
    };
  }
  return {
    type: declared.type,
    question,
    read: (subject) => {
      const value = raw(subject);
      return value === undefined ? null : [String(value)];
    },
  };
}

const stringOrNothing = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function factTest(expression: Extract<Test, { op: 'fact' }>, scope: Scope): (context: Context) => Answer | Truth {
  const { fact: name, comparisons } = expression;
  const fact = readerOf(name, scope);
  const compared = comparisons.map((comparison) => comparator(comparison, fact, scope));
  return (context) => {
    let truth: Truth = MET;
    for (const compare of compared) {
      const each = compare(context);
      if (each < truth) truth = each;
    }
    if (fact.derived === true && context.turningDays !== null && name === 'sentence-status') {
      const end = (required(FACTS, 'sentence-end-date') as DateFact).read(context.subject, context.asOf);
      if (end !== null) context.turningDays.push(end.to, end.to + 1);
    }
    if (!listening(context)) return truth;
    const { subject, asOf } = context;
    return {
      truth,
      facts: () => [
        {
          fact: name,
          value: wordsFor(fact, subject, asOf),
          basis: fact.derived === true ? 'derived' : 'recorded',
          ...sourceOf(subject),
        },
      ],
      asks: () => {
        const missing = fact.read(subject, asOf) === null || comparisons.length === 0;
        const other = missing ? null : operandFact(comparisons, scope);
        return other === null || other === name
          ? { fact: name, question: fact.question }
          : { fact: other, question: readerOf(other, scope).question };
      },
    };
  };
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

const governing = (parameter: Parameter): string | null => (parameter.by === 'as-of' ? null : parameter.by);

/** A fact's value in words, `unknown` where the record does not say. */
function wordsFor(fact: Fact, subject: Subject, asOf: Day): string {
  if (fact.type === 'date') {
    const value = fact.read(subject, asOf);
    return value === null ? 'unknown' : wordsForRange(value);
  }
  if (fact.type === 'number') {
    const value = fact.read(subject, asOf);
    if (value === null) return 'unknown';
    return fact.unit === undefined ? String(value) : `${value} ${fact.unit}`;
  }
  const value = fact.read(subject, asOf);
  if (value === null) return 'unknown';
  return fact.type === 'boolean' ? (value[0] === 'true' ? 'yes' : 'no') : value.join(', ');
}

function comparator(comparison: Comparison, fact: Fact, scope: Scope): Evaluate {
  switch (comparison.kind) {
    case 'in': {
      const wanted = Array.isArray(comparison.values)
        ? new Set(comparison.values.map((value) => String(value).toLowerCase()))
        : null;
      const parameter = wanted === null ? required(scope.parameters, (comparison.values as { param: string }).param) : null;
      return (context) => {
        const value = (fact as WordFact).read(context.subject, context.asOf);
        if (value === null) return UNKNOWN;
        let set = wanted;
        if (set === null) {
          const inForce = parameterValue(parameter as Parameter, context, scope);
          if (!Array.isArray(inForce)) return UNKNOWN;
          set = new Set(inForce.map((entry) => String(entry).toLowerCase()));
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
        const holds =
          compare === 'atLeast'
            ? value >= bound
            : compare === 'atMost'
              ? value <= bound
              : compare === 'moreThan'
                ? value > bound
                : value < bound;
        return holds ? MET : NOT_MET;
      };
    }
    case 'day': {
      const operand = dayOperand(comparison.value, scope);
      const { compare, value: written } = comparison;
      const moving = 'asOf' in written.base;
      return (context) => {
        const value = (fact as DateFact).read(context.subject, context.asOf);
        if (value !== null && moving && context.turningDays !== null) pushTurningDays(context.turningDays, value, written);
        if (value === null) return UNKNOWN;
        const bound = operand(context);
        return bound === null ? UNKNOWN : compareDays(value, compare, bound);
      };
    }
  }
}

/** The days around which "fact before the as-of date plus offset" turns: the fact's days less the offset. */
function pushTurningDays(days: Day[], value: DayRange, operand: DayOperand): void {
  const turned = shift(value, -operand.years, -operand.months, -operand.days);
  // Month lengths make the way back inexact at the ends of months: the days around it are asked as well.
  for (let offset = -3; offset <= 3; offset++) days.push(turned.to + offset);
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

// Operands --------------------------------------------------------------------------------------------------------

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

/** The value in force on a day, or null when none is. */
export function valueOn(parameter: Parameter, day: Day): DatedValue | null {
  const until = parameter.until === undefined ? null : parseDay(parameter.until);
  if (until !== null && day >= until) return null;
  let found: DatedValue | null = null;
  for (const { from, value } of valuesOf(parameter)) if (from <= day) found = value;
  return found;
}

/** The value that governs here; null when its date is unknown, or may fall on either side of a change, or none is in force. */
function parameterValue(parameter: Parameter, context: Context, scope: Scope): DatedValue | null {
  if (parameter.by === 'as-of') return valueOn(parameter, context.asOf);
  const fact = readerOf(parameter.by, scope) as DateFact;
  const when = fact.read(context.subject, context.asOf) ?? fact.read(context.item, context.asOf);
  if (when === null) {
    const all = valuesOf(parameter);
    return parameter.until === undefined && all.length === 1 ? (all[0]?.value ?? null) : null;
  }
  const first = valueOn(parameter, when.from);
  const last = valueOn(parameter, when.to);
  return first !== null && last !== null && String(first) === String(last) ? first : null;
}

function numberOperand(operand: NumberOperand, scope: Scope): (context: Context) => number | null {
  if (typeof operand === 'number') return () => operand;
  const parameter = required(scope.parameters, operand.param);
  return (context) => {
    const value = parameterValue(parameter, context, scope);
    return typeof value === 'number' ? value : null;
  };
}

function dayOperand(operand: DayOperand, scope: Scope): (context: Context) => DayRange | null {
  const { base, years, months, days } = operand;
  const moved = (range: DayRange | null): DayRange | null => (range === null ? null : shift(range, years, months, days));
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

// Time ------------------------------------------------------------------------------------------------------------

function elapsedTest(expression: Extract<Test, { op: 'elapsed' }>, scope: Scope): (context: Context) => Answer | Truth {
  const fact = readerOf(expression.since, scope) as DateFact;
  const years = numberOperand(expression.years, scope);
  const months = numberOperand(expression.months, scope);
  const days = numberOperand(expression.days, scope);
  const extra = expression.moreThan ? 1 : 0;
  return (context) => {
    const since = fact.read(context.subject, context.asOf);
    const [y, m, d] = [years(context), months(context), days(context)];
    let truth: Truth = UNKNOWN;
    let complete: DayRange | null = null;
    if (since !== null && y !== null && m !== null && d !== null) {
      const end = shift(since, y, m, d);
      complete = { from: end.from + extra, to: end.to + extra };
      truth = context.asOf >= complete.to ? MET : context.asOf < complete.from ? NOT_MET : UNKNOWN;
      context.turningDays?.push(complete.to);
    }
    if (!listening(context)) return truth;
    const { subject, asOf } = context;
    return {
      truth,
      facts: () => [
        {
          fact: expression.since,
          value:
            complete === null
              ? wordsFor(fact, subject, asOf)
              : `${wordsFor(fact, subject, asOf)}; the wait is complete ${complete.from === complete.to ? `on ${formatDay(complete.to)}` : wordsForRange(complete)}`,
          basis: fact.derived === true ? 'derived' : 'recorded',
          ...sourceOf(subject),
        },
      ],
      asks: () => ({ fact: expression.since, question: fact.question }),
    };
  };
}

function ageTest(expression: Extract<Test, { op: 'age' }>, scope: Scope): (context: Context) => Answer | Truth {
  const born = required(FACTS, 'birth-date') as DateFact;
  const onFact = expression.on === 'as-of' ? null : (readerOf(expression.on, scope) as DateFact);
  const years = numberOperand(expression.years, scope);
  return (context) => {
    const birth = born.read(context.subject, context.asOf);
    const on = onFact === null ? { from: context.asOf, to: context.asOf } : onFact.read(context.subject, context.asOf);
    const wanted = years(context);
    let truth: Truth = UNKNOWN;
    if (birth !== null && wanted !== null) {
      const reaches: DayRange = { from: addYears(birth.from, wanted), to: addYears(birth.to, wanted) };
      if (onFact === null) context.turningDays?.push(reaches.to);
      if (on !== null) {
        const atLeast = compareDays(on, 'onOrAfter', reaches);
        truth = expression.compare === 'atLeast' ? atLeast : ((2 - atLeast) as Truth);
      }
    }
    if (!listening(context)) return truth;
    const { subject, asOf } = context;
    return {
      truth,
      facts: () => {
        const facts: SeenFact[] = [
          { fact: 'birth-date', value: wordsFor(born, subject, asOf), basis: 'recorded', ...sourceOf(subject) },
        ];
        if (onFact !== null) {
          facts.push({ fact: expression.on, value: wordsFor(onFact, subject, asOf), basis: 'recorded', ...sourceOf(subject) });
        }
        return facts;
      },
      asks: () =>
        birth === null || onFact === null || on !== null
          ? { fact: 'birth-date', question: born.question }
          : { fact: expression.on, question: onFact.question },
    };
  };
}

// Offences and drugs ----------------------------------------------------------------------------------------------

/** The compiled form of one of the pack's offence lists. */
export function offenseList(name: string, scope: Scope): CompiledOffenses {
  let compiled = scope.compiledOffenses.get(name);
  if (compiled === undefined) {
    const list = required(scope.offenses, name);
    compiled = compileOffenses({ include: list.include, exclude: list.exclude, inchoate: list.inchoate }, scope.state);
    scope.compiledOffenses.set(name, compiled);
  }
  return compiled;
}

function offenseTest(expression: Extract<Test, { op: 'offense' }>, scope: Scope): (context: Context) => Answer | Truth {
  const lists = expression.lists.map((name) => offenseList(name, scope));
  return (context) => {
    const { subject } = context;
    let truth: Truth = NOT_MET;
    const statute = expression.prior ? priorStatute(subject, scope.state) : subject.statute;
    for (const list of lists) {
      const each = list.test(statute, expression.prior ? null : subject.inchoate);
      if (each > truth) truth = each;
      if (truth === MET) break;
    }
    if (!listening(context)) return truth;
    return {
      truth,
      facts: () => [{ fact: 'statute', value: statuteWords(subject), basis: 'recorded', ...sourceOf(subject) }],
      asks: () => ({
        fact: 'statute',
        question:
          statute === null
            ? 'Which statute, with its subdivision, was the charge brought under?'
            : `Which subdivision of ${printStatute(statute)} was it?`,
      }),
    };
  };
}

function priorStatute(subject: Subject, state: string): Subject['statute'] {
  const text = subject.enhancement?.priorStatute;
  return text === undefined ? null : parseStatute(text, state);
}

function statuteWords(subject: Subject): string {
  const text = subject.enhancement?.statute ?? subject.alleged?.statute ?? subject.registration?.statute ?? subject.charge?.statute;
  if (text === undefined) return 'unknown';
  const read = subject.statute === null ? null : printStatute(subject.statute);
  const inchoate = subject.inchoate === null ? '' : `${subject.inchoate} of `;
  return read === null ? `"${text}" (not read as a statute)` : `${inchoate}${read}`;
}

function substanceTest(expression: Extract<Test, { op: 'substance' }>): (context: Context) => Answer | Truth {
  return (context) => {
    const { subject } = context;
    const { reading, text } = substanceOf(subject);
    const truth = reading === null ? UNKNOWN : substanceMatches(reading, expression.names);
    if (!listening(context)) return truth;
    return {
      truth,
      facts: () => [
        {
          fact: 'substance',
          value: text ?? 'unknown',
          basis: subject.charge?.substance === undefined ? 'derived' : 'recorded',
          ...sourceOf(subject),
        },
      ],
      asks: () => ({ fact: 'substance', question: 'Which drug was it?' }),
    };
  };
}

// Quantifiers -----------------------------------------------------------------------------------------------------

interface Member {
  subject: Subject;
  /** Whether it belongs to the set at all. */
  belongs: Truth;
}

/** What the set's silence means: everything is in the file, or not, and on what that rests. */
interface Silence {
  complete: boolean;
  basis: 'recorded' | 'coverage' | 'assumption';
  says: string;
  fact: string;
  question: string;
}

const SET_WORDS: Record<SetName, { fact: string; question: string; one: string }> = {
  convictions: {
    fact: 'criminal-history',
    question: 'Does the person have other convictions that this file does not hold?',
    one: 'conviction',
  },
  'other-cases': {
    fact: 'criminal-history',
    question: 'Does the person have other convictions that this file does not hold?',
    one: 'conviction in another case',
  },
  'case-charges': { fact: 'case-charges', question: 'Which other charges does the case have?', one: 'charge in the same case' },
  underlying: { fact: 'underlying-charges', question: 'Which charges or convictions does it rest on?', one: 'underlying charge' },
  'open-charges': { fact: 'pending-matters', question: 'Does the person have a pending case?', one: 'pending charge' },
  registrations: { fact: 'registrations', question: 'Does the person have a duty to register?', one: 'registration' },
  alleged: { fact: 'alleged-conduct', question: 'What does the violation allege?', one: 'allegation' },
  enhancements: { fact: 'enhancements', question: 'Which enhancements were imposed?', one: 'enhancement' },
  warrants: { fact: 'warrants', question: 'Does the person have other warrants?', one: 'warrant' },
};

function quantifier(
  expression: Extract<Test, { op: 'quantifier' }>,
  scope: Scope,
): (context: Context) => Answer | Truth {
  const where = expression.where === null ? null : compile(expression.where, scope);
  const window = expression.window.map(({ compare, value }) => ({
    compare,
    written: value,
    operand: dayOperand(value, scope),
  }));
  const memberDate = required(FACTS, expression.of === 'registrations' ? 'registration-date' : 'conviction-date') as DateFact;
  const every = expression.quantifier === 'every';
  const words = SET_WORDS[expression.of];

  const within = (context: Context, subject: Subject): Truth => {
    let truth: Truth = MET;
    for (const { compare, written, operand } of window) {
      const value = memberDate.read(subject, context.asOf);
      if (value !== null && 'asOf' in written.base && context.turningDays !== null) {
        pushTurningDays(context.turningDays, value, written);
      }
      const bound = operand(context);
      const each = value === null || bound === null ? UNKNOWN : compareDays(value, compare, bound);
      if (each < truth) truth = each;
    }
    return truth;
  };

  return (context) => {
    const outer = { subject: context.subject, seen: context.seen };
    const members = membersOf(expression.of, context);
    const looks: { member: Member; truth: Truth; reports: Report[] }[] = [];
    let met = 0;
    let unknown = 0;
    let failed = 0;
    for (const member of members) {
      const reports: Report[] = [];
      context.seen = outer.seen === null ? null : reports;
      let belongs = member.belongs;
      const inWindow = within(context, member.subject);
      if (inWindow < belongs) belongs = inWindow;
      let truth: Truth = belongs;
      if (belongs !== NOT_MET) {
        context.subject = member.subject;
        const holds = where === null ? MET : where(context);
        context.subject = outer.subject;
        truth = every ? (Math.max(2 - belongs, holds) as Truth) : (Math.min(belongs, holds) as Truth);
      } else if (every) truth = MET;
      if (truth === MET) met++;
      else if (truth === UNKNOWN) unknown++;
      else failed++;
      if (outer.seen !== null && (belongs !== NOT_MET || inWindow === UNKNOWN)) {
        if (reports.length === 0 && truth === UNKNOWN) {
          reports.push(unknownMember(expression, member, inWindow, memberDate));
        }
        looks.push({ member, truth, reports });
      }
    }
    context.seen = outer.seen;
    const silence = silenceOf(expression, context, window);
    let truth: Truth;
    if (every) {
      if (failed > 0) truth = NOT_MET;
      else if (members.length === 0 && (expression.of === 'underlying' || expression.of === 'alleged')) truth = UNKNOWN;
      else truth = unknown > 0 || !silence.complete ? UNKNOWN : MET;
    } else {
      const some: Truth =
        met >= expression.atLeast ? MET : met + unknown >= expression.atLeast || !silence.complete ? UNKNOWN : NOT_MET;
      truth = expression.quantifier === 'none' ? ((2 - some) as Truth) : some;
    }
    if (outer.seen === null) return truth;
    const decidedBy: Truth = truth === UNKNOWN ? UNKNOWN : every ? (truth === MET ? MET : NOT_MET) : MET;
    const shown = looks.filter((look) => look.truth === decidedBy);
    return {
      truth,
      facts: () => {
        const facts: SeenFact[] = shown.map(({ member }) => ({
          fact: words.one,
          value: wordsForMember(member.subject),
          basis: 'recorded',
          ...sourceOf(member.subject),
        }));
        if (facts.length === 0) facts.push({ fact: silence.fact, value: silence.says, basis: silence.basis });
        return facts;
      },
      asks: () => {
        const first = shown.find((look) => look.reports.some((report) => report.truth === UNKNOWN));
        const report = first?.reports.find((each) => each.truth === UNKNOWN);
        if (first === undefined || report === undefined) return { fact: silence.fact, question: silence.question };
        return { fact: report.fact, question: `About the ${words.one} ${wordsForMember(first.member.subject)}: ${report.question}` };
      },
    };
  };
}

/** Why a member's part in a set is unknown when none of its own facts were asked: its disposition, or its date. */
function unknownMember(
  expression: Extract<Test, { op: 'quantifier' }>,
  member: Member,
  inWindow: Truth,
  memberDate: Fact,
): Report {
  const asks =
    member.belongs === UNKNOWN
      ? { fact: 'disposition', question: 'How did the charge end?' }
      : { fact: inWindow === UNKNOWN ? 'conviction-date' : 'disposition', question: memberDate.question };
  return { test: expression, truth: UNKNOWN, facts: [], ...asks };
}

/** One line that lets a person find the charge: its statute, case and date. */
function wordsForMember(subject: Subject): string {
  const parts = [statuteWords(subject)];
  if (subject.courtCase !== null) {
    parts.push(`case ${subject.courtCase.caseNumber}${subject.charge === null ? '' : ` count ${subject.charge.count}`}`);
  }
  const date = readDate(subject.charge?.disposition?.date ?? subject.registration?.date);
  if (date !== null) parts.push(wordsForRange(date));
  return parts.join(', ');
}

/** The members of a set around the item, each with whether it belongs. */
function membersOf(set: SetName, context: Context): Member[] {
  const { prepared, item, subject } = context;
  switch (set) {
    case 'convictions':
    case 'other-cases': {
      const members: Member[] = [];
      for (const each of prepared.charges) {
        if (set === 'other-cases' && each.courtCase === item.courtCase) continue;
        if (each.charge !== item.charge && each.standing.conviction !== NOT_MET) {
          members.push({ subject: each, belongs: each.standing.conviction });
        }
      }
      return members;
    }
    case 'open-charges': {
      const members: Member[] = [];
      for (const each of prepared.charges) {
        if (each.charge !== item.charge && each.standing.pending !== NOT_MET) {
          members.push({ subject: each, belongs: each.standing.pending });
        }
      }
      return members;
    }
    case 'case-charges':
      return prepared.charges
        .filter((each) => each.courtCase === subject.courtCase && each.charge !== subject.charge)
        .map((each) => ({ subject: each, belongs: MET }));
    case 'underlying':
      return underlyingOf(item, prepared);
    case 'registrations':
      return (prepared.record.registrations ?? []).map((registration) => ({
        subject: registrationSubject(prepared, registration),
        belongs: MET,
      }));
    case 'alleged':
      return (item.violation?.alleged ?? []).map((alleged) => ({ subject: allegedSubject(item, alleged), belongs: MET }));
    case 'enhancements':
      return (subject.charge?.enhancements ?? []).map((enhancement) => ({
        subject: enhancementSubject(subject, enhancement),
        belongs: MET,
      }));
    case 'warrants':
      return prepared.cases.flatMap((each) =>
        each.warrants
          .filter((other) => other.warrant !== item.warrant)
          .map((other): Member => ({
            subject: other,
            belongs: other.warrant?.status === undefined ? UNKNOWN : other.warrant.status === 'open' ? MET : NOT_MET,
          })),
      );
  }
}

/**
 * The charges beneath a warrant (the counts it names, else every charge of its case), or the convictions beneath a
 * violation (the counts it names, else every charge of the case that put the person on probation).
 */
export function underlyingOf(item: Subject, prepared: PreparedRecord): Member[] {
  const inCase = prepared.cases.find((each) => each.courtCase === item.courtCase)?.charges ?? [];
  const counts = item.warrant?.counts ?? item.violation?.counts;
  if (counts !== undefined) {
    return inCase
      .filter((subject) => counts.includes(subject.charge?.count ?? -1))
      .map((subject) => ({ subject, belongs: MET }));
  }
  if (item.violation === null) return inCase.map((subject) => ({ subject, belongs: MET }));
  return inCase
    .map((subject): Member => ({ subject, belongs: probationBehind(subject) }))
    .filter((member) => member.belongs !== NOT_MET);
}

/** Whether a charge can be what a person is on probation for: a conviction, or a probation before judgment or deferral. */
function probationBehind(subject: Subject): Truth {
  const type = subject.charge?.disposition?.type;
  if (type === 'probation-before-judgment' || type === 'deferred') return MET;
  return subject.standing.conviction;
}

function silenceOf(
  expression: Extract<Test, { op: 'quantifier' }>,
  context: Context,
  window: readonly { compare: DayComparison; operand: (context: Context) => DayRange | null }[],
): Silence {
  const { coverage } = context.prepared;
  const words = SET_WORDS[expression.of];
  const base = { fact: words.fact, question: words.question };
  switch (expression.of) {
    case 'convictions':
    case 'other-cases':
    case 'registrations': {
      const assumed = context.assume.has('no-other-history');
      if (coverage.history === 'county' && !assumed) {
        return { ...base, complete: false, basis: 'recorded', says: 'none in this county\'s file; other counties are not in it' };
      }
      // What happened after the file ends is unknown, unless the question is only about the time before.
      if (coverage.completeThrough !== null && coverage.completeThrough.from < context.asOf && !assumed) {
        const through = coverage.completeThrough.from;
        const asksOnlyBefore = window.some(({ compare, operand }) => {
          if (compare !== 'before' && compare !== 'onOrBefore' && compare !== 'on') return false;
          const bound = operand(context);
          return bound !== null && bound.to - (compare === 'before' ? 1 : 0) <= through;
        });
        if (!asksOnlyBefore) {
          return { ...base, complete: false, basis: 'recorded', says: `none in a file that ends on ${formatDay(through)}` };
        }
      }
      if (coverage.history === 'county') return { ...base, complete: true, basis: 'assumption', says: 'none (assumed for this scan)' };
      return {
        ...base,
        complete: true,
        basis: 'coverage',
        says: coverage.history === 'state' ? `none in the state's file; no ${words.one} elsewhere: verify` : 'none in the national file',
      };
    }
    case 'open-charges':
    case 'warrants':
      if (coverage.pendingMatters === 'yes') return { ...base, complete: true, basis: 'coverage', says: 'none in the file' };
      if (context.assume.has('no-pending-matters')) {
        return { ...base, complete: true, basis: 'assumption', says: 'none (assumed for this scan): verify' };
      }
      return { ...base, complete: false, basis: 'recorded', says: 'the file does not hold pending matters' };
    case 'underlying':
    case 'alleged': {
      const named = context.item.warrant?.counts ?? context.item.violation?.counts;
      const found = membersOf(expression.of, context).length;
      const complete = found > 0 && (expression.of === 'alleged' || named === undefined || found >= named.length);
      return { ...base, complete, basis: 'recorded', says: complete ? 'none' : 'the record does not say' };
    }
    case 'enhancements':
      return {
        ...base,
        complete: context.subject.charge?.enhancements !== undefined,
        basis: 'recorded',
        says: context.subject.charge?.enhancements === undefined ? 'the record does not say' : 'none',
      };
    case 'case-charges':
      return { ...base, complete: true, basis: 'recorded', says: 'none in the case' };
  }
}
