import type { Charge, CourtCase, PersonRecord } from './record.js';

/**
 * What two sources say about one person, joined: cases by court and number, charges by count. Where both speak, the
 * later one is believed; what only one says is kept.
 */
export function mergeRecords(earlier: PersonRecord, later: PersonRecord): PersonRecord {
  return { ...earlier, ...defined(later), cases: mergeBy(earlier.cases, later.cases, caseKey, mergeCases) };
}

function caseKey(courtCase: CourtCase): string {
  return JSON.stringify([courtCase.court.state, courtCase.court.name, courtCase.caseNumber]);
}

function mergeCases(earlier: CourtCase, later: CourtCase): CourtCase {
  const merged: CourtCase = {
    ...earlier,
    ...defined(later),
    charges: mergeBy(
      earlier.charges,
      later.charges,
      (charge: Charge) => String(charge.count),
      (a, b) => ({ ...a, ...defined(b) }),
    ),
  };
  const warrants = mergeBy(
    earlier.warrants ?? [],
    later.warrants ?? [],
    (warrant) => warrant.warrantNumber,
    (a, b) => ({ ...a, ...defined(b) }),
  );
  const violations = mergeBy(
    earlier.violations ?? [],
    later.violations ?? [],
    (violation) => violation.violationId,
    (a, b) => ({ ...a, ...defined(b) }),
  );
  if (warrants.length > 0) merged.warrants = warrants;
  if (violations.length > 0) merged.violations = violations;
  return merged;
}

/** The fields that are known. */
function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
}

function mergeBy<T>(
  earlier: readonly T[],
  later: readonly T[],
  keyOf: (item: T) => string,
  merge: (a: T, b: T) => T,
): T[] {
  const merged = new Map(earlier.map((item) => [keyOf(item), item]));
  for (const item of later) {
    const known = merged.get(keyOf(item));
    merged.set(keyOf(item), known === undefined ? item : merge(known, item));
  }
  return [...merged.values()];
}
