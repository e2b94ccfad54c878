/**
 * Facts that a person supplied, told apart from what a source's row says.
 *
 * A corrected record is judged like any other: its fields hold the answers. What a determination saw is then compared
 * with the corrections beside the fields, so that no row of a file is named for a value that it does not hold. Records
 * without corrections, which nearly all are, pass untouched.
 */
import type { Charge, Correction, CourtCase, PersonRecord, Sourced, SourceRef } from '../../records/record.js';
import { toMeasure } from '../drugs/index.js';
import { targetOf } from './answer-fact.js';
import type { Determination, SeenFact, Supplied } from './determination.js';

/** The part of a record that an item is, with its case. */
interface Place {
  readonly person: PersonRecord;
  readonly courtCase: CourtCase | undefined;
  readonly item: (Sourced & Partial<Pick<Charge, 'quantities'>>) | undefined;
  readonly kind: 'charge' | 'warrant' | 'violation';
}

/** The determinations on a record, with what people supplied marked as theirs. */
export function markSupplied(record: PersonRecord, determinations: readonly Determination[]): Determination[] {
  const parts = correctedParts(record);
  if (parts.length === 0) return determinations as Determination[];
  return determinations.map((determination) => {
    const place = placeOf(record, determination);
    return {
      ...determination,
      criteria: determination.criteria.map((criterion) => ({
        ...criterion,
        facts: criterion.facts.map((fact) => marked(fact, place, parts)),
      })),
    };
  });
}

function marked(seen: SeenFact, place: Place, parts: readonly Sourced[]): SeenFact {
  if (seen.basis === 'coverage' || seen.basis === 'assumption') return seen;
  const correction = ofItem(seen, place) ?? ofMember(seen, parts);
  if (correction === undefined) return seen;
  return { fact: seen.fact, value: seen.value, basis: 'supplied', supplied: suppliedBy(correction) };
}

/** The correction of the field that the fact is read from, at the item, its case or the person. */
function ofItem({ fact, basis, source }: SeenFact, { person, courtCase, item, kind }: Place): Correction | undefined {
  const target = targetOf(fact);
  const part = target?.part ?? 'item';
  if (part === 'person') return correctionOf(person, target?.field ?? '', fact);
  if (part === 'case') return correctionOf(courtCase, target?.field ?? '', fact);
  if (part !== 'item' && part !== kind) return undefined;
  // The same fact of another charge stands in another row.
  if (source !== undefined && item?.source !== undefined && !sameRow(source, item.source)) return undefined;
  const own = correctionOf(item, target?.field ?? `answers.${fact}`, fact);
  if (own !== undefined || basis !== 'derived') return own;
  const from = DERIVED_FROM[fact];
  return from === undefined ? undefined : item?.corrections?.find(({ field }) => from.test(field));
}

/** The fields that a derived fact is worked out from. */
const DERIVED_FROM: Readonly<Record<string, RegExp>> = {
  'sentence-end-date': /^sentence\./,
  'sentence-status': /^sentence\./,
  standing: /^disposition\./,
  substance: /^description$/,
};

/** What the words for another charge show; a correction of anything else does not change them. */
const SHOWN = /^(statute|inchoate|offenseDate|grade|disposition\..*|kind|status|issuedDate|filedDate)$/;

/** For the words of another part of the record: the first correction of what they show. */
function ofMember({ fact, source }: SeenFact, parts: readonly Sourced[]): Correction | undefined {
  if (source === undefined || targetOf(fact) !== null) return undefined;
  for (const part of parts) {
    if (part.source === undefined || !sameRow(part.source, source)) continue;
    const shown = part.corrections?.find(({ field }) => SHOWN.test(field));
    if (shown !== undefined) return shown;
  }
  return undefined;
}

function correctionOf(part: Sourced | undefined, field: string, fact: string): Correction | undefined {
  const correction = part?.corrections?.find((each) => each.field === field);
  if (correction === undefined || field !== 'quantities') return correction;
  // Measures in other units stand in the same field: what the source gave of this one is still the source's.
  const kind = fact === 'weight-grams' ? 'grams' : fact;
  return amounts(correction.from, kind) === amounts(correction.to, kind) ? undefined : correction;
}

function amounts(value: Correction['from'], kind: string): string {
  const list = (Array.isArray(value) ? value : []) as NonNullable<Charge['quantities']>;
  return JSON.stringify(list.map(toMeasure).filter((measure) => measure?.kind === kind));
}

function suppliedBy({ by, at, source, from }: Correction): Supplied {
  const before =
    from === undefined || from === null ? '' : typeof from === 'object' ? JSON.stringify(from) : String(from);
  return { by, at, evidence: source, ...(before === '' ? {} : { from: before }) };
}

function sameRow(one: SourceRef, other: SourceRef): boolean {
  return one.file === other.file && one.row === other.row;
}

/** The parts of a record that somebody corrected. */
function correctedParts(record: PersonRecord): Sourced[] {
  const parts: Sourced[] = [];
  const look = (part: Sourced): void => {
    if (part.corrections !== undefined && part.corrections.length > 0) parts.push(part);
  };
  look(record);
  for (const courtCase of record.cases) {
    look(courtCase);
    courtCase.charges.forEach(look);
    courtCase.warrants?.forEach(look);
    courtCase.violations?.forEach(look);
  }
  return parts;
}

function placeOf(person: PersonRecord, { case: at, item }: Determination): Place {
  const cases = person.cases.filter(
    ({ caseNumber, court }) => caseNumber === at.number && court.name === at.court && court.state === at.state,
  );
  const kind = item.kind === 'warrant' ? 'warrant' : item.kind === 'probation-violation' ? 'violation' : 'charge';
  const found = cases.flatMap((courtCase) => {
    const own =
      kind === 'charge'
        ? courtCase.charges.find(({ count }) => count === item.count)
        : kind === 'warrant'
          ? courtCase.warrants?.find(({ warrantNumber }) => warrantNumber === item.number)
          : courtCase.violations?.find(({ violationId }) => violationId === item.number);
    return own === undefined ? [] : [{ courtCase, own }];
  });
  const [first] = found;
  return { person, kind, courtCase: first?.courtCase ?? cases[0], item: first?.own };
}
