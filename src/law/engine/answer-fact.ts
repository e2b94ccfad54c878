/**
 * An answer to a missing fact → the record with that answer in it.
 *
 * The question came from a determination: a fact's name, and the item (or another charge) it is about. The answer is
 * written where `facts.ts` reads it. What the source said stays beside it, with who said so, when, and on what evidence.
 */
import { AppError } from '../../common/app-error.js';
import { parseLegalDate } from '../../common/legal-date.js';
import type { Charge, Correction, CourtCase, PersonRecord, Quantity, Sourced } from '../../records/record.js';
import { toMeasure, type Measure } from '../drugs/index.js';
import { FACTS } from './facts.js';
import type { FactDeclaration } from './pack.js';

/** Which part of a person's record an answer is about. Neither count nor number: the case itself. */
export interface AnswerPlace {
  readonly case: string;
  readonly court?: string;
  readonly count?: number;
  /** A warrant's or a violation's number. */
  readonly number?: string;
}

export interface FactAnswer {
  readonly fact: string;
  /** As a person writes it: `12.5`, `2014-03-09`, `yes`, `felony`. */
  readonly value: string;
  /** Who says so. */
  readonly by: string;
  /** The moment, as an ISO time. */
  readonly at: string;
  /** On what evidence: `lab report of 2012-05-03`. */
  readonly source: string;
}

type Part = 'charge' | 'sentence' | 'case' | 'person' | 'warrant' | 'violation' | 'item';
type Json = Correction['to'];

/** Where a fact stands in a record, and how what a person writes is read. */
interface Target {
  readonly part: Part;
  readonly field: string;
  /** The value to store; a sentence where the text cannot be read. */
  read(text: string, part: Sourced): { value: Json } | string;
}

const asDate = (text: string): { value: Json } | string =>
  parseLegalDate(text) === null ? 'write a date as YYYY-MM-DD, YYYY-MM or YYYY' : { value: text };
const asNumber = (text: string): { value: Json } | string =>
  /^\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : 'write a number, without its unit';
const asYesNo = (text: string): { value: Json } | string => {
  const word = text.toLowerCase();
  if (['yes', 'y', 'true'].includes(word)) return { value: true };
  return ['no', 'n', 'false'].includes(word) ? { value: false } : 'write yes or no';
};
/** Text that says what it is: "yes" to "which one?" would be kept and change nothing. */
const asText = (text: string): { value: Json } | string =>
  typeof asYesNo(text) === 'string' ? { value: text } : 'write what it is, not yes or no';
const oneOf =
  (values: readonly string[]) =>
  (text: string): { value: Json } | string =>
    values.includes(text.toLowerCase()) ? { value: text.toLowerCase() } : `write one of ${values.join(', ')}`;

/** A measure replaces the earlier ones of its kind; one in a unit that cannot be converted stays as it is. */
const asQuantity =
  (unit: string, kind: Measure['kind']) =>
  (text: string, part: Sourced): { value: Json } | string => {
    const number = asNumber(text);
    if (typeof number === 'string') return number;
    const kept = ((part as Charge).quantities ?? []).filter((each) => toMeasure(each)?.kind !== kind);
    return { value: [...kept, { amount: number.value as number, unit } satisfies Quantity] as unknown as Json };
  };

/** Silence about other records counts as "none" once a person has looked elsewhere; "yes" needs the records themselves. */
const nothingElse =
  (value: string, otherwise: string) =>
  (text: string): { value: Json } | string => {
    const read = asYesNo(text);
    if (typeof read === 'string') return read;
    return read.value === false ? { value } : otherwise;
  };

const wordsOf = (fact: string): readonly string[] => FACTS.get(fact)?.values ?? [];

const TARGETS: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['statute', { part: 'charge', field: 'statute', read: asText }],
  ['substance', { part: 'charge', field: 'substance', read: asText }],
  ['description', { part: 'charge', field: 'description', read: asText }],
  ['offense-date', { part: 'charge', field: 'offenseDate', read: asDate }],
  ['arrest-date', { part: 'charge', field: 'arrestDate', read: asDate }],
  ['conviction-date', { part: 'charge', field: 'disposition.date', read: asDate }],
  ['disposition-date', { part: 'charge', field: 'disposition.date', read: asDate }],
  ['granted-date', { part: 'charge', field: 'disposition.grantedDate', read: asDate }],
  ['disposition', { part: 'charge', field: 'disposition.type', read: oneOf(wordsOf('disposition')) }],
  ['grade', { part: 'charge', field: 'grade', read: oneOf(wordsOf('grade')) }],
  ['class', { part: 'charge', field: 'class', read: asText }],
  ['inchoate', { part: 'charge', field: 'inchoate', read: oneOf(['attempt', 'conspiracy', 'solicitation', 'aiding']) }],
  ['weight-grams', { part: 'charge', field: 'quantities', read: asQuantity('g', 'grams') }],
  ['plants', { part: 'charge', field: 'quantities', read: asQuantity('plants', 'plants') }],
  [
    'dosage-units',
    {
      part: 'charge',
      field: 'quantities',
      read: asQuantity('dosage units', 'dosage-units'),
    },
  ],
  ['value-cents', { part: 'charge', field: 'valueCents', read: asNumber }],
  [
    'indicia',
    {
      part: 'charge',
      field: 'indicia',
      read: (text) => {
        const words = text.toLowerCase().split(/[,;]\s*/);
        const known = wordsOf('indicia');
        if (!words.every((word) => known.includes(word))) return `write some of ${known.join(', ')}`;
        return { value: words.filter((word) => word !== 'none') };
      },
    },
  ],
  ['buyer-age', { part: 'charge', field: 'buyerAge', read: asNumber }],
  ['place', { part: 'charge', field: 'place', read: asText }],
  ['plea', { part: 'charge', field: 'plea', read: asText }],
  ['juvenile', { part: 'charge', field: 'juvenile', read: asYesNo }],
  [
    'enhancements',
    {
      part: 'charge',
      field: 'enhancements',
      read: (text) =>
        ['none', 'no'].includes(text.toLowerCase())
          ? { value: [] }
          : { value: text.split(/;\s*/).map((statute) => ({ statute, status: 'imposed' })) as unknown as Json },
    },
  ],
  ['sentence-imposed-date', { part: 'charge', field: 'sentence.imposedDate', read: asDate }],
  ['sentence-end-date', { part: 'charge', field: 'sentence.endDate', read: asDate }],
  ['release-date', { part: 'charge', field: 'sentence.releaseDate', read: asDate }],
  ['probation-end-date', { part: 'charge', field: 'sentence.probationEndDate', read: asDate }],
  ['revoked-date', { part: 'charge', field: 'sentence.revokedDate', read: asDate }],
  ['sentence-status', { part: 'charge', field: 'sentence.status', read: oneOf(wordsOf('sentence-status')) }],
  ['supervision', { part: 'charge', field: 'sentence.supervision', read: oneOf(wordsOf('supervision')) }],
  ['confinement-days', { part: 'charge', field: 'sentence.confinementDays', read: asNumber }],
  ['suspended-days', { part: 'charge', field: 'sentence.suspendedDays', read: asNumber }],
  ['probation-days', { part: 'charge', field: 'sentence.probationDays', read: asNumber }],
  ['restitution-owed-cents', { part: 'charge', field: 'sentence.restitutionOwedCents', read: asNumber }],
  ['fees-owed-cents', { part: 'charge', field: 'sentence.feesOwedCents', read: asNumber }],
  ['offender-score', { part: 'charge', field: 'sentence.offenderScore', read: asNumber }],
  ['case-filed-date', { part: 'case', field: 'filedDate', read: asDate }],
  ['case-closed-date', { part: 'case', field: 'closedDate', read: asDate }],
  ['case-status', { part: 'case', field: 'status', read: oneOf(wordsOf('case-status')) }],
  ['has-victim', { part: 'case', field: 'hasVictim', read: asYesNo }],
  ['county', { part: 'case', field: 'court.county', read: asText }],
  ['birth-date', { part: 'person', field: 'birthDate', read: asDate }],
  ['deceased', { part: 'person', field: 'deceased', read: asYesNo }],
  ['immigration-concern', { part: 'person', field: 'immigrationConcern', read: asYesNo }],
  [
    'criminal-history',
    {
      part: 'person',
      field: 'coverage.history',
      read: nothingElse('national', 'import the other convictions; an answer cannot hold them'),
    },
  ],
  [
    'registrations',
    {
      part: 'person',
      field: 'coverage.history',
      read: nothingElse('national', 'import the registration; an answer cannot hold it'),
    },
  ],
  [
    'pending-matters',
    {
      part: 'person',
      field: 'coverage.pendingMatters',
      read: nothingElse('yes', 'import the pending case; an answer cannot hold it'),
    },
  ],
  ['warrant-kind', { part: 'warrant', field: 'kind', read: oneOf(wordsOf('warrant-kind')) }],
  ['warrant-status', { part: 'warrant', field: 'status', read: oneOf(wordsOf('warrant-status')) }],
  ['warrant-issued-date', { part: 'warrant', field: 'issuedDate', read: asDate }],
  ['violation-kind', { part: 'violation', field: 'kind', read: oneOf(wordsOf('violation-kind')) }],
  ['violation-status', { part: 'violation', field: 'status', read: oneOf(wordsOf('violation-status')) }],
  ['violation-filed-date', { part: 'violation', field: 'filedDate', read: asDate }],
  ['violation-hearing-date', { part: 'violation', field: 'hearingDate', read: asDate }],
  [
    'underlying-charges',
    {
      part: 'item',
      field: 'underlyingCaseNumber',
      read: (text) => {
        const read = asText(text);
        return typeof read === 'string' ? 'write the number of the case that it rests on' : read;
      },
    },
  ],
]);

/** Where an answer to the fact is written; null where no record has a field for it. */
export function targetOf(fact: string): Pick<Target, 'part' | 'field'> | null {
  return TARGETS.get(fact) ?? null;
}

/** Whether an answer to this fact can be written into a record: one of the engine's, or one that a pack declares. */
export function isAnswerable(fact: string, declared: ReadonlyMap<string, FactDeclaration>): boolean {
  return TARGETS.has(fact) || declared.has(fact);
}

/**
 * The record with the answer in it and a correction beside it. Neither record shares what was changed. Refuses (AppError
 * `answer-…`) a fact that cannot be answered so, a place the record does not have, and a value that cannot be read.
 */
export function answerFact(
  record: PersonRecord,
  place: AnswerPlace,
  answer: FactAnswer,
  declared: ReadonlyMap<string, FactDeclaration> = new Map(),
): PersonRecord {
  const target = TARGETS.get(answer.fact) ?? declaredTarget(answer.fact, declared);
  if (target === null) {
    throw new AppError(
      'answer-unknown-fact',
      `"${answer.fact}" is nothing that can be answered. Facts that can are listed by "second-look questions".`,
    );
  }
  const copy = structuredClone(record);
  const part = partAt(copy, place, target.part, answer.fact);
  const text = answer.value.trim();
  const read = text === '' ? 'write the value, or leave the line out' : target.read(text, part);
  if (typeof read === 'string') {
    throw new AppError(
      'answer-bad-value',
      `"${answer.value}" is no answer to ${answer.fact} (${describePlace(place, record)}): ${read}.`,
    );
  }
  const keys = target.field.split('.');
  const before = valueAt(part, keys);
  const earlier = part.corrections?.find((each) => each.field === target.field);
  const correction: Correction = {
    field: target.field,
    fact: answer.fact,
    ...(earlier !== undefined
      ? earlier.from === undefined
        ? {}
        : { from: earlier.from }
      : before === undefined
        ? {}
        : { from: before }),
    to: read.value,
    by: answer.by,
    at: answer.at,
    source: answer.source,
  };
  part.corrections = [...(part.corrections ?? []).filter((each) => each.field !== target.field), correction];
  setAt(part, keys, read.value);
  return copy;
}

function declaredTarget(fact: string, declared: ReadonlyMap<string, FactDeclaration>): Target | null {
  const declaration = declared.get(fact);
  if (declaration === undefined) return null;
  const { type, values } = declaration;
  const read =
    type === 'boolean'
      ? asYesNo
      : type === 'number'
        ? asNumber
        : type === 'date'
          ? asDate
          : values === undefined
            ? asText
            : oneOf(values);
  return { part: 'item', field: `answers.${fact}`, read };
}

function partAt(record: PersonRecord, place: AnswerPlace, part: Part, fact: string): Sourced {
  if (part === 'person') return record;
  const cases = record.cases.filter(
    (each) => each.caseNumber === place.case && (place.court === undefined || each.court.name === place.court),
  );
  const [courtCase] = cases;
  if (courtCase === undefined || cases.length > 1) {
    throw new AppError(
      'answer-no-such-place',
      cases.length > 1
        ? `Person ${record.personId} has several cases ${place.case}; name the court as well.`
        : `Person ${record.personId} has no case ${place.case}${place.court === undefined ? '' : ` in ${place.court}`}.`,
    );
  }
  if (part === 'case') return courtCase;
  const found = itemOf(courtCase, place, part);
  if (found !== undefined) return found;
  throw new AppError(
    'answer-no-such-place',
    `An answer to ${fact} needs the ${part === 'charge' ? 'count' : 'count or number'} in case ${place.case}; there is no such one (${describePlace(place, record)}).`,
  );
}

function itemOf(courtCase: CourtCase, { count, number }: AnswerPlace, part: Part): Sourced | undefined {
  if (part !== 'warrant' && part !== 'violation' && count !== undefined) {
    return courtCase.charges.find((each) => each.count === count);
  }
  if (number === undefined) return undefined;
  const warrant = courtCase.warrants?.find((each) => each.warrantNumber === number);
  const violation = courtCase.violations?.find((each) => each.violationId === number);
  return part === 'warrant'
    ? warrant
    : part === 'violation'
      ? violation
      : part === 'charge'
        ? undefined
        : (warrant ?? violation);
}

function describePlace(place: AnswerPlace, record: PersonRecord): string {
  const item =
    place.count !== undefined ? ` count ${place.count}` : place.number !== undefined ? ` number ${place.number}` : '';
  return `person ${record.personId}, case ${place.case}${item}`;
}

function valueAt(part: Sourced, keys: readonly string[]): Json | undefined {
  let value: unknown = part;
  for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
  return value as Json | undefined;
}

function setAt(part: Sourced, keys: readonly string[], value: Json): void {
  let inner = part as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) {
    const next = inner[key];
    inner = (typeof next === 'object' && next !== null ? next : (inner[key] = {})) as Record<string, unknown>;
  }
  inner[keys.at(-1) ?? ''] = value;
}
