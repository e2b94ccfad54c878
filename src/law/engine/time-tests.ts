/**
 * Tests of time that has run: waits, and the person's age.
 */
import { addYears, formatDay, type DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type SeenFact, type Truth } from './determination.js';
import { listening, required, sourceOf, type Answer, type Context, type Scope } from './context.js';
import type { Test } from './expression.js';
import { FACTS, shift, wordsForRange, type DateFact } from './facts.js';
import { compareDays, numberOperand } from './operands.js';
import { readerOf, wordsFor } from './readers.js';

export function elapsedTest(
  expression: Extract<Test, { op: 'elapsed' }>,
  scope: Scope,
): (context: Context) => Answer | Truth {
  const fact = readerOf(expression.since, scope) as DateFact;
  const years = numberOperand(expression.years, scope);
  const months = numberOperand(expression.months, scope);
  const days = numberOperand(expression.days, scope);
  const extra = expression.moreThan ? 1 : 0;
  return (context) => {
    const since = fact.read(context.subject, context.asOf);
    const [y, m, d] = [years(context), months(context), days(context)];
    let truth: Truth = UNKNOWN;
    let complete: DayRange | null = null;
    if (since !== null && y !== null && m !== null && d !== null) {
      const end = shift(since, y, m, d);
      complete = { from: end.from + extra, to: end.to + extra };
      truth = context.asOf >= complete.to ? MET : context.asOf < complete.from ? NOT_MET : UNKNOWN;
      context.turningDays?.push(complete.to);
    }
    if (!listening(context)) return truth;
    const { subject, asOf } = context;
    return {
      truth,
      facts: () => [
        {
          fact: expression.since,
          value:
            complete === null
              ? wordsFor(fact, subject, asOf)
              : `${wordsFor(fact, subject, asOf)}; the wait is complete ${complete.from === complete.to ? `on ${formatDay(complete.to)}` : wordsForRange(complete)}`,
          basis: fact.derived === true ? 'derived' : 'recorded',
          ...sourceOf(subject),
        },
      ],
      asks: () => ({ fact: expression.since, question: fact.question }),
    };
  };
}

export function ageTest(expression: Extract<Test, { op: 'age' }>, scope: Scope): (context: Context) => Answer | Truth {
  const born = required(FACTS, 'birth-date') as DateFact;
  const onFact = expression.on === 'as-of' ? null : (readerOf(expression.on, scope) as DateFact);
  const years = numberOperand(expression.years, scope);
  return (context) => {
    const birth = born.read(context.subject, context.asOf);
    const on = onFact === null ? { from: context.asOf, to: context.asOf } : onFact.read(context.subject, context.asOf);
    const wanted = years(context);
    let truth: Truth = UNKNOWN;
    if (birth !== null && wanted !== null) {
      const reaches: DayRange = { from: addYears(birth.from, wanted), to: addYears(birth.to, wanted) };
      if (onFact === null) context.turningDays?.push(reaches.to);
      if (on !== null) {
        const atLeast = compareDays(on, 'onOrAfter', reaches);
        truth = expression.compare === 'atLeast' ? atLeast : ((2 - atLeast) as Truth);
      }
    }
    if (!listening(context)) return truth;
    const { subject, asOf } = context;
    return {
      truth,
      facts: () => {
        const facts: SeenFact[] = [
          { fact: 'birth-date', value: wordsFor(born, subject, asOf), basis: 'recorded', ...sourceOf(subject) },
        ];
        if (onFact !== null) {
          facts.push({
            fact: expression.on,
            value: wordsFor(onFact, subject, asOf),
            basis: 'recorded',
            ...sourceOf(subject),
          });
        }
        return facts;
      },
      asks: () =>
        birth === null || onFact === null || on !== null
          ? { fact: 'birth-date', question: born.question }
          : { fact: expression.on, question: onFact.question },
    };
  };
}
