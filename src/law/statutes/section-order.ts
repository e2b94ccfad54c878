/**
 * The order of sections within a code.
 *
 * Parts between dashes are compared one after another. Within a part the number before the first dot is a whole number
 * and what follows is a decimal, as codes that squeeze new sections in between old ones use it: 190.05, 190.1, 190.25,
 * 190.3 and 69.50.401, 69.50.4013, 69.50.402. A letter sorts behind the bare number: 4230, 4230a, 4231.
 */

/** Negative, zero or positive as `a` comes before, is, or comes after `b`. */
export function compareSections(a: string, b: string): number {
  if (a === b) return 0;
  const left = a.split('-');
  const right = b.split('-');
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const order = comparePart(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return a < b ? -1 : 1;
}

/** Whether a section lies in the range, both ends included. */
export function isBetween(section: string, from: string, to: string): boolean {
  return compareSections(section, from) >= 0 && compareSections(section, to) <= 0;
}

function comparePart(a: string, b: string): number {
  const [, aWhole = '', aRest = ''] = /^(\d*)(.*)$/.exec(a) ?? [];
  const [, bWhole = '', bRest = ''] = /^(\d*)(.*)$/.exec(b) ?? [];
  const whole = Number(aWhole || -1) - Number(bWhole || -1);
  if (whole !== 0) return whole;
  // A decimal comes before a letter: 288, 288.2, 288a - both lie between 288 and 289.
  return aRest < bRest ? -1 : aRest > bRest ? 1 : 0;
}
