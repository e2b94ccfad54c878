/**
 * The canonical record as data: which fields there are, what each may hold, and what it means.
 *
 * One table stands behind everything that has to know the record's fields: checking JSON Lines, reading CSV, the column
 * list, the JSON Schema, and the field paths that a profile may name. The compiler holds it against `record.ts`: a field
 * that is missing here, or one too many, does not compile.
 */
import type {
  AllegedConduct,
  Charge,
  Court,
  CourtCase,
  Coverage,
  Disposition,
  Enhancement,
  Identifier,
  PersonName,
  PersonRecord,
  Quantity,
  Registration,
  ScoredPrior,
  Sentence,
  Sourced,
  Violation,
  Warrant,
} from '../../records/record.js';

export type Field =
  | { kind: 'text'; required?: true; about?: string }
  /** A state by its two letters; a name is read too. */
  | { kind: 'state'; required?: true; about?: string }
  | { kind: 'date'; required?: true; about?: string; notAfterToday?: true }
  | { kind: 'number'; integer: boolean; min: number; max: number; required?: true; about?: string }
  | { kind: 'boolean'; required?: true; about?: string }
  | { kind: 'one-of'; values: readonly string[]; required?: true; about?: string }
  | { kind: 'name'; required?: true; about?: string; shape: Shape }
  | { kind: 'object'; shape: Shape; required?: true; about?: string }
  /** `singular` names the columns of an item: `quantities` → `quantity_amount`, `quantity_2_amount`. */
  | {
      kind: 'list';
      of: Field;
      singular: string;
      required?: true;
      about?: string;
      /** An empty list says that there is none, where an absent one says nothing. */
      emptyMeansNone?: true;
    };

export type Shape = Readonly<Record<string, Field>>;

/** Every field of a type but those that every part of a record carries. */
type ShapeOf<T> = { readonly [K in Exclude<keyof T, keyof Sourced>]-?: Field };

const text = (about?: string): Field => ({ kind: 'text', ...(about === undefined ? {} : { about }) });
const date = (about?: string): Field => ({ kind: 'date', ...(about === undefined ? {} : { about }) });
const flag = (about?: string): Field => ({ kind: 'boolean', ...(about === undefined ? {} : { about }) });
const whole = (min: number, max: number, about?: string): Field => ({
  kind: 'number',
  integer: true,
  min,
  max,
  ...(about === undefined ? {} : { about }),
});
const number = (min: number, max: number, about?: string): Field => ({
  kind: 'number',
  integer: false,
  min,
  max,
  ...(about === undefined ? {} : { about }),
});
const oneOf = (values: readonly string[], about?: string): Field => ({
  kind: 'one-of',
  values,
  ...(about === undefined ? {} : { about }),
});
const object = (shape: Shape, about?: string): Field => ({
  kind: 'object',
  shape,
  ...(about === undefined ? {} : { about }),
});
const list = (of: Field, singular: string, about?: string): Field => ({
  kind: 'list',
  of,
  singular,
  ...(about === undefined ? {} : { about }),
});
const noneIfEmpty = (field: Field): Field => (field.kind === 'list' ? { ...field, emptyMeansNone: true } : field);
const must = (field: Field): Field => ({ ...field, required: true });

const DAYS = 100_000;
const CENTS = 1e13;

const name: ShapeOf<PersonName> = { first: text(), middle: text(), last: text(), suffix: text() };
const nameField: Field = { kind: 'name', shape: name };

const coverage: ShapeOf<Coverage> = {
  history: oneOf(['county', 'state', 'national']),
  pendingMatters: oneOf(['yes', 'no']),
  completeThrough: date('The last day whose events the file holds.'),
};

const identifier: ShapeOf<Identifier> = {
  type: must(oneOf(['SID', 'CII', 'FBI', 'DOC', 'other'])),
  value: must(text()),
};

export const registrationShape: ShapeOf<Registration> = {
  kind: must(oneOf(['sex-offense'])),
  statute: text(),
  date: date(),
};

const quantity: ShapeOf<Quantity> = { amount: must(number(0, 1e12)), unit: must(text('g, oz, lb, pills, plants ...')) };

const enhancement: ShapeOf<Enhancement> = {
  statute: text(),
  priorStatute: text(),
  status: oneOf(['imposed', 'stayed', 'struck']),
};

const disposition: ShapeOf<Disposition> = {
  type: oneOf([
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
    'none-recorded',
    'other',
  ]),
  date: date(),
  text: text("The source's own words."),
  grantedDate: date('For deferrals and probation before judgment: the day it was granted.'),
};

const scoredPrior: ShapeOf<ScoredPrior> = { statute: text(), caseNumber: text(), points: number(-100, 100) };

const sentence: ShapeOf<Sentence> = {
  imposedDate: date(),
  confinementDays: whole(0, DAYS),
  suspendedDays: whole(0, DAYS),
  probationDays: whole(0, DAYS),
  fineCents: whole(0, CENTS),
  status: oneOf(['serving', 'completed', 'suspended', 'revoked', 'unknown']),
  startDate: date(),
  endDate: date(),
  releaseDate: date(),
  probationEndDate: date(),
  revokedDate: date(),
  supervision: oneOf(['probation', 'parole', 'community-custody', 'prcs', 'none']),
  offenderScore: number(-100, 100),
  scoredPriors: noneIfEmpty(list(object(scoredPrior), 'scoredPrior')),
  range: object({ fromMonths: number(0, 12_000), toMonths: number(0, 12_000) }),
  restitutionOwedCents: whole(0, CENTS),
  feesOwedCents: whole(0, CENTS),
  facility: text(),
};

export const chargeShape: ShapeOf<Charge> = {
  count: must(whole(0, 1_000_000, 'The number of the count within its case.')),
  statute: text("As the source writes it: '11350(a) HS'."),
  description: text(),
  grade: oneOf(['felony', 'misdemeanor', 'infraction', 'violation', 'civil']),
  class: text(),
  offenseDate: date(),
  arrestDate: date(),
  inchoate: oneOf(['attempt', 'conspiracy', 'solicitation', 'aiding']),
  targetStatute: text('For an inchoate offence: the statute aimed at.'),
  substance: text(),
  quantities: list(
    object(quantity),
    'quantity',
    'Every measure the source gives: grams and tablets can both be known.',
  ),
  valueCents: whole(0, CENTS),
  indicia: noneIfEmpty(list(text(), 'indicia', 'scales, packaging, cash, records, firearm')),
  buyerAge: number(0, 130),
  place: text(),
  juvenile: flag(),
  enhancements: noneIfEmpty(list(object(enhancement), 'enhancement')),
  plea: text(),
  disposition: object(disposition),
  sentence: object(sentence),
};

export const warrantShape: ShapeOf<Warrant> = {
  warrantNumber: must(text()),
  kind: oneOf(['arrest', 'bench', 'failure-to-appear', 'probation-violation', 'other']),
  issuedDate: date(),
  status: oneOf(['open', 'served', 'recalled', 'quashed']),
  counts: list(whole(0, 1_000_000), 'counts', 'The counts it rests on; absent means every charge of the case.'),
  underlyingCaseNumber: text('The case it rests on, where that is not the case it is booked under.'),
};

const alleged: ShapeOf<AllegedConduct> = { statute: text(), description: text(), kind: text() };

export const violationShape: ShapeOf<Violation> = {
  violationId: must(text()),
  kind: oneOf(['technical', 'drug-test', 'new-offense', 'other']),
  filedDate: date(),
  hearingDate: date(),
  status: oneOf(['pending', 'sustained', 'dismissed', 'withdrawn']),
  counts: list(whole(0, 1_000_000), 'counts', 'The counts at stake; absent means every conviction of the case.'),
  alleged: list(object(alleged), 'alleged', 'What is said to have been done, apart from the conviction behind it.'),
  underlyingCaseNumber: text(
    'The case that put the person on probation, where that is not the one it is booked under.',
  ),
};

const court: ShapeOf<Court> = {
  name: must(text()),
  county: text(),
  state: { kind: 'state', required: true, about: "'CA', 'MD' ..." },
};

export const caseShape: ShapeOf<CourtCase> = {
  caseNumber: must(text()),
  court: must(object(court)),
  filedDate: date(),
  closedDate: date(),
  status: oneOf(['open', 'closed', 'unknown']),
  judge: text(),
  defenseAttorney: text(),
  hasVictim: flag(),
  underlyingCaseNumber: text('For a case about process only (failure to appear, contempt): the case behind it.'),
  charges: list(object(chargeShape), 'charge'),
  warrants: list(object(warrantShape), 'warrant'),
  violations: list(object(violationShape), 'violation'),
};

export const personShape: ShapeOf<PersonRecord> = {
  personId: must(text()),
  name: nameField,
  aliases: list(nameField, 'alias'),
  birthDate: { kind: 'date', notAfterToday: true },
  otherBirthDates: list({ kind: 'date', notAfterToday: true }, 'otherBirthDates'),
  sex: oneOf(['female', 'male', 'other', 'unknown']),
  race: text(),
  ethnicity: text(),
  residence: object({ city: text(), state: text(), zip: text() }),
  deceased: flag(),
  immigrationConcern: flag(),
  identifiers: list(object(identifier), 'identifier'),
  registrations: list(object(registrationShape), 'registration'),
  coverage: object(coverage, "This record's own coverage; it wins over the file's."),
  cases: list(object(caseShape), 'case'),
};

/** The parts of a record that carry `source`, `original`, `unmapped` and `answers` of their own. */
export const SOURCED_SHAPES: ReadonlySet<Shape> = new Set<Shape>([
  personShape,
  caseShape,
  chargeShape,
  warrantShape,
  violationShape,
  registrationShape,
]);
