import type { Outcome } from '../../law/index.js';
import { type Difference, type DifferenceKind, SCOPE } from './difference.js';

/** One of the two scans, as far as a reader of a difference needs to know it. */
export interface ComparedScan {
  id: number;
  name: string;
  asOf: string;
  createdAt: string;
  engineVersion: string;
  snapshot: number;
  findings: number;
}

/** What two scans differ in, counted. */
export interface DiffSummary {
  from: ComparedScan;
  to: ComparedScan;
  /** Findings that are in both with the same answer. */
  unchanged: number;
  in: number;
  out: number;
  changed: number;
  /** Findings of jurisdictions that only one of the scans asked about; in no other count. */
  scope: { in: number; out: number };
  /** By the word of the cause, the most frequent first. */
  causes: { cause: string; in: number; out: number; changed: number }[];
  /** What became what, the most frequent first; null where a scan has no finding. */
  outcomes: { was: Outcome | null; is: Outcome | null; findings: number }[];
  people: {
    /** With any difference. */
    differing: number;
    /** With relief open to them in the later scan and none in the earlier. */
    newlyHelped: number;
    /** The other way round. */
    noLongerHelped: number;
  };
}

/** A person with what the two scans differ in. */
export interface DifferingPerson {
  personKey: string;
  differences: Difference[];
  helpedBefore: boolean;
  helpedNow: boolean;
}

/** Counts differences as they come by. */
export class SummaryCount {
  private readonly kinds: Record<DifferenceKind, number> = { in: 0, out: 0, changed: 0 };
  private readonly scope = { in: 0, out: 0 };
  private readonly causes = new Map<string, Record<DifferenceKind, number>>();
  private readonly outcomes = new Map<string, { was: Outcome | null; is: Outcome | null; findings: number }>();
  private readonly people = { differing: 0, newlyHelped: 0, noLongerHelped: 0 };

  add({ differences, helpedBefore, helpedNow }: DifferingPerson): void {
    if (differences.some(({ cause }) => cause.word !== SCOPE)) this.people.differing += 1;
    if (helpedNow && !helpedBefore) this.people.newlyHelped += 1;
    if (helpedBefore && !helpedNow) this.people.noLongerHelped += 1;
    for (const { kind, was, is, cause } of differences) {
      if (cause.word === SCOPE) {
        this.scope[is === null ? 'out' : 'in'] += 1;
        continue;
      }
      this.kinds[kind] += 1;
      let ofCause = this.causes.get(cause.word);
      if (ofCause === undefined) this.causes.set(cause.word, (ofCause = { in: 0, out: 0, changed: 0 }));
      ofCause[kind] += 1;
      const move = { was: was?.outcome ?? null, is: is?.outcome ?? null };
      const name = `${move.was} ${move.is}`;
      let ofMove = this.outcomes.get(name);
      if (ofMove === undefined) this.outcomes.set(name, (ofMove = { ...move, findings: 0 }));
      ofMove.findings += 1;
    }
  }

  summary(from: ComparedScan, to: ComparedScan): DiffSummary {
    const sum = (each: Record<DifferenceKind, number>): number => each.in + each.out + each.changed;
    return {
      ...{ from, to },
      unchanged: from.findings - this.kinds.out - this.kinds.changed - this.scope.out,
      ...this.kinds,
      scope: { ...this.scope },
      causes: [...this.causes]
        .map(([cause, kinds]) => ({ cause, ...kinds }))
        .sort((a, b) => sum(b) - sum(a) || (a.cause < b.cause ? -1 : 1)),
      outcomes: [...this.outcomes.values()].sort((a, b) => b.findings - a.findings),
      people: { ...this.people },
    };
  }
}
