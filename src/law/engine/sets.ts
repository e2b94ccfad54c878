/**
 * The sets that quantifiers look through, and what each set's silence means.
 */
import { formatDay, type DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import type { Context } from './context.js';
import type { DayComparison, SetName, Test } from './expression.js';
import {
  allegedSubject,
  enhancementSubject,
  registrationSubject,
  type PreparedRecord,
  type Subject,
} from './subject.js';

export interface Member {
  subject: Subject;
  /** Whether it belongs to the set at all. */
  belongs: Truth;
}

/** What the set's silence means: everything is in the file, or not, and on what that rests. */
export interface Silence {
  complete: boolean;
  basis: 'recorded' | 'coverage' | 'assumption';
  says: string;
  fact: string;
  question: string;
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
  warrants: { fact: 'warrants', question: 'Does the person have other warrants?', one: 'warrant' },
};

/** The members of a set around the item, each with whether it belongs. */
export function membersOf(set: SetName, context: Context): Member[] {
  const { prepared, item, subject } = context;
  switch (set) {
    case 'convictions':
    case 'other-cases': {
      const members: Member[] = [];
      for (const each of prepared.charges) {
        if (set === 'other-cases' && each.courtCase === item.courtCase) continue;
        if (each.charge !== item.charge && each.standing.conviction !== NOT_MET) {
          members.push({ subject: each, belongs: each.standing.conviction });
        }
      }
      return members;
    }
    case 'open-charges': {
      const members: Member[] = [];
      for (const each of prepared.charges) {
        if (each.charge !== item.charge && each.standing.pending !== NOT_MET) {
          members.push({ subject: each, belongs: each.standing.pending });
        }
      }
      return members;
    }
    case 'case-charges':
      return prepared.charges
        .filter((each) => each.courtCase === subject.courtCase && each.charge !== subject.charge)
        .map((each) => ({ subject: each, belongs: MET }));
    case 'underlying':
      return underlyingOf(item, prepared);
    case 'registrations':
      return (prepared.record.registrations ?? []).map((registration) => ({
        subject: registrationSubject(prepared, registration),
        belongs: MET,
      }));
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
    case 'warrants':
      return prepared.cases.flatMap((each) =>
        each.warrants
          .filter((other) => other.warrant !== item.warrant)
          .map((other): Member => ({
            subject: other,
            belongs: other.warrant?.status === undefined ? UNKNOWN : other.warrant.status === 'open' ? MET : NOT_MET,
          })),
      );
  }
}

/**
 * The charges beneath a warrant (the counts it names, else every charge of its case), or the convictions beneath a
 * violation (the counts it names, else every charge of the case that put the person on probation).
 */
export function underlyingOf(item: Subject, prepared: PreparedRecord): Member[] {
  const inCase = prepared.cases.find((each) => each.courtCase === item.courtCase)?.charges ?? [];
  const counts = item.warrant?.counts ?? item.violation?.counts;
  if (counts !== undefined) {
    return inCase
      .filter((subject) => counts.includes(subject.charge?.count ?? -1))
      .map((subject) => ({ subject, belongs: MET }));
  }
  if (item.violation === null) return inCase.map((subject) => ({ subject, belongs: MET }));
  return inCase
    .map((subject): Member => ({ subject, belongs: probationBehind(subject) }))
    .filter((member) => member.belongs !== NOT_MET);
}

/** Whether a charge can be what a person is on probation for: a conviction, or a probation before judgment or deferral. */
function probationBehind(subject: Subject): Truth {
  const type = subject.charge?.disposition?.type;
  if (type === 'probation-before-judgment' || type === 'deferred') return MET;
  return subject.standing.conviction;
}

export function silenceOf(
  expression: Extract<Test, { op: 'quantifier' }>,
  context: Context,
  window: readonly { compare: DayComparison; operand: (context: Context) => DayRange | null }[],
): Silence {
  const { coverage } = context.prepared;
  const words = SET_WORDS[expression.of];
  const base = { fact: words.fact, question: words.question };
  switch (expression.of) {
    case 'convictions':
    case 'other-cases':
    case 'registrations': {
      const assumed = context.assume.has('no-other-history');
      if (coverage.history === 'county' && !assumed) {
        return {
          ...base,
          complete: false,
          basis: 'recorded',
          says: "none in this county's file; other counties are not in it",
        };
      }
      // What happened after the file ends is unknown, unless the question is only about the time before.
      if (coverage.completeThrough !== null && coverage.completeThrough.from < context.asOf && !assumed) {
        const through = coverage.completeThrough.from;
        const asksOnlyBefore = window.some(({ compare, operand }) => {
          if (compare !== 'before' && compare !== 'onOrBefore' && compare !== 'on') return false;
          const bound = operand(context);
          return bound !== null && bound.to - (compare === 'before' ? 1 : 0) <= through;
        });
        if (!asksOnlyBefore) {
          return {
            ...base,
            complete: false,
            basis: 'recorded',
            says: `none in a file that ends on ${formatDay(through)}`,
          };
        }
      }
      if (coverage.history === 'county')
        return { ...base, complete: true, basis: 'assumption', says: 'none (assumed for this scan)' };
      return {
        ...base,
        complete: true,
        basis: 'coverage',
        says:
          coverage.history === 'state'
            ? `none in the state's file; no ${words.one} elsewhere: verify`
            : 'none in the national file',
      };
    }
    case 'open-charges':
    case 'warrants':
      if (coverage.pendingMatters === 'yes')
        return { ...base, complete: true, basis: 'coverage', says: 'none in the file' };
      if (context.assume.has('no-pending-matters')) {
        return { ...base, complete: true, basis: 'assumption', says: 'none (assumed for this scan): verify' };
      }
      return { ...base, complete: false, basis: 'recorded', says: 'the file does not hold pending matters' };
    case 'underlying':
    case 'alleged': {
      const named = context.item.warrant?.counts ?? context.item.violation?.counts;
      const found = membersOf(expression.of, context).length;
      const complete = found > 0 && (expression.of === 'alleged' || named === undefined || found >= named.length);
      return { ...base, complete, basis: 'recorded', says: complete ? 'none' : 'the record does not say' };
    }
    case 'enhancements':
      return {
        ...base,
        complete: context.subject.charge?.enhancements !== undefined,
        basis: 'recorded',
        says: context.subject.charge?.enhancements === undefined ? 'the record does not say' : 'none',
      };
    case 'case-charges':
      return { ...base, complete: true, basis: 'recorded', says: 'none in the case' };
  }
}
