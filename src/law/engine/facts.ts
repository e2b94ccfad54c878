/**
 * Every fact that a pack may ask of any record: its type, how it is read, and the question to ask when it is missing.
 *
 * A reading is null when the record does not say. Nothing here guesses: what is derived (a sentence's end, its status
 * on the as-of date) says so in `derived`.
 */
import { addMonths, addYears, formatDay, type Day, type DayRange } from '../../common/legal-date.js';
import type { Sentence } from '../../records/record.js';
import { readSubstance, toMeasure } from '../drugs/index.js';
import { MET } from './determination.js';
import { CLOSED_BY_LESSER, dispositionTypes } from './standing.js';
import { readDate, type Subject } from './subject.js';

export type FactType = 'date' | 'number' | 'enum' | 'boolean' | 'text';

interface FactBase {
  readonly question: string;
  readonly unit?: string;
  readonly values?: readonly string[];
  /** True where the product works the value out from others in the record. */
  readonly derived?: boolean;
}

export interface DateFact extends FactBase {
  readonly type: 'date';
  read(subject: Subject, asOf: Day): DayRange | null;
}

export interface NumberFact extends FactBase {
  readonly type: 'number';
  read(subject: Subject, asOf: Day): number | null;
}

/** A fact with one of some words as its value, or several of them (indicia). */
export interface WordFact extends FactBase {
  readonly type: 'enum' | 'boolean' | 'text';
  read(subject: Subject, asOf: Day): readonly string[] | null;
}

export type Fact = DateFact | NumberFact | WordFact;

const one = (value: string | boolean | undefined): readonly string[] | null =>
  value === undefined ? null : interned(String(value));

const singles = new Map<string, readonly string[]>();
function interned(value: string): readonly string[] {
  let list = singles.get(value);
  if (list === undefined) {
    list = [value];
    if (singles.size < 10_000) singles.set(value, list);
  }
  return list;
}

let dateFacts = 0;

/** A date fact does not depend on the as-of date: each is read once of a subject. */
const date = (question: string, read: (subject: Subject) => DayRange | null, derived = false): Fact => {
  const number = dateFacts++;
  return {
    type: 'date',
    question,
    read: (subject) => {
      const known = subject.dates[number];
      return known === undefined ? (subject.dates[number] = read(subject)) : known;
    },
    derived,
  };
};
const number = (question: string, read: (subject: Subject) => number | undefined | null, unit?: string): Fact => ({
  type: 'number',
  question,
  read: (subject) => read(subject) ?? null,
  ...(unit === undefined ? {} : { unit }),
});
const choice = (
  question: string,
  values: readonly string[],
  read: (subject: Subject, asOf: Day) => readonly string[] | null,
  derived = false,
): Fact => ({ type: 'enum', question, values, read, derived });
const yesNo = (question: string, read: (subject: Subject) => boolean | undefined): Fact => ({
  type: 'boolean',
  question,
  values: ['true', 'false'],
  read: (subject) => one(read(subject)),
});
const text = (question: string, read: (subject: Subject) => string | undefined): Fact => ({
  type: 'text',
  question,
  read: (subject) => one(read(subject)),
});

/**
 * The day on which all of a sentence is over: the latest of what the record gives for confinement, supervision and
 * probation. Worked out from lengths only where every part has one. Null when the record does not let us know.
 */
export function sentenceEnd(sentence: Sentence | undefined): DayRange | null {
  if (sentence === undefined) return null;
  const stated = readDate(sentence.endDate);
  const probation = readDate(sentence.probationEndDate);
  if (stated !== null) return probation !== null ? latest(stated, probation) : stated;
  if (probation !== null) return probation;
  const imposed = readDate(sentence.startDate) ?? readDate(sentence.imposedDate);
  if (imposed === null || (sentence.confinementDays === undefined && sentence.probationDays === undefined)) {
    const released = readDate(sentence.releaseDate);
    return released !== null && sentence.supervision === 'none' ? released : null;
  }
  // Under supervision for a time that nobody recorded: its end is not known from the rest.
  const isSupervised = sentence.supervision !== undefined && sentence.supervision !== 'none';
  if (isSupervised && sentence.probationDays === undefined) return null;
  const days =
    Math.max(0, (sentence.confinementDays ?? 0) - (sentence.suspendedDays ?? 0)) + (sentence.probationDays ?? 0);
  return { from: imposed.from + days, to: imposed.to + days };
}

function latest(a: DayRange, b: DayRange): DayRange {
  return { from: Math.max(a.from, b.from), to: Math.max(a.to, b.to) };
}

const SENTENCE_END = date(
  'On what day was the whole sentence completed?',
  (subject) => sentenceEnd(subject.charge?.sentence),
  true,
) as DateFact;

/** Whether the source says that a sentence is being served whose end is only worked out from its lengths. */
function isContradicted({ status, endDate, probationEndDate }: Sentence): boolean {
  return status === 'serving' && endDate === undefined && probationEndDate === undefined;
}

/** Serving or completed on the as-of date where an end date tells; else what the source says. */
function sentenceStatus(subject: Subject, asOf: Day): readonly string[] | null {
  const sentence = subject.charge?.sentence;
  if (sentence === undefined) return null;
  if (sentence.status === 'revoked') return interned('revoked');
  const end = SENTENCE_END.read(subject, asOf);
  if (end !== null) {
    // Lengths that have run against a source that says "serving": one of them is wrong.
    if (end.to <= asOf) return isContradicted(sentence) ? null : interned('completed');
    if (end.from > asOf && sentence.status !== 'completed')
      return interned(sentence.status === 'suspended' ? 'suspended' : 'serving');
  }
  return sentence.status === undefined || sentence.status === 'unknown' ? null : interned(sentence.status);
}

function measured(subject: Subject, kind: 'grams' | 'plants' | 'dosage-units'): number | null {
  const quantities = subject.charge?.quantities;
  if (quantities === undefined) return null;
  let total: number | null = null;
  for (const quantity of quantities) {
    const measure = toMeasure(quantity);
    if (measure?.kind === kind) total = (total ?? 0) + measure.amount;
  }
  return total;
}

const convicted = (subject: Subject): boolean => subject.standing.conviction === MET;

/** The facts of every record, by name. */
export const FACTS: ReadonlyMap<string, Fact> = new Map<string, Fact>([
  [
    'as-of',
    {
      type: 'date',
      question: 'As of which day is the record judged?',
      read: (_subject, asOf) => ({ from: asOf, to: asOf }),
    },
  ],
  // the charge
  ['offense-date', date('On what day was the offense?', (s) => readDate(s.charge?.offenseDate))],
  ['arrest-date', date('On what day was the arrest?', (s) => readDate(s.charge?.arrestDate))],
  [
    'conviction-date',
    date('On what day was the conviction entered?', (s) =>
      convicted(s) ? readDate(s.charge?.disposition?.date) : null,
    ),
  ],
  ['disposition-date', date('On what day was the charge disposed of?', (s) => readDate(s.charge?.disposition?.date))],
  [
    'granted-date',
    date('On what day was the deferral, diversion or probation before judgment granted?', (s) =>
      readDate(s.charge?.disposition?.grantedDate),
    ),
  ],
  [
    'disposition',
    choice(
      'How did the charge end?',
      [
        'convicted',
        'dismissed',
        'nolle-prosequi',
        'acquitted',
        'stet',
        'diverted',
        'deferred',
        'probation-before-judgment',
        'vacated',
        'set-aside',
        'no-complaint',
        'pending',
        'lesser',
      ],
      (s) => (s.charge === null || s.courtCase === null ? null : dispositionTypes(s.charge, s.courtCase)),
    ),
  ],
  [
    'standing',
    choice(
      'Did the charge end in a conviction, end without one, or is it still pending?',
      ['conviction', 'nonconviction', 'pending', 'lesser'],
      (s) => {
        if (s.standing.conviction === MET) return interned('conviction');
        if (s.standing.nonconviction === MET) return interned('nonconviction');
        if (s.standing.pending === MET) return interned('pending');
        return s.standing === CLOSED_BY_LESSER ? interned('lesser') : null;
      },
      true,
    ),
  ],
  [
    'grade',
    choice(
      'Was it a felony, a misdemeanor, an infraction or a violation?',
      ['felony', 'misdemeanor', 'infraction', 'violation', 'civil'],
      (s) => one(s.charge?.grade ?? s.statute?.grade ?? undefined),
    ),
  ],
  [
    'disposition-text',
    text('In which words does the source say how the charge ended?', (s) => s.charge?.disposition?.text),
  ],
  ['class', text('What is the class of the offense?', (s) => s.charge?.class)],
  [
    'inchoate',
    choice(
      'Was the charge for the completed offense, or for an attempt or conspiracy?',
      ['none', 'attempt', 'conspiracy', 'solicitation', 'aiding'],
      (s) => (s.charge === null ? null : one(s.inchoate ?? 'none')),
    ),
  ],
  [
    'description',
    text('How is the charge described?', (s) => (s.alleged === null ? s.charge?.description : s.alleged.description)),
  ],
  [
    'weight-grams',
    { type: 'number', unit: 'g', question: 'What was the weight of the drug?', read: (s) => measured(s, 'grams') },
  ],
  [
    'plants',
    { type: 'number', unit: 'plants', question: 'How many plants were there?', read: (s) => measured(s, 'plants') },
  ],
  [
    'dosage-units',
    {
      type: 'number',
      unit: 'dosage units',
      question: 'How many dosage units were there?',
      read: (s) => measured(s, 'dosage-units'),
    },
  ],
  ['value-cents', number('What was the value of the property?', (s) => s.charge?.valueCents, 'cents')],
  [
    'indicia',
    choice(
      'Were there signs of sale (scales, packaging, cash, records, a firearm)?',
      ['scales', 'packaging', 'cash', 'records', 'firearm', 'none'],
      (s) => {
        const indicia = s.charge?.indicia;
        if (indicia === undefined) return null;
        return indicia.length === 0 ? interned('none') : indicia;
      },
    ),
  ],
  ['buyer-age', number('How old was the buyer?', (s) => s.charge?.buyerAge, 'years')],
  ['place', text('Where did it happen (a school, a park)?', (s) => s.charge?.place)],
  ['plea', text('What was the plea?', (s) => s.charge?.plea)],
  ['juvenile', yesNo('Was it a juvenile adjudication?', juvenile)],
  // the sentence
  [
    'sentence-imposed-date',
    date('On what day was the sentence imposed?', (s) => readDate(s.charge?.sentence?.imposedDate)),
  ],
  ['sentence-end-date', SENTENCE_END],
  ['release-date', date('On what day was the person released?', (s) => readDate(s.charge?.sentence?.releaseDate))],
  ['probation-end-date', date('On what day did probation end?', (s) => readDate(s.charge?.sentence?.probationEndDate))],
  ['revoked-date', date('On what day was probation revoked?', (s) => readDate(s.charge?.sentence?.revokedDate))],
  [
    'sentence-status',
    choice(
      'Is the sentence still being served, or is it completed?',
      ['serving', 'completed', 'suspended', 'revoked'],
      sentenceStatus,
      true,
    ),
  ],
  [
    'supervision',
    choice(
      'What supervision was or is the person under?',
      ['probation', 'parole', 'community-custody', 'prcs', 'none'],
      (s) => one(s.charge?.sentence?.supervision),
    ),
  ],
  [
    'confinement-days',
    number('How many days of confinement were imposed?', (s) => s.charge?.sentence?.confinementDays, 'days'),
  ],
  ['suspended-days', number('How many days were suspended?', (s) => s.charge?.sentence?.suspendedDays, 'days')],
  [
    'probation-days',
    number('How many days of probation were imposed?', (s) => s.charge?.sentence?.probationDays, 'days'),
  ],
  [
    'restitution-owed-cents',
    number('How much restitution is owed?', (s) => s.charge?.sentence?.restitutionOwedCents, 'cents'),
  ],
  ['fees-owed-cents', number('How much is owed in fines and fees?', (s) => s.charge?.sentence?.feesOwedCents, 'cents')],
  ['offender-score', number('What score was used at sentencing?', (s) => s.charge?.sentence?.offenderScore, 'points')],
  ['points', number('How many points did this prior add to the score?', (s) => s.points, 'points')],
  [
    'sentence-recorded',
    yesNo('Does the record hold a sentence, beyond the day on which it was imposed?', (s) => {
      const sentence = s.charge?.sentence;
      return sentence !== undefined && Object.keys(sentence).some((field) => field !== 'imposedDate');
    }),
  ],
  // the case
  ['case-filed-date', date('On what day was the case filed?', (s) => readDate(s.courtCase?.filedDate))],
  ['case-closed-date', date('On what day was the case closed?', (s) => readDate(s.courtCase?.closedDate))],
  [
    'case-status',
    choice('Is the case open or closed?', ['open', 'closed'], (s) =>
      s.courtCase?.status === 'unknown' ? null : one(s.courtCase?.status),
    ),
  ],
  ['has-victim', yesNo('Is a victim named in the case?', (s) => s.courtCase?.hasVictim)],
  ['charges-in-case', number('How many charges does the case have?', (s) => s.courtCase?.charges.length)],
  ['court-state', text('In which state is the court?', (s) => s.courtCase?.court.state)],
  ['court-name', text('What is the court called?', (s) => s.courtCase?.court.name)],
  ['county', text('In which county is the court?', (s) => s.courtCase?.court.county)],
  // the person
  ['birth-date', date('What is the date of birth?', (s) => birthDate(s))],
  ['deceased', yesNo('Is the person deceased?', (s) => s.person.deceased)],
  ['immigration-concern', yesNo('Is there a concern about immigration status?', (s) => s.person.immigrationConcern)],
  // warrants, violations and their parts
  [
    'warrant-kind',
    choice(
      'What kind of warrant is it?',
      ['arrest', 'bench', 'failure-to-appear', 'probation-violation', 'other'],
      (s) => one(s.warrant?.kind),
    ),
  ],
  [
    'warrant-status',
    choice('Is the warrant still open?', ['open', 'served', 'recalled', 'quashed'], (s) => one(s.warrant?.status)),
  ],
  ['warrant-issued-date', date('On what day was the warrant issued?', (s) => readDate(s.warrant?.issuedDate))],
  [
    'violation-kind',
    choice('What kind of violation is alleged?', ['technical', 'drug-test', 'new-offense', 'other'], (s) =>
      one(s.violation?.kind),
    ),
  ],
  [
    'violation-status',
    choice('Is the violation still pending?', ['pending', 'sustained', 'dismissed', 'withdrawn'], (s) =>
      one(s.violation?.status),
    ),
  ],
  ['violation-filed-date', date('On what day was the violation filed?', (s) => readDate(s.violation?.filedDate))],
  ['violation-hearing-date', date('On what day is the hearing?', (s) => readDate(s.violation?.hearingDate))],
  ['alleged-kind', text('What kind of conduct is alleged?', (s) => s.alleged?.kind)],
  ['registration-date', date('On what day was the registration?', (s) => readDate(s.registration?.date))],
  [
    'enhancement-status',
    choice('Was the enhancement imposed, stayed or struck?', ['imposed', 'stayed', 'struck'], (s) =>
      one(s.enhancement?.status),
    ),
  ],
]);

/** The facts of every record by number: what was seen of a subject is kept under it. */
export const FACT_NUMBERS: ReadonlyMap<string, number> = new Map(
  [...FACTS.keys()].map((name, number) => [name, number]),
);
/** The numbers under which a subject's statute, what makes it an item of its kind, and its court are kept. */
export const STATUTE_NUMBER = FACTS.size;
export const ITEM_NUMBER = STATUTE_NUMBER + 1;
export const COURT_NUMBER = STATUTE_NUMBER + 2;

/**
 * Whether it was a juvenile adjudication. A source that says "convicted" of someone not known to have been under 18
 * speaks of an adult conviction; of someone who was, the record has to say.
 */
function juvenile(subject: Subject): boolean | undefined {
  const charge = subject.charge;
  if (charge === null || charge.juvenile !== undefined) return charge?.juvenile;
  const born = birthDate(subject);
  const offense = readDate(charge.offenseDate);
  if (born !== null && offense !== null && offense.from < addYears(born.to, 18)) return undefined;
  return convicted(subject) ? false : undefined;
}

/** The date of birth, unless the sources give different ones: then no age is certain. */
function birthDate(subject: Subject): DayRange | null {
  const stated = readDate(subject.person.birthDate);
  const others = subject.person.otherBirthDates;
  if (stated === null || others === undefined || others.length === 0) return stated;
  let { from, to } = stated;
  for (const other of others) {
    const range = readDate(other);
    if (range === null) continue;
    from = Math.min(from, range.from);
    to = Math.max(to, range.to);
  }
  return { from, to };
}

/** The substance the charge names: its own field, else the one that its description names without doubt. */
export function substanceOf(subject: Subject): { reading: ReturnType<typeof readSubstance>; text: string | undefined } {
  const { alleged } = subject;
  if (alleged !== null) {
    const reading = alleged.description === undefined ? null : readSubstance(alleged.description);
    return { reading, text: reading === null ? undefined : alleged.description };
  }
  const charge = subject.charge;
  if (charge?.substance !== undefined) return { reading: readSubstance(charge.substance), text: charge.substance };
  if (charge?.description !== undefined) {
    const reading = readSubstance(charge.description);
    return { reading, text: reading === null ? undefined : charge.description };
  }
  return { reading: null, text: undefined };
}

/** A range of days as a person would write it: one day, or the span it may lie in. */
export function wordsForRange(range: DayRange): string {
  if (range.from === range.to) return formatDay(range.from);
  return `between ${formatDay(range.from)} and ${formatDay(range.to)}`;
}

/** Shifts both ends of a range by years, months and days. */
export function shift(range: DayRange, years: number, months: number, days: number): DayRange {
  const all = years * 12 + months;
  if (all === 0 && days === 0) return range;
  const from = (all === 0 ? range.from : addMonths(range.from, all)) + days;
  if (range.from === range.to) return { from, to: from };
  return { from, to: (all === 0 ? range.to : addMonths(range.to, all)) + days };
}
