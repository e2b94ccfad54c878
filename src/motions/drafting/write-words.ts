/** Dates, lists and names as a court paper writes them. */
import type { LegalDate, PersonName } from '../../records/record.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `2014-03-09` → `March 9, 2014`; a partial date keeps what it knows: `March 2014`, `2014`. */
export function writeDate(date: LegalDate): string {
  const [year, month, day] = date.split('-');
  const name = month === undefined ? undefined : MONTHS[Number(month) - 1];
  if (name === undefined) return year ?? date;
  return day === undefined ? `${name} ${year}` : `${name} ${Number(day)}, ${year}`;
}

/** The days that a pack's sentence names as `2014-11-05`, written as a court paper does. */
export function writeDatesIn(sentence: string): string {
  return sentence.replace(/\b\d{4}-\d{2}-\d{2}\b/g, (date) => writeDate(date));
}

/** `a`, `a and b`, `a, b and c`. */
export function writeList(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** `count 2`, `counts 1, 3 and 4`; runs of three and more become `counts 1 through 60`. */
export function writeCounts(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end += 1;
    if (end - at >= 2) parts.push(`${sorted[at]} through ${sorted[end]}`);
    else for (let each = at; each <= end; each += 1) parts.push(String(sorted[each]));
    at = end + 1;
  }
  return `${sorted.length === 1 ? 'count' : 'counts'} ${writeList(parts)}`;
}

/** First, middle and last name with the suffix, or null when no part is known. */
export function writeName(name: PersonName | undefined): string | null {
  if (name === undefined) return null;
  const plain = [name.first, name.middle, name.last].map((part) => part?.trim() ?? '').filter((part) => part !== '');
  if (plain.length === 0) return null;
  const suffix = name.suffix?.trim() ?? '';
  return suffix === '' ? plain.join(' ') : `${plain.join(' ')}, ${suffix}`;
}

/** Days as a sentence term: `30 days`, `1 year`, `1 year and 6 months` only where the count is exact. */
export function writeTerm(days: number): string {
  if (days >= 365 && days % 365 === 0) return days === 365 ? '1 year' : `${days / 365} years`;
  return days === 1 ? '1 day' : `${days} days`;
}

/** Cents as dollars: `$1,000.00`. */
export function writeMoney(cents: number): string {
  return `$${(cents / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

const STATES: Readonly<Record<string, string>> = {
  AL: 'Alabama',
  AK: 'Alaska',
  AZ: 'Arizona',
  AR: 'Arkansas',
  CA: 'California',
  CO: 'Colorado',
  CT: 'Connecticut',
  DE: 'Delaware',
  DC: 'District of Columbia',
  FL: 'Florida',
  GA: 'Georgia',
  HI: 'Hawaii',
  ID: 'Idaho',
  IL: 'Illinois',
  IN: 'Indiana',
  IA: 'Iowa',
  KS: 'Kansas',
  KY: 'Kentucky',
  LA: 'Louisiana',
  ME: 'Maine',
  MD: 'Maryland',
  MA: 'Massachusetts',
  MI: 'Michigan',
  MN: 'Minnesota',
  MS: 'Mississippi',
  MO: 'Missouri',
  MT: 'Montana',
  NE: 'Nebraska',
  NV: 'Nevada',
  NH: 'New Hampshire',
  NJ: 'New Jersey',
  NM: 'New Mexico',
  NY: 'New York',
  NC: 'North Carolina',
  ND: 'North Dakota',
  OH: 'Ohio',
  OK: 'Oklahoma',
  OR: 'Oregon',
  PA: 'Pennsylvania',
  PR: 'Puerto Rico',
  RI: 'Rhode Island',
  SC: 'South Carolina',
  SD: 'South Dakota',
  TN: 'Tennessee',
  TX: 'Texas',
  US: 'United States',
  UT: 'Utah',
  VT: 'Vermont',
  VA: 'Virginia',
  WA: 'Washington',
  WV: 'West Virginia',
  WI: 'Wisconsin',
  WY: 'Wyoming',
};

/** The name of a state by its postal letters; the letters themselves when they are not one. */
export function writeState(letters: string): string {
  return STATES[letters.toUpperCase()] ?? letters;
}
