/**
 * `some`, `every` and `none` over a set, in three-valued logic.
 */
import { MET, NOT_MET, UNKNOWN, type SeenFact, type Truth } from './determination.js';
import { required, sourceOf, type Answer, type Context, type Evaluate, type Report, type Scope } from './context.js';
import type { Test } from './expression.js';
import { FACTS, wordsForRange, type DateFact, type Fact } from './facts.js';
import { statuteWords } from './offense-test.js';
import { compareDays, dayOperand, pushTurningDays } from './operands.js';
import { SET_WORDS, membersOf, silenceOf, type Member } from './sets.js';
import { readDate, type Subject } from './subject.js';

export function quantifier(
  expression: Extract<Test, { op: 'quantifier' }>,
  where: Evaluate | null,
  scope: Scope,
): (context: Context) => Answer | Truth {
  const window = expression.window.map(({ compare, value }) => ({
    compare,
    written: value,
    operand: dayOperand(value, scope),
  }));
  const memberDate = required(
    FACTS,
    expression.of === 'registrations' ? 'registration-date' : 'conviction-date',
  ) as DateFact;
  const every = expression.quantifier === 'every';
  const words = SET_WORDS[expression.of];

  const within = (context: Context, subject: Subject): Truth => {
    let truth: Truth = MET;
    for (const { compare, written, operand } of window) {
      const value = memberDate.read(subject, context.asOf);
      if (value !== null && 'asOf' in written.base && context.turningDays !== null) {
        pushTurningDays(context.turningDays, value, written);
      }
      const bound = operand(context);
      const each = value === null || bound === null ? UNKNOWN : compareDays(value, compare, bound);
      if (each < truth) truth = each;
    }
    return truth;
  };

  return (context) => {
    const outer = { subject: context.subject, seen: context.seen };
    const members = membersOf(expression.of, context);
    const looks: { member: Member; truth: Truth; reports: Report[] }[] = [];
    let met = 0;
    let unknown = 0;
    let failed = 0;
    for (const member of members) {
      const reports: Report[] = [];
      context.seen = outer.seen === null ? null : reports;
      let belongs = member.belongs;
      const inWindow = within(context, member.subject);
      if (inWindow < belongs) belongs = inWindow;
      let truth: Truth = belongs;
      if (belongs !== NOT_MET) {
        context.subject = member.subject;
        const holds = where === null ? MET : where(context);
        context.subject = outer.subject;
        truth = every ? (Math.max(2 - belongs, holds) as Truth) : (Math.min(belongs, holds) as Truth);
      } else if (every) truth = MET;
      if (truth === MET) met++;
      else if (truth === UNKNOWN) unknown++;
      else failed++;
      if (outer.seen !== null && (belongs !== NOT_MET || inWindow === UNKNOWN)) {
        if (reports.length === 0 && truth === UNKNOWN) {
          reports.push(unknownMember(expression, member, inWindow, memberDate));
        }
        looks.push({ member, truth, reports });
      }
    }
    context.seen = outer.seen;
    const silence = silenceOf(expression, context, window);
    let truth: Truth;
    if (every) {
      if (failed > 0) truth = NOT_MET;
      else if (members.length === 0 && (expression.of === 'underlying' || expression.of === 'alleged')) truth = UNKNOWN;
      else truth = unknown > 0 || !silence.complete ? UNKNOWN : MET;
    } else {
      const some: Truth =
        met >= expression.atLeast ? MET : met + unknown >= expression.atLeast || !silence.complete ? UNKNOWN : NOT_MET;
      truth = expression.quantifier === 'none' ? ((2 - some) as Truth) : some;
    }
    if (outer.seen === null) return truth;
    const decidedBy: Truth = truth === UNKNOWN ? UNKNOWN : every ? (truth === MET ? MET : NOT_MET) : MET;
    const shown = looks.filter((look) => look.truth === decidedBy);
    return {
      truth,
      facts: () => {
        const facts: SeenFact[] = shown.map(({ member }) => ({
          fact: words.one,
          value: wordsForMember(member.subject),
          basis: 'recorded',
          ...sourceOf(member.subject),
        }));
        if (facts.length === 0) facts.push({ fact: silence.fact, value: silence.says, basis: silence.basis });
        return facts;
      },
      asks: () => {
        const first = shown.find((look) => look.reports.some((report) => report.truth === UNKNOWN));
        const report = first?.reports.find((each) => each.truth === UNKNOWN);
        if (first === undefined || report === undefined) return { fact: silence.fact, question: silence.question };
        return {
          fact: report.fact,
          question: `About the ${words.one} ${wordsForMember(first.member.subject)}: ${report.question}`,
        };
      },
    };
  };
}

/** Why a member's part in a set is unknown when none of its own facts were asked: its disposition, or its date. */
function unknownMember(
  expression: Extract<Test, { op: 'quantifier' }>,
  member: Member,
  inWindow: Truth,
  memberDate: Fact,
): Report {
  const asks =
    member.belongs === UNKNOWN
      ? { fact: 'disposition', question: 'How did the charge end?' }
      : { fact: inWindow === UNKNOWN ? 'conviction-date' : 'disposition', question: memberDate.question };
  return { test: expression, truth: UNKNOWN, facts: [], ...asks };
}

/** One line that lets a person find the charge: its statute, case and date. */
export function wordsForMember(subject: Subject): string {
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
