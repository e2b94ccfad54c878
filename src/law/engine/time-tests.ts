/**
 * Tests of time that has run: waits, and the person's age.
 */
import { addYears, formatDay, type Day, type DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import { required, seenOf, test, type Context, type Evaluate, type Scope, type Unplaced } from './context.js';
import type { Test } from './expression.js';
import { FACTS, shift, wordsForRange, type DateFact } from './facts.js';
import { compareDays, numberOperand } from './operands.js';
import { readerOf, wordsFor } from './readers.js';
import { keeper } from './value-parts.js';

/** `{elapsed: {since: F, years: N}}`: the anniversary day counts, unless the law says "more than". */
export function elapsedTest(expression: Extract<Test, { op: 'elapsed' }>, scope: Scope): Unplaced {
  const fact = readerOf(expression.since, scope) as DateFact;
  const years = numberOperand(expression.years, scope);
  const months = numberOperand(expression.months, scope);
  const days = numberOperand(expression.days, scope);
  const extra = expression.moreThan ? 1 : 0;
  const kept = keeper();
  const completion = (context: Context): DayRange | null => {
    const since = fact.read(context.subject, context.asOf);
    const [y, m, d] = [years(context), months(context), days(context)];
    if (since === null || y === null || m === null || d === null) return null;
    const end = shift(since, y, m, d);
    return { from: end.from + extra, to: end.to + extra };
  };
  const judge: Evaluate = (context) => {
    const complete = completion(context);
    if (complete === null) return UNKNOWN;
    context.turningDays?.push(complete.to);
    return context.asOf >= complete.to ? MET : context.asOf < complete.from ? NOT_MET : UNKNOWN;
  };
  return test(
    expression,
    judge,
    {
      facts: (context, _truth, into) => {
        const { subject, asOf } = context;
        const complete = completion(context);
        const since = wordsFor(fact, subject, asOf);
        const until =
          complete === null
            ? ''
            : complete.from === complete.to
              ? `on ${formatDay(complete.to)}`
              : wordsForRange(complete);
        const value = complete === null ? since : `${since}; the wait is complete ${until}`;
        into.push(seenOf(subject, expression.since, value, fact.derived === true ? 'derived' : 'recorded'));
      },
      asks: () => ({ fact: expression.since, question: fact.question }),
      divides: (context) => {
        const { asOf, subject } = context;
        const [y, m, d] = [years(context), months(context), days(context)];
        if (fact.read(subject, asOf) !== null || y === null || m === null || d === null) return null;
        return kept(`${asOf} ${y} ${m} ${d}`, () => {
          const truthOf = (since: Day): Truth =>
            asOf >= shift({ from: since, to: since }, y, m, d).to + extra ? MET : NOT_MET;
          const last = lastDay(shift({ from: asOf, to: asOf }, -y, -m, -d).to, (day) => truthOf(day) === MET);
          return { kind: 'day', cuts: [last + 1], truthOf, inTime: MET };
        });
      },
    },
    { turns: true },
  );
}

/** `{age: {on: …, atLeast/under: N}}`: the birthday itself completes the year. */
export function ageTest(expression: Extract<Test, { op: 'age' }>, scope: Scope): Unplaced {
  const born = required(FACTS, 'birth-date') as DateFact;
  const onFact = expression.on === 'as-of' ? null : (readerOf(expression.on, scope) as DateFact);
  const years = numberOperand(expression.years, scope);
  const kept = keeper();
  const judge: Evaluate = (context) => {
    const birth = born.read(context.subject, context.asOf);
    const wanted = years(context);
    if (birth === null || wanted === null) return UNKNOWN;
    const reaches: DayRange = { from: addYears(birth.from, wanted), to: addYears(birth.to, wanted) };
    if (onFact === null) context.turningDays?.push(reaches.to);
    const on = onFact === null ? { from: context.asOf, to: context.asOf } : onFact.read(context.subject, context.asOf);
    if (on === null) return UNKNOWN;
    const atLeast = compareDays(on, 'onOrAfter', reaches);
    return expression.compare === 'atLeast' ? atLeast : ((2 - atLeast) as Truth);
  };
  return test(
    expression,
    judge,
    {
      facts: ({ subject, asOf }, _truth, into) => {
        into.push(seenOf(subject, 'birth-date', wordsFor(born, subject, asOf), 'recorded'));
        if (onFact === null) return;
        into.push(seenOf(subject, expression.on, wordsFor(onFact, subject, asOf), 'recorded'));
      },
      asks: ({ subject, asOf }) =>
        onFact !== null && onFact.read(subject, asOf) === null && born.read(subject, asOf) !== null
          ? { fact: expression.on, question: onFact.question }
          : { fact: 'birth-date', question: born.question },
      divides: (context) => {
        const { subject, asOf } = context;
        const on = onFact === null ? { from: asOf, to: asOf } : onFact.read(subject, asOf);
        const wanted = years(context);
        if (born.read(subject, asOf) !== null || on === null || on.from !== on.to || wanted === null) return null;
        return kept(`${on.to} ${wanted}`, () => {
          const isReached = (birth: Day): boolean => on.to >= addYears(birth, wanted);
          const ofAge: Truth = expression.compare === 'atLeast' ? MET : NOT_MET;
          const truthOf = (birth: Day): Truth => (isReached(birth) ? ofAge : ((2 - ofAge) as Truth));
          const cuts = [lastDay(addYears(on.to, -wanted), isReached) + 1];
          return { kind: 'day', cuts, truthOf, ...(onFact === null ? { inTime: ofAge } : {}) };
        });
      },
    },
    {
      turns:
        onFact === null ||
        (typeof expression.years === 'object' && required(scope.parameters, expression.years.param).by === 'as-of'),
    },
  );
}

/** The last day on which something holds that holds up to about this day: the way back is inexact at the ends of months. */
function lastDay(near: Day, holds: (day: Day) => boolean): Day {
  let day = near + 4;
  while (!holds(day)) day -= 1;
  return day;
}
