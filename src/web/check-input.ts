/** What a client sends is checked with zod, and refused with everything that is wrong with it at once. */
import type { PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { AppError } from '../common/index.js';

export interface InputProblem {
  /** Which field, `a.0.b` for one within others; empty where it is the whole. */
  field: string;
  message: string;
}

/** A request that cannot be used, with all its problems. */
export class BadInput extends AppError {
  constructor(
    readonly problems: readonly InputProblem[],
    { code, says }: { code: string; says: string } = { code: 'bad-request', says: 'The request cannot be used.' },
  ) {
    const sentences = problems.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
    super(code, [says, ...sentences].join(' '));
  }
}

/** The value as the schema gives it; throws `BadInput` with every problem. */
export function checkInput<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new BadInput(
    checked.error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), message: sentenceOf(issue) })),
  );
}

/** A pipe that checks a body or a query. */
export function checked(schema: z.ZodType): PipeTransform {
  return { transform: (value: unknown) => checkInput(schema, value ?? {}) };
}

/**
 * A pipe for every body and query: refuses a text with a NUL character, which no record, name or id has, and which
 * PostgreSQL refuses to look for. An address with one names nothing, and its route says so.
 */
export const refuseNul: PipeTransform = {
  transform: (value: unknown, { type }) => {
    if (type !== 'param' && hasNul(value))
      throw new BadInput([{ field: '', message: 'A text in it has a NUL character; leave it out.' }]);
    return value;
  },
};

/** Whether a value of JSON holds a NUL character anywhere. */
export function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, each]) => name.includes('\0') || hasNul(each));
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `There is no ${issue.keys.map((key) => `"${key}"`).join(', ')} here.`;
    case 'invalid_value':
      return `It has to be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}.`;
    case 'invalid_type':
      // Without its input, which zod leaves out of issues, only the message tells an absent value from a wrong one.
      return issue.message.endsWith('received undefined')
        ? 'It is missing.'
        : `It has to be ${article(issue.expected)}.`;
    case 'too_small':
      return isNumber(issue.origin) ? `It has to be ${issue.minimum} or more.` : sentence(issue.message);
    case 'too_big':
      return isNumber(issue.origin)
        ? `It has to be ${issue.maximum} or less.`
        : `It may have ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'items'} at most.`;
    default:
      return sentence(issue.message);
  }
}

function isNumber(origin: string): boolean {
  return origin === 'number' || origin === 'int';
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function article(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list',
    object: 'a JSON object',
    boolean: 'true or false',
  };
  return words[expected] ?? expected;
}

/** A query's list: the name may be repeated, and each time hold several values with commas. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess((given) => {
    if (given === undefined) return undefined;
    return (Array.isArray(given) ? (given as unknown[]) : [given]).flatMap((each) =>
      typeof each === 'string'
        ? each
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : [each],
    );
  }, z.array(item));
}

/** A query's list of values that may hold commas themselves: the name is repeated for each. */
export function repeated<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]) as unknown,
    z.array(item),
  );
}

/** Larger ids are in no database: the column would refuse them with an error of its own. */
const LARGEST_ID = 2_147_483_647;

/** A pipe for the number of a thing in an address; what is no number names nothing, and that is said as "not found". */
export function idOf(thing: string): PipeTransform<string, number> {
  return {
    transform: (text) => {
      const id = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : NaN;
      if (id <= LARGEST_ID) return id;
      throw new AppError(`${thing}-not-found`, `There is no ${thing} ${text.slice(0, 80)}.`, { status: 404 });
    },
  };
}
