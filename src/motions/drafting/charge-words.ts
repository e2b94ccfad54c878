/** What a charge has become, in the words of a court paper: by the legal effect of its disposition, as the law room reads it. */
import { dispositionTypes, MET, NOT_MET, standingOf } from '../../law/index.js';
import type { Charge, CourtCase, Grade } from '../../records/record.js';
import { writeDate } from './write-words.js';

const WORDS: Readonly<Record<string, string>> = {
  convicted: 'convicted',
  dismissed: 'dismissed',
  'nolle-prosequi': 'nolle prosequi',
  acquitted: 'acquitted',
  stet: 'stet',
  diverted: 'diverted',
  deferred: 'deferred',
  'probation-before-judgment': 'probation before judgment',
  vacated: 'vacated',
  'set-aside': 'set aside',
  'no-complaint': 'no complaint filed',
  'none-recorded': 'no outcome recorded',
  pending: 'pending',
  lesser: 'closed by a conviction of a lesser charge',
};

const GRADES: Readonly<Record<Grade, string>> = {
  felony: 'a felony',
  misdemeanor: 'a misdemeanor',
  infraction: 'an infraction',
  violation: 'a violation',
  civil: 'a civil offense',
};

/** `a misdemeanor`, or null where the grade is not recorded. */
export function writeGrade(charge: Charge): string | null {
  return charge.grade === undefined ? null : GRADES[charge.grade];
}

/** When it was done, or is said to have been done: only a conviction lets a paper say that it was. Null without a date. */
export function writeCommitted(charge: Charge, courtCase: CourtCase): string | null {
  if (charge.offenseDate === undefined) return null;
  const isConviction = standingOf(charge, courtCase).conviction === MET;
  return `${isConviction ? 'committed' : 'said to have been committed'} on ${writeDate(charge.offenseDate)}`;
}

/**
 * How the charge ended, by what its disposition comes to in law. Where type and phrase of the record contradict each
 * other, or nobody wrote down what the phrase comes to, the source's own phrase is quoted: a court paper must not choose.
 */
export function writeDisposition(charge: Charge, courtCase: CourtCase): string {
  const text = charge.disposition?.text?.trim() ?? '';
  const [type] = dispositionTypes(charge, courtCase) ?? [];
  if (type === undefined) {
    if (text !== '') return `recorded as “${text}”`;
    return charge.disposition?.type === 'none-recorded' ? 'no outcome recorded' : 'outcome not recorded';
  }
  const { pending } = standingOf(charge, courtCase);
  const isRunning = (type === 'deferred' || type === 'diverted') && pending === MET;
  return `${WORDS[type] ?? type}${isRunning ? ', not yet over' : ''}`;
}

/** Whether a charge may still be before the court: it is open unless the record shows that it has ended. */
export function isOpenCharge(charge: Charge, courtCase: CourtCase): boolean {
  return standingOf(charge, courtCase).pending !== NOT_MET;
}

/** Whether a person can be on probation for the charge: a conviction, a probation before judgment, or a deferral. */
export function carriesProbation(charge: Charge, courtCase: CourtCase): boolean {
  const types = dispositionTypes(charge, courtCase);
  if (types?.some((type) => type === 'probation-before-judgment' || type === 'deferred') === true) return true;
  return standingOf(charge, courtCase).conviction === MET;
}
