/** The findings of one person in two scans, side by side: which item and path has which answer in each. */
import { comparePlaces, type Place } from '../../law/index.js';
import type { Answer } from './difference.js';

/** What a finding and a determination have in common, and all that is looked at here. */
export type Placed = Answer & Place;

/** An item and a path in two scans; at least one of them has an answer. */
export interface Pair<T extends Placed> {
  /** What names the item and the path, whatever the day and the law; see `placeNames`. */
  name: string;
  was: T | null;
  is: T | null;
}

/**
 * The names of a person's findings, in their order: court, case, item and path, and a number where a source has two alike.
 * Unlike a finding's key it depends on neither the day nor the law.
 */
export function placeNames(findings: readonly Placed[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ case: courtCase, item, path }) => {
    const parts = [courtCase.state, courtCase.court, courtCase.number, item.kind, item.count, item.number, path];
    const name = JSON.stringify(parts);
    const again = seen.get(name) ?? 0;
    seen.set(name, again + 1);
    return again === 0 ? name : `${name} ${again}`;
  });
}

/** The pairs of one person, in the order of the export: case, item, path. */
export function pairUp<T extends Placed>(was: readonly T[], is: readonly T[]): Pair<T>[] {
  const pairs = new Map<string, Pair<T>>();
  placeNames(was).forEach((name, at) => pairs.set(name, { name, was: was[at] ?? null, is: null }));
  placeNames(is).forEach((name, at) => {
    const known = pairs.get(name);
    if (known === undefined) pairs.set(name, { name, was: null, is: is[at] ?? null });
    else known.is = is[at] ?? null;
  });
  return [...pairs.values()].sort((a, b) => comparePlaces(placeOf(a), placeOf(b)));
}

function placeOf<T extends Placed>({ was, is }: Pair<T>): T {
  const place = is ?? was;
  if (place === null) throw new Error('A pair of findings has neither.');
  return place;
}

/** Whether two answers ask a reader to do the same; no finding at all is an answer too. */
export function isSameAnswer(a: Answer | null | undefined, b: Answer | null | undefined): boolean {
  if (a == null || b == null) return a == null && b == null;
  return (
    a.outcome === b.outcome &&
    a.eligibleOn === b.eligibleOn &&
    a.preferred === b.preferred &&
    sameList(a.missing, b.missing, ({ criterion, fact }) => `${criterion} ${fact}`) &&
    sameList(a.review, b.review, ({ criterion }) => criterion) &&
    sameList(a.cautions, b.cautions, (id) => id)
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], nameOf: (each: T) => string): boolean {
  return a.length === b.length && a.every((each, at) => nameOf(each) === nameOf(b[at] as T));
}
