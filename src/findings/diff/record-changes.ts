/**
 * What changed in a person's record, down to the field of a count: `disposition of count 2: pending → dismissed`. Which
 * row of which file says it, the source's own words, and columns that no law knows are left aside, since none is judged.
 */
import type { CaseRef, ItemRef } from '../../law/index.js';
import type { Charge, CourtCase, PersonRecord, Violation, Warrant } from '../../records/index.js';

/** Where in a record something stands: at the person, a case, or a part of a case. */
export interface RecordPlace {
  case?: { number: string; court: string; state: string };
  /** A charge by its count. */
  count?: number;
  warrant?: string;
  violation?: string;
}

/** One change. A part that came or went has no field. */
export interface RecordChange extends RecordPlace {
  change: 'added' | 'removed' | 'changed';
  /** With dots into what the part holds: `disposition.type`. */
  field?: string;
  /** The value before, as text; absent where there was none. */
  from?: string;
  to?: string;
  /** The same in words. */
  says: string;
}

/** Fields that nobody judges by. `corrections` tells who gave a value that stands in its field already. */
const LEFT_ASIDE: ReadonlySet<string> = new Set(['source', 'original', 'unmapped', 'corrections']);
const PERSON_PARTS: ReadonlySet<string> = new Set(['personId', 'cases']);
const CASE_PARTS: ReadonlySet<string> = new Set([
  'caseNumber',
  'court.name',
  'court.state',
  'charges',
  'warrants',
  'violations',
]);
const CHARGE_PARTS: ReadonlySet<string> = new Set(['count']);
const WARRANT_PARTS: ReadonlySet<string> = new Set(['warrantNumber']);
const VIOLATION_PARTS: ReadonlySet<string> = new Set(['violationId']);

/** What changed between two states of a record; absent is a person whom the records do not know. */
export function recordChanges(was: PersonRecord | undefined, is: PersonRecord | undefined): RecordChange[] {
  if (was === undefined || is === undefined) {
    if (was === is) return [];
    const change = was === undefined ? 'added' : 'removed';
    return [{ change, says: `the person ${was === undefined ? 'is new in' : 'is no longer in'} the records` }];
  }
  const changes = fieldChanges(was, is, PERSON_PARTS, {});
  for (const [before, after] of matched(was.cases, is.cases, caseName)) {
    const place = { case: caseOf(before ?? after) };
    if (before === undefined || after === undefined) changes.push(partChange(place, before === undefined));
    else changes.push(...fieldChanges(before, after, CASE_PARTS, place), ...partsOfCase(before, after, place));
  }
  return changes;
}

/** The changes, those nearest to an item first: at the item, in its case, at the person, elsewhere. */
export function nearestFirst(changes: readonly RecordChange[], courtCase: CaseRef, item: ItemRef): RecordChange[] {
  const distance = (change: RecordChange): number => {
    const at = change.case;
    if (at === undefined) return 2;
    if (at.number !== courtCase.number || at.court !== courtCase.court || at.state !== courtCase.state) return 3;
    const number = change.warrant ?? change.violation;
    return (change.count !== undefined && change.count === item.count) ||
      (number !== undefined && number === item.number)
      ? 0
      : 1;
  };
  return changes
    .map((change) => ({ change, far: distance(change) }))
    .sort((a, b) => a.far - b.far)
    .map(({ change }) => change);
}

function partsOfCase(was: CourtCase, is: CourtCase, place: RecordPlace): RecordChange[] {
  const changes: RecordChange[] = [];
  const compare = <T extends Charge | Warrant | Violation>(
    before: readonly T[] | undefined,
    after: readonly T[] | undefined,
    nameOf: (part: T) => string,
    placeOf: (part: T) => RecordPlace,
    names: ReadonlySet<string>,
  ): void => {
    for (const [one, other] of matched(before ?? [], after ?? [], nameOf)) {
      const at = { ...place, ...placeOf((one ?? other) as T) };
      if (one === undefined || other === undefined) changes.push(partChange(at, one === undefined));
      else changes.push(...fieldChanges(one, other, names, at));
    }
  };
  compare<Charge>(
    was.charges,
    is.charges,
    ({ count }) => String(count),
    ({ count }) => ({ count }),
    CHARGE_PARTS,
  );
  compare<Warrant>(
    was.warrants,
    is.warrants,
    ({ warrantNumber }) => warrantNumber,
    ({ warrantNumber }) => ({ warrant: warrantNumber }),
    WARRANT_PARTS,
  );
  compare<Violation>(
    was.violations,
    is.violations,
    ({ violationId }) => violationId,
    ({ violationId }) => ({ violation: violationId }),
    VIOLATION_PARTS,
  );
  return changes;
}

/** Parts of the same name side by side, in the order of the earlier list, then those that are new. */
function matched<T>(
  was: readonly T[],
  is: readonly T[],
  nameOf: (part: T) => string,
): (readonly [T | undefined, T | undefined])[] {
  const rest = new Map<string, T[]>();
  for (const part of is) {
    const name = nameOf(part);
    const alike = rest.get(name);
    if (alike === undefined) rest.set(name, [part]);
    else alike.push(part);
  }
  const pairs = was.map((part) => [part, rest.get(nameOf(part))?.shift()] as const);
  return [...pairs, ...[...rest.values()].flat().map((part) => [undefined, part] as const)];
}

function fieldChanges(was: object, is: object, without: ReadonlySet<string>, place: RecordPlace): RecordChange[] {
  const before = leavesOf(was, without);
  const after = leavesOf(is, without);
  const fields = new Set([...before.keys(), ...after.keys()]);
  return [...fields].flatMap((field): RecordChange[] => {
    const from = before.get(field);
    const to = after.get(field);
    if (from === to || isReordered(was, is, field)) return [];
    const says = `${fieldWords(field)}${placeWords(place)}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`;
    return [
      {
        change: from === undefined ? 'added' : to === undefined ? 'removed' : 'changed',
        ...place,
        field,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        says,
      },
    ];
  });
}

/** Whether a list holds the same in another order, by which nothing is judged. */
function isReordered(was: object, is: object, field: string): boolean {
  const [before, after] = [valueAt(was, field), valueAt(is, field)];
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return false;
  const rest = after.map(textOf).sort();
  return before
    .map(textOf)
    .sort()
    .every((text, at) => text === rest[at]);
}

function valueAt(part: object, field: string): unknown {
  return field
    .split('.')
    .reduce<unknown>((within, name) => (within as Record<string, unknown> | undefined)?.[name], part);
}

/** The values of a part by field, objects within it with dots; a list is one value. */
function leavesOf(part: object, without: ReadonlySet<string>): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (object: object, prefix: string): void => {
    for (const [key, value] of Object.entries(object) as [string, unknown][]) {
      if (value === undefined || LEFT_ASIDE.has(key) || without.has(`${prefix}${key}`)) continue;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) walk(value, `${prefix}${key}.`);
      else leaves.set(`${prefix}${key}`, textOf(value));
    }
  };
  walk(part, '');
  return leaves;
}

function textOf(value: unknown): string {
  if (value === true || value === false) return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  return JSON.stringify(value, (key, each: unknown) => (LEFT_ASIDE.has(key) ? undefined : each));
}

function partChange(place: RecordPlace, isNew: boolean): RecordChange {
  const what =
    place.count !== undefined
      ? `count ${place.count} in case ${place.case?.number}`
      : place.warrant !== undefined
        ? `warrant ${place.warrant} in case ${place.case?.number}`
        : place.violation !== undefined
          ? `violation ${place.violation} in case ${place.case?.number}`
          : `case ${place.case?.number}`;
  const change = isNew ? 'added' : 'removed';
  return { change, ...place, says: `${what} ${isNew ? 'is new' : 'is gone'}` };
}

function placeWords({ case: courtCase, count, warrant, violation }: RecordPlace): string {
  if (courtCase === undefined) return '';
  const part =
    count !== undefined
      ? ` of count ${count}`
      : warrant !== undefined
        ? ` of warrant ${warrant}`
        : violation !== undefined
          ? ` of violation ${violation}`
          : '';
  return part === '' ? ` of case ${courtCase.number}` : `${part} in case ${courtCase.number}`;
}

/** `sentence.endDate` as "sentence end date", `disposition.type` as "disposition". */
function fieldWords(field: string): string {
  return field
    .replace(/\.type$/, '')
    .replace(/^answers\./, '')
    .replace(/\./g, ' ')
    .replace(/([a-z])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

function caseName({ caseNumber, court }: CourtCase): string {
  return JSON.stringify([court.state, court.name, caseNumber]);
}

function caseOf(courtCase: CourtCase | undefined): { number: string; court: string; state: string } {
  if (courtCase === undefined) throw new Error('A pair of cases has neither.');
  const { caseNumber, court } = courtCase;
  return { number: caseNumber, court: court.name, state: court.state };
}
