/**
 * What a warrant or a probation violation rests on.
 *
 * Most rest on the charges of the case they are booked under. Where that case holds nothing but process (failure to
 * appear, contempt, capias, show cause), the matter itself is another case of the same person. It is looked for
 *
 * 1. by a *cross-reference*: the record names the other case, or the charge's description holds its number: certain;
 * 2. by the *case number*: the other case's number with something behind it (`24CR118-FTA`): probable;
 * 3. by *person and date*: a case of the same county that was running when the warrant was issued, or whose probation
 *    was when the violation was filed: probable where there is one, possible where there are several.
 *
 * A link that is not certain makes its charges unknown members of the set: the answer is a question, never a guess.
 */
import type { DayRange } from '../../common/legal-date.js';
import type { Charge, CourtCase } from '../../records/record.js';
import { isProcessOffense } from '../process/index.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import { sentenceEnd } from './facts.js';
import { dispositionTypes } from './standing.js';
import { readDate, type Member, type PreparedCase, type PreparedRecord, type Subject } from './subject.js';

/** How a warrant or a violation was brought together with a charge beneath it. */
export interface Link {
  readonly basis: 'case' | 'cross-reference' | 'case-number' | 'person-and-date';
  readonly confidence: 'certain' | 'probable' | 'possible';
}

/** The charges beneath a warrant or a violation, as far as the record tells. */
export interface Underlying {
  readonly members: readonly Member[];
  /** Whether these are certainly all of them. */
  readonly isCertain: boolean;
  /** The case that the record names and the file does not hold. */
  readonly absentCase: string | null;
}

const NOTHING: Underlying = { members: [], isCertain: false, absentCase: null };

/** The charges beneath the item, worked out once for a record. Nothing for an item that is a charge. */
export function underlyingOf(item: Subject, prepared: PreparedRecord): Underlying {
  let found = prepared.underlying.get(item);
  if (found === undefined) {
    found = item.warrant === null && item.violation === null ? NOTHING : search(item, prepared);
    prepared.underlying.set(item, found);
  }
  return found;
}

function search(item: Subject, prepared: PreparedRecord): Underlying {
  const own = prepared.cases.find((each) => each.courtCase === item.courtCase);
  if (own === undefined) return NOTHING;
  const counts = item.warrant?.counts ?? item.violation?.counts;
  const named = own.charges.filter((charge) => counts === undefined || counts.includes(charge.charge?.count ?? -1));
  const crossReferenced =
    item.warrant?.underlyingCaseNumber ?? item.violation?.underlyingCaseNumber ?? own.courtCase.underlyingCaseNumber;
  if (crossReferenced === undefined && named.some((charge) => !isProcess(charge))) {
    const members = beneath(item, named, counts !== undefined, { basis: 'case', confidence: 'certain' });
    return {
      members,
      isCertain: members.length > 0 && (counts === undefined || named.length >= counts.length),
      absentCase: null,
    };
  }
  if (crossReferenced !== undefined) {
    const other = prepared.cases.find((each) => isNumber(each.courtCase, crossReferenced));
    if (other === undefined) return { ...NOTHING, absentCase: crossReferenced };
    return certainly(beneath(item, matters(other), false, { basis: 'cross-reference', confidence: 'certain' }));
  }
  const others = prepared.cases.filter((each) => each !== own && isNear(each.courtCase, own.courtCase));
  const mentioned = others.filter((each) => named.some((charge) => mentions(charge.charge, each.courtCase)));
  if (mentioned.length > 0) {
    return certainly(
      mentioned.flatMap((each) =>
        beneath(item, matters(each), false, { basis: 'cross-reference', confidence: 'certain' }),
      ),
    );
  }
  const extended = others.filter((each) => extendsNumber(own.courtCase.caseNumber, each.courtCase.caseNumber));
  if (extended.length > 0) return candidates(item, extended, 'case-number');
  return candidates(
    item,
    others.filter((each) => wasRunning(item, each)),
    'person-and-date',
  );
}

function certainly(members: readonly Member[]): Underlying {
  return { members, isCertain: members.length > 0, absentCase: null };
}

/** Cases that may be the one: all their charges are unknown members, the more doubtful the more cases there are. */
function candidates(item: Subject, cases: readonly PreparedCase[], basis: Link['basis']): Underlying {
  const found = cases.map((each) =>
    beneath(item, matters(each), false, { basis, confidence: cases.length === 1 ? 'probable' : 'possible' }),
  );
  return {
    members: found.flat().map((member) => ({ ...member, belongs: UNKNOWN })),
    isCertain: false,
    absentCase: null,
  };
}

/** The charges that can lie beneath: all of them for a warrant; for a violation what put the person on probation. */
function beneath(item: Subject, charges: readonly Subject[], areNamed: boolean, link: Link): Member[] {
  return charges
    .map((subject): Member => ({
      subject,
      belongs: areNamed || item.violation === null ? MET : probationBehind(subject),
      link,
    }))
    .filter((member) => member.belongs !== NOT_MET);
}

/** Whether a charge can be what a person is on probation for: a conviction, or a probation before judgment or deferral. */
function probationBehind(subject: Subject): Truth {
  const { charge, courtCase } = subject;
  const types = charge === null || courtCase === null ? null : dispositionTypes(charge, courtCase);
  if (types?.some((type) => type === 'probation-before-judgment' || type === 'deferred') === true) return MET;
  return subject.standing.conviction;
}

const isProcess = ({ statute, inchoate, charge }: Subject): boolean =>
  isProcessOffense(statute, inchoate, charge?.description);

const matters = (courtCase: PreparedCase): Subject[] => courtCase.charges.filter((charge) => !isProcess(charge));

/** A case number as it is compared: letters and digits only. */
const bare = (number: string): string => number.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** A number shorter than this is too common to be recognised inside other text. */
const TELLING = 5;

const isNumber = (courtCase: CourtCase, number: string): boolean => bare(courtCase.caseNumber) === bare(number);

function mentions(charge: Charge | null, courtCase: CourtCase): boolean {
  const number = bare(courtCase.caseNumber);
  if (number.length < TELLING || !/\d/.test(number)) return false;
  return (charge?.description ?? '').split(/[\s,;:()]+/).some((word) => bare(word) === number);
}

function extendsNumber(longer: string, shorter: string): boolean {
  const number = bare(shorter);
  return number.length >= TELLING && /\d/.test(number) && bare(longer) !== number && bare(longer).startsWith(number);
}

/** Courts of one state, and of one county where both name theirs. */
function isNear(a: CourtCase, b: CourtCase): boolean {
  if (a.court.state !== b.court.state) return false;
  const [one, other] = [a.court.county?.toLowerCase(), b.court.county?.toLowerCase()];
  return one === undefined || other === undefined || one === other;
}

/** Whether the case may have been running, or its probation, on the day of the warrant or the violation. */
function wasRunning(item: Subject, { courtCase, charges }: PreparedCase): boolean {
  const day = readDate(item.warrant?.issuedDate ?? item.violation?.filedDate);
  return charges.some((subject) => {
    const { charge } = subject;
    if (charge === null || isProcess(subject)) return false;
    const began = readDate(courtCase.filedDate ?? charge.arrestDate ?? charge.offenseDate);
    if (day !== null && began !== null && began.from > day.to) return false;
    if (item.violation !== null) return probationBehind(subject) !== NOT_MET && mayRunOn(charge, day);
    if (subject.standing.pending !== NOT_MET) return true;
    const ended = readDate(charge.disposition?.date);
    if (day !== null && ended !== null && ended.to >= day.from) return true;
    return subject.standing.conviction !== NOT_MET && mayRunOn(charge, day);
  });
}

/** Whether a sentence may have been running on a day: it began before, and its end is later or unknown. */
function mayRunOn(charge: Charge, day: DayRange | null): boolean {
  if (day === null) return true;
  const began = readDate(charge.disposition?.grantedDate ?? charge.disposition?.date);
  if (began !== null && began.from > day.to) return false;
  const end = sentenceEnd(charge.sentence);
  return end === null || end.to >= day.from;
}

/** How a link is said in a trace; nothing where the charge simply stands in the same case. */
export function wordsForLink(link: Link): string {
  const by: Record<Link['basis'], string> = {
    case: 'in the same case',
    'cross-reference': 'linked by cross-reference',
    'case-number': 'linked by the case number',
    'person-and-date': 'linked by person and date',
  };
  return link.basis === 'case' ? by.case : `${by[link.basis]}: ${link.confidence}`;
}
