import type { Court } from '../../records/record.js';

/** By pattern, then by county: a file has one pattern and a few dozen counties. */
const courts = new Map<string, Map<string, Court>>();

/**
 * The court of a county, named by the profile's pattern (`Superior Court of California, County of {county}`). A row
 * without a county gives the name without its part behind the comma, and no county. Courts are shared between cases, and
 * frozen so that no case can change another's.
 */
export function courtOf(countyText: string, pattern: string, state: string): Court {
  let known = courts.get(pattern);
  if (known === undefined) courts.set(pattern, (known = new Map<string, Court>()));
  const same = known.get(countyText);
  if (same !== undefined && same.state === state) return same;
  const county = titleCase(countyText);
  const court: Court =
    county === ''
      ? { name: (pattern.split(',')[0] ?? pattern).trim(), state }
      : { county, name: pattern.replace('{county}', county), state };
  Object.freeze(court);
  if (known.size < 1000) known.set(countyText, court);
  return court;
}

/** `SAN LUIS OBISPO` → `San Luis Obispo`. */
function titleCase(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
