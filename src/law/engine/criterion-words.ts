/**
 * The sentence of a criterion and the authority behind it, as the pack words them.
 */
import { cautionsOf, type Authority, type Pack, type PathFile } from './pack.js';

/** The sentence of a criterion, and the authority it rests on, as the pack words them. */
export interface CriterionWords {
  text: string;
  authority: Authority;
}

/** A path that has always been in force, or whose first day nobody knows, is written as in force from this day. */
const NO_KNOWN_START = '1900-01-01';

/** The first day on which a path was in force; null where it always was, or where nobody knows. */
export function firstDayInForce({ from }: Pick<PathFile['inForce'], 'from'>): string | null {
  return from === NO_KNOWN_START ? null : from;
}

/** Since when and until when a path is in force, for a table; the first day may be unknown. */
export function inForceSpan({ from, until }: Pick<PathFile['inForce'], 'from' | 'until'>): string {
  const start = from === NO_KNOWN_START ? 'start not known' : from;
  if (until !== undefined) return `${start} to ${until}`;
  return from === NO_KNOWN_START ? start : `from ${from}`;
}

/** The same in a sentence. */
export function inForceSentence({ from, until }: PathFile['inForce']): string {
  const end = until === undefined ? '' : ` until ${until}, that day no more`;
  if (from === NO_KNOWN_START) return `In force${end}; its first day is not known.`;
  return until === undefined ? `In force since ${from}.` : `In force from ${from}${end}.`;
}

/** The words of any criterion of a path, including those that the engine adds itself. */
export function wordsForCriterion(pack: Pack, path: PathFile, id: string): CriterionWords {
  const authority = (name: string | undefined): Authority =>
    pack.file.authorities[name ?? path.authority] ??
    pack.file.authorities[path.authority] ?? { cite: path.title, verified: false };
  const written = [...path.requires, ...path.unless, ...cautionsOf(pack.file, path)].find((entry) => entry.id === id);
  if (written !== undefined) return { text: written.text, authority: authority(written.authority) };
  const review = path.review.find((entry) => entry.id === id);
  if (review !== undefined) return { text: review.question, authority: authority(review.authority) };
  const titles = (path.offense ?? []).map((name) => pack.file.offenses[name]?.title ?? name.replaceAll('-', ' '));
  const texts: Record<string, string> = {
    item: `The item is a ${path.items.join(' or a ').replaceAll('-', ' ')}.`,
    court: `The case is in a court of ${pack.file.title}.`,
    offense: `The charge is one that this path covers: ${titles.join('; ')}.`,
    covers: `The item is what this path is about: ${path.title}.`,
    'in-force': `${inForceSentence(path.inForce)}${path.inForce.note === undefined ? '' : ` ${path.inForce.note}`}`,
  };
  return { text: texts[id] ?? id, authority: authority(undefined) };
}
