import type { Outcome, Relief } from '../law/index.js';
import { OUTCOMES } from '../law/in-threads.js';

/** How many determinations there are of each outcome; an outcome that did not occur is left out. */
export type OutcomeCounts = Partial<Record<Outcome, number>>;

/** What one chunk of a scan counted. Sums of these are the counts of the scan. */
export interface ChunkCounts {
  people: number;
  charges: number;
  findings: number;
  /** People by the best outcome that any of their determinations has; people without one are not in it. */
  peopleByOutcome: OutcomeCounts;
  byPath: Record<string, OutcomeCounts>;
  /** People with at least one eligible determination, by path. */
  peopleHelpedByPath: Record<string, number>;
  /** Items that a path did not speak of, by path. */
  notCovered: Record<string, number>;
  /** Records that could not be evaluated and were set aside. */
  problems: number;
}

/** The counts of a whole scan. */
export interface ScanCounts extends ChunkCounts {
  /** People with at least one eligible determination. */
  peopleHelped: number;
  byOutcome: OutcomeCounts;
  byRelief: Partial<Record<Relief, OutcomeCounts>>;
  byJurisdiction: Record<string, OutcomeCounts>;
}

/** Nothing counted yet. */
export function noCounts(): ChunkCounts {
  return {
    people: 0,
    charges: 0,
    findings: 0,
    peopleByOutcome: {},
    byPath: {},
    peopleHelpedByPath: {},
    notCovered: {},
    problems: 0,
  };
}

/** Adds `more` to `sum`, changing `sum`. */
export function addCounts(sum: ChunkCounts, more: ChunkCounts): void {
  sum.people += more.people;
  sum.charges += more.charges;
  sum.findings += more.findings;
  sum.problems += more.problems;
  addOutcomes(sum.peopleByOutcome, more.peopleByOutcome);
  for (const [path, outcomes] of Object.entries(more.byPath)) addOutcomes((sum.byPath[path] ??= {}), outcomes);
  for (const [path, people] of Object.entries(more.peopleHelpedByPath)) {
    sum.peopleHelpedByPath[path] = (sum.peopleHelpedByPath[path] ?? 0) + people;
  }
  for (const [path, items] of Object.entries(more.notCovered)) {
    sum.notCovered[path] = (sum.notCovered[path] ?? 0) + items;
  }
}

/** Counts as they would be without some of the people: what `less` counted is taken away. */
export function withoutCounts(counts: ChunkCounts, less: ChunkCounts): ChunkCounts {
  const left = noCounts();
  addCounts(left, counts);
  addCounts(left, negated(less));
  return tidied(left);
}

function negated(counts: ChunkCounts): ChunkCounts {
  return JSON.parse(JSON.stringify(counts), (_key, value: unknown) =>
    typeof value === 'number' ? -value : value,
  ) as ChunkCounts;
}

/** Without the entries that have come to nothing: a chunk that never counted them does not have them either. */
function tidied(counts: ChunkCounts): ChunkCounts {
  const some = <T extends Record<string, number>>(of: T): T =>
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== 0)) as T;
  return {
    ...counts,
    peopleByOutcome: some(counts.peopleByOutcome),
    byPath: Object.fromEntries(
      Object.entries(counts.byPath)
        .map(([path, outcomes]) => [path, some(outcomes)] as const)
        .filter(([, outcomes]) => Object.keys(outcomes).length > 0),
    ),
    peopleHelpedByPath: some(counts.peopleHelpedByPath),
  };
}

/** Where a path belongs. */
export interface PathKind {
  relief: Relief;
  jurisdiction: string;
}

/** The counts of a scan from those of its chunks, with keys in a fixed order, so that equal scans have equal bytes. */
export function sumCounts(chunks: Iterable<ChunkCounts>, paths: ReadonlyMap<string, PathKind>): ScanCounts {
  const sum = noCounts();
  for (const chunk of chunks) addCounts(sum, chunk);
  const byOutcome: OutcomeCounts = {};
  const byRelief: Partial<Record<Relief, OutcomeCounts>> = {};
  const byJurisdiction: Record<string, OutcomeCounts> = {};
  for (const [path, outcomes] of Object.entries(sum.byPath)) {
    addOutcomes(byOutcome, outcomes);
    const kind = paths.get(path);
    if (kind === undefined) continue;
    addOutcomes((byRelief[kind.relief] ??= {}), outcomes);
    addOutcomes((byJurisdiction[kind.jurisdiction] ??= {}), outcomes);
  }
  return {
    people: sum.people,
    charges: sum.charges,
    findings: sum.findings,
    problems: sum.problems,
    peopleHelped: sum.peopleByOutcome.eligible ?? 0,
    peopleByOutcome: inOrder(sum.peopleByOutcome),
    byOutcome: inOrder(byOutcome),
    byRelief: sortedKeys(byRelief),
    byJurisdiction: sortedKeys(byJurisdiction),
    byPath: sortedKeys(sum.byPath),
    peopleHelpedByPath: Object.fromEntries(Object.entries(sum.peopleHelpedByPath).sort(byKey)),
    notCovered: Object.fromEntries(Object.entries(sum.notCovered).sort(byKey)),
  };
}

function addOutcomes(sum: OutcomeCounts, more: OutcomeCounts): void {
  for (const outcome of OUTCOMES) {
    const count = more[outcome];
    if (count !== undefined) sum[outcome] = (sum[outcome] ?? 0) + count;
  }
}

function inOrder(counts: OutcomeCounts): OutcomeCounts {
  return Object.fromEntries(OUTCOMES.flatMap((outcome) => (outcome in counts ? [[outcome, counts[outcome]]] : [])));
}

function sortedKeys<T extends Record<string, OutcomeCounts>>(of: T): T {
  return Object.fromEntries(
    Object.entries(of)
      .sort(byKey)
      .map(([key, counts]) => [key, inOrder(counts)]),
  ) as T;
}

function byKey(a: [string, unknown], b: [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
