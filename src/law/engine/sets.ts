/**
 * The sets that quantifiers look through, and what each set's silence means.
 */
import type { Day, DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type SeenFact } from './determination.js';
import type { Context } from './context.js';
import type { DayComparison, SetName } from './expression.js';
import { wordsForRange } from './facts.js';
import { allegedSubject, enhancementSubject, scoredPriorsOf, type Member } from './subject.js';
import { underlyingOf } from './underlying.js';

/** What a set's silence says, on what that rests, and what to ask where it says nothing. */
export interface Silence {
  basis: 'recorded' | 'coverage' | 'assumption';
  says: string;
  fact: string;
  question: string;
  /** The same as a fact that was seen. */
  seen: SeenFact;
}

export const SET_WORDS: Record<SetName, { fact: string; question: string; one: string }> = {
  convictions: {
    fact: 'criminal-history',
    question: 'Does the person have other convictions that this file does not hold?',
    one: 'conviction',
  },
  'other-cases': {
    fact: 'criminal-history',
    question: 'Does the person have other convictions that this file does not hold?',
    one: 'conviction in another case',
  },
  'case-charges': {
    fact: 'case-charges',
    question: 'Which other charges does the case have?',
    one: 'charge in the same case',
  },
  underlying: {
    fact: 'underlying-charges',
    question: 'Which charges or convictions does it rest on?',
    one: 'underlying charge',
  },
  'open-charges': { fact: 'pending-matters', question: 'Does the person have a pending case?', one: 'pending charge' },
  registrations: { fact: 'registrations', question: 'Does the person have a duty to register?', one: 'registration' },
  alleged: { fact: 'alleged-conduct', question: 'What does the violation allege?', one: 'allegation' },
  enhancements: { fact: 'enhancements', question: 'Which enhancements were imposed?', one: 'enhancement' },
  'scored-priors': {
    fact: 'scored-priors',
    question: 'Which priors were counted in the offender score, and with how many points?',
    one: 'scored prior',
  },
  'other-charges': {
    fact: 'criminal-history',
    question: 'Does the person have other arrests or charges that this file does not hold?',
    one: 'charge in another case',
  },
  'case-violations': {
    fact: 'case-violations',
    question: 'Is a violation of probation pending in the case?',
    one: 'violation of probation in the same case',
  },
  warrants: { fact: 'warrants', question: 'Does the person have other warrants?', one: 'warrant' },
};

/**
 * The candidates of a set around the item, each with whether it belongs. The lists about a whole record are made once
 * for it and hold the item itself: `isLeftOut` tells which of them are not meant.
 */
export function candidatesOf(set: SetName, context: Context): readonly Member[] {
  const { prepared, item, subject } = context;
  switch (set) {
    case 'convictions':
    case 'other-cases':
      return prepared.convictions;
    case 'open-charges':
      return prepared.openCharges;
    case 'case-charges':
      return prepared.cases.find((each) => each.courtCase === subject.courtCase)?.members ?? NO_MEMBERS;
    case 'underlying':
      return underlyingOf(item, prepared).members;
    case 'registrations':
      return prepared.registrations;
    case 'alleged':
      return (item.violation?.alleged ?? []).map((alleged) => ({
        subject: allegedSubject(item, alleged),
        belongs: MET,
      }));
    case 'enhancements':
      return (subject.charge?.enhancements ?? []).map((enhancement) => ({
        subject: enhancementSubject(subject, enhancement),
        belongs: MET,
      }));
    case 'scored-priors':
      return scoredPriorsOf(subject, prepared);
    case 'other-charges':
      return prepared.members;
    case 'case-violations':
      return (prepared.cases.find((each) => each.courtCase === subject.courtCase)?.violations ?? []).map(
        (violation) => ({
          subject: violation,
          belongs: MET,
        }),
      );
    case 'warrants':
      return prepared.cases.flatMap((each) =>
        each.warrants.map((other): Member => ({
          subject: other,
          belongs: other.warrant?.status === undefined ? UNKNOWN : other.warrant.status === 'open' ? MET : NOT_MET,
        })),
      );
  }
}

const NO_MEMBERS: readonly Member[] = [];

/**
 * Whether a candidate is not meant by the set: the item itself, the charge at hand among those of its case, a charge of
 * the item's own case where other cases are asked for, or an arrest without an outcome where the office assumes that
 * nothing is pending.
 */
export function isLeftOut(set: SetName, member: Member, context: Context): boolean {
  const { item } = context;
  switch (set) {
    case 'convictions':
      return member.subject.charge === item.charge;
    case 'case-charges':
      return member.subject.charge === context.subject.charge;
    case 'other-cases':
    case 'other-charges':
      return member.subject.courtCase === item.courtCase;
    case 'open-charges':
      return (
        member.subject.charge === item.charge ||
        (member.belongs === UNKNOWN && context.assume.has('no-pending-matters'))
      );
    case 'warrants':
      return member.subject.warrant === item.warrant;
    default:
      return false;
  }
}

type Window = readonly { compare: DayComparison; operand: (context: Context) => DayRange | null }[];

/** Whether the set's silence means "no more than these". */
export function isComplete(set: SetName, context: Context, window: Window): boolean {
  const { coverage } = context.prepared;
  switch (set) {
    case 'convictions':
    case 'other-cases':
    case 'other-charges':
    case 'registrations':
      if (context.assume.has('no-other-history')) return true;
      if (coverage.history === 'county') return false;
      return (
        coverage.completeThrough === null ||
        coverage.completeThrough.from >= context.scanDay ||
        asksOnlyBefore(coverage.completeThrough.from, context, window)
      );
    case 'open-charges':
    case 'warrants':
      return coverage.pendingMatters === 'yes' || context.assume.has('no-pending-matters');
    case 'underlying':
      return underlyingOf(context.item, context.prepared).isCertain;
    case 'alleged':
      return (context.item.violation?.alleged ?? []).length > 0;
    case 'enhancements':
      return context.subject.charge?.enhancements !== undefined;
    case 'scored-priors':
      return context.subject.charge?.sentence?.scoredPriors !== undefined;
    case 'case-charges':
    case 'case-violations':
      return true;
  }
}

/** Whether the question is only about the time up to a day: then a file that ends on that day is enough for it. */
function asksOnlyBefore(through: Day, context: Context, window: Window): boolean {
  return window.some(({ compare, operand }) => {
    if (compare !== 'before' && compare !== 'onOrBefore' && compare !== 'on') return false;
    const bound = operand(context);
    return bound !== null && bound.to - (compare === 'before' ? 1 : 0) <= through;
  });
}

/** What silences say, by set and variant: the same words for millions of items are made once. */
const silences = new Map<SetName, Map<string, Silence>>();

/** What a set's silence says, and on what that rests. */
export function silenceOf(set: SetName, context: Context, complete: boolean): Silence {
  const { coverage } = context.prepared;
  switch (set) {
    case 'convictions':
    case 'other-cases':
    case 'other-charges':
    case 'registrations':
      if (!complete && coverage.history !== 'county') return endsTooEarly(set, coverage.completeThrough);
      return known(set, complete ? coverage.history : 'one-county');
    case 'open-charges':
    case 'warrants':
      return known(set, complete ? coverage.pendingMatters : 'not-pending');
    case 'underlying': {
      const { absentCase } = underlyingOf(context.item, context.prepared);
      return absentCase === null ? known(set, complete ? 'complete' : 'incomplete') : namesAbsentCase(absentCase);
    }
    default:
      return known(set, complete ? 'complete' : 'incomplete');
  }
}

function known(set: SetName, variant: string): Silence {
  let ofSet = silences.get(set);
  if (ofSet === undefined) silences.set(set, (ofSet = new Map<string, Silence>()));
  let found = ofSet.get(variant);
  if (found === undefined) ofSet.set(variant, (found = silence(set, ...wordsFor(set, variant))));
  return found;
}

function silence(set: SetName, basis: Silence['basis'], says: string, question?: string): Silence {
  const { fact, question: usual } = SET_WORDS[set];
  return { basis, says, fact, question: question ?? usual, seen: { fact, value: says, basis } };
}

/** The words for a file's history (`state`, `national`, `county`), for its pending matters (`yes`, `no`), and for other sets. */
function wordsFor(set: SetName, variant: string): [basis: Silence['basis'], says: string] {
  const { one } = SET_WORDS[set];
  switch (variant) {
    case 'national':
      return ['coverage', `no such ${one} in the national file`];
    case 'state':
      return ['coverage', `no such ${one} in the state's file; that there is none elsewhere is assumed: verify`];
    case 'county':
      return [
        'assumption',
        `no such ${one} in the file; that there is none elsewhere is assumed for this scan: verify`,
      ];
    case 'yes':
      return ['coverage', `no such ${one} in the file`];
    case 'no':
      return ['assumption', `no ${one}: assumed for this scan: verify`];
    case 'complete':
      return ['recorded', `no such ${one}`];
    case 'one-county':
      return ['recorded', `no such ${one} in this county's file, which does not hold the other counties`];
    case 'not-pending':
      return ['recorded', 'the file does not hold pending matters'];
    default:
      return ['recorded', 'the record does not say'];
  }
}

function endsTooEarly(set: SetName, through: DayRange | null): Silence {
  const day = through === null ? 'an unknown day' : wordsForRange(through);
  return silence(set, 'recorded', `no such ${SET_WORDS[set].one} in a file that ends on ${day}`);
}

function namesAbsentCase(number: string): Silence {
  return silence(
    'underlying',
    'recorded',
    `case ${number}, which the file does not hold`,
    `Which charges does case ${number} hold? The file does not have it.`,
  );
}
