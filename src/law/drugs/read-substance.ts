/**
 * Which drug a text names: `POSS METH`, `COCAINE BASE (CRACK)`, `CDS: POSSESS-NOT MARIJUANA`.
 *
 * Only what the text says: two different drugs, an imitation or an analogue of one, or nothing known is null, never a
 * guess. What the drug is *not* is worth knowing too, because laws treat cannabis apart.
 */
import { drugCatalogue, type Catalogue } from './catalogue.js';

export type SubstanceReading =
  /** A substance of the catalogue. */
  | { readonly is: string }
  /** No more than a class (`narcotic`) or a schedule (`schedule-II`). */
  | { readonly isA: string }
  /** Anything but this substance or class. */
  | { readonly not: string };

interface Lexicon {
  readonly anywhere: RegExp;
  readonly owner: ReadonlyMap<string, SubstanceReading>;
  readonly whole: ReadonlyMap<string, string>;
}

let lexicon: Lexicon | undefined;
const cache = new Map<string, SubstanceReading | null>();
const MAX_CACHED = 20_000;

/**
 * The drug that the text names, from the whole text or a unique name within it; null when it names none, several that
 * are not kinds of one another, or something that only looks like one. Never throws. Equal texts give the same object.
 */
export function readSubstance(text: string): SubstanceReading | null {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const reading = read(text);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(text, reading);
  return reading;
}

/** Words after which a substance is not what it is called. */
const LOOKS_LIKE =
  /\b(?:IMITATION|COUNTERFEIT|SIMULATED|LOOK ?-?ALIKE|FAKE|PURPORTED|BOGUS|IN LIEU OF|ANALOG(?:UE)?S?|PRECURSORS?|HEMP)\b/;
const NEGATION =
  /(?:\b(?:NOT|NON|OTHER THAN|EXCEPT|EXCEPTING|EXCLUDING|EXCL|EXC|BUT NOT|NO)\b[\s-]*(?:(?:AN?|THE|FOR|INCLUDING|INCL|INVOLVING)\s+)?)$/;
const CONTINUES_NEGATION = /^\s*(?:[,/&]\s*)?(?:(?:AND\/)?(?:OR|AND|NOR)\b\s*)?$/;
const MORE_SCHEDULES = /^[\s,/&-]*(?:(?:OR|AND|THRU|THROUGH|TO)\s+)?(?:I{1,3}|IV|V|[1-5])\b/;

function read(text: string): SubstanceReading | null {
  const { anywhere, owner, whole } = (lexicon ??= buildLexicon(drugCatalogue()));
  const tidy = text
    .slice(0, 300)
    .toUpperCase()
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(/[\s_]+/g, ' ')
    .trim();
  const wholeName = whole.get(key(tidy));
  if (wholeName !== undefined) return { is: wholeName };

  const found = new Set<string>();
  const classes = new Set<string>();
  const denied = new Set<string>();
  let end = -1;
  let lastDenied = false;
  let rest = tidy;
  for (const match of tidy.matchAll(anywhere)) {
    const reading = owner.get(key(match[0]));
    if (reading === undefined) continue;
    rest = rest.replace(match[0], ' ');
    const negated: boolean =
      NEGATION.test(tidy.slice(0, match.index)) ||
      (lastDenied && end >= 0 && CONTINUES_NEGATION.test(tidy.slice(end, match.index)));
    end = match.index + match[0].length;
    lastDenied = negated;
    // "SCHEDULE I II III" names several.
    if ('isA' in reading && reading.isA.startsWith('schedule-') && MORE_SCHEDULES.test(tidy.slice(end))) return null;
    if (negated) denied.add(nameOf(reading));
    else if ('is' in reading) found.add(reading.is);
    else classes.add(nameOf(reading));
  }
  if (LOOKS_LIKE.test(rest)) return null;

  const { substances, classes: known } = drugCatalogue();
  const belongsTo = (name: string): ReadonlySet<string> =>
    substances.get(name)?.belongsTo ?? known.get(name)?.belongsTo ?? new Set([name]);
  const narrowest = widest(found, belongsTo);
  if (found.size > 0) {
    if (narrowest === null || [...denied].some((name) => belongsTo(narrowest).has(name))) return null;
    return { is: narrowest };
  }
  if (classes.size > 0) {
    const one = classes.size === 1 ? [...classes][0] : undefined;
    return one === undefined || denied.size > 0 ? null : { isA: one };
  }
  const not = widest(denied, belongsTo);
  return not === null ? null : { not };
}

function nameOf(reading: SubstanceReading): string {
  return 'is' in reading ? reading.is : 'isA' in reading ? reading.isA : reading.not;
}

/** The one among the names that all of them are kinds of; null when there is none. */
function widest(names: ReadonlySet<string>, belongsTo: (name: string) => ReadonlySet<string>): string | null {
  for (const candidate of names) if ([...names].every((name) => belongsTo(name).has(candidate))) return candidate;
  return null;
}

function key(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]+/g, '');
}

function buildLexicon(catalogue: Catalogue): Lexicon {
  const owner = new Map<string, SubstanceReading>();
  const whole = new Map<string, string>();
  const names: string[] = [];
  for (const { id, names: own, whole: ownWhole } of catalogue.substances.values()) {
    for (const name of [id, ...own]) {
      owner.set(key(name), { is: id });
      names.push(name);
    }
    for (const name of ownWhole) whole.set(key(name), id);
  }
  for (const { id, names: own } of catalogue.classes.values()) {
    for (const name of own) {
      owner.set(key(name), { isA: id });
      names.push(name);
    }
  }
  for (const [roman, digit] of [
    ['I', '1'],
    ['II', '2'],
    ['III', '3'],
    ['IV', '4'],
    ['V', '5'],
  ] as const) {
    for (const word of ['SCHEDULE', 'SCHED', 'SCH', 'CLASS SCHEDULE']) {
      for (const number of [roman, digit]) {
        owner.set(key(`${word} ${number}`), { isA: `schedule-${roman}` });
        names.push(`${word} ${number}`);
      }
    }
  }
  const pattern = names
    .map((name) => name.toUpperCase().match(/[A-Z0-9]+/g) ?? [])
    .filter((parts) => parts.length > 0)
    .sort((a, b) => b.join(' ').length - a.join(' ').length)
    .map((parts) => parts.join('[^A-Z0-9]{0,2}'))
    .join('|');
  return { anywhere: new RegExp(`(?<![A-Z0-9])(?:${pattern})(?![A-Z0-9])`, 'g'), owner, whole };
}
