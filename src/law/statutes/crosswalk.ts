/**
 * Former numbers of sections: `RCW 69.50.401(d)` is `RCW 69.50.4013` since 2004-07-01.
 *
 * A charge keeps the number it was brought under; a law names the present one. `crosswalks/<state>.yaml` says, number by
 * number, what became what on which day. From it a cited number gets its *trails*: the numbers it has gone by since,
 * one trail for each thing it may stand for. `ORS 475.992(4)(b)` (a Schedule II drug) has several, because cocaine and
 * others got sections of their own; what is true of the charge is what is true of every trail.
 *
 * Where a number was used again for something else, the day on which the number is read decides:
 *
 *     HS 11357(c), offence in 2010   → the former (c), more than 28.5 grams: today HS 11357(b)
 *     HS 11357(c), offence in 2020   → the present (c), on school grounds
 *
 * Only the cited number is followed, towards the present: a pattern written with a former number means just that number.
 */
import { existsSync, readFileSync } from 'node:fs';
import { shippedYaml } from '../../common/shipped-yaml.js';
import { z } from 'zod';
import { AppError } from '../../common/index.js';
import { parseDay, parseLegalDate, type Day, type DayRange } from '../../common/legal-date.js';
import { printStatute, renumbered } from './parse-statute.js';
import { parsePattern } from './pattern.js';
import { knownStates } from './state-law.js';
import type { Statute } from './statute.js';

const yesNo = z.enum(['yes', 'no']).transform((text) => text === 'yes');

const entrySchema = z.strictObject({
  from: z.string(),
  /** Several where the number does not say which of them it has become. */
  to: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]),
  /** The first day of the new number; a year alone where no more is known and nothing depends on it. */
  on: z.coerce.string(),
  /** The subdivisions behind `from` stand behind `to` in the same order. */
  carries: yesNo.default(false),
  /** Some of what stood under `from` went elsewhere or nowhere. */
  partly: yesNo.default(false),
  /** `former`: the number `from` means something else since. `present`: `to` meant something else before. */
  reused: z.array(z.enum(['former', 'present'])).default([]),
  authority: z.string(),
  note: z.string().optional(),
});

const fileSchema = z.strictObject({
  state: z.string().length(2),
  authorities: z.record(
    z.string(),
    z.strictObject({ cite: z.string(), title: z.string().optional(), verified: yesNo, note: z.string().optional() }),
  ),
  renumbered: z.array(entrySchema),
});

/** A section with its subdivisions, as a number in its code. */
export interface SectionNumber {
  readonly code: string;
  readonly section: string;
  readonly subdivisions: readonly string[];
}

/** One number that became another. */
export interface Renumbering {
  readonly from: SectionNumber;
  readonly to: readonly SectionNumber[];
  readonly on: Day;
  readonly carries: boolean;
  readonly partly: boolean;
  readonly formerReused: boolean;
  readonly presentReused: boolean;
  readonly authority: { readonly cite: string; readonly verified: boolean };
}

/** A number on a trail, as it was read on the day `at`. */
export interface Numbered {
  readonly statute: Statute;
  readonly at: Day;
  /** Whether a pattern that names no day means this number: not where the number meant something else before. */
  readonly plain: boolean;
}

/** The number cited, then those it has gone by since. */
export type Trail = readonly Numbered[];

interface Crosswalk {
  readonly all: readonly Renumbering[];
  readonly fromSection: ReadonlyMap<string, readonly Renumbering[]>;
  readonly toSection: ReadonlyMap<string, readonly Renumbering[]>;
}

const folder = new URL('./crosswalks/', import.meta.url);
const crosswalks = new Map<string, Crosswalk>();

/** The renumberings of a state, in the order of its file; none for a state without a file. Refuses a file that is wrong. */
export function renumberingsOf(state: string): readonly Renumbering[] {
  return crosswalkOf(state).all;
}

/** The states for which a crosswalk is written. */
export function statesWithCrosswalks(): string[] {
  return knownStates().filter((state) => existsSync(new URL(`${state.toLowerCase()}.yaml`, folder)));
}

function crosswalkOf(state: string): Crosswalk {
  let crosswalk = crosswalks.get(state);
  if (crosswalk === undefined) {
    const file = new URL(`${state.toLowerCase()}.yaml`, folder);
    crosswalk = indexed(existsSync(file) ? readCrosswalk(readFileSync(file, 'utf8'), state) : []);
    crosswalks.set(state, crosswalk);
  }
  return crosswalk;
}

function indexed(all: readonly Renumbering[]): Crosswalk {
  const bySection = (numbers: (one: Renumbering) => readonly SectionNumber[]): Map<string, Renumbering[]> => {
    const map = new Map<string, Renumbering[]>();
    for (const one of all) {
      for (const section of new Set(numbers(one).map((number) => number.section))) {
        map.set(section, [...(map.get(section) ?? []), one]);
      }
    }
    return map;
  };
  return { all, fromSection: bySection((one) => [one.from]), toSection: bySection((one) => one.to) };
}

/** Reads the text of a crosswalk file; refuses (AppError `crosswalk`) what is not certain enough to follow. */
export function readCrosswalk(text: string, state: string): Renumbering[] {
  const refuse = (why: string): AppError =>
    new AppError('crosswalk', `The crosswalk of ${state} cannot be used: ${why}. Correct law/statutes/crosswalks.`);
  const result = fileSchema.safeParse(shippedYaml(text));
  if (!result.success) {
    const first = result.error.issues[0];
    throw refuse(`${first?.path.join('.')}: ${first?.message}`);
  }
  const { data } = result;
  if (data.state !== state) throw refuse(`it says that it is of ${data.state}`);
  const read = data.renumbered.map((entry): Renumbering => {
    const authority = data.authorities[entry.authority];
    if (authority === undefined) throw refuse(`${entry.from}: there is no authority "${entry.authority}"`);
    const on = parseLegalDate(entry.on);
    if (on === null) throw refuse(`${entry.from}: "${entry.on}" is no date`);
    if (entry.reused.length > 0 && parseDay(entry.on) === null) {
      throw refuse(`${entry.from}: a number that is used again needs the exact day`);
    }
    const number = (cite: string): SectionNumber => {
      const { code, from, to, subdivisions } = parsePattern(cite, state);
      if (from !== to) throw refuse(`${cite} is a range; write the numbers one by one`);
      return { code, section: from, subdivisions };
    };
    return {
      from: number(entry.from),
      to: entry.to.map(number),
      on: on.from,
      carries: entry.carries,
      partly: entry.partly,
      formerReused: entry.reused.includes('former'),
      presentReused: entry.reused.includes('present'),
      authority: { cite: authority.cite, verified: authority.verified },
    };
  });
  const seen = new Set<string>();
  for (const { from, on } of read) {
    const key = `${from.code} ${from.section} ${from.subdivisions.join(' ')} ${on}`;
    if (seen.has(key)) throw refuse(`${from.code} ${from.section} is renumbered twice on one day`);
    seen.add(key);
  }
  return read;
}

/** How the number of a statute stands to another: within it (or the same), above it, or apart. */
function stands(
  number: Pick<Statute, 'code' | 'section' | 'subdivisions'>,
  to: SectionNumber,
): 'within' | 'above' | null {
  if (number.section !== to.section || (number.code !== null && number.code !== to.code)) return null;
  const shared = Math.min(number.subdivisions.length, to.subdivisions.length);
  for (let level = 0; level < shared; level++) {
    if (number.subdivisions[level] !== to.subdivisions[level]) return null;
  }
  return number.subdivisions.length >= to.subdivisions.length ? 'within' : 'above';
}

/** The days on which this number, or one that it lies in, began to mean something else, in order. */
export function daysOfReuse(number: SectionNumber, state: string): Day[] {
  const { fromSection, toSection } = crosswalkOf(state);
  const days = new Set<Day>();
  for (const one of fromSection.get(number.section) ?? []) {
    if (one.formerReused && stands(number, one.from) === 'within') days.add(one.on);
  }
  for (const one of toSection.get(number.section) ?? []) {
    if (one.presentReused && one.to.some((to) => stands(number, to) === 'within')) days.add(one.on);
  }
  return [...days].sort((a, b) => a - b);
}

interface Related {
  /** The offence dates from which the number is read otherwise, in order; empty where the date does not matter. */
  readonly turns: readonly Day[];
  /** By the span between two such dates. */
  readonly trails: Map<Day, readonly Trail[]>;
}

const related = new WeakMap<Statute, Related | null>();

/** What the crosswalk says of a statute's own reading; null for the many of which it says nothing. */
function relatedOf(statute: Statute): Related | null {
  let known = related.get(statute);
  if (known === undefined) {
    const { fromSection, toSection } = crosswalkOf(statute.state);
    const from = (fromSection.get(statute.section) ?? []).filter((one) => stands(statute, one.from) !== null);
    const to = (toSection.get(statute.section) ?? []).filter(
      (one) => one.presentReused && one.to.some((number) => stands(statute, number) !== null),
    );
    if (from.length === 0 && to.length === 0) known = null;
    else {
      const isDated = to.length > 0 || from.some((one) => one.formerReused) || hasSuccessors(from);
      const days = isDated ? new Set([...from, ...to].map((one) => one.on)) : [];
      known = { turns: [...days].sort((a, b) => a - b), trails: new Map() };
    }
    related.set(statute, known);
  }
  return known;
}

/** Whether one number was renumbered on two different days. */
function hasSuccessors(list: readonly Renumbering[]): boolean {
  return list.some((one) => list.some((other) => one !== other && isSame(one.from, other.from)));
}

function isSame(a: SectionNumber, b: SectionNumber): boolean {
  return stands(a, b) === 'within' && stands(b, a) === 'within';
}

/** The offence dates from which a statute's number is read otherwise, over all its readings. */
export function turnsOf(statute: Statute): readonly Day[] {
  const own = relatedOf(statute)?.turns ?? [];
  return statute.alternatives.length === 0 ? own : [...own, ...statute.alternatives.flatMap((other) => turnsOf(other))];
}

/**
 * What a statute's number may stand for when the offence was on this day: one trail for each. Null where nothing was
 * renumbered, so that the number stands for itself.
 */
export function trailsOf(statute: Statute, day: Day): readonly Trail[] | null {
  const known = relatedOf(statute);
  if (known === null) return null;
  const span = known.turns.findLast((turn) => turn <= day) ?? -Infinity;
  let trails = known.trails.get(span);
  if (trails === undefined) {
    trails = follow({ statute, at: span, plain: true }, true);
    known.trails.set(span, trails);
  }
  return trails;
}

function follow(number: Numbered, isCited: boolean): Trail[] {
  const { statute, at } = number;
  const all = crosswalkOf(statute.state).fromSection.get(statute.section) ?? [];
  const within = all.filter((one) => stands(statute, one.from) === 'within');
  const depth = Math.max(...within.map((one) => one.from.subdivisions.length), 0);
  const nearest = within.filter((one) => one.from.subdivisions.length === depth);
  // A bare number may be any of the subdivisions that were renumbered, or one that was not.
  const below = all.filter((one) => stands(statute, one.from) === 'above');
  const next = [nextOf(nearest, at, isCited), ...groups(below).map((group) => nextOf(group, at, isCited))].filter(
    (one) => one !== null,
  );
  const trails = next.flatMap((one) => one.to.flatMap((to) => onward(number, one, to)));
  const isWhole = next.some((one) => within.includes(one) && !one.partly) && statute.code !== null;
  return isWhole ? trails : [...trails, [number]];
}

function onward(number: Numbered, one: Renumbering, to: SectionNumber): Trail[] {
  const behind = one.carries ? number.statute.subdivisions.slice(one.from.subdivisions.length) : [];
  const statute = renumbered(number.statute, { ...to, subdivisions: [...to.subdivisions, ...behind] });
  return follow({ statute, at: one.on, plain: !one.presentReused }, false).map((trail) => [number, ...trail]);
}

/**
 * What became of a number that was read on this day: its next renumbering. A charge may cite a number long after it
 * went out of use; that still means what it last meant, unless it means something else since.
 */
function nextOf(list: readonly Renumbering[], at: Day, isCited: boolean): Renumbering | null {
  const sorted = [...list].sort((a, b) => a.on - b.on);
  const next = sorted.find((one) => one.on > at);
  if (next !== undefined) return next;
  const last = sorted.at(-1);
  return isCited && last !== undefined && !last.formerReused ? last : null;
}

function groups(list: readonly Renumbering[]): Renumbering[][] {
  const found: Renumbering[][] = [];
  for (const one of list) {
    const group = found.find(([first]) => first !== undefined && isSame(first.from, one.from));
    if (group === undefined) found.push([one]);
    else group.push(one);
  }
  return found;
}

/**
 * The present number in words, to stand behind the cited one: `now RCW 69.50.4013`. Null where it was not renumbered,
 * where it may have been depending on the day of the offence, or on a subdivision that is not given.
 */
export function presentNumber(statute: Statute, when: DayRange | null): string | null {
  const known = relatedOf(statute);
  if (known === null || statute.alternatives.length > 0) return null;
  const from = when?.from ?? -Infinity;
  const to = when?.to ?? Infinity;
  const days = [from, ...known.turns.filter((turn) => from < turn && turn <= to)];
  const words = new Set(days.map((day) => wordsForTrails(statute, trailsOf(statute, day) ?? [])));
  const [only] = words;
  return words.size === 1 ? (only ?? null) : null;
}

const NAMED_AT_MOST = 4;

function wordsForTrails(statute: Statute, trails: readonly Trail[]): string | null {
  const isBare = (crosswalkOf(statute.state).fromSection.get(statute.section) ?? []).every(
    (one) => stands(statute, one.from) !== 'within',
  );
  // A trail that stops where another goes on stands for what went elsewhere: it names no present number.
  const whole = trails.filter((trail) => !trails.some((other) => goesOn(trail, other)));
  const moved = whole.filter((trail) => trail.length > 1);
  const numbers = [...new Set(moved.map((trail) => spell(trail.at(-1) as Numbered)))];
  if (isBare || numbers.length === 0 || numbers.length > NAMED_AT_MOST) return null;
  return `${whole.length < trails.length ? 'in part ' : ''}now ${numbers.join(' or ')}`;
}

function goesOn(trail: Trail, other: Trail): boolean {
  return other.length > trail.length && trail.every(({ statute }, index) => other[index]?.statute === statute);
}

function spell({ statute }: Numbered): string {
  return printStatute(renumbered(statute, statute, null, null));
}
