/**
 * Rows of a table → the raw form of a record, as a profile's `fields` say: one person with at most one case and one
 * charge, warrant or violation. `RecordChecker` turns it into a record.
 */
import { canonicalFields } from './canonical/csv-columns.js';
import { fieldAt, type FieldPath, type Root } from './canonical/field-path.js';
import type { IssueCollector } from './issue-collector.js';
import type { FieldSource, ProfileTable, SourceProfile } from './profile.js';
import type { RowFeed } from './row-feed.js';
import { ValueMap } from './value-map.js';

type Raw = Record<string, unknown>;
type Roots = Record<Root, Raw>;

/** Reads the row at hand of a feed into the raw form of a record. */
export interface RowMapper {
  read(feed: RowFeed): Raw;
  /** The column behind a path of the raw record (`cases[0].charges[0].statute`), for issues. */
  columnNames: ReadonlyMap<string, string>;
  /** Columns that no field takes. */
  unknown: readonly string[];
}

/** Where a root's fields stand in the raw record. */
const PLACES: Record<Root, string> = {
  person: '',
  case: 'cases[0].',
  charge: 'cases[0].charges[0].',
  warrant: 'cases[0].warrants[0].',
  violation: 'cases[0].violations[0].',
};

const LISTS: Record<'charge' | 'warrant' | 'violation', string> = {
  charge: 'charges',
  warrant: 'warrants',
  violation: 'violations',
};

/** Prepares the reading of a table whose columns stand in the order `columns`. */
export function rowMapper(
  profile: SourceProfile,
  table: ProfileTable,
  columns: readonly string[],
  issues: IssueCollector,
): RowMapper {
  const gives = table.gives ?? 'charge';
  const taken = new Set<string>(table.leftOut);
  const columnNames = new Map<string, string>();
  const steps: ((feed: RowFeed, roots: Roots) => void)[] = [];
  const indexOf = (name: string): number => {
    taken.add(name);
    return columns.findIndex((column) => column === name || table.aliases[column] === name);
  };

  for (const [path, source] of sourcesOf(table, gives)) {
    const at = fieldAt(path) as FieldPath;
    const value = valueReader(profile, at, source, indexOf, issues);
    if (value === null) continue;
    const shown =
      PLACES[at.root] +
      at.keys
        .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
        .join('')
        .slice(1);
    const column = typeof source === 'string' ? source : (source.column ?? source.columns?.join(' + '));
    if (column !== undefined) columnNames.set(shown, givenName(column, columns, table));
    steps.push((feed, roots) => {
      const text = value(feed, roots);
      if (text !== '') put(roots[at.root], at.keys, text);
    });
  }

  const unknown: { name: string; index: number }[] = [];
  columns.forEach((name, index) => {
    if (name !== '' && !taken.has(name) && !taken.has(table.aliases[name] ?? '')) unknown.push({ name, index });
  });
  return {
    columnNames,
    unknown: unknown.map(({ name }) => name),
    read(feed) {
      const roots: Roots = { person: {}, case: {}, charge: {}, warrant: {}, violation: {} };
      for (const step of steps) step(feed, roots);
      if (unknown.length > 0) {
        const kept: Raw = {};
        for (const { name, index } of unknown) {
          const text = feed.text(index);
          if (text === '') continue;
          kept[name] = text;
          issues.tally(feed.source(), name);
        }
        if (Object.keys(kept).length > 0) roots[gives]['unmapped'] = kept;
      }
      return assembled(roots, gives);
    },
  };
}

function assembled(roots: Roots, gives: NonNullable<ProfileTable['gives']>): Raw {
  const person = roots.person;
  if (gives === 'person') return person;
  roots.case[LISTS[gives]] = [roots[gives]];
  person['cases'] = [roots.case];
  return person;
}

function sourcesOf(table: ProfileTable, gives: NonNullable<ProfileTable['gives']>): [string, FieldSource][] {
  if (typeof table.fields === 'object') return Object.entries(table.fields);
  return [...canonicalFields(gives)].map(([column, path]) => [path, column]);
}

/** The name that the file itself uses for a column. */
function givenName(name: string, columns: readonly string[], table: ProfileTable): string {
  return columns.includes(name) ? name : (columns.find((column) => table.aliases[column] === name) ?? name);
}

/** A reader of one value, or null where the file has none of its columns. */
function valueReader(
  profile: SourceProfile,
  at: FieldPath,
  source: FieldSource,
  indexOf: (name: string) => number,
  issues: IssueCollector,
): ((feed: RowFeed, roots: Roots) => string) | null {
  if (typeof source === 'string') {
    const index = indexOf(source);
    return index < 0 ? null : (feed) => feed.text(index);
  }
  if (source.as === 'sequence' && source.column === undefined) return sequenceReader();
  const { constant } = source;
  if (constant !== undefined) return () => constant;
  const indexes = (source.columns ?? [source.column ?? '']).map(indexOf);
  const fallback = source.default ?? '';
  if (indexes.every((index) => index < 0) && fallback === '') return null;
  const join = source.join ?? ' ';
  const match = source.match === undefined ? null : new RegExp(source.match);
  const map = source.map === undefined ? null : new ValueMap(profile.maps[source.map] ?? {});
  const name = source.column ?? source.columns?.join(' + ') ?? '';
  return (feed) => {
    let text = indexes
      .map((index) => feed.text(index))
      .filter((one) => one !== '')
      .join(join);
    if (text !== '' && match !== null) {
      const found = match.exec(text);
      text = found === null ? '' : (found[1] ?? found[0]).trim();
    }
    if (text === '') return fallback;
    if (map !== null) {
      const mapped = map.get(text);
      if (mapped !== null) return mapped;
      issues.tally(feed.source(), name, text);
      // An outcome nobody mapped is still an outcome; anything else that is not understood is left to the checker.
      return at.keys.join('.') === 'disposition.type' ? 'other' : text;
    }
    return source.as === undefined ? text : converted(text, source.as);
  };
}

function converted(text: string, as: 'name' | 'weeks' | 'months' | 'years' | 'dollars' | 'sequence'): string {
  if (as === 'name' || as === 'sequence') return text;
  const number = Number(text.replace(/[$,\s]/g, ''));
  if (!Number.isFinite(number)) return text;
  switch (as) {
    case 'weeks':
      return String(Math.round(number * 7));
    // Without a day to count from, a month is a twelfth of a year.
    case 'months':
      return String(Math.round((number * 365.25) / 12));
    case 'years':
      return String(Math.round(number * 365.25));
    case 'dollars':
      return String(Math.round(number * 100));
  }
}

/**
 * Numbers the charges of a case in the order of the file, for sources that give none. It remembers every case of the
 * file, so it is for files of a size that allows it.
 */
function sequenceReader(): (feed: RowFeed, roots: Roots) => string {
  const counts = new Map<string, number>();
  return (_feed, roots) => {
    const key = JSON.stringify([roots.person['personId'], roots.case['caseNumber'], roots.case['court']]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return String(count);
  };
}

/** Puts a value at the end of a path, making the objects and lists on the way. */
function put(root: Raw, keys: readonly (string | number)[], value: string): void {
  let target: Raw | unknown[] = root;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string | number;
    const slots = target as Record<string | number, unknown>;
    if (i === keys.length - 1) {
      slots[key] = value;
      return;
    }
    let next = slots[key];
    if (typeof next !== 'object' || next === null) {
      next = typeof keys[i + 1] === 'number' ? [] : {};
      slots[key] = next;
    }
    target = next as Raw | unknown[];
  }
}
