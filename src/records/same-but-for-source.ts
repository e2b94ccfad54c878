import type { PersonRecord } from './record.js';

/** Parts that hold a source's own field names, where `source` may be one of them. */
const FOREIGN_FIELDS = new Set(['original', 'unmapped', 'answers']);

/**
 * Whether two records say the same, when it is left aside which file and row said it.
 *
 * A newer export shifts every row number; without this each such export would be a new version of everybody.
 */
export function sameButForSource(a: PersonRecord, b: PersonRecord): boolean {
  return same(a, b, true);
}

function same(a: unknown, b: unknown, ours: boolean): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((value, index) => same(value, b[index], ours))
    );
  }
  const left = fieldsOf(a, ours);
  const right = fieldsOf(b, ours);
  if (left.length !== right.length) return false;
  const other = b as Record<string, unknown>;
  return left.every(([key, value]) => same(value, other[key], ours && !FOREIGN_FIELDS.has(key)));
}

function fieldsOf(object: object, ours: boolean): [string, unknown][] {
  return Object.entries(object).filter(([key, value]) => value !== undefined && !(ours && key === 'source'));
}
