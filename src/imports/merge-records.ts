/**
 * Two records of one person → one.
 *
 * Cases are the same by court and number, charges by count, warrants by number, violations by id. A value that the later
 * record has replaces the earlier one; what it does not mention stays. Names, dates of birth and identifiers that differ
 * are not replaced but added, because a person can have borne both. The result is in a fixed order, so that it does not
 * depend on the order of cases in either record.
 */
import type {
  Charge,
  Correction,
  CourtCase,
  Disposition,
  PersonName,
  PersonRecord,
  Sentence,
  Sourced,
  Violation,
  Warrant,
} from '../records/record.js';

/** Merges `later` into `earlier`; neither is changed. Both are of the same person. */
export function mergeRecords(earlier: PersonRecord, later: PersonRecord): PersonRecord {
  const merged: PersonRecord = { ...overlaid(earlier, later), cases: mergeCases(earlier.cases, later.cases) };
  const name = later.name ?? earlier.name;
  if (name !== undefined) merged.name = name;
  const aliases = union([...(earlier.aliases ?? []), ...(later.aliases ?? []), ...present(earlier.name)], [name]);
  assign(merged, 'aliases', aliases);
  const birthDates = [
    ...(earlier.otherBirthDates ?? []),
    ...(later.otherBirthDates ?? []),
    ...present(earlier.birthDate),
  ];
  assign(merged, 'otherBirthDates', union(birthDates, [merged.birthDate]));
  assign(merged, 'identifiers', union([...(earlier.identifiers ?? []), ...(later.identifiers ?? [])], []));
  const registrations = mergeByKey(
    [...(earlier.registrations ?? []), ...(later.registrations ?? [])],
    (one) => JSON.stringify([one.kind, one.statute ?? '', one.date ?? '']),
    overlaid,
  );
  assign(merged, 'registrations', registrations);
  // Someone once reported dead is not alive again because a later row does not say so twice.
  if (earlier.deceased === true) merged.deceased = true;
  return corrected(merged, earlier, later);
}

/** A record in the order in which records are kept: cases by court and number, charges by count, and so on. */
export function inOrder(record: PersonRecord): PersonRecord {
  return mergeRecords({ personId: record.personId, cases: [] }, record);
}

function mergeCases(earlier: readonly CourtCase[], later: readonly CourtCase[]): CourtCase[] {
  const merged = new Map<string, CourtCase>();
  for (const one of [...earlier, ...later]) {
    const key = caseKey(one);
    const known = merged.get(key) ?? sameStep(one, merged);
    if (known === undefined) {
      merged.set(key, mergeCase({ ...one, charges: [], warrants: [], violations: [] }, one));
      continue;
    }
    const both = mergeCase(known, one);
    // A stand-in for a number gives way to the number.
    if (isStandIn(one) && !isStandIn(known)) {
      both.caseNumber = known.caseNumber;
      if (known.original === undefined) delete both.original;
      else both.original = { ...one.original, ...known.original };
      if (known.original?.['caseNumberFrom'] === undefined) delete both.original?.['caseNumberFrom'];
    } else if (isStandIn(known) && !isStandIn(one) && one.original?.['caseNumberFrom'] === undefined) {
      delete both.original?.['caseNumberFrom'];
    }
    merged.delete(caseKey(known));
    merged.set(caseKey(both), both);
  }
  return [...merged.values()].sort(
    (a, b) =>
      compare(a.court.name, b.court.name) ||
      compare(a.court.state, b.court.state) ||
      compare(a.caseNumber, b.caseNumber),
  );
}

function mergeCase(earlier: CourtCase, later: CourtCase): CourtCase {
  const merged: CourtCase = {
    ...overlaid(earlier, later),
    court: { ...earlier.court, ...later.court },
    charges: mergeByKey([...earlier.charges, ...later.charges], (one) => String(one.count), mergeCharge).sort(
      (a, b) => a.count - b.count,
    ),
  };
  assign(
    merged,
    'warrants',
    mergeByKey([...(earlier.warrants ?? []), ...(later.warrants ?? [])], warrantKey, mergePart).sort((a, b) =>
      compare(warrantKey(a), warrantKey(b)),
    ),
  );
  assign(
    merged,
    'violations',
    mergeByKey([...(earlier.violations ?? []), ...(later.violations ?? [])], violationKey, mergePart).sort((a, b) =>
      compare(violationKey(a), violationKey(b)),
    ),
  );
  return corrected(merged, earlier, later);
}

function mergeCharge(earlier: Charge, later: Charge): Charge {
  const merged = overlaid(earlier, later);
  if (earlier.disposition !== undefined && later.disposition !== undefined) {
    merged.disposition = mergeDisposition(earlier.disposition, later.disposition);
  }
  if (earlier.sentence !== undefined && later.sentence !== undefined) {
    merged.sentence = mergeSentence(earlier.sentence, later.sentence);
  }
  return corrected(merged, earlier, later);
}

const mergePart = <T extends Sourced>(earlier: T, later: T): T => corrected(overlaid(earlier, later), earlier, later);

/** Another outcome replaces the whole disposition: the date of a conviction says nothing about its dismissal. */
function mergeDisposition(earlier: Disposition, later: Disposition): Disposition {
  const another = later.type !== undefined && earlier.type !== undefined && later.type !== earlier.type;
  return another ? later : { ...earlier, ...later };
}

/** A sentence imposed on another day is another sentence. */
function mergeSentence(earlier: Sentence, later: Sentence): Sentence {
  const another =
    later.imposedDate !== undefined && earlier.imposedDate !== undefined && later.imposedDate !== earlier.imposedDate;
  return another ? later : { ...earlier, ...later };
}

/** The later part over the earlier one, field by field; what they keep about their source is kept from both. */
function overlaid<T extends Sourced>(earlier: T, later: T): T {
  const merged = { ...earlier };
  for (const key of Object.keys(later) as (keyof T)[]) if (later[key] !== undefined) merged[key] = later[key];
  if (earlier.original !== undefined && later.original !== undefined) {
    merged.original = { ...earlier.original, ...later.original };
  }
  if (earlier.unmapped !== undefined && later.unmapped !== undefined) {
    merged.unmapped = { ...earlier.unmapped, ...later.unmapped };
  }
  if (earlier.answers !== undefined && later.answers !== undefined) {
    merged.answers = { ...earlier.answers, ...later.answers };
  }
  return merged;
}

/**
 * What a person put right stands before what a newer export repeats; the export's value is kept beside it. What they said
 * about silence (`coverage`) was about the file of that day, and ends with a newer one.
 */
function corrected<T extends Sourced>(merged: T, earlier: T, later: T): T {
  const own = new Set((later.corrections ?? []).map(({ field }) => field));
  const kept = (earlier.corrections ?? []).filter(
    ({ field }) => !own.has(field) && !(field.startsWith('coverage.') && 'coverage' in later),
  );
  const corrections = [
    ...kept.map((correction): Correction => {
      const stated = readField(later, correction.field);
      return stated === undefined ? correction : { ...correction, from: stated };
    }),
    ...(later.corrections ?? []),
  ].sort((a, b) => compare(a.field, b.field));
  assign(merged as Sourced, 'corrections', corrections);
  for (const { field, to } of corrections) writeField(merged, field, to);
  return merged;
}

function readField(part: object, field: string): Correction['from'] {
  let value: unknown = part;
  for (const key of field.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return value as Correction['from'];
}

/** Sets a field without touching what the part shares with the records it was merged from. */
function writeField(part: object, field: string, value: Correction['to']): void {
  const [key = '', ...deeper] = field.split('.');
  const holder = part as Record<string, unknown>;
  if (deeper.length === 0) holder[key] = value;
  else {
    const inner = { ...(holder[key] as object | undefined) };
    writeField(inner, deeper.join('.'), value);
    holder[key] = inner;
  }
}

function mergeByKey<T>(parts: readonly T[], key: (part: T) => string, merge: (earlier: T, later: T) => T): T[] {
  const merged = new Map<string, T>();
  for (const part of parts) {
    const own = key(part);
    const known = merged.get(own);
    merged.set(own, known === undefined ? part : merge(known, part));
  }
  return [...merged.values()];
}

function caseKey(one: CourtCase): string {
  return `${plain(one.court.name)}\u0000${plain(one.court.state)}\u0000${plain(one.caseNumber)}`;
}

const warrantKey = (one: Warrant): string => one.warrantNumber;
const violationKey = (one: Violation): string => one.violationId;

/**
 * A source that places cases by their position (`original.cycleStep`) gives a stand-in where it knows no number. When the
 * number becomes known, it is the same case in the same position.
 */
function sameStep(one: CourtCase, among: ReadonlyMap<string, CourtCase>): CourtCase | undefined {
  const step = one.original?.['cycleStep'];
  if (step === undefined) return undefined;
  for (const other of among.values()) {
    if (other.original?.['cycleStep'] !== step || plain(other.court.name) !== plain(one.court.name)) continue;
    if (isStandIn(one) !== isStandIn(other)) return other;
  }
  return undefined;
}

function isStandIn(one: CourtCase): boolean {
  return one.original?.['caseNumberFrom'] === 'position in the file';
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toUpperCase();
}

/** The different values among `values` that are not among `besides`, in a fixed order. */
function union<T extends PersonName | object | string>(values: readonly T[], besides: readonly (T | undefined)[]): T[] {
  const known = new Set(besides.filter((value) => value !== undefined).map(identity));
  const kept = new Map<string, T>();
  for (const value of values) {
    const own = identity(value);
    if (!known.has(own)) kept.set(own, value);
  }
  return [...kept.keys()].sort(compare).map((own) => kept.get(own) as T);
}

function identity(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => compare(a, b)))
    : String(value);
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

/** Sets a list, or takes the field away where the list is empty. */
function assign<T, K extends keyof T>(target: T, key: K, list: NonNullable<T[K]> & readonly unknown[]): void {
  if (list.length > 0) target[key] = list;
  else delete target[key];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
