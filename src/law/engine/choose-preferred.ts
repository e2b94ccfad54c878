/**
 * The order of determinations, and which of those on one item is the one to draft.
 */
import { ITEM_KINDS, type Determination, type Outcome } from './determination.js';

/** What a determination is about. */
export type Place = Pick<Determination, 'case' | 'item' | 'path'>;

/** The order of the export within a person: case, item, path. */
export function comparePlaces(a: Place, b: Place): number {
  return (
    compareText(a.case.number, b.case.number) ||
    compareText(a.case.court, b.case.court) ||
    ITEM_KINDS.indexOf(a.item.kind) - ITEM_KINDS.indexOf(b.item.kind) ||
    (a.item.count ?? 0) - (b.item.count ?? 0) ||
    compareText(a.item.number ?? '', b.item.number ?? '') ||
    compareText(a.path, b.path)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const OPENNESS: Record<Outcome, number> = {
  eligible: 4,
  'needs-review': 3,
  'eligible-later': 2,
  'needs-facts': 1,
  'not-eligible': 0,
};

/** What a path goes before, and whether also while only a judgement is left for it. */
export interface Preference {
  readonly over: readonly string[];
  readonly underReview: boolean;
}

/**
 * Marks the determinations that another on the same item is preferred to: one at least as open, or one that goes before
 * them even under review.
 */
export function choosePreferred(sorted: readonly Determination[], prefers: ReadonlyMap<string, Preference>): void {
  let from = 0;
  while (from < sorted.length) {
    let to = from + 1;
    // Sorted by case and item: those on one item stand together, whatever kind a path takes it for.
    while (to < sorted.length && isSameItem(sorted[from] as Determination, sorted[to] as Determination)) to++;
    for (let weaker = from; to - from > 1 && weaker < to; weaker++) {
      const one = sorted[weaker] as Determination;
      for (let stronger = from; one.preferred && stronger < to; stronger++) {
        const other = sorted[stronger] as Determination;
        const preference = prefers.get(other.path);
        if (preference === undefined || !preference.over.includes(one.path)) continue;
        const least = preference.underReview ? 0 : OPENNESS[one.outcome];
        if (OPENNESS[other.outcome] >= Math.max(OPENNESS['needs-review'], least)) one.preferred = false;
      }
    }
    from = to;
  }
}

function isSameItem(a: Determination, b: Determination): boolean {
  return (
    a.case.number === b.case.number &&
    a.case.court === b.case.court &&
    a.item.kind === b.item.kind &&
    a.item.count === b.item.count &&
    a.item.number === b.item.number
  );
}
