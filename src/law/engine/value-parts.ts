/**
 * What a missing fact may be, divided by what each value would mean.
 *
 * A test divides the values of its fact: `weight-grams atMost 10` into "10 g or less" and "more than 10 g". Several tests
 * of the same fact divide it further, and in each part every one of them has one answer, so that all of them can be
 * supposed together. Neighbours that lead to the same end are one part again:
 *
 *     atMost 10, atMost 40   →   "10 g or less", "more than 10 g to 40 g", "more than 40 g"
 */
import { formatDay, parseDay, type Day } from '../../common/legal-date.js';
import { MET, NOT_MET, type Truth } from './determination.js';

/** How one test divides the values of the fact that it asks for. */
export type Division =
  /** Some words out of those the fact may have; null for `values` where it may have any, and for a value none of `named`. */
  | {
      kind: 'words';
      values: readonly string[] | null;
      named: readonly string[];
      truthOf(value: string | null): Truth;
      /** Set where one of the words may hold another: then those of two tests do not divide the values together. */
      isOverlapping?: true;
    }
  /** An amount of nothing or more; its answer changes at the cuts. */
  | { kind: 'amount'; unit: string; cuts: readonly number[]; truthOf(value: number): Truth }
  /** A day; each cut is the first day with another answer. `inTime` is what any day comes to when time goes by. */
  | { kind: 'day'; cuts: readonly Day[]; truthOf(value: Day): Truth; inTime?: Truth }
  /** Whether there is something that the file does not hold. */
  | { kind: 'more'; truthOf(isThereMore: boolean): Truth };

/**
 * Makes divisions for one test and keeps them by what they depend on, so that equal ones are one object and what follows
 * from a division can be kept under it. When there are too many it begins again.
 */
export function keeper(): (key: string | number, make: () => Division) => Division {
  const known = new Map<string | number, Division>();
  return (key, make) => {
    let division = known.get(key);
    if (division === undefined) {
      if (known.size >= MOST_KEPT) known.clear();
      known.set(key, (division = make()));
    }
    return division;
  };
}

const MOST_KEPT = 1000;

/** A part of the values: what each test comes to there, today and when time goes by. */
export interface ValuePart {
  readonly truths: readonly Truth[];
  readonly inTime: readonly Truth[];
  readonly values: Values;
}

type Values =
  | { kind: 'words'; words: readonly (string | null)[] }
  | { kind: 'amount'; unit: string; from: number; isFromIn: boolean; to: number; isToIn: boolean }
  | { kind: 'day'; from: Day; to: Day }
  | { kind: 'more'; isThereMore: readonly boolean[] };

/** The parts into which tests of one fact divide it together; null where they do not speak of values of one kind. */
export function partsOf(divisions: readonly Division[]): ValuePart[] | null {
  const [first] = divisions;
  switch (first?.kind) {
    case undefined:
      return null;
    case 'words': {
      const all = divisions.filter((each) => each.kind === 'words');
      if (all.length < divisions.length || (all.length > 1 && all.some(({ isOverlapping }) => isOverlapping)))
        return null;
      const named = [...new Set(all.flatMap(({ named: own }) => own))];
      const words = first.values ?? [...named, null];
      const parts = words.map((word) =>
        part(
          { kind: 'words', words: [word] },
          all.map((each) => each.truthOf(word)),
        ),
      );
      return first.values === null && named.length > MOST_NAMED ? withoutSpellings(parts) : parts;
    }
    case 'amount': {
      const all = divisions.filter((each) => each.kind === 'amount');
      if (all.length < divisions.length) return null;
      return amounts(all.flatMap(({ cuts }) => cuts)).map(({ of, ...range }) =>
        part(
          { kind: 'amount', unit: first.unit, ...range },
          all.map((each) => each.truthOf(of)),
        ),
      );
    }
    case 'day': {
      const all = divisions.filter((each) => each.kind === 'day');
      if (all.length < divisions.length) return null;
      return days(all.flatMap(({ cuts }) => cuts)).map(({ from, to }) => {
        const truths = all.map((each) => each.truthOf(from === -Infinity ? to : from));
        const inTime = all.map((each, at) => each.inTime ?? (truths[at] as Truth));
        return part({ kind: 'day', from, to }, truths, inTime);
      });
    }
    case 'more': {
      const all = divisions.filter((each) => each.kind === 'more');
      if (all.length < divisions.length) return null;
      return [false, true].map((isThereMore) =>
        part(
          { kind: 'more', isThereMore: [isThereMore] },
          all.map((each) => each.truthOf(isThereMore)),
        ),
      );
    }
  }
}

/** A list of words this long holds spellings of the same: `B`, `Class B`, `Felony B`. */
const MOST_NAMED = 6;

/** The first of those that no test tells apart. */
function withoutSpellings(parts: readonly ValuePart[]): ValuePart[] {
  const seen = new Set<string>();
  return parts.filter(({ truths, values }) => {
    const told = truths.join();
    const isFirst = !seen.has(told) || (values.kind === 'words' && values.words[0] === null);
    seen.add(told);
    return isFirst;
  });
}

function part(values: Values, truths: Truth[], inTime: Truth[] = truths): ValuePart {
  return { values, truths, inTime };
}

interface Amounts {
  from: number;
  isFromIn: boolean;
  to: number;
  isToIn: boolean;
  /** One of them. */
  of: number;
}

/** Each cut by itself and what lies between; nothing is below zero. */
function amounts(cuts: readonly number[]): Amounts[] {
  const sorted = [...new Set(cuts)].filter((cut) => cut >= 0).sort((a, b) => a - b);
  const found: Amounts[] = [];
  let from = 0;
  let isFromIn = true;
  for (const cut of sorted) {
    if (cut > from) found.push({ from, isFromIn, to: cut, isToIn: false, of: (from + cut) / 2 });
    found.push({ from: cut, isFromIn: true, to: cut, isToIn: true, of: cut });
    from = cut;
    isFromIn = false;
  }
  found.push({ from, isFromIn, to: Infinity, isToIn: false, of: from + 1 });
  return found;
}

/** Packs write 1900 for "always". */
const ALWAYS = 1 + (parseDay('1900-01-01') as Day);

function days(cuts: readonly Day[]): { from: Day; to: Day }[] {
  const sorted = [...new Set(cuts)].filter((cut) => cut > ALWAYS).sort((a, b) => a - b);
  const starts = [-Infinity, ...sorted];
  return starts.map((from, at) => ({ from, to: (starts[at + 1] ?? Infinity) - 1 }));
}

/** Parts that lead to the same end, as one; ranges only where they touch. In the order in which they first come. */
export function joined<T>(parts: readonly { values: Values; leads: T }[]): { values: Values; leads: T }[] {
  const found: { values: Values; leads: T }[] = [];
  for (const each of parts) {
    const isRange = each.values.kind === 'amount' || each.values.kind === 'day';
    const known = isRange ? found.at(-1) : found.find(({ leads }) => leads === each.leads);
    if (known !== undefined && known.leads === each.leads) known.values = both(known.values, each.values);
    else found.push({ ...each });
  }
  return found;
}

function both(one: Values, other: Values): Values {
  if (one.kind === 'words' && other.kind === 'words') return { kind: 'words', words: [...one.words, ...other.words] };
  if (one.kind === 'amount' && other.kind === 'amount') return { ...one, to: other.to, isToIn: other.isToIn };
  if (one.kind === 'day' && other.kind === 'day') return { ...one, to: other.to };
  if (one.kind === 'more' && other.kind === 'more') {
    return { kind: 'more', isThereMore: [...one.isThereMore, ...other.isThereMore] };
  }
  return other;
}

/** The values as a person reads them after "if": `10 g or less`, `on 2021-11-22 or earlier`, `felony or misdemeanor`. */
export function wordsForValues(values: Values): string {
  switch (values.kind) {
    case 'words':
      return listed(values.words.map(wordsForWord));
    case 'amount':
      return wordsForAmount(values);
    case 'day':
      return wordsForDays(values);
    case 'more':
      return values.isThereMore.map((isThereMore) => (isThereMore ? 'yes, one that counts here' : 'no')).join(' or ');
  }
}

function wordsForWord(word: string | null): string {
  if (word === null) return 'anything else';
  return word === 'true' ? 'yes' : word === 'false' ? 'no' : word;
}

function wordsForAmount({ unit, from, isFromIn, to, isToIn }: Extract<Values, { kind: 'amount' }>): string {
  const of = (amount: number): string => (unit === '' ? String(amount) : `${amount} ${unit}`);
  if (from === to) return of(from);
  const isOpen = to === Infinity;
  if (from === 0 && isFromIn && !isOpen) return isToIn ? `${of(to)} or less` : `less than ${of(to)}`;
  const low = isFromIn ? of(from) : `more than ${of(from)}`;
  if (isOpen) return isFromIn ? `${low} or more` : low;
  return isToIn ? `${low} to ${of(to)}` : `${low} and less than ${of(to)}`;
}

function wordsForDays({ from, to }: Extract<Values, { kind: 'day' }>): string {
  if (from === to) return formatDay(from);
  if (from === -Infinity) return `${formatDay(to)} or earlier`;
  return to === Infinity ? `${formatDay(from)} or later` : `from ${formatDay(from)} to ${formatDay(to)}`;
}

function listed(words: readonly string[]): string {
  return words.length < 3 ? words.join(' or ') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** A division of yes and no, or of words, by those that a test names. */
export function byWords(
  values: readonly string[] | null,
  named: readonly string[],
): Extract<Division, { kind: 'words' }> {
  const wanted = new Set(named);
  return {
    kind: 'words',
    values,
    named,
    truthOf: (value) => (value !== null && wanted.has(value) ? MET : NOT_MET),
  };
}
