/**
 * What the engine answers: for one item of a record and one path of a pack, an outcome with its reasons.
 *
 * Read `README.md` in this folder first. Everything here is plain data.
 */
import type { SourceRef } from '../../records/record.js';

/** Three-valued logic as numbers, so that `min` is "all", `max` is "any" and `2 - x` is "not". */
export const NOT_MET = 0;
export const UNKNOWN = 1;
export const MET = 2;
export type Truth = typeof NOT_MET | typeof UNKNOWN | typeof MET;

export type CriterionOutcome = 'met' | 'not-met' | 'unknown';
export const TRUTH_WORDS: readonly CriterionOutcome[] = ['not-met', 'unknown', 'met'];

export type Relief = 'quash' | 'dismiss' | 'resentence' | 'redesignate' | 'vacate' | 'expunge' | 'seal';
export const RELIEFS: readonly Relief[] = [
  'quash',
  'dismiss',
  'resentence',
  'redesignate',
  'vacate',
  'expunge',
  'seal',
];

export type ItemKind = 'conviction' | 'nonconviction' | 'pending-charge' | 'warrant' | 'probation-violation';
export const ITEM_KINDS: readonly ItemKind[] = [
  'conviction',
  'nonconviction',
  'pending-charge',
  'warrant',
  'probation-violation',
];

export type Outcome = 'eligible' | 'eligible-later' | 'needs-review' | 'needs-facts' | 'not-eligible';
/** In the order in which the export and the screens list them. `not-covered` is counted, never stored. */
export const OUTCOMES: readonly Outcome[] = [
  'eligible',
  'eligible-later',
  'needs-review',
  'needs-facts',
  'not-eligible',
];

/** The thing relief attaches to: a charge by its count, a warrant or a violation by its number. */
export interface ItemRef {
  kind: ItemKind;
  count?: number;
  number?: string;
}

export interface CaseRef {
  number: string;
  court: string;
  county?: string;
  state: string;
}

/** A fact that a criterion looked at: its name, what was seen in words, and the row it came from. */
export interface SeenFact {
  fact: string;
  /** `unknown` where the record does not say. */
  value: string;
  /**
   * Where the value rests on what the file's coverage lets silence mean, on an assumption the office accepted, or on
   * what a person supplied.
   */
  basis?: 'recorded' | 'derived' | 'coverage' | 'assumption' | 'supplied';
  source?: SourceRef;
  /** With `supplied` only: no row of a source says it. */
  supplied?: Supplied;
}

/** Who supplied a value, and what stood there before. */
export interface Supplied {
  by: string;
  /** The moment, in UTC. */
  at: string;
  evidence: string;
  /** What the source says, in words; absent where it says nothing. */
  from?: string;
}

/** One criterion of a determination: its outcome and what decided it. */
export interface TracedCriterion {
  /** The criterion's id in the path; the pack holds its sentence and its authority. */
  readonly id: string;
  readonly role: 'requirement' | 'disqualifier' | 'coverage';
  /** For a disqualifier, `met` is what rules relief out. */
  readonly outcome: CriterionOutcome;
  /** Set when time alone will turn a failing criterion: the first day on which it holds. */
  holdsOn?: string;
  readonly facts: readonly SeenFact[];
}

/** A missing fact that could still change the answer, and where each value would lead if nothing else were learnt. */
export interface MissingFact {
  /** The first that asks. */
  criterion: string;
  fact: string;
  question: string;
  /** Where it leads if the first test that asks is met, which may take a "no"; `values` says what that means. */
  ifMet: Outcome | 'not-covered';
  ifNotMet: Outcome | 'not-covered';
  /**
   * What each value of the fact would lead to, where every criterion that asks for it is answered by that value. Equal
   * lists are one list.
   */
  values: ValueLead[];
  /** The charge that the question is about, where that is another than the item. */
  about?: ChargeRef;
}

/** Some values of a missing fact, and where they lead if nothing else were learnt. */
export interface ValueLead {
  /**
   * The values as they stand after "if": `10 g or less`, `yes`, `2021-11-22 or earlier`; `any answer`; and
   * `the condition is met` or `the condition is not met` where values cannot say it: then it is that of the criterion.
   */
  is: string;
  leads: Outcome | 'not-covered';
}

/** Another charge of the same person. */
export interface ChargeRef {
  case: string;
  count: number;
}

/** A judgement no record could settle, for the attorney. */
export interface ReviewQuestion {
  criterion: string;
  question: string;
}

/** What a conviction can count for elsewhere in a record; `Ripple` says what each is. */
export const RIPPLE_KINDS = ['score', 'enhancement', 'priors', 'wait'] as const;

/** Another part of the same record that rests on the conviction at hand. Shown, never decided upon. */
export interface Ripple {
  /**
   * `score`: a sentence that counted it; `enhancement`: one that rests on it; `priors`: relief elsewhere that it bars as a
   * prior or other conviction; `wait`: relief elsewhere whose look-back or waiting period it keeps open.
   */
  kind: (typeof RIPPLE_KINDS)[number];
  case: string;
  item: ItemRef;
  /** For `priors` and `wait`: the path and its criterion. */
  path?: string;
  criterion?: string;
  /** The same in a sentence, which adds so where the pack does not say that relief ends it. */
  says: string;
}

export interface Determination {
  personId: string;
  case: CaseRef;
  item: ItemRef;
  jurisdiction: string;
  /** Jurisdiction and path id: `us-ca/prop-47/redesignate`. */
  path: string;
  relief: Relief;
  outcome: Outcome;
  /** For `eligible-later`: the first day on which it would be eligible if nothing else happens. */
  eligibleOn?: string;
  missing: MissingFact[];
  review: ReviewQuestion[];
  criteria: readonly TracedCriterion[];
  /** Harm checks that apply, or may apply: ids of the path's cautions. They never change the outcome. */
  cautions: string[];
  /** Where relief is or may be open to a conviction: what else in the record rests on that conviction. */
  ripple: Ripple[];
  /** False where another determination on the same item is the one to draft; it is then shown as an alternative. */
  preferred: boolean;
  /** Assumptions accepted for the scan that this answer rests on, and what the coverage let silence mean. */
  restsOn: string[];
}
