/**
 * Facts as tests read them: those every record has, and those a pack declares.
 */
import type { Day } from '../../common/legal-date.js';
import { required, type Scope } from './context.js';
import { FACTS, wordsForRange, type Fact } from './facts.js';
import { readDate, type Subject } from './subject.js';

/** A fact of every record, or one that the pack declares and a person (or the source) has to supply. */
export function readerOf(name: string, scope: Scope): Fact {
  const builtIn = FACTS.get(name);
  if (builtIn !== undefined) return builtIn;
  const declared = required(scope.facts, name);
  const raw = (subject: Subject): string | number | boolean | undefined =>
    subject.charge?.answers?.[name] ??
    subject.warrant?.answers?.[name] ??
    subject.violation?.answers?.[name] ??
    subject.courtCase?.answers?.[name] ??
    subject.person.answers?.[name];
  const question = declared.question;
  if (declared.type === 'date') {
    return { type: 'date', question, read: (subject) => readDate(stringOrNothing(raw(subject))) };
  }
  if (declared.type === 'number') {
    return {
      type: 'number',
      question,
      read: (subject) => {
        const value = raw(subject);
        return typeof value === 'number' && Number.isFinite(value) ? value : null;
      },
    };
  }
  return {
    type: declared.type,
    question,
    read: (subject) => {
      const value = raw(subject);
      return value === undefined ? null : [String(value)];
    },
  };
}

const stringOrNothing = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A fact's value in words, `unknown` where the record does not say. */
export function wordsFor(fact: Fact, subject: Subject, asOf: Day): string {
  if (fact.type === 'date') {
    const value = fact.read(subject, asOf);
    return value === null ? 'unknown' : wordsForRange(value);
  }
  if (fact.type === 'number') {
    const value = fact.read(subject, asOf);
    if (value === null) return 'unknown';
    return fact.unit === undefined ? String(value) : `${value} ${fact.unit}`;
  }
  const value = fact.read(subject, asOf);
  if (value === null) return 'unknown';
  if (fact.type === 'boolean') return value[0] === 'true' ? 'yes' : 'no';
  const [only] = value;
  return only !== undefined && value.length === 1 ? only : value.join(', ');
}
