import { z } from 'zod';
import { BadInput, checkInput, idOf, listOf, repeated } from './check-input.js';

const schema = z.strictObject({
  name: z.string().max(5),
  limit: z.coerce.number().int().min(1).max(10).default(5),
  kind: z.enum(['scan', 'draft']).optional(),
  assume: z.array(z.string()).optional(),
});

function problemsOf(value: unknown): string[] {
  try {
    checkInput(schema, value);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(BadInput);
    return (error as BadInput).problems.map(({ field, message }) => `${field}: ${message}`);
  }
}

describe('checking what a client sends', () => {
  it('gives the value with what was left out filled in', () => {
    expect(checkInput(schema, { name: 'first' })).toEqual({ name: 'first', limit: 5 });
  });

  it('says every problem in a sentence, each with its field', () => {
    expect(problemsOf({ limit: '11', kind: 'nap', assume: 'luck', color: 1 })).toEqual([
      'name: It is missing.',
      'limit: It has to be 10 or less.',
      'kind: It has to be one of scan, draft.',
      'assume: It has to be a list.',
      ': There is no "color" here.',
    ]);
    expect(problemsOf({ name: 7, limit: '0' })).toEqual(['name: It has to be text.', 'limit: It has to be 1 or more.']);
    expect(problemsOf({ name: 'too long', limit: 'ten' })).toEqual([
      'name: It may have 5 characters at most.',
      'limit: It has to be a number.',
    ]);
    expect(problemsOf('text')).toEqual([': It has to be a JSON object.']);
  });
});

describe('lists in a query', () => {
  it('may repeat the name, or hold commas', () => {
    const colors = listOf(z.enum(['red', 'blue']));
    expect(colors.parse('red, blue')).toEqual(['red', 'blue']);
    expect(colors.parse(['red', 'blue,red'])).toEqual(['red', 'blue', 'red']);
    expect(colors.optional().parse(undefined)).toBeUndefined();
    expect(colors.safeParse('green').success).toBe(false);
  });

  it('keep commas where values have them', () => {
    const courts = repeated(z.string());
    expect(courts.parse('Superior Court, County of Kern')).toEqual(['Superior Court, County of Kern']);
    expect(courts.parse(['A', 'B'])).toEqual(['A', 'B']);
  });
});

describe('a number in an address', () => {
  const pipe = idOf('scan');
  const transform = (text: string): unknown => pipe.transform(text, { type: 'param' });

  it('is a whole number that a database can hold', () => {
    expect(transform('1')).toBe(1);
    expect(transform('2147483647')).toBe(2_147_483_647);
  });

  it.each(['0', '-1', '01', '1.5', '1e3', '2147483648', '99999999999', 'first', '', ' 1'])(
    'names nothing when it is "%s"',
    (text) => {
      expect(() => transform(text)).toThrow(/^There is no scan /);
    },
  );
});
