/**
 * Offence lists of packs, compiled: does a charge fall under the list?
 *
 * The answer is three-valued (Kleene): an included pattern that is certain, an excluded one that is certainly not, and
 * a kind (completed, attempt, conspiracy …) that the list takes. An attempt of an unknown target is unknown for a list
 * that takes attempts and not met for one that does not.
 *
 * An entry may be bounded by the offence date, because letters of a section change their meaning. The bounds cut time
 * into spans within which the list says one thing; the answer for a date that is partial or missing is the one on which
 * every span it may lie in agrees, and unknown where they do not.
 */
import { AppError } from '../../common/index.js';
import { parseDay, type Day, type DayRange } from '../../common/legal-date.js';
import type { Inchoate } from '../../records/record.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from '../engine/determination.js';
import { daysOfReuse, trailsOf, turnsOf, type Numbered, type Trail } from './crosswalk.js';
import { inchoateSection } from './parse-statute.js';
import { matchReading, parsePattern, type StatutePattern } from './pattern.js';
import { stateLaw } from './state-law.js';
import type { Statute } from './statute.js';

export type OffenseKind = 'none' | Inchoate;
const KINDS: readonly OffenseKind[] = ['none', 'attempt', 'conspiracy', 'solicitation', 'aiding'];

/** An entry that counts only for offences in [from, until): `until` is the first day on which it no longer does. */
export interface DatedOffense {
  readonly cite: string;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** The day on which the number is to be read, where it meant something else before or since (see `crosswalk.ts`). */
  readonly as?: string | undefined;
}

export type OffenseEntry = string | DatedOffense;

export interface OffenseList {
  readonly include: readonly OffenseEntry[];
  readonly exclude?: readonly OffenseEntry[];
  /** The kinds of offence the list takes; the default is `['none']`, the completed offence only. */
  readonly inchoate?: readonly OffenseKind[];
}

export interface OffenseMatcher {
  readonly state: string;
  /**
   * Whether a charge with this statute falls under the list, whatever the day of the offence: unknown where that day
   * decides. `inchoateField` is what the record says of the charge beside the citation. A statute that could not be read
   * (null) is unknown.
   */
  test(statute: Statute | null, inchoateField?: Inchoate | null): Truth;
  /** The same for an offence on a day that lies in `when`; null when nothing is known of it. */
  testOn(statute: Statute | null, inchoateField: Inchoate | null, when: DayRange | null): Truth;
  /** Whether it is the day of the offence, somewhere in `when`, that decides. */
  turnsOnDate(statute: Statute | null, inchoateField: Inchoate | null, when: DayRange | null): boolean;
  /** Whether a charge with this statute could fall under the list whatever else is learnt: for coverage indexes. */
  mayMatch(statute: Statute | null): boolean;
  /** The patterns the list includes, for those who build an index of their own. */
  sections(): readonly StatutePattern[];
}

/** Compiles a list; refuses patterns that cannot be read, an empty list and kinds that do not exist (AppError). */
export function compileOffenses(list: OffenseList, state: string): OffenseMatcher {
  if (stateLaw(state) === null) {
    throw new AppError(
      'unknown-state',
      `No statutes are known for the state "${state}". Add a file for it to law/statutes/states.`,
    );
  }
  if (list.include.length === 0) {
    throw new AppError('offense-list', 'An offence list includes nothing. Name at least one statute under "include".');
  }
  const kinds = list.inchoate ?? ['none'];
  for (const kind of kinds) {
    if (!KINDS.includes(kind)) {
      throw new AppError('offense-list', `"${kind}" is no kind of offence. Use ${KINDS.join(', ')}.`);
    }
  }
  return new CompiledOffenses(
    state,
    list.include.map((entry) => readEntry(entry, state)),
    (list.exclude ?? []).map((entry) => readEntry(entry, state)),
    new Set(kinds),
  );
}

/** An entry of a list, read: its pattern and the offence dates for which it counts, `until` excluded. */
export interface ReadEntry {
  readonly pattern: StatutePattern;
  readonly from: Day;
  readonly until: Day;
  /** The day on which its number is read; null where it is read as it stands. */
  readonly as: Day | null;
  /** The days on which its number began to mean something else. */
  readonly reuses: readonly Day[];
}

/** Reads an entry; refuses (AppError) a pattern that cannot be read, a bad date and bounds that leave no day. */
export function readEntry(entry: OffenseEntry, state: string): ReadEntry {
  if (typeof entry === 'string') return readEntry({ cite: entry }, state);
  const bound = (text: string | undefined, open: Day): Day => {
    const day = text === undefined ? open : parseDay(text);
    if (day !== null) return day;
    throw new AppError('offense-list', `"${text}" in the entry "${entry.cite}" is no calendar date. Write YYYY-MM-DD.`);
  };
  const [from, until] = [bound(entry.from, -Infinity), bound(entry.until, Infinity)];
  if (from >= until) {
    throw new AppError(
      'offense-list',
      `The entry "${entry.cite}" ends before it begins; "until" is the first day on which it no longer counts.`,
    );
  }
  const pattern = parsePattern(entry.cite, state);
  if (entry.as === undefined) return { pattern, from, until, as: null, reuses: [] };
  if (pattern.from !== pattern.to) {
    throw new AppError('offense-list', `The entry "${entry.cite}" is a range; "as" goes with a single number.`);
  }
  const number = { code: pattern.code, section: pattern.from, subdivisions: pattern.subdivisions };
  return { pattern, from, until, as: bound(entry.as, 0), reuses: daysOfReuse(number, state) };
}

/** An entry in words: `HS 11357(c), for offenses before 2016-11-09`. */
export function wordsForEntry(entry: OffenseEntry): string {
  if (typeof entry === 'string') return entry;
  const { cite, from, until, as } = entry;
  const bounds = [...(from === undefined ? [] : [`from ${from}`]), ...(until === undefined ? [] : [`before ${until}`])];
  const number = as === undefined ? cite : `${cite} as numbered on ${as}`;
  return bounds.length === 0 ? number : `${number}, for offenses ${bounds.join(' and ')}`;
}

/**
 * Answers for one statute: three bits for each kind that the record may give beside it (none given in the lowest), OPEN
 * where not yet worked out, BY_DATE where the spans of offence dates do not agree. A number, since a list would lie
 * somewhere else in memory for each of thousands of statutes.
 */
type Answers = number;
const BITS = 3;
const OPEN = 0;
const BY_DATE = 4;
/** Above OPEN in the order of the truths. */
const ANSWERED = 1;

/** What a list says of one statute in each span of offence dates: before the first turn, from each turn on. */
interface Spans {
  readonly turns: readonly Day[];
  readonly truths: readonly Truth[];
}

class CompiledOffenses implements OffenseMatcher {
  private readonly answers = new WeakMap<Statute, Answers>();
  /** For answers that turn on the offence date: by kind, one for each span. */
  private readonly bySpan = new WeakMap<Statute, Map<number, Spans>>();
  /** The days on which the list itself begins to say something else, in order. */
  private readonly turns: readonly Day[];

  constructor(
    readonly state: string,
    private readonly include: readonly ReadEntry[],
    private readonly exclude: readonly ReadEntry[],
    private readonly kinds: ReadonlySet<OffenseKind>,
  ) {
    const days = [...include, ...exclude].flatMap(({ from, until }) => [from, until]);
    this.turns = inOrder(days.filter((day) => Number.isFinite(day)));
  }

  test(statute: Statute | null, inchoateField: Inchoate | null = null): Truth {
    if (statute === null) return this.takes(inchoateField, inchoateField) === NOT_MET ? NOT_MET : UNKNOWN;
    const answers: Answers = this.answers.get(statute) ?? 0;
    const at = kindIndex(inchoateField);
    const known = (answers >> (BITS * at)) & (2 ** BITS - 1);
    if (known === BY_DATE) return UNKNOWN;
    if (known !== OPEN) return (known - ANSWERED) as Truth;
    const spans = this.judgeSpans(statute, inchoateField);
    const truth = agreed(spans.truths);
    this.answers.set(statute, answers | ((truth === null ? BY_DATE : truth + ANSWERED) << (BITS * at)));
    if (truth !== null) return truth;
    const byKind = this.bySpan.get(statute) ?? new Map<number, Spans>();
    this.bySpan.set(statute, byKind.set(at, spans));
    return UNKNOWN;
  }

  testOn(statute: Statute | null, inchoateField: Inchoate | null, when: DayRange | null): Truth {
    const truth = this.test(statute, inchoateField);
    if (truth !== UNKNOWN || statute === null) return truth;
    const spans = this.spansWithin(statute, inchoateField, when);
    return spans === null ? truth : (agreed(spans) ?? UNKNOWN);
  }

  turnsOnDate(statute: Statute | null, inchoateField: Inchoate | null, when: DayRange | null): boolean {
    if (statute === null || this.test(statute, inchoateField) !== UNKNOWN) return false;
    const spans = this.spansWithin(statute, inchoateField, when);
    return spans !== null && agreed(spans) === null;
  }

  /** The answers of the spans in which the offence may lie; null where the date does not matter. */
  private spansWithin(statute: Statute, field: Inchoate | null, when: DayRange | null): readonly Truth[] | null {
    const spans = this.bySpan.get(statute)?.get(kindIndex(field));
    if (spans === undefined) return null;
    const { truths } = spans;
    return when === null ? truths : truths.slice(spanOf(spans, when.from), spanOf(spans, when.to) + 1);
  }

  mayMatch(statute: Statute | null): boolean {
    if (statute === null) return true;
    if (this.test(statute) !== NOT_MET) return true;
    // A field beside the citation can still make it an attempt.
    return [...this.kinds].some((kind) => kind !== 'none' && this.test(statute, kind) !== NOT_MET);
  }

  sections(): readonly StatutePattern[] {
    return this.include.map(({ pattern }) => pattern);
  }

  /** The days that part the spans: where the list, or the number that the statute cites, begins to mean something else. */
  private turnsFor(statute: Statute): readonly Day[] {
    const ofNumber = turnsOf(statute);
    return ofNumber.length === 0 ? this.turns : inOrder([...this.turns, ...ofNumber]);
  }

  /** What the list says in each span of offence dates; one answer where nothing about it is dated. */
  private judgeSpans(statute: Statute, field: Inchoate | null): Spans {
    const turns = this.turnsFor(statute);
    return { turns, truths: [-Infinity, ...turns].map((day) => this.judge(statute, field, day)) };
  }

  private judge(statute: Statute, field: Inchoate | null, day: Day): Truth {
    const truth = this.judgeReading(statute, field, day);
    // A text with several readings is certain only where the list says the same of each.
    return statute.alternatives.some((other) => this.judgeReading(other, field, day) !== truth) ? UNKNOWN : truth;
  }

  private judgeReading(statute: Statute, field: Inchoate | null, day: Day): Truth {
    const trails = trailsOf(statute, day);
    if (trails === null) return this.judgeTrail([{ statute, at: day, plain: true }], field, day);
    return agreed(trails.map((trail) => this.judgeTrail(trail, field, day))) ?? UNKNOWN;
  }

  /** A charge falls under the list where any of the numbers that its offence has gone by does, and none is excluded. */
  private judgeTrail(trail: Trail, field: Inchoate | null, day: Day): Truth {
    let included: Truth = NOT_MET;
    let excluded: Truth = NOT_MET;
    for (const number of trail) {
      for (const entry of this.include) {
        if (counts(entry, day, number)) included = either(included, this.falls(entry.pattern, number.statute, field));
      }
      for (const entry of this.exclude) {
        if (counts(entry, day, number)) excluded = either(excluded, this.excludes(entry.pattern, number.statute));
      }
    }
    return both(included, opposite(excluded));
  }

  private falls(pattern: StatutePattern, statute: Statute, field: Inchoate | null): Truth {
    if (pattern.inchoate !== null) return matchInchoate(pattern, statute, field);
    if (targetUnknown(statute)) return both(UNKNOWN, this.takes(statute.inchoate, field));
    const truth = both(matchReading(pattern, statute), this.takes(statute.inchoate, field));
    return either(truth, this.mayBeIncomplete(statute, field));
  }

  private excludes(pattern: StatutePattern, statute: Statute): Truth {
    if (pattern.inchoate !== null) return matchInchoate(pattern, statute, null);
    return targetUnknown(statute) ? UNKNOWN : matchReading(pattern, statute);
  }

  /** Whether the list takes the kind that the citation and the field give; where they disagree, both must agree on it. */
  private takes(cited: Inchoate | null, field: Inchoate | null): Truth {
    const byCitation = this.kinds.has(cited ?? field ?? 'none');
    const byField = this.kinds.has(field ?? cited ?? 'none');
    return byCitation === byField ? (byCitation ? MET : NOT_MET) : UNKNOWN;
  }

  /** A bare `664` with no code may be the attempt section, of a target that the list includes. */
  private mayBeIncomplete(statute: Statute, field: Inchoate | null): Truth {
    if (statute.code !== null || statute.inchoate !== null) return NOT_MET;
    const kind = stateLaw(statute.state)?.inchoateSections.get(statute.section)?.kind;
    return kind !== undefined && this.takes(kind, field) !== NOT_MET ? UNKNOWN : NOT_MET;
  }
}

/** Which span a day lies in. */
function spanOf({ turns }: Spans, day: Day): number {
  let span = 0;
  for (const turn of turns) if (turn <= day) span++;
  return span;
}

function kindIndex(field: Inchoate | null): number {
  return field === null ? 0 : KINDS.indexOf(field);
}

/** Whether an entry speaks of an offence on this day, and of this number as it was read then. */
function counts(entry: ReadEntry, day: Day, number: Numbered): boolean {
  if (day < entry.from || day >= entry.until) return false;
  const { as, reuses } = entry;
  if (as === null) return number.plain;
  const [first, last] = as < number.at ? [as, number.at] : [number.at, as];
  return !reuses.some((reuse) => first < reuse && reuse <= last);
}

function inOrder(days: readonly Day[]): Day[] {
  return [...new Set(days)].sort((a, b) => a - b);
}

/** The truth on which all agree; null where they do not. */
function agreed(truths: readonly Truth[]): Truth | null {
  const [first] = truths;
  return first !== undefined && truths.every((truth) => truth === first) ? first : null;
}

/** `PC 664` with no target: all that is known is the kind. */
function targetUnknown(statute: Statute): boolean {
  return statute.inchoate !== null && inchoateSection(statute.state, statute.code, statute.section) !== null;
}

/** A list that names `PC 182` itself takes every conspiracy cited so, with its target or without. */
function matchInchoate(pattern: StatutePattern, statute: Statute, field: Inchoate | null): Truth {
  const direct = matchReading(pattern, statute);
  if (direct !== NOT_MET || targetUnknown(statute)) return direct;
  if (statute.inchoate === pattern.inchoate) return pattern.subdivisions.length === 0 ? MET : UNKNOWN;
  return field === pattern.inchoate ? UNKNOWN : NOT_MET;
}

function both(a: Truth, b: Truth): Truth {
  return a < b ? a : b;
}

function either(a: Truth, b: Truth): Truth {
  return a > b ? a : b;
}

function opposite(truth: Truth): Truth {
  return truth === MET ? NOT_MET : truth === NOT_MET ? MET : UNKNOWN;
}
