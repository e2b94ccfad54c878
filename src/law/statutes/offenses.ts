/**
 * Offence lists of packs, compiled: does a charge fall under the list?
 *
 * The answer is three-valued (Kleene): an included pattern that is certain, an excluded one that is certainly not, and
 * a kind (completed, attempt, conspiracy …) that the list takes. An attempt of an unknown target is unknown for a list
 * that takes attempts and not met for one that does not.
 */
import { AppError } from '../../common/index.js';
import type { Inchoate } from '../../records/record.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from '../engine/determination.js';
import { inchoateSection } from './parse-statute.js';
import { matchReading, parsePattern, type StatutePattern } from './pattern.js';
import { stateLaw } from './state-law.js';
import type { Statute } from './statute.js';

export type OffenseKind = 'none' | Inchoate;
const KINDS: readonly OffenseKind[] = ['none', 'attempt', 'conspiracy', 'solicitation', 'aiding'];

export interface OffenseList {
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** The kinds of offence the list takes; the default is `['none']`, the completed offence only. */
  readonly inchoate?: readonly OffenseKind[];
}

export interface OffenseMatcher {
  readonly state: string;
  /**
   * Whether a charge with this statute falls under the list. `inchoateField` is what the record says of the charge beside
   * the citation. A statute that could not be read (null) is unknown.
   */
  test(statute: Statute | null, inchoateField?: Inchoate | null): Truth;
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
    list.include.map((text) => parsePattern(text, state)),
    (list.exclude ?? []).map((text) => parsePattern(text, state)),
    new Set(kinds),
  );
}

/** Answers for one statute: by the kind the record gives beside it (none given first), 3 where not yet worked out. */
type Answers = Uint8Array;
const OPEN = 3;

class CompiledOffenses implements OffenseMatcher {
  private readonly answers = new WeakMap<Statute, Answers>();

  constructor(
    readonly state: string,
    private readonly include: readonly StatutePattern[],
    private readonly exclude: readonly StatutePattern[],
    private readonly kinds: ReadonlySet<OffenseKind>,
  ) {}

  test(statute: Statute | null, inchoateField: Inchoate | null = null): Truth {
    if (statute === null) return this.takes(inchoateField, inchoateField) === NOT_MET ? NOT_MET : UNKNOWN;
    let answers = this.answers.get(statute);
    if (answers === undefined) this.answers.set(statute, (answers = new Uint8Array(KINDS.length).fill(OPEN)));
    const at = inchoateField === null ? 0 : KINDS.indexOf(inchoateField);
    const known = answers[at];
    if (known !== undefined && known !== OPEN) return known as Truth;
    const truth = this.judge(statute, inchoateField);
    answers[at] = truth;
    return truth;
  }

  mayMatch(statute: Statute | null): boolean {
    if (statute === null) return true;
    if (this.test(statute) !== NOT_MET) return true;
    // A field beside the citation can still make it an attempt.
    return [...this.kinds].some((kind) => kind !== 'none' && this.test(statute, kind) !== NOT_MET);
  }

  sections(): readonly StatutePattern[] {
    return this.include;
  }

  private judge(statute: Statute, field: Inchoate | null): Truth {
    const truth = this.judgeReading(statute, field);
    // A text with several readings is certain only where the list says the same of each.
    return statute.alternatives.some((other) => this.judgeReading(other, field) !== truth) ? UNKNOWN : truth;
  }

  private judgeReading(statute: Statute, field: Inchoate | null): Truth {
    let included: Truth = NOT_MET;
    for (const pattern of this.include) included = either(included, this.falls(pattern, statute, field));
    if (included === NOT_MET) return NOT_MET;
    let excluded: Truth = NOT_MET;
    for (const pattern of this.exclude) excluded = either(excluded, this.excludes(pattern, statute));
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
