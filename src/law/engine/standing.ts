/**
 * What a charge has become: a conviction, something that ended without one, or still pending.
 *
 * The record's type of disposition says so, or the source's own phrase does (`../dispositions`), or both. Where they
 * contradict each other neither wins in silence:
 *
 * - *conviction against none*: unknown;
 * - *alive against ended* (type dismissed, text "dismissed with leave to reinstate"): pending, because a charge that can
 *   come back must not be overlooked; whether it ended without a conviction is unknown;
 * - what one of them leaves open the other may settle (type deferred, text "deferral completed").
 */
import type { Charge, CourtCase, Disposition, DispositionType, Sentence } from '../../records/record.js';
import { meaningOf, type Effect } from '../dispositions/index.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';

/** What a charge has become, each in three values because a disposition can be missing. */
export interface Standing {
  readonly conviction: Truth;
  readonly nonconviction: Truth;
  readonly pending: Truth;
}

export const NO_STANDING: Standing = { conviction: NOT_MET, nonconviction: NOT_MET, pending: NOT_MET };
/** Closed by a conviction of something less: nothing more can come of this charge itself. */
export const CLOSED_BY_LESSER: Standing = { conviction: NOT_MET, nonconviction: NOT_MET, pending: NOT_MET };
const CONVICTED: Standing = { conviction: MET, nonconviction: NOT_MET, pending: NOT_MET };
const ENDED_WITHOUT: Standing = { conviction: NOT_MET, nonconviction: MET, pending: NOT_MET };
const ALIVE: Standing = { conviction: NOT_MET, nonconviction: NOT_MET, pending: MET };
const ALIVE_THOUGH_ENDED: Standing = { conviction: NOT_MET, nonconviction: UNKNOWN, pending: MET };
const ENDED_OR_ELSEWHERE: Standing = { conviction: NOT_MET, nonconviction: UNKNOWN, pending: UNKNOWN };
const NO_OUTCOME_RECORDED: Standing = { conviction: NOT_MET, nonconviction: UNKNOWN, pending: UNKNOWN };
const DEFERRED_OPEN_OR_ENDED: Standing = { conviction: NOT_MET, nonconviction: UNKNOWN, pending: UNKNOWN };
const NOTHING_KNOWN: Standing = { conviction: UNKNOWN, nonconviction: UNKNOWN, pending: UNKNOWN };
const OVER_SOMEHOW: Standing = { conviction: UNKNOWN, nonconviction: UNKNOWN, pending: NOT_MET };

/**
 * What a charge's disposition makes of it. A missing disposition is never a conviction; in a case that the source
 * calls open it is a charge still pending. A deferral or diversion is pending while open and ended without a
 * conviction once it is over; where the record does not say which, both are unknown.
 */
export function standingOf(charge: Charge, courtCase: CourtCase): Standing {
  const { disposition } = charge;
  const byType = ofType(charge, courtCase);
  if (disposition?.text === undefined) return byType;
  const meaning = meaningOf(disposition.text, courtCase.court.state);
  if (meaning === null || meaning.effect === 'unclear') return byType;
  const byPhrase = ofEffect(meaning.effect, charge, disposition, courtCase);
  if (!isTold(disposition.type)) return byPhrase;
  // A deferral that the phrase calls dismissed is over, though the case may be open for other counts.
  const { type } = disposition;
  if ((type === 'deferred' || type === 'diverted') && byPhrase === ENDED_WITHOUT) return byPhrase;
  if (meaning.effect === 'transferred') return byType === ENDED_WITHOUT ? ENDED_OR_ELSEWHERE : byType;
  return reconciled(byType, byPhrase);
}

/**
 * The type, or types, of disposition that a charge has: the record's, or where that says nothing the one that the
 * source's phrase comes to; `lesser` where it was closed by a conviction of something less. Null where nothing says, and
 * where type and phrase contradict each other.
 */
export function dispositionTypes(charge: Charge, courtCase: CourtCase): readonly string[] | null {
  const { disposition } = charge;
  const own = disposition?.type;
  const told = isTold(own) && own !== 'none-recorded' ? own : null;
  const meaning = disposition?.text === undefined ? null : meaningOf(disposition.text, courtCase.court.state);
  if (meaning === null || meaning.effect === 'unclear') return told === null ? null : alone(told);
  const standing = standingOf(charge, courtCase);
  if (told === null) {
    const isSettled = own !== 'none-recorded' || standing.nonconviction === MET || standing.pending === MET;
    if (!isSettled) return null;
    return meaning.effect === 'lesser' ? alone('lesser') : meaning.type === null ? null : alone(meaning.type);
  }
  if (meaning.type !== told && contradicts(ofType(charge, courtCase), standing)) return null;
  const isKindOfDismissal = DISMISSALS.includes(told) && meaning.type !== null && DISMISSALS.includes(meaning.type);
  return isKindOfDismissal && meaning.type !== told ? [told, meaning.type] : alone(told);
}

const lists = new Map<string, readonly string[]>();

/** The list of one word, made once. */
function alone(word: DispositionType | 'lesser'): readonly string[] {
  let list = lists.get(word);
  if (list === undefined) lists.set(word, (list = [word]));
  return list;
}

/** Types that say the same in different words: a source may call a nolle prosequi a dismissal. */
const DISMISSALS: readonly DispositionType[] = ['dismissed', 'nolle-prosequi', 'no-complaint'];

function isTold(type: DispositionType | undefined): type is DispositionType {
  return type !== undefined && type !== 'other';
}

function ofType({ disposition, sentence }: Charge, courtCase: CourtCase): Standing {
  switch (disposition?.type) {
    case 'convicted':
      return CONVICTED;
    case 'dismissed':
    case 'nolle-prosequi':
    case 'acquitted':
    case 'no-complaint':
    case 'vacated':
    case 'set-aside':
    case 'probation-before-judgment':
      return ENDED_WITHOUT;
    case 'pending':
    case 'stet':
      return ALIVE;
    case 'none-recorded':
      return NO_OUTCOME_RECORDED;
    case 'deferred':
    case 'diverted':
      return ofDeferral(disposition, courtCase, sentence);
    case 'other':
      return courtCase.status === 'closed' ? OVER_SOMEHOW : NOTHING_KNOWN;
    default:
      if (courtCase.status === 'open') return ALIVE;
      return courtCase.status === 'closed' ? OVER_SOMEHOW : NOTHING_KNOWN;
  }
}

function ofEffect(
  effect: Exclude<Effect, 'unclear'>,
  { sentence }: Charge,
  disposition: Disposition,
  courtCase: CourtCase,
): Standing {
  switch (effect) {
    case 'conviction':
      return CONVICTED;
    case 'nonconviction':
    case 'deferred-completed':
    case 'diversion-completed':
    case 'probation-before-judgment':
    case 'vacated':
    case 'set-aside':
      return ENDED_WITHOUT;
    case 'alive':
      return ALIVE;
    case 'lesser':
      return CLOSED_BY_LESSER;
    case 'deferred':
    case 'diverted':
      return ofDeferral(disposition, courtCase, sentence);
    case 'transferred':
      return courtCase.status === 'open' ? ALIVE : NOTHING_KNOWN;
  }
}

/** A deferral or diversion; where the source gives it a sentence, that one's status says whether it is over. */
function ofDeferral(disposition: Disposition, courtCase: CourtCase, sentence: Sentence | undefined): Standing {
  if (sentence?.status === 'completed') return ENDED_WITHOUT;
  if (sentence?.status === 'serving') return ALIVE;
  if (disposition.grantedDate !== undefined && disposition.date !== undefined) return ENDED_WITHOUT;
  if (courtCase.status === 'closed') return ENDED_WITHOUT;
  if (courtCase.status === 'open') return ALIVE;
  return DEFERRED_OPEN_OR_ENDED;
}

/** What two sources of one standing come to together. */
function reconciled(a: Standing, b: Standing): Standing {
  if ((a.pending === MET && b.nonconviction === MET) || (b.pending === MET && a.nonconviction === MET)) {
    return ALIVE_THOUGH_ENDED;
  }
  return {
    conviction: settled(a.conviction, b.conviction),
    nonconviction: settled(a.nonconviction, b.nonconviction),
    pending: settled(a.pending, b.pending),
  };
}

/** Whether the second says otherwise of something that the first knows, or does not know it. */
function contradicts(a: Standing, b: Standing): boolean {
  const differs = (one: Truth, other: Truth): boolean => one !== UNKNOWN && one !== other;
  return (
    differs(a.conviction, b.conviction) || differs(a.nonconviction, b.nonconviction) || differs(a.pending, b.pending)
  );
}

function settled(a: Truth, b: Truth): Truth {
  if (a === b || b === UNKNOWN) return a;
  return a === UNKNOWN ? b : UNKNOWN;
}
