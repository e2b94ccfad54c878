/**
 * Tests of what the charge is about: its offence, its drug.
 */
import { substanceMatches } from '../drugs/index.js';
import {
  compileOffenses,
  parseStatute,
  presentNumber,
  printStatute,
  type OffenseMatcher,
  type Statute,
} from '../statutes/index.js';
import type { DayRange } from '../../common/legal-date.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from './determination.js';
import { required, seenOf, test, type Evaluate, type Scope, type Unplaced } from './context.js';
import type { Test } from './expression.js';
import { FACTS, STATUTE_NUMBER, substanceOf, type DateFact } from './facts.js';
import { wordsFor } from './readers.js';
import type { Subject } from './subject.js';
import { byWords, keeper, type Division } from './value-parts.js';

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

const OFFENSE_DATE = required(FACTS, 'offense-date') as DateFact;
/** The offence date does not depend on the day as of which the record is judged. */
const NO_DAY = 0;

/** `{offense: LIST}`: the charge at hand, or with `priorOffense` what an enhancement rests on, is on one of the lists. */
export function offenseTest(expression: Extract<Test, { op: 'offense' }>, scope: Scope): Unplaced {
  const lists = expression.lists.map((name) => offenseList(name, scope));
  const cited = (subject: Subject): Subject['statute'] =>
    expression.prior ? priorStatute(subject, scope.state) : subject.statute;
  const kindOf = (subject: Subject): Subject['inchoate'] => (expression.prior ? null : subject.inchoate);
  // Of the day on which an enhancement's prior was committed the record says nothing.
  const offenseDate = (subject: Subject): DayRange | null =>
    expression.prior ? null : OFFENSE_DATE.read(subject, NO_DAY);
  const judge: Evaluate = ({ subject }) => {
    const statute = cited(subject);
    const inchoate = kindOf(subject);
    let truth: Truth = NOT_MET;
    for (const list of lists) {
      let each = list.test(statute, inchoate);
      if (each === UNKNOWN) each = list.testOn(statute, inchoate, offenseDate(subject));
      if (each === MET) return MET;
      if (each > truth) truth = each;
    }
    return truth;
  };
  /** By the bare section that a charge cites. */
  const namedIn = new Map<Statute, Map<string | null, Statute> | null>();
  const kept = keeper();
  const turnsOnDate = (subject: Subject, when: DayRange | null): boolean =>
    lists.some((list) => list.turnsOnDate(cited(subject), kindOf(subject), when));
  return test(expression, judge, {
    facts: ({ subject, asOf }, _truth, into) => {
      into.push((subject.seen[STATUTE_NUMBER] ??= seenOf(subject, 'statute', statuteWords(subject), 'recorded')));
      if (expression.prior || !turnsOnDate(subject, null)) return;
      const value = wordsFor(OFFENSE_DATE, subject, asOf);
      into.push(seenOf(subject, 'offense-date', value, 'recorded'));
    },
    asks: ({ subject }) => {
      if (turnsOnDate(subject, offenseDate(subject))) {
        return expression.prior
          ? { fact: 'prior-offense-date', question: 'On what day was the prior offense committed?' }
          : { fact: 'offense-date', question: OFFENSE_DATE.question };
      }
      const statute = cited(subject);
      return { fact: 'statute', question: askForStatute(statute, offenseDate(subject)) };
    },
    divides: ({ subject }) => {
      const statute = cited(subject);
      const when = offenseDate(subject);
      if (statute === null || expression.prior || turnsOnDate(subject, when)) return null;
      let named = namedIn.get(statute);
      if (named === undefined) namedIn.set(statute, (named = namedWithin(statute, expression.lists, scope)));
      if (named === null) return null;
      const truths = new Map<string | null, Truth>();
      let key = `${printed(statute)}: `;
      for (const [text, each] of named) {
        let truth: Truth = NOT_MET;
        for (const list of lists) truth = Math.max(truth, list.testOn(each, kindOf(subject), when)) as Truth;
        truths.set(text, truth);
        key += truth;
      }
      return kept(key, () => ({
        kind: 'words',
        values: null,
        named: [...truths.keys()].filter((text) => text !== null),
        truthOf: (value) => truths.get(value) ?? truths.get(null) ?? NOT_MET,
      }));
    },
  });
}

/** A subdivision that no law has: stands for all those that no list names. */
const UNNAMED = '(zz)';

/**
 * The subdivisions of a bare section that some lists name or leave out, by their text; under null one that none names.
 * Null where they name none.
 */
function namedWithin(bare: Statute, lists: readonly string[], scope: Scope): Map<string | null, Statute> | null {
  const section = printStatute(bare);
  const others = parseStatute(`${section}${UNNAMED}`, scope.state);
  const found = new Map<string | null, Statute>();
  for (const name of lists) {
    const { include, exclude } = required(scope.offenses, name);
    for (const entry of [...include, ...exclude]) {
      const statute = parseStatute(typeof entry === 'string' ? entry : entry.cite, scope.state);
      const text = statute === null ? '' : printStatute(statute);
      if (statute !== null && text.startsWith(`${section}(`)) found.set(text, statute);
    }
  }
  return found.size === 0 || others === null ? null : found.set(null, others);
}

function askForStatute(statute: Statute | null, when: DayRange | null): string {
  if (statute === null) return 'Which statute, with its subdivision, was the charge brought under?';
  const present = presentNumber(statute, when);
  return present === null
    ? `Which subdivision of ${printStatute(statute)} was it?`
    : `Which present section or subdivision is it? The charge cites ${printStatute(statute)}, ${present}.`;
}

function priorStatute(subject: Subject, state: string): Subject['statute'] {
  const text = subject.enhancement?.priorStatute;
  return text === undefined ? null : parseStatute(text, state);
}

const prints = new WeakMap<Statute, string>();

/** Statutes are interned, so each is printed once. */
function printed(statute: Statute): string {
  let text = prints.get(statute);
  if (text === undefined) prints.set(statute, (text = printStatute(statute)));
  return text;
}

/** The statute a subject is about, as the program read it; where its section was renumbered, the present number as well. */
export function statuteWords(subject: Subject): string {
  const text =
    subject.enhancement?.statute ??
    subject.alleged?.statute ??
    subject.registration?.statute ??
    subject.charge?.statute;
  if (text === undefined) return 'unknown';
  const read = subject.statute === null ? null : printed(subject.statute);
  if (read === null) return `"${text}" (not read as a statute)`;
  // A citation such as 664/11377 already says that it is an attempt; a field beside the citation does not.
  const isSaidBeside = subject.inchoate !== null && subject.statute?.inchoate === null;
  const words = isSaidBeside ? `${subject.inchoate} of ${read}` : read;
  const present = subject.statute === null ? null : presentNumber(subject.statute, OFFENSE_DATE.read(subject, NO_DAY));
  return present === null ? words : `${words}, ${present}`;
}

/** `{substance: …}`: the drug the charge names is one of these. */
export function substanceTest(expression: Extract<Test, { op: 'substance' }>): Unplaced {
  // Equal texts give the same reading, so each is matched once.
  const known = new WeakMap<object, Truth>();
  const division: Division = { ...byWords(null, expression.names), isOverlapping: true };
  const judge: Evaluate = ({ subject }) => {
    const { reading } = substanceOf(subject);
    if (reading === null) return UNKNOWN;
    let truth = known.get(reading);
    if (truth === undefined) known.set(reading, (truth = substanceMatches(reading, expression.names)));
    return truth;
  };
  return test(expression, judge, {
    facts: ({ subject }, _truth, into) => {
      const basis = subject.charge?.substance === undefined ? 'derived' : 'recorded';
      into.push(seenOf(subject, 'substance', substanceOf(subject).text ?? 'unknown', basis));
    },
    asks: () => ({ fact: 'substance', question: 'Which drug was it?' }),
    divides: ({ subject }) => (substanceOf(subject).reading === null ? division : null),
  });
}
