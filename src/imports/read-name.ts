import type { PersonName } from '../records/record.js';

const SUFFIXES = new Set(['JR', 'SR', 'II', 'III', 'IV', '2ND', '3RD', '4TH']);

/**
 * Reads a whole name written as one text: `SMITH,JOHN Q JR`, `SMITH JR, JOHN`, `SMITH,JOHN,JR` or `John Q Smith`.
 *
 * With a comma the family name stands first; without one it stands last, and a single word is a family name. Spelling
 * and capitals stay as they are. Null when there is no letter in it. `V` is not taken for a suffix: it is more often
 * somebody's middle initial.
 */
export function readName(text: string): PersonName | null {
  if (!/\p{L}/u.test(text)) return null;
  const parts = text.split(',').map(wordsOf);
  const suffix = { value: undefined as string | undefined };
  for (const part of parts) takeSuffix(part, suffix);
  let last: string[];
  let given: string[];
  if (parts.length === 1) {
    const words = parts[0] ?? [];
    last = words.slice(-1);
    given = words.slice(0, -1);
  } else {
    last = parts[0] ?? [];
    given = parts.slice(1).flat();
  }
  const name: PersonName = {};
  if (given[0] !== undefined) name.first = given[0];
  if (last.length > 0) name.last = last.join(' ');
  if (given.length > 1) name.middle = given.slice(1).join(' ');
  if (suffix.value !== undefined) name.suffix = suffix.value;
  return name;
}

function wordsOf(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  return trimmed.includes(' ') || trimmed.includes('\t') ? trimmed.split(/\s+/) : [trimmed];
}

/** Takes a suffix off the end of a part that has other words, or off a part that holds nothing else behind a comma. */
function takeSuffix(words: string[], suffix: { value: string | undefined }): void {
  const word = words.at(-1);
  if (word === undefined || suffix.value !== undefined) return;
  if (!SUFFIXES.has(word.replace(/\.$/, '').toUpperCase())) return;
  suffix.value = word.replace(/\.$/, '');
  words.pop();
}
