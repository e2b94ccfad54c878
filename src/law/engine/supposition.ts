/**
 * Tests that are answered for the record: "what if the weight were 10 g or less?"
 *
 * The tests of a pack are few and asked of millions of items, so a list of them is one object for good, and so is each way
 * of answering it: what is worked out for one can be kept under it.
 */
import type { Truth } from './determination.js';
import type { Test } from './expression.js';

/** Tests, and the answers that they are given instead of their own when they are asked of the item itself. */
export interface Supposition {
  readonly tests: readonly Test[];
  /** Place by place as `tests`. */
  readonly truths: readonly Truth[];
}

interface Known {
  readonly tests: readonly Test[];
  readonly answers: Map<number, Supposition>;
  readonly longer: Map<Test, Known>;
}

const known = new WeakMap<Test, Known>();

/** The one supposition that these tests are answered so. */
export function suppositionOf(tests: readonly Test[], truths: readonly Truth[]): Supposition {
  const { answers, tests: list } = entryOf(tests);
  let number = 0;
  for (const truth of truths) number = 3 * number + truth;
  let found = answers.get(number);
  if (found === undefined) answers.set(number, (found = { tests: list, truths }));
  return found;
}

function entryOf([first, ...more]: readonly Test[]): Known {
  if (first === undefined) throw new Error('a supposition is about one test at least');
  let entry = known.get(first) ?? keep(known, first, []);
  for (const test of more) entry = entry.longer.get(test) ?? keep(entry.longer, test, entry.tests);
  return entry;
}

function keep(among: { set(test: Test, entry: Known): unknown }, test: Test, before: readonly Test[]): Known {
  const entry: Known = { tests: [...before, test], answers: new Map(), longer: new Map() };
  among.set(test, entry);
  return entry;
}

/** Whether one of the tests is among those within an expression. */
export function isAnyWithin(within: ReadonlyMap<Test, unknown>, tests: readonly Test[]): boolean {
  for (let at = 0; at < tests.length; at++) if (within.has(tests[at] as Test)) return true;
  return false;
}
