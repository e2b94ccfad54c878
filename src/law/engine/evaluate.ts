/**
 * A record and compiled packs → determinations: one for each item and each path that speaks of it.
 */
import { parseDay, type Day } from '../../common/legal-date.js';
import { AppError } from '../../common/app-error.js';
import type { PersonRecord } from '../../records/record.js';
import { choosePreferred, comparePlaces, type Preference } from './choose-preferred.js';
import { MemberMemo, NOT_ASKED, type Context } from './context.js';
import type { CompiledPacks, CompiledPath, StatePaths } from './compile-pack.js';
import { NOT_MET, type Determination, type ItemKind } from './determination.js';
import { determine } from './determine.js';
import { kindTruth } from './item-tests.js';
import { addRipples, type Made } from './ripple.js';
import { prepareRecord, type PreparedRecord, type Subject } from './subject.js';

export interface EvaluationOptions {
  /** The day as of which everything is judged, `YYYY-MM-DD`. */
  asOf: string;
  /** Assumptions and answers that the office accepted for the whole scan. */
  assume?: readonly string[];
}

/** Assumptions that any scan may accept, apart from the review questions that packs let an office answer. */
export const ASSUMPTIONS: Readonly<Record<string, string>> = {
  'no-pending-matters': 'No one has a pending case or an open warrant that the file does not hold.',
  'no-other-history': 'No one has convictions that the file does not hold.',
};

/** What the items of one state are evaluated with. */
interface Desk {
  readonly paths: StatePaths;
  /** How many items of each kind there were. */
  readonly counts: Record<ItemKind, number>;
  /** What the expressions of the state's packs came to, for the item at hand. */
  readonly memo: Uint8Array;
  /** The same for the other charges of its record. */
  readonly room: MemberMemo;
}

/** Evaluates records one after another and counts what no path spoke of. */
export class Evaluator {
  private readonly asOf: Day;
  private readonly assume: ReadonlySet<string>;
  private readonly determined: number[];
  /** By state, for the states that packs speak of, once there was an item of it. */
  private readonly desks = new Map<string, Desk>();
  private readonly prefers: ReadonlyMap<string, Preference>;

  /** Throws an AppError when the as-of date is not a calendar date. */
  constructor(
    private readonly compiled: CompiledPacks,
    options: EvaluationOptions,
  ) {
    const asOf = parseDay(options.asOf);
    if (asOf === null) {
      throw new AppError(
        'bad-date',
        `The as-of date "${options.asOf}" is not a calendar date; write it as YYYY-MM-DD.`,
      );
    }
    this.asOf = asOf;
    this.assume = new Set(options.assume ?? []);
    this.determined = compiled.paths.map(() => 0);
    this.prefers = new Map(
      compiled.paths.flatMap(({ id, path: { prefers: over, prefersUnderReview: underReview } }) =>
        over.length === 0 ? [] : [[id, { over, underReview }]],
      ),
    );
  }

  /** The determinations on one record, sorted by case, item and path. */
  evaluate(record: PersonRecord): Determination[] {
    if (!record.cases.some(({ court }) => this.compiled.byState.has(court.state))) return [];
    const prepared = prepareRecord(record);
    for (const { room } of this.desks.values()) room.clear();
    const made: Made[] = [];
    for (const { courtCase, charges, warrants, violations } of prepared.cases) {
      const desk = this.deskFor(courtCase.court.state);
      if (desk === null) continue;
      const { paths, counts } = desk;
      for (const charge of charges) {
        if (charge.standing.conviction !== NOT_MET) counts.conviction++;
        if (charge.standing.nonconviction !== NOT_MET) counts.nonconviction++;
        if (charge.standing.pending !== NOT_MET) counts['pending-charge']++;
        this.determineItem(paths.forCharge(charge.statute, charge.inchoate), charge, desk, prepared, made);
      }
      counts.warrant += warrants.length;
      counts['probation-violation'] += violations.length;
      for (const warrant of warrants) this.determineItem(paths.ofWarrants, warrant, desk, prepared, made);
      for (const violation of violations) {
        this.determineItem(paths.ofViolations, violation, desk, prepared, made);
      }
    }
    addRipples(made, prepared);
    const determinations = made.map((each) => each.determination);
    if (determinations.length > 1) {
      determinations.sort(comparePlaces);
      choosePreferred(determinations, this.prefers);
    }
    return determinations;
  }

  /** How many items each path did not speak of, over all records so far. */
  notCovered(): Map<string, number> {
    return new Map(
      this.compiled.paths.map((path) => {
        const seen = this.desks.get(path.pack.file.state)?.counts;
        const items = seen === undefined ? 0 : path.kinds.reduce((sum, kind) => sum + seen[kind], 0);
        return [path.id, items - (this.determined[path.index] ?? 0)];
      }),
    );
  }

  private deskFor(state: string): Desk | null {
    const known = this.desks.get(state);
    if (known !== undefined) return known;
    const paths = this.compiled.byState.get(state);
    if (paths === undefined) return null;
    const desk: Desk = {
      paths,
      counts: { conviction: 0, nonconviction: 0, 'pending-charge': 0, warrant: 0, 'probation-violation': 0 },
      memo: new Uint8Array(paths.numbering.items),
      room: new MemberMemo(paths.numbering.subjects),
    };
    this.desks.set(state, desk);
    return desk;
  }

  private determineItem(
    paths: readonly CompiledPath[],
    item: Subject,
    { memo, room }: Desk,
    prepared: PreparedRecord,
    into: Made[],
  ): void {
    if (paths.length === 0) return;
    memo.fill(NOT_ASKED);
    const context: Context = {
      prepared,
      asOf: this.asOf,
      scanDay: this.asOf,
      item,
      subject: item,
      assume: this.assume,
      forced: null,
      turningDays: null,
      members: null,
      memo,
      room,
    };
    for (const path of paths) {
      if (this.asOf < path.from) continue;
      if (path.until !== null && this.asOf >= path.until && path.path.inForce.then === 'not-covered') continue;
      for (const kind of path.kinds) {
        if (kindTruth(kind, item) === NOT_MET) continue;
        const made = determine(path, kind, context);
        if (made === null) continue;
        into.push(made);
        this.determined[path.index] = (this.determined[path.index] ?? 0) + 1;
      }
    }
  }
}

/** The determinations on one record. For many records, an `Evaluator` counts what was not covered as well. */
export function evaluateRecord(
  record: PersonRecord,
  compiled: CompiledPacks,
  options: EvaluationOptions,
): Determination[] {
  return new Evaluator(compiled, options).evaluate(record);
}
