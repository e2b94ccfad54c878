import { AppError } from '../../common/index.js';
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

/** The word of a cause that could not be found out. */
export const UNKNOWN_CAUSE = 'unknown';
/** The word where one of the scans set the record aside. */
export const SET_ASIDE = 'set aside';

/** Which differences; several values of a field are alternatives, several fields must all hold. */
export interface DifferenceFilter {
  /** The outcome before or after is one of these. */
  outcome?: readonly Outcome[];
  kind?: readonly DifferenceKind[];
  /** The cause is one of these, in words that `knownCauses` has let pass. */
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
    (cause === undefined || cause.some((word) => causeKey(word) === causeKey(difference.cause.word))) &&
    (outcome === undefined ||
      (was !== null && outcome.includes(was.outcome)) ||
      (is !== null && outcome.includes(is.outcome)))
  );
}

/** The words of causes as somebody typed them; refuses one that no difference can have, and names those that there are. */
export function knownCauses(words: readonly string[]): readonly string[] {
  const unknown = words.filter((word) => causeKey(word) === null);
  if (unknown.length === 0) return words;
  throw new AppError(
    'unknown-cause',
    `There is no cause "${unknown.join('", "')}". There are: ${FACTORS.join(', ')}; several together ("record and law") or each enough alone ("law or time"); ${NO_FACTORS.join(', ')}.`,
  );
}

/** The causes that name no factor. */
const NO_FACTORS: readonly string[] = [SCOPE, SET_ASIDE, UNKNOWN_CAUSE];

/** The same for all orders in which a cause can be put into words; null for a word that is no cause. */
function causeKey(word: string): string | null {
  if (NO_FACTORS.includes(word)) return word;
  const sets = word.split(' or ').map((set) => set.split(' and '));
  if (!sets.flat().every((name) => FACTORS.some((factor) => factor === name))) return null;
  return sets
    .map((set) => [...set].sort().join(' and '))
    .sort()
    .join(' or ');
}
