/** Finds values by paths such as `case.number` and `counts[].statute`. */

/** The path of the first missing value, or null when every value that the path names is there. */
export function missingAt(view: unknown, path: string): string | null {
  return walk(view, path.split('.'), '');
}

function walk(value: unknown, parts: readonly string[], seen: string): string | null {
  const [part, ...rest] = parts;
  if (part === undefined) return isMissing(value) ? seen : null;
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  const here = seen === '' ? name : `${seen}.${name}`;
  if (value === null || typeof value !== 'object') return seen;
  const next: unknown = (value as Record<string, unknown>)[name];
  if (!isList) return walk(next, rest, here);
  if (!Array.isArray(next) || next.length === 0) return here;
  for (const [index, each] of next.entries()) {
    const missing = walk(each, rest, `${here}[${index}]`);
    if (missing !== null) return missing;
  }
  return null;
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}
