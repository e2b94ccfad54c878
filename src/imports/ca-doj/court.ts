import type { Court } from '../../records/record.js';

const courts = new Map<string, Court>();

/**
 * The court of a county, named by the profile's pattern (`Superior Court of California, County of {county}`). A row
 * without a county gives the name without its part behind the comma, and no county.
 */
export function courtOf(countyText: string, pattern: string, state: string): Court {
  const key = `${countyText}\u0000${pattern}\u0000${state}`;
  const known = courts.get(key);
  if (known !== undefined) return known;
  const county = titleCase(countyText);
  const court: Court =
    county === ''
      ? { name: (pattern.split(',')[0] ?? pattern).trim(), state }
      : { name: pattern.replace('{county}', county), county, state };
  Object.freeze(court);
  if (courts.size < 1000) courts.set(key, court);
  return court;
}

/** `SAN LUIS OBISPO` → `San Luis Obispo`. */
function titleCase(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/(^|[\s-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}
