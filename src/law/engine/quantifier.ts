/**
 * `some`, `every` and `none` over a set, in three-valued logic.
 */
import type { DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type ChargeRef, type Truth } from './determination.js';
import {
  asked,
  emptyTrace,
  required,
  seenOf,
  test,
  truthOf,
  type Compiled,
  type Context,
  type Evaluate,
  type Scope,
  type Unplaced,
} from './context.js';
import type { DayOperand, SetName, Test } from './expression.js';
import { FACTS, wordsForRange, type DateFact } from './facts.js';
import { statuteWords } from './offense-test.js';
import { compareDays, dayOperand, pushTurningDays } from './operands.js';
import { SET_WORDS, candidatesOf, isComplete, isLeftOut, silenceOf } from './sets.js';
import { readDate, type Member, type Subject } from './subject.js';
import { isAnyWithin } from './supposition.js';
import { wordsForLink } from './underlying.js';
import type { Division } from './value-parts.js';

/** Sets of which a person can say whether there is more than the file holds. */
const MORE_ELSEWHERE: ReadonlySet<SetName> = new Set([
  'convictions',
  'other-cases',
  'other-charges',
  'open-charges',
  'registrations',
  'warrants',
]);

const NO_BOUNDS: readonly (DayRange | null)[] = [];

/** The date that a bound of a set is compared with, where that is not the day of the conviction. */
const MEMBER_DATES: Partial<Record<SetName, string>> = {
  registrations: 'registration-date',
  'other-charges': 'arrest-date',
};

/** Compiles a quantifier whose `where` has been compiled already; null holds for every member. */
export function quantifier(
  expression: Extract<Test, { op: 'quantifier' }>,
  where: Compiled | null,
  scope: Scope,
): Unplaced {
  const window = expression.window.map(({ compare, value }) => ({
    compare,
    written: value,
    operand: dayOperand(value, scope),
  }));
  const dateOfMembers = MEMBER_DATES[expression.of] ?? 'conviction-date';
  const memberDate = required(FACTS, dateOfMembers) as DateFact;
  const every = expression.quantifier === 'every';
  const { of: set, atLeast } = expression;
  const words = SET_WORDS[set];

  const division: Division = {
    kind: 'more',
    truthOf: (isThereMore) => (isThereMore === (expression.quantifier === 'some') ? MET : NOT_MET),
  };

  /** The ends of the window, once for all members: they depend on the item and the as-of date. */
  const boundsOf = (context: Context): readonly (DayRange | null)[] =>
    window.length === 0 ? NO_BOUNDS : window.map(({ operand }) => operand(context));

  const within = (context: Context, subject: Subject, bounds: readonly (DayRange | null)[]): Truth => {
    let truth: Truth = MET;
    for (let at = 0; at < window.length; at++) {
      const { compare, written } = window[at] as (typeof window)[number];
      const value = memberDate.read(subject, context.asOf);
      if (value !== null && 'asOf' in written.base && context.turningDays !== null) {
        pushTurningDays(context.turningDays, value, written);
      }
      const bound = bounds[at] ?? null;
      const each = value === null || bound === null ? UNKNOWN : compareDays(value, compare, bound);
      if (each < truth) truth = each;
    }
    return truth;
  };

  /** What one member contributes; `belongs` has been narrowed by the window, `ask` is how `where` is asked. */
  const contribution = (context: Context, subject: Subject, belongs: Truth, ask: Evaluate | null): Truth => {
    if (belongs === NOT_MET) return every ? MET : NOT_MET;
    let holds: Truth = MET;
    if (ask !== null) {
      const outer = context.subject;
      context.subject = subject;
      holds = ask(context);
      context.subject = outer;
    }
    return every ? (Math.max(2 - belongs, holds) as Truth) : (Math.min(belongs, holds) as Truth);
  };

  const conclude = (context: Context, members: number, met: number, unknown: number, failed: number): Truth => {
    const complete = isComplete(set, context, window);
    if (every) {
      if (failed > 0) return NOT_MET;
      if (members === 0 && (set === 'underlying' || set === 'alleged')) return UNKNOWN;
      return unknown > 0 || !complete ? UNKNOWN : MET;
    }
    const some: Truth = met >= atLeast ? MET : met + unknown >= atLeast || !complete ? UNKNOWN : NOT_MET;
    return expression.quantifier === 'none' ? ((2 - some) as Truth) : some;
  };

  const plain = where === null ? null : where.evaluate;
  const supposing: Evaluate = (context) => {
    const { forced } = context;
    const isOpen = where !== null && (where.turns || (forced !== null && isAnyWithin(where.tests, forced.tests)));
    return judge(context, isOpen ? where.suppose : plain);
  };
  const judge = (context: Context, ask: Evaluate | null): Truth => {
    const bounds = boundsOf(context);
    let [members, met, unknown, failed] = [0, 0, 0, 0];
    for (const member of candidatesOf(set, context)) {
      if (isLeftOut(set, member, context)) continue;
      members++;
      const truth = contribution(
        context,
        member.subject,
        Math.min(member.belongs, within(context, member.subject, bounds)) as Truth,
        ask,
      );
      if (truth === MET) met++;
      else if (truth === UNKNOWN) unknown++;
      else failed++;
      // Enough is enough, unless every member has to say when it turns.
      if (context.turningDays === null && (every ? failed > 0 : met >= atLeast)) break;
    }
    return conclude(context, members, met, unknown, failed);
  };

  /** The members that decided the truth; none where it is that none was found. */
  const deciding = (context: Context, truth: Truth): { member: Member; inWindow: Truth }[] => {
    if (expression.quantifier === 'some' ? truth === NOT_MET : expression.quantifier === 'none' && truth === MET) {
      return [];
    }
    const decisive: Truth = truth === UNKNOWN ? UNKNOWN : every ? truth : MET;
    const bounds = boundsOf(context);
    const found: { member: Member; inWindow: Truth }[] = [];
    for (const member of candidatesOf(set, context)) {
      if (isLeftOut(set, member, context)) continue;
      const inWindow = within(context, member.subject, bounds);
      const belongs = Math.min(member.belongs, inWindow) as Truth;
      if (belongs !== NOT_MET && contribution(context, member.subject, belongs, plain) === decisive) {
        found.push({ member, inWindow });
      }
    }
    return found;
  };

  /** What is missing about a member whose part in the set is unknown. */
  const asksOfMember = (context: Context, member: Member, inWindow: Truth): { fact: string; question: string } => {
    const trace = emptyTrace(false);
    const outer = context.subject;
    context.subject = member.subject;
    where?.explain(context, truthOf(where, context), trace);
    context.subject = outer;
    const [unknown] = trace.unknowns;
    return unknown === undefined ? unknownMember(member, inWindow, dateOfMembers) : asked(unknown, context);
  };

  return test(
    expression,
    (context) => judge(context, plain),
    {
      facts: (context, truth, into) => {
        const shown = deciding(context, truth);
        if (shown.length === 0) {
          into.push(silenceOf(set, context, isComplete(set, context, window)).seen);
          return;
        }
        if (set === 'convictions' || set === 'other-cases') {
          for (const { member } of shown) context.members?.push(member.subject);
        }
        for (const { member } of shown) {
          into.push(seenOf(member.subject, words.one, wordsForLinked(member), 'recorded'));
        }
      },
      asks: (context, truth) => {
        const [first] = deciding(context, truth);
        if (first === undefined) {
          const { fact, question } = silenceOf(set, context, isComplete(set, context, window));
          return { fact, question };
        }
        const { fact, question } = asksOfMember(context, first.member, first.inWindow);
        return {
          fact,
          question: `About the ${words.one} ${wordsForLinked(first.member)}: ${question}`,
          // What a link rests on is known of the warrant or the violation, not of the charge.
          ...(fact === 'underlying-charges' ? {} : refOf(first.member.subject)),
        };
      },
      divides: (context) =>
        MORE_ELSEWHERE.has(set) && !every && deciding(context, UNKNOWN).length === 0 ? division : null,
    },
    {
      within: where?.tests ?? new Map(),
      suppose: supposing,
      // Some three members, and looking for them.
      cost: 5 + 3 * (where?.cost ?? 0),
      turns: (where?.turns ?? false) || window.some(({ written }) => turnsBound(written, scope)),
    },
  );
}

/** Why a member's part in a set is unknown when none of its own facts are: its disposition, or its date. */
function unknownMember(member: Member, inWindow: Truth, date: string): { fact: string; question: string } {
  if (member.link !== undefined && member.link.confidence !== 'certain') {
    return { fact: 'underlying-charges', question: 'Is it what the warrant or the violation rests on?' };
  }
  return inWindow === UNKNOWN && member.belongs !== UNKNOWN
    ? { fact: date, question: required(FACTS, date).question }
    : { fact: 'disposition', question: 'How did the charge end?' };
}

function refOf({ charge, courtCase }: Subject): { about?: ChargeRef } {
  return charge === null || courtCase === null ? {} : { about: { case: courtCase.caseNumber, count: charge.count } };
}

/** Whether a bound of a window depends on the as-of date. */
function turnsBound({ base }: DayOperand, scope: Scope): boolean {
  const fact = 'fact' in base ? base.fact : 'itemFact' in base ? base.itemFact : null;
  return (
    'asOf' in base || fact === 'as-of' || ('param' in base && required(scope.parameters, base.param).by === 'as-of')
  );
}

function wordsForLinked({ subject, link }: Member): string {
  const words = wordsForMember(subject);
  return link === undefined || link.basis === 'case' ? words : `${words}; ${wordsForLink(link)}`;
}

/** One line that lets a person find the charge: its statute, case and date. */
export function wordsForMember(subject: Subject): string {
  return (subject.words ??= memberWords(subject));
}

function memberWords(subject: Subject): string {
  const parts = [statuteWords(subject)];
  if (subject.courtCase !== null) {
    parts.push(
      `case ${subject.courtCase.caseNumber}${subject.charge === null ? '' : ` count ${subject.charge.count}`}`,
    );
  }
  const date = readDate(subject.charge?.disposition?.date ?? subject.registration?.date);
  if (date !== null) parts.push(wordsForRange(date));
  return parts.join(', ');
}
