/**
 * Tests of what the charge is about: its offence, its drug.
 */
import { substanceMatches } from '../drugs/index.js';
import { compileOffenses, parseStatute, printStatute, type OffenseMatcher } from '../statutes/index.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import { listening, required, sourceOf, type Answer, type Context, type Scope } from './context.js';
import type { Test } from './expression.js';
import { substanceOf } from './facts.js';
import type { Subject } from './subject.js';

/** The compiled form of one of the pack's offence lists. */
export function offenseList(name: string, scope: Scope): OffenseMatcher {
  let compiled = scope.compiledLists.get(name);
  if (compiled === undefined) {
    const list = required(scope.offenses, name);
    compiled = compileOffenses({ include: list.include, exclude: list.exclude, inchoate: list.inchoate }, scope.state);
    scope.compiledLists.set(name, compiled);
  }
  return compiled;
}

export function offenseTest(
  expression: Extract<Test, { op: 'offense' }>,
  scope: Scope,
): (context: Context) => Answer | Truth {
  const lists = expression.lists.map((name) => offenseList(name, scope));
  return (context) => {
    const { subject } = context;
    let truth: Truth = NOT_MET;
    const statute = expression.prior ? priorStatute(subject, scope.state) : subject.statute;
    for (const list of lists) {
      const each = list.test(statute, expression.prior ? null : subject.inchoate);
      if (each > truth) truth = each;
      if (truth === MET) break;
    }
    if (!listening(context)) return truth;
    return {
      truth,
      facts: () => [{ fact: 'statute', value: statuteWords(subject), basis: 'recorded', ...sourceOf(subject) }],
      asks: () => ({
        fact: 'statute',
        question:
          statute === null
            ? 'Which statute, with its subdivision, was the charge brought under?'
            : `Which subdivision of ${printStatute(statute)} was it?`,
      }),
    };
  };
}

function priorStatute(subject: Subject, state: string): Subject['statute'] {
  const text = subject.enhancement?.priorStatute;
  return text === undefined ? null : parseStatute(text, state);
}

export function statuteWords(subject: Subject): string {
  const text =
    subject.enhancement?.statute ??
    subject.alleged?.statute ??
    subject.registration?.statute ??
    subject.charge?.statute;
  if (text === undefined) return 'unknown';
  const read = subject.statute === null ? null : printStatute(subject.statute);
  const inchoate = subject.inchoate === null ? '' : `${subject.inchoate} of `;
  return read === null ? `"${text}" (not read as a statute)` : `${inchoate}${read}`;
}

export function substanceTest(expression: Extract<Test, { op: 'substance' }>): (context: Context) => Answer | Truth {
  return (context) => {
    const { subject } = context;
    const { reading, text } = substanceOf(subject);
    const truth = reading === null ? UNKNOWN : substanceMatches(reading, expression.names);
    if (!listening(context)) return truth;
    return {
      truth,
      facts: () => [
        {
          fact: 'substance',
          value: text ?? 'unknown',
          basis: subject.charge?.substance === undefined ? 'derived' : 'recorded',
          ...sourceOf(subject),
        },
      ],
      asks: () => ({ fact: 'substance', question: 'Which drug was it?' }),
    };
  };
}
