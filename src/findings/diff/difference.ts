import type { CaseRef, ItemRef, Outcome, Relief } from '../../law/index.js';
import type { LawChange } from './law-changes.js';
import type { RecordChange } from './record-changes.js';

/** `in`: the later scan has a finding there and the earlier had none; `out`: the other way round. */
export type DifferenceKind = 'in' | 'out' | 'changed';
export const DIFFERENCE_KINDS: readonly DifferenceKind[] = ['in', 'out', 'changed'];

/** What can lie behind a difference. */
export type Factor = 'record' | 'law' | 'time' | 'assumptions';
export const FACTORS: readonly Factor[] = ['record', 'law', 'time', 'assumptions'];

/** What a reader acts on: two findings that agree in this are the same, whatever else their criteria saw. */
export interface Answer {
  outcome: Outcome;
  eligibleOn?: string;
  preferred: boolean;
  missing: { criterion: string; fact: string; question: string }[];
  review: { criterion: string; question: string }[];
  cautions: string[];
}

/** The answer of a finding, with the finding's name. */
export interface AnswerOfScan extends Answer {
  id: string;
}

/** Why two scans differ about an item. */
export interface Cause {
  /**
   * What is enough to lead from the earlier answer to the later: all of a list together; of several lists each by itself.
   * Empty where that could not be found out, where a record was set aside, and where only one of the scans asked.
   */
  by: Factor[][];
  /** The same in a word or three: `record`, `record and law`, `law or time`, `set aside`, `scope`, `unknown`. */
  word: string;
  /** In sentences. */
  says: string[];
  /** With `record`: what changed in the person's record, what is nearest to the item first. */
  record?: RecordChange[];
  /** With `law`: the packs, the path and the engine. */
  law?: LawChange;
  /** With `time`: the two days as of which was judged. */
  time?: { from: string; to: string };
}

/** One item and path about which two scans differ. */
export interface Difference {
  kind: DifferenceKind;
  personKey: string;
  case: CaseRef;
  item: ItemRef;
  jurisdiction: string;
  path: string;
  relief: Relief;
  was: AnswerOfScan | null;
  is: AnswerOfScan | null;
  cause: Cause;
}

/** Where a difference stands: the person, and its number among those of the person, from 0. */
export interface DifferencePlace {
  personKey: string;
  index: number;
}

/** Which differences; several values of a field are alternatives, several fields must all hold. */
export interface DifferenceFilter {
  /** The outcome before or after is one of these. */
  outcome?: readonly Outcome[];
  kind?: readonly DifferenceKind[];
  /** The word of the cause is one of these. */
  cause?: readonly string[];
}

/**
 * The word of a cause that is none: only one of the scans asked about the jurisdiction. Nothing is newly open or closed by
 * it, so summaries count such differences apart.
 */
export const SCOPE = 'scope';

/** Whether the difference passes the filter. */
export function passes({ outcome, kind, cause }: DifferenceFilter, difference: Difference): boolean {
  const { was, is } = difference;
  return (
    (kind === undefined || kind.includes(difference.kind)) &&
    (cause === undefined || cause.includes(difference.cause.word)) &&
    (outcome === undefined ||
      (was !== null && outcome.includes(was.outcome)) ||
      (is !== null && outcome.includes(is.outcome)))
  );
}
