/**
 * A parsed JSON value (or a CSV row's fields in the same form) → a record that is what `record.ts` says, or the reason
 * why not.
 *
 * - A field that is required and missing or unreadable makes the whole row unusable: half a history could hide the
 *   conviction that decides the answer.
 * - A bad value of an optional field is left out, kept under `original` and noted.
 * - A field that nobody knows is kept under `unmapped` and counted.
 */
import { parseLegalDate, type Day } from '../../common/index.js';
import type { CourtCase, PersonRecord, SourceRef } from '../../records/record.js';
import { clipped, type IssueCollector } from '../issue-collector.js';
import { inOrder } from '../merge-records.js';
import { readDate, type DateRules } from '../read-date.js';
import { readName } from '../read-name.js';
import { readState } from '../read-state.js';
import { personShape, SOURCED_SHAPES, type Field, type Shape } from './record-shape.js';

export interface CheckRules {
  dates: DateRules;
  /** A date of birth cannot lie after it. */
  today: Day | undefined;
  /** For tables: the column behind a path of the record, so that issues name what the file calls it. */
  columnNames?: ReadonlyMap<string, string>;
}

/** Thrown inside the check and caught by `checkRecord`: the row cannot be used. */
class Unusable extends Error {
  constructor(
    readonly code: string,
    readonly field: string,
    message: string,
    readonly value?: string,
  ) {
    super(message);
  }
}

type Plain = Record<string, unknown>;

/** Where values of the part being checked leave what they could not use. */
interface Part {
  original: Record<string, string>;
  unmapped: Plain;
  /** The path from the person, for issues: `cases[0].charges[1].`. */
  path: string;
  /** The path from the part, for `original`: `disposition.`. */
  inner: string;
}

const ROW_FIELDS = new Set(['source', 'original', 'unmapped', 'answers']);

/** Checks records of one file. One per file: it knows the file's name and rules. */
export class RecordChecker {
  private at: SourceRef = { file: '', row: 0 };
  private personId: string | undefined;

  constructor(
    private readonly rules: CheckRules,
    private readonly issues: IssueCollector,
  ) {}

  /** The record, with `source` on every part; null where the row was quarantined. */
  check(raw: unknown, at: SourceRef): PersonRecord | null {
    this.at = at;
    this.personId = undefined;
    const { mark } = this.issues;
    try {
      if (!isPlain(raw)) throw new Unusable('not-a-record', '', 'it is not a JSON object');
      const id = raw['personId'];
      if (typeof id === 'string' || typeof id === 'number') this.personId = String(id).trim() || undefined;
      const person = this.part(raw, personShape, '') as unknown as PersonRecord;
      person.cases ??= [];
      for (const each of person.cases) {
        each.charges ??= [];
        this.noTwins(each.charges, (charge) => String(charge.count), `case ${clipped(each.caseNumber)}`, 'count');
        this.noTwins(each.warrants ?? [], (one) => one.warrantNumber, `case ${clipped(each.caseNumber)}`, 'warrant');
        this.noTwins(each.violations ?? [], (one) => one.violationId, `case ${clipped(each.caseNumber)}`, 'violation');
      }
      return this.withoutTwinCases(person);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      this.issues.forgetSince(mark);
      this.issues.quarantine(at, error.code, `Row ${at.row} of ${at.file} was set aside: ${error.message}.`, {
        ...(error.field === '' ? {} : { column: error.field }),
        ...(error.value === undefined ? {} : { value: error.value }),
        ...(this.personId === undefined ? {} : { personId: this.personId }),
      });
      return null;
    }
  }

  /**
   * Exports give a case twice, once from each system that knows it: the two are put together and the row says so. Where
   * they give one count two statutes they are not the same, and putting them together would lose one.
   */
  private withoutTwinCases(person: PersonRecord): PersonRecord {
    const seen = new Map<string, CourtCase>();
    let twins = 0;
    for (const each of person.cases) {
      const key = `${each.caseNumber}\u0000${each.court.name}`;
      const twin = seen.get(key);
      seen.set(key, each);
      if (twin === undefined) continue;
      twins += 1;
      const statutes = new Map(twin.charges.map((charge) => [charge.count, charge.statute]));
      const differs = each.charges.some(({ count, statute }) => {
        const other = statutes.get(count);
        return other !== undefined && statute !== undefined && other !== statute;
      });
      if (differs) {
        throw new Unusable(
          'repeated-key',
          'case',
          `the record has case ${clipped(each.caseNumber)} twice, with different statutes for the same count`,
          each.caseNumber,
        );
      }
      this.issues.note(
        this.at,
        'case-twice',
        `Row ${this.at.row} of ${this.at.file} has case ${clipped(each.caseNumber)} twice; the two were put together.`,
        { column: 'case', value: each.caseNumber },
      );
    }
    return twins === 0 ? person : { ...person, cases: inOrder(person).cases };
  }

  /** Two parts with one key would replace each other in the database, and one of them would be lost. */
  private noTwins<T>(parts: readonly T[], key: (part: T) => string, where: string, what: string): void {
    if (parts.length < 2) return;
    const seen = new Set<string>();
    for (const part of parts) {
      const own = key(part);
      if (seen.has(own)) {
        const shown = own.split('\u0000')[0] ?? own;
        throw new Unusable('repeated-key', what, `${where} has ${what} ${clipped(shown)} twice`, shown);
      }
      seen.add(own);
    }
  }

  /** A part with its own `source`, `original` and `unmapped`. */
  private part(raw: Plain, shape: Shape, path: string): Plain {
    const part: Part = { original: {}, unmapped: {}, path, inner: '' };
    const out = this.fields(raw, shape, part);
    out['source'] = this.at;
    if (isPlain(raw['original'])) {
      for (const [key, value] of Object.entries(raw['original'])) part.original[key] ??= textOf(value) ?? '';
    }
    if (isPlain(raw['unmapped'])) part.unmapped = { ...raw['unmapped'], ...part.unmapped };
    if (isPlain(raw['answers'])) {
      const answers = Object.entries(raw['answers']).filter(([, value]) => isScalar(value));
      if (answers.length > 0) out['answers'] = Object.fromEntries(answers);
    }
    for (const _ in part.original) {
      out['original'] = part.original;
      break;
    }
    for (const _ in part.unmapped) {
      out['unmapped'] = part.unmapped;
      break;
    }
    return out;
  }

  private fields(raw: Plain, shape: Shape, part: Part): Plain {
    const out: Plain = {};
    let known = 0;
    for (const key in raw) {
      const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
      if (field === undefined) {
        if (key === 'quantity' && Object.hasOwn(shape, 'quantities') && raw['quantities'] === undefined) {
          const quantities = this.value(shape['quantities'] as Field, [raw[key]], 'quantities', part);
          if (quantities !== undefined) out['quantities'] = quantities;
        } else if (part.inner !== '' || !ROW_FIELDS.has(key)) {
          this.unknown(key, raw[key], part);
        }
        continue;
      }
      const given = raw[key];
      if (given === null || given === undefined || given === '') continue;
      const value = this.value(field, given, key, part);
      if (value === undefined) continue;
      out[key] = value;
      if (field.required === true) known++;
    }
    if (known < requiredCount(shape)) this.missing(out, shape, part);
    return out;
  }

  private missing(out: Plain, shape: Shape, part: Part): void {
    for (const key in shape) {
      if (shape[key]?.required !== true || out[key] !== undefined) continue;
      const path = this.shown(part.path + part.inner + key);
      const bad = part.original[part.inner + key];
      throw new Unusable(
        bad === undefined ? 'missing-field' : 'bad-required-value',
        path,
        bad === undefined ? `it has no ${path}` : `its ${path} cannot be read`,
        bad,
      );
    }
  }

  private unknown(key: string, value: unknown, part: Part): void {
    if (value === null || value === undefined || value === '') return;
    // `__proto__` is a legal key in JSON, and no ordinary assignment keeps it.
    Object.defineProperty(part.unmapped, part.inner + key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    this.issues.tally(this.at, (part.path + part.inner + key).replace(/\[\d+\]/g, '[]'));
  }

  private value(field: Field, given: unknown, key: string, part: Part): unknown {
    switch (field.kind) {
      case 'text': {
        const text = textOf(given)?.trim();
        return text === undefined ? this.drop(key, given, part, 'is not text') : text === '' ? undefined : text;
      }
      case 'state':
        return this.state(given, key, part);
      case 'one-of':
        return this.oneOf(field.values, given, key, part);
      case 'date':
        return this.date(given, key, part, field.notAfterToday === true);
      case 'number':
        return this.number(field, given, key, part);
      case 'boolean':
        return this.flag(given, key, part);
      case 'name':
        if (typeof given === 'string') {
          const name = readName(given);
          if (name === null) return this.drop(key, given, part, 'is not a name');
          part.original[part.inner + key] = given;
          return name;
        }
        return this.object(field.shape, given, key, part);
      case 'object':
        return this.object(field.shape, given, key, part);
      case 'list':
        return this.list(field, given, key, part);
    }
  }

  private object(shape: Shape, given: unknown, key: string, part: Part): Plain | undefined {
    if (!isPlain(given)) {
      this.drop(key, given, part, 'is not an object');
      return undefined;
    }
    if (SOURCED_SHAPES.has(shape)) return this.part(given, shape, `${part.path}${part.inner}${key}.`);
    const inner = part.inner;
    part.inner = `${inner}${key}.`;
    try {
      const out = this.fields(given, shape, part);
      for (const _ in out) return out;
      return undefined;
    } finally {
      part.inner = inner;
    }
  }

  private list(
    field: Extract<Field, { kind: 'list' }>,
    given: unknown,
    key: string,
    part: Part,
  ): unknown[] | undefined {
    const items =
      typeof given === 'string' && isScalarField(field.of)
        ? given
            .split(';')
            .map((item) => item.trim())
            .filter((item) => item !== '')
        : given;
    if (!Array.isArray(items)) {
      // A list of cases or charges that is none leaves the history unknown, and that must not look like an empty one.
      if (field.of.kind === 'object' && SOURCED_SHAPES.has(field.of.shape)) {
        throw new Unusable(
          'bad-required-value',
          part.path + part.inner + key,
          `its ${part.path}${part.inner}${key} is not a list`,
        );
      }
      this.drop(key, given, part, 'is not a list');
      return undefined;
    }
    const out: unknown[] = [];
    for (let i = 0; i < items.length; i++) {
      const item: unknown = items[i];
      if (item === null || item === undefined || item === '') continue;
      const itemKey = `${key}[${i}]`;
      let value: unknown;
      if (field.of.kind === 'object' && SOURCED_SHAPES.has(field.of.shape)) {
        if (!isPlain(item)) {
          throw new Unusable('bad-required-value', part.path + itemKey, `its ${part.path}${itemKey} is not an object`);
        }
        value = this.part(item, field.of.shape, `${part.path}${itemKey}.`);
      } else {
        value = this.listItem(field.of, item, itemKey, part);
      }
      if (value !== undefined) out.push(value);
    }
    if (out.length > 0) return out;
    // A list that is written and empty says that there is none; an empty cell, or a list of nothing usable, says nothing.
    return field.emptyMeansNone === true && Array.isArray(given) && given.length === 0 ? out : undefined;
  }

  /** An item of a minor list (a quantity, an alias) that lacks what it needs is left out alone. */
  private listItem(of: Field, item: unknown, key: string, part: Part): unknown {
    try {
      return this.value(of, item, key, part);
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      if (error.code !== 'bad-required-value') return this.drop(key, item, part, `is incomplete: ${error.message}`);
      // The value that spoilt it has been noted.
      part.original[part.inner + key] = clipped(JSON.stringify(item) ?? '');
      return undefined;
    }
  }

  /** A state that cannot be read is kept as it is written, because a case needs one; no pack will speak of it. */
  private state(given: unknown, key: string, part: Part): string | undefined {
    const text = textOf(given)?.trim();
    if (text === undefined) return this.drop(key, given, part, 'is not text');
    if (text === '') return undefined;
    const state = readState(text);
    if (state === null) {
      const path = this.shown(part.path + part.inner + key);
      this.issues.note(
        this.at,
        'unknown-state',
        `Row ${this.at.row} of ${this.at.file}: ${path} is not a state of the United States, so no law will be found for this case; write its two letters.`,
        { column: path, value: text, ...(this.personId === undefined ? {} : { personId: this.personId }) },
      );
      return text;
    }
    if (state !== text) part.original[part.inner + key] = text;
    return state;
  }

  private oneOf(values: readonly string[], given: unknown, key: string, part: Part): string | undefined {
    const text = textOf(given)?.trim();
    if (text === undefined) return this.drop(key, given, part, 'is not text');
    if (text === '') return undefined;
    if (values.includes(text)) return text;
    const plain = text.toLowerCase().replace(/[\s_]+/g, '-');
    const match = values.find((value) => value.toLowerCase() === plain);
    if (match === undefined) return this.drop(key, given, part, `is not one of ${values.join(', ')}`);
    part.original[part.inner + key] = text;
    return match;
  }

  private date(given: unknown, key: string, part: Part, notAfterToday: boolean): string | undefined {
    const text = textOf(given)?.trim();
    if (text === undefined) return this.drop(key, given, part, 'is not a date');
    if (text === '') return undefined;
    const { dates, today } = this.rules;
    let value: string;
    const asIs = parseLegalDate(text);
    if (asIs !== null) {
      value = text;
    } else {
      const reading = readDate(text, dates, notAfterToday ? today : undefined);
      if (reading.kind === 'problem') return this.drop(key, given, part, reading.problem);
      part.original[part.inner + key] = text;
      if (reading.kind === 'unknown') return undefined;
      value = reading.value;
    }
    if (notAfterToday && today !== undefined && (parseLegalDate(value)?.from ?? 0) > today) {
      return this.drop(key, given, part, 'lies in the future');
    }
    return value;
  }

  private number(
    field: Extract<Field, { kind: 'number' }>,
    given: unknown,
    key: string,
    part: Part,
  ): number | undefined {
    let value: number;
    if (typeof given === 'number') {
      value = given;
    } else if (typeof given === 'string') {
      const text = given.trim();
      if (text === '') return undefined;
      if (!/^-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$/.test(text))
        return this.drop(key, given, part, 'is not a number');
      value = Number(text.replaceAll(',', ''));
    } else {
      return this.drop(key, given, part, 'is not a number');
    }
    if (!Number.isFinite(value)) return this.drop(key, given, part, 'is not a number');
    if (field.integer && !Number.isInteger(value)) return this.drop(key, given, part, 'is not a whole number');
    if (value < field.min || value > field.max) {
      return this.drop(key, given, part, `is not between ${field.min} and ${field.max}`);
    }
    return value;
  }

  private flag(given: unknown, key: string, part: Part): boolean | undefined {
    if (typeof given === 'boolean') return given;
    const text = textOf(given)?.trim().toLowerCase() ?? '';
    if (text === '') return undefined;
    if (text === 'true' || text === 'yes' || text === 'y' || text === '1') return true;
    if (text === 'false' || text === 'no' || text === 'n' || text === '0') return false;
    return this.drop(key, given, part, 'is not yes or no');
  }

  private shown(path: string): string {
    return this.rules.columnNames?.get(path) ?? path;
  }

  /** Leaves a value out: its text stays under `original`, and it is noted. */
  private drop(key: string, given: unknown, part: Part, why: string): undefined {
    const text = textOf(given) ?? JSON.stringify(given) ?? '';
    part.original[part.inner + key] = clipped(text);
    const path = this.shown(part.path + part.inner + key);
    this.issues.note(
      this.at,
      'bad-value',
      `Row ${this.at.row} of ${this.at.file}: ${path} ${why}; the row went in without it, so add it on the record page.`,
      { column: path, value: text, ...(this.personId === undefined ? {} : { personId: this.personId }) },
    );
    return undefined;
  }
}

const requiredCounts = new WeakMap<Shape, number>();

function requiredCount(shape: Shape): number {
  let count = requiredCounts.get(shape);
  if (count === undefined) {
    count = Object.values(shape).filter((field) => field.required === true).length;
    requiredCounts.set(shape, count);
  }
  return count;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isScalarField(field: Field): boolean {
  return field.kind !== 'object' && field.kind !== 'list' && field.kind !== 'name';
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
