/**
 * Expressions of the pack language, from plain YAML values to a checked tree.
 *
 * Every problem is collected with the keys that lead to it, so that the loader can name file and line.
 */
import { parseDay, type Day } from '../../common/legal-date.js';
import { substanceNames } from '../drugs/index.js';
import { FACTS, type FactType } from './facts.js';

/** A number, or the name of a dated parameter (written `$name`). */
export type NumberOperand = number | { param: string };

/** A day: fixed, from a parameter, the as-of date, or a date fact of the item or of the subject at hand; with an offset. */
export interface DayOperand {
  base: { day: Day } | { param: string } | { asOf: true } | { itemFact: string } | { fact: string };
  years: number;
  months: number;
  days: number;
}

export type NumberComparison = 'atLeast' | 'atMost' | 'moreThan' | 'lessThan';
export type DayComparison = 'before' | 'onOrBefore' | 'after' | 'onOrAfter' | 'on';

export type Comparison =
  | { kind: 'in'; values: readonly string[] | { param: string } }
  | { kind: 'contains'; words: readonly string[] }
  | { kind: 'number'; compare: NumberComparison; value: NumberOperand }
  | { kind: 'day'; compare: DayComparison; value: DayOperand };

export const SETS = [
  'convictions',
  'other-cases',
  'case-charges',
  'underlying',
  'open-charges',
  'registrations',
  'alleged',
  'enhancements',
  'scored-priors',
  'other-charges',
  'case-violations',
  'warrants',
] as const;
export type SetName = (typeof SETS)[number];

/** How a test may be named and asked about in place of what its fact says. */
interface Asked {
  as?: string;
  ask?: string;
}

export type Test =
  | ({ op: 'fact'; fact: string; comparisons: readonly Comparison[] } & Asked)
  | ({
      op: 'elapsed';
      since: string;
      years: NumberOperand;
      months: NumberOperand;
      days: NumberOperand;
      moreThan: boolean;
    } & Asked)
  | ({ op: 'age'; on: 'as-of' | string; compare: 'atLeast' | 'under'; years: NumberOperand } & Asked)
  | ({ op: 'offense'; lists: readonly string[]; prior: boolean } & Asked)
  | ({ op: 'substance'; names: readonly string[] } & Asked)
  | ({
      op: 'quantifier';
      quantifier: 'some' | 'every' | 'none';
      of: SetName;
      where: Expression | null;
      atLeast: number;
      window: readonly { compare: DayComparison; value: DayOperand }[];
    } & Asked);

export type Expression =
  | { op: 'all'; of: readonly Expression[] }
  | { op: 'any'; of: readonly Expression[] }
  | { op: 'not'; of: Expression }
  | { op: 'certain'; of: Expression }
  | { op: 'use'; name: string }
  | Test;

/** A problem in a pack: the keys that lead to it from the file's root, and a sentence. */
export interface PackProblem {
  at: (string | number)[];
  message: string;
}

/** What names an expression may use: those of the pack and of the path it stands in. */
export interface Vocabulary {
  definitions: ReadonlySet<string>;
  offenses: ReadonlySet<string>;
  parameters: ReadonlySet<string>;
  facts: ReadonlyMap<string, { type: FactType; values?: readonly string[] }>;
}

const NUMBER_KEYS: readonly NumberComparison[] = ['atLeast', 'atMost', 'moreThan', 'lessThan'];
const DAY_KEYS: readonly DayComparison[] = ['before', 'onOrBefore', 'after', 'onOrAfter', 'on'];
const OPERATORS = [
  'all',
  'any',
  'not',
  'certain',
  'use',
  'fact',
  'elapsed',
  'age',
  'offense',
  'priorOffense',
  'substance',
  'some',
  'every',
  'none',
];

/** Every name that a test of the drug may use. */
const SUBSTANCES: ReadonlySet<string> = new Set(substanceNames());

/** Stands for an expression that has problems, so that checking can go on; it is never evaluated. */
const BROKEN: Expression = { op: 'all', of: [] };

/** Reads one expression; problems are pushed to `problems` and never thrown. */
export function parseExpression(
  value: unknown,
  at: (string | number)[],
  vocabulary: Vocabulary,
  problems: PackProblem[],
): Expression {
  const fail = (message: string, deeper: (string | number)[] = []): Expression => {
    problems.push({ at: [...at, ...deeper], message });
    return BROKEN;
  };
  if (!isMapping(value)) return fail(`write an expression: a mapping with one of ${OPERATORS.join(', ')}`);
  const present = OPERATORS.filter((operator) => operator in value);
  if (present.length !== 1) {
    return fail(
      present.length === 0
        ? `no operator here; use one of ${OPERATORS.join(', ')}`
        : `${present.join(' and ')} stand together; put them into "all" or "any"`,
    );
  }
  const operator = present[0] as string;
  const body = value[operator];
  const unknownKeys = (
    allowed: readonly string[],
    where: Record<string, unknown> = value,
    deeper: string[] = [],
  ): void => {
    for (const key of Object.keys(where)) {
      if (!allowed.includes(key))
        fail(`"${key}" is not known here; allowed are ${allowed.join(', ')}`, [...deeper, key]);
    }
  };
  const asked: Asked = {
    ...(typeof value.as === 'string' ? { as: value.as } : {}),
    ...(typeof value.ask === 'string' ? { ask: value.ask } : {}),
  };
  const number = (raw: unknown, key: string): NumberOperand => {
    if (typeof raw === 'number') return raw;
    if (typeof raw === 'string' && raw.startsWith('$')) return { param: parameter(raw, [key]) };
    fail(`"${key}" needs a number or a $parameter`, [key]);
    return 0;
  };
  const parameter = (raw: string, deeper: (string | number)[]): string => {
    const name = raw.slice(1);
    if (!vocabulary.parameters.has(name)) fail(`there is no parameter "${name}"`, deeper);
    return name;
  };
  const dateFact = (name: unknown, key: string): string => {
    if (typeof name !== 'string') {
      fail(`"${key}" needs the name of a date fact`, [key]);
      return '';
    }
    const type = vocabulary.facts.get(name)?.type;
    if (type !== 'date')
      fail(type === undefined ? `there is no fact "${name}"` : `the fact "${name}" is not a date`, [key]);
    return name;
  };
  const day = (raw: unknown, key: string): DayOperand => {
    const none = { years: 0, months: 0, days: 0 };
    if (typeof raw === 'string') {
      if (raw === 'as-of') return { base: { asOf: true }, ...none };
      if (raw.startsWith('$')) return { base: { param: parameter(raw, [key]) }, ...none };
      const fixed = parseDay(raw);
      if (fixed !== null) return { base: { day: fixed }, ...none };
      fail(`"${raw}" is not a calendar date, "as-of" or a $parameter`, [key]);
      return { base: { asOf: true }, ...none };
    }
    if (isMapping(raw)) {
      const offset = (unit: 'years' | 'months' | 'days', from: Record<string, unknown>): number => {
        const amount = from[unit];
        if (amount === undefined) return 0;
        if (typeof amount === 'number' && Number.isInteger(amount)) return amount;
        fail(`"${unit}" needs a whole number`, [key]);
        return 0;
      };
      if ('as-of' in raw) {
        const inner = isMapping(raw['as-of']) ? raw['as-of'] : {};
        return {
          base: { asOf: true },
          years: offset('years', inner),
          months: offset('months', inner),
          days: offset('days', inner),
        };
      }
      const offsets = { years: offset('years', raw), months: offset('months', raw), days: offset('days', raw) };
      if ('item' in raw) return { base: { itemFact: dateFact(raw.item, key) }, ...offsets };
      if ('fact' in raw) return { base: { fact: dateFact(raw.fact, key) }, ...offsets };
    }
    fail(`"${key}" needs a date: YYYY-MM-DD, as-of, $parameter, {item: date-fact} or {as-of: {years: -10}}`, [key]);
    return { base: { asOf: true }, ...none };
  };
  const names = (raw: unknown, known: ReadonlySet<string> | null, what: string): string[] => {
    const list = typeof raw === 'string' ? [raw] : raw;
    if (!Array.isArray(list) || list.length === 0 || !list.every((entry) => typeof entry === 'string')) {
      fail(`"${operator}" needs the name of ${what}, or a list of them`, [operator]);
      return [];
    }
    for (const name of list) {
      if (known !== null && !known.has(name)) fail(`there is no ${what} "${name}"`, [operator]);
    }
    return list;
  };

  switch (operator) {
    case 'all':
    case 'any': {
      unknownKeys([operator]);
      if (!Array.isArray(body) || body.length === 0)
        return fail(`"${operator}" needs a list of expressions`, [operator]);
      return {
        op: operator,
        of: body.map((child, index) => parseExpression(child, [...at, operator, index], vocabulary, problems)),
      };
    }
    case 'not':
    case 'certain':
      unknownKeys([operator]);
      return { op: operator, of: parseExpression(body, [...at, operator], vocabulary, problems) };
    case 'use': {
      unknownKeys(['use']);
      if (typeof body !== 'string' || !vocabulary.definitions.has(body)) {
        return fail(`there is no definition "${String(body)}"`, ['use']);
      }
      return { op: 'use', name: body };
    }
    case 'fact': {
      const fact = typeof body === 'string' ? vocabulary.facts.get(body) : undefined;
      if (typeof body !== 'string' || fact === undefined) {
        return fail(
          `there is no fact "${String(body)}"; the facts are listed in facts.ts, and a pack may declare its own`,
          ['fact'],
        );
      }
      const comparisons: Comparison[] = [];
      const values = (raw: unknown, key: string): readonly string[] | { param: string } => {
        if (typeof raw === 'string' && raw.startsWith('$')) return { param: parameter(raw, [key]) };
        const list = (Array.isArray(raw) ? raw : [raw]).map(String);
        for (const entry of list) {
          if (fact.values !== undefined && !fact.values.includes(entry)) {
            fail(`"${entry}" is not a value of "${body}"; its values are ${fact.values.join(', ')}`, [key]);
          }
        }
        return list;
      };
      const allowed: string[] = ['fact', 'as', 'ask'];
      if (fact.type === 'enum' || fact.type === 'boolean') {
        allowed.push('is', 'in');
        if ('is' in value) comparisons.push({ kind: 'in', values: values(value.is, 'is') });
        if ('in' in value) comparisons.push({ kind: 'in', values: values(value.in, 'in') });
      } else if (fact.type === 'text') {
        allowed.push('is', 'in', 'contains');
        if ('is' in value) comparisons.push({ kind: 'in', values: values(value.is, 'is') });
        if ('in' in value) comparisons.push({ kind: 'in', values: values(value.in, 'in') });
        if ('contains' in value) {
          const words = values(value.contains, 'contains');
          if (Array.isArray(words)) comparisons.push({ kind: 'contains', words: words as readonly string[] });
        }
      } else if (fact.type === 'number') {
        allowed.push(...NUMBER_KEYS);
        for (const key of NUMBER_KEYS) {
          if (key in value) comparisons.push({ kind: 'number', compare: key, value: number(value[key], key) });
        }
      } else {
        allowed.push(...DAY_KEYS);
        for (const key of DAY_KEYS) {
          if (key in value) comparisons.push({ kind: 'day', compare: key, value: day(value[key], key) });
        }
      }
      unknownKeys(allowed);
      if (comparisons.length === 0) {
        return fail(
          `say what "${body}" is compared with: ${allowed
            .slice(1)
            .filter((key) => key !== 'as' && key !== 'ask')
            .join(', ')}`,
        );
      }
      return { op: 'fact', fact: body, comparisons, ...asked };
    }
    case 'elapsed': {
      unknownKeys(['elapsed', 'as', 'ask']);
      if (!isMapping(body)) return fail('"elapsed" needs {since: date-fact, years: …}', ['elapsed']);
      unknownKeys(['since', 'years', 'months', 'days', 'moreThan'], body, ['elapsed']);
      const part = (key: string): NumberOperand => (key in body ? number(body[key], key) : 0);
      if (!('years' in body || 'months' in body || 'days' in body))
        fail('"elapsed" needs years, months or days', ['elapsed']);
      return {
        op: 'elapsed',
        since: dateFact(body.since, 'elapsed'),
        years: part('years'),
        months: part('months'),
        days: part('days'),
        moreThan: body.moreThan === true,
        ...asked,
      };
    }
    case 'age': {
      unknownKeys(['age', 'as', 'ask']);
      if (!isMapping(body)) return fail('"age" needs {on: as-of or a date fact, atLeast or under: years}', ['age']);
      unknownKeys(['on', 'atLeast', 'under'], body, ['age']);
      const compare = 'atLeast' in body ? 'atLeast' : 'under';
      if ('atLeast' in body === 'under' in body) fail('"age" needs either "atLeast" or "under"', ['age']);
      const on = body.on === 'as-of' ? 'as-of' : dateFact(body.on, 'age');
      return { op: 'age', on, compare, years: number(body[compare], 'age'), ...asked };
    }
    case 'offense':
    case 'priorOffense':
      unknownKeys([operator, 'as', 'ask']);
      return {
        op: 'offense',
        prior: operator === 'priorOffense',
        lists: names(body, vocabulary.offenses, 'offence list'),
        ...asked,
      };
    case 'substance':
      unknownKeys(['substance', 'as', 'ask']);
      return {
        op: 'substance',
        names: names(body, SUBSTANCES, 'substance, class or schedule in the drug catalogue'),
        ...asked,
      };
    default: {
      unknownKeys([operator, 'as', 'ask']);
      if (!isMapping(body)) return fail(`"${operator}" needs {of: set, where: expression}`, [operator]);
      unknownKeys(['of', 'where', 'atLeast', 'as', 'ask', ...DAY_KEYS], body, [operator]);
      if (!SETS.includes(body.of as SetName)) {
        return fail(`"of" needs one of ${SETS.join(', ')}`, [operator, 'of']);
      }
      if (body.where === undefined && operator === 'every') fail('"every" needs a "where"', [operator]);
      const atLeast = body.atLeast ?? 1;
      if (
        typeof atLeast !== 'number' ||
        !Number.isInteger(atLeast) ||
        atLeast < 1 ||
        (operator !== 'some' && atLeast !== 1)
      ) {
        return fail('"atLeast" needs a whole number from 1 and stands with "some" alone', [operator, 'atLeast']);
      }
      return {
        op: 'quantifier',
        quantifier: operator as 'some' | 'every' | 'none',
        of: body.of as SetName,
        where:
          body.where === undefined
            ? null
            : parseExpression(body.where, [...at, operator, 'where'], vocabulary, problems),
        atLeast,
        window: DAY_KEYS.filter((key) => key in body).map((key) => ({ compare: key, value: day(body[key], key) })),
        ...asked,
        ...(typeof body.as === 'string' ? { as: body.as } : {}),
        ...(typeof body.ask === 'string' ? { ask: body.ask } : {}),
      };
    }
  }
}

/** The facts a pack's expressions may use: those every record has, and those the pack declares. */
export function factVocabulary(
  declared: Readonly<Record<string, { type: 'boolean' | 'enum' | 'number' | 'date'; values?: string[] }>>,
): Map<string, { type: FactType; values?: readonly string[] }> {
  const vocabulary = new Map<string, { type: FactType; values?: readonly string[] }>();
  for (const [name, fact] of FACTS) vocabulary.set(name, fact);
  for (const [name, fact] of Object.entries(declared)) {
    vocabulary.set(name, {
      type: fact.type,
      ...(fact.type === 'boolean'
        ? { values: ['true', 'false'] }
        : fact.values === undefined
          ? {}
          : { values: fact.values }),
    });
  }
  return vocabulary;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
