import type { DataSource } from 'typeorm';
import { AppError } from '../../common/index.js';
import { type CompiledPacks, compilePacks, ENGINE_VERSION, type Pack } from '../../law/index.js';
import type { PersonRecord, RecordStore, StoredRecord } from '../../records/index.js';
import type { Scan, ScanStore } from '../../scans/index.js';
import type { Finding } from '../finding.js';
import type { FindingStore } from '../finding-store.js';
import { changedPeople, type WalkOptions } from './changed-people.js';
import { isSameAnswer, pairUp, type Pair } from './compare-findings.js';
import { type ComparedScan, type DifferingPerson, type DiffSummary, SummaryCount } from './diff-summary.js';
import {
  type AnswerOfScan,
  type Cause,
  type Difference,
  type DifferenceFilter,
  type DifferencePlace,
  type Factor,
  FACTORS,
  passes,
  SCOPE,
  SET_ASIDE,
} from './difference.js';
import { type AnswersWith, findCause, Mixtures } from './find-cause.js';
import { LawComparison } from './law-changes.js';
import { nearestFirst, type RecordChange, recordChanges } from './record-changes.js';
import { assumptionsSay, causeWord, lawSays, recordSays, timeSays } from './word-cause.js';

/** So many people are read and evaluated at a time. */
const PEOPLE_AT_A_TIME = 250;
/** So many changes of a record are kept with a difference. */
const CHANGES_KEPT = 50;
/** So many summaries are kept, of some kilobytes each. */
const SUMMARIES_KEPT = 100;

/** A difference with the place where it stands. */
export interface PlacedDifference {
  place: DifferencePlace;
  difference: Difference;
}

/** The record of a person in both scans, and what changed in it. */
interface TwoRecords {
  was: PersonRecord | undefined;
  is: PersonRecord | undefined;
  changes: RecordChange[];
}

const SAME_RECORD: TwoRecords = { was: undefined, is: undefined, changes: [] };

/** Everything about two scans that is the same for all people. */
interface Comparison {
  from: Scan;
  to: Scan;
  law: LawComparison;
  /** Factors that may lie behind a difference, beside the law of single paths. */
  days: { from: string; to: string };
  sameAssumptions: boolean;
  /** Null where a pack cannot be compiled by this program any more. */
  mixtures: Mixtures | null;
}

/** What two scans differ in, and why. Reads along both in the order of people; the memory does not grow with them. */
export class DiffService {
  private readonly summaries = new Map<string, DiffSummary>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly scans: ScanStore,
    private readonly records: RecordStore,
    private readonly findings: FindingStore,
    private readonly options: Pick<WalkOptions, 'rowsAtATime'> = {},
  ) {}

  /** The two scans; refuses with a sentence one that is not there, one that is not done, and twice the same. */
  async compared(fromId: number, toId: number): Promise<{ from: ComparedScan; to: ComparedScan }> {
    const { from, to } = await this.bothDone(fromId, toId);
    return { from: comparedScan(from), to: comparedScan(to) };
  }

  /**
   * The differences that pass the filter, by person, case, item and path; after a place, where one is given. `count` is
   * told of all differences on the way, whatever the filter. Refuses to go on once the signal says that nobody waits.
   */
  async *differences(
    fromId: number,
    toId: number,
    filter: DifferenceFilter = {},
    options: { after?: DifferencePlace; count?: SummaryCount; signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<PlacedDifference> {
    const { after, count, signal } = options;
    for await (const person of this.people(fromId, toId, { startAt: after?.personKey, signal })) {
      count?.add(person);
      const { personKey, differences } = person;
      for (const [index, difference] of differences.entries()) {
        if (after !== undefined && personKey === after.personKey && index <= after.index) continue;
        if (passes(filter, difference)) yield { place: { personKey, index }, difference };
      }
    }
  }

  /** One page of them. */
  async page(
    fromId: number,
    toId: number,
    filter: DifferenceFilter,
    options: { after?: DifferencePlace; limit: number; signal?: AbortSignal | undefined },
  ): Promise<PlacedDifference[]> {
    const page: PlacedDifference[] = [];
    if (options.limit === 0) return page;
    const { after, signal } = options;
    const where = { ...(after === undefined ? {} : { after }), signal };
    for await (const each of this.differences(fromId, toId, filter, where)) {
      page.push(each);
      if (page.length >= options.limit) break;
    }
    return page;
  }

  /**
   * Everything that differs, counted. Kept for the next who asks, because scans that are done do not change. Refuses to go
   * on once the signal says that nobody waits.
   */
  async summary(fromId: number, toId: number, signal?: AbortSignal): Promise<DiffSummary> {
    const { from, to } = await this.compared(fromId, toId);
    const name = `${fromId} ${toId}`;
    const known = this.summaries.get(name);
    if (known !== undefined) return known;
    const count = new SummaryCount();
    for await (const person of this.people(fromId, toId, { signal })) count.add(person);
    const summary = count.summary(from, to);
    const [oldest] = this.summaries.keys();
    if (oldest !== undefined && this.summaries.size >= SUMMARIES_KEPT) this.summaries.delete(oldest);
    this.summaries.set(name, summary);
    return summary;
  }

  /** The people about whom the scans differ, in their order, from a key on where one is given. */
  private async *people(
    fromId: number,
    toId: number,
    { startAt, signal }: { startAt?: string | undefined; signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<DifferingPerson> {
    const { from, to } = await this.bothDone(fromId, toId);
    const comparison = await this.comparison(from, to);
    const walk = { ...this.options, ...(startAt === undefined ? {} : { startAt }) };
    for await (const keys of changedPeople(this.dataSource, fromId, toId, walk)) {
      refuseWhenNobodyWaits(signal);
      for (let at = 0; at < keys.length; at += PEOPLE_AT_A_TIME) {
        refuseWhenNobodyWaits(signal);
        yield* await this.compare(comparison, keys.slice(at, at + PEOPLE_AT_A_TIME));
      }
    }
  }

  private async bothDone(fromId: number, toId: number): Promise<{ from: Scan; to: Scan }> {
    if (fromId === toId) {
      throw new AppError('same-scan', `Scan ${fromId} does not differ from itself: name two scans.`);
    }
    const [from, to] = [await this.scans.read(fromId), await this.scans.read(toId)];
    for (const { id, status } of [from, to]) {
      if (status === 'done') continue;
      throw new AppError('scan-not-done', `Scan ${id} is ${status}; only scans that are done can be compared.`, {
        status: 409,
      });
    }
    return { from, to };
  }

  private async comparison(from: Scan, to: Scan): Promise<Comparison> {
    const [fromPacks, toPacks] = [await this.scans.packsOf(from), await this.scans.packsOf(to)];
    const engines = {
      differ: from.engineVersion !== to.engineVersion,
      isTo: to.engineVersion === ENGINE_VERSION,
    };
    const fromLaw = compiled(fromPacks);
    const toLaw = sameHashes(fromPacks, toPacks) ? fromLaw : compiled(toPacks);
    return {
      ...{ from, to },
      law: new LawComparison(fromPacks, toPacks, { from: from.engineVersion, to: to.engineVersion }),
      days: { from: from.asOf, to: to.asOf },
      sameAssumptions: JSON.stringify(from.assume) === JSON.stringify(to.assume),
      mixtures:
        fromLaw === null || toLaw === null
          ? null
          : new Mixtures(
              { law: fromLaw, asOf: from.asOf, assume: from.assume },
              { law: toLaw, asOf: to.asOf, assume: to.assume },
              engines,
            ),
    };
  }

  /** Compares some people. Those whose rows differ in nothing that a reader acts on have no differences. */
  private async compare(comparison: Comparison, keys: readonly string[]): Promise<DifferingPerson[]> {
    const { from, to } = comparison;
    const [was, is] = await Promise.all([this.findings.ofPeople(from.id, keys), this.findings.ofPeople(to.id, keys)]);
    const before = byPerson(was);
    const now = byPerson(is);
    const asked = ({ jurisdiction }: Finding): boolean => comparison.law.askedByBoth(jurisdiction);
    const found = keys.map((personKey) => {
      const [one, other] = [before.get(personKey) ?? [], now.get(personKey) ?? []];
      const pairs = pairUp(one, other).filter((pair) => !isSameAnswer(pair.was, pair.is));
      const [helpedBefore, helpedNow] = [isHelped(one.filter(asked)), isHelped(other.filter(asked))];
      return { personKey, pairs, helpedBefore, helpedNow };
    });
    const differing = found.filter(({ pairs }) => pairs.length > 0);
    if (differing.length === 0) return [];
    const differingKeys = differing.map(({ personKey }) => personKey);
    const records = await this.recordsOf(comparison, differingKeys);
    const setAside = await this.setAside(comparison, differingKeys);
    return differing.map(({ pairs, ...person }) => {
      const two = records.get(person.personKey) ?? SAME_RECORD;
      const answersWith = comparison.mixtures?.person(two.was, two.is) ?? null;
      return {
        ...person,
        differences: pairs.map((pair) => {
          const aside = setAside.get(person.personKey);
          const cause = aside === undefined ? causeOf(comparison, pair, two, answersWith) : setAsideCause(aside);
          return differenceOf(pair, cause);
        }),
      };
    });
  }

  /** The records of people in both scans; nothing is read where neither the record nor an evaluation is needed. */
  private async recordsOf(comparison: Comparison, keys: readonly string[]): Promise<Map<string, TwoRecords>> {
    const { from, to, law, days, sameAssumptions } = comparison;
    const factors = [from.snapshot !== to.snapshot, law.differs, days.from !== days.to, !sameAssumptions];
    const sameRecords = from.snapshot === to.snapshot;
    if (sameRecords && !law.engineDiffers && factors.filter((differs) => differs).length < 2) return new Map();
    const before = byKey(await this.records.readPeople(from.snapshot, keys));
    const now = sameRecords ? before : byKey(await this.records.readPeople(to.snapshot, keys));
    return new Map(
      keys.map((key) => {
        const [one, other] = [before.get(key), now.get(key)];
        const was = one === undefined ? undefined : (JSON.parse(one.record) as PersonRecord);
        const isSame = one?.versionId === other?.versionId;
        const is =
          isSame || other === undefined ? (isSame ? was : undefined) : (JSON.parse(other.record) as PersonRecord);
        return [key, { was, is, changes: isSame ? [] : recordChanges(was, is) }];
      }),
    );
  }

  /** Why the record of a person was set aside in one of the scans, in a sentence. */
  private async setAside({ from, to }: Comparison, keys: readonly string[]): Promise<Map<string, string>> {
    const says = new Map<string, string>();
    const [first, last] = [keys[0], keys.at(-1)];
    if (first === undefined || last === undefined) return says;
    for (const scan of [from, to]) {
      if ((scan.counts?.problems ?? 0) === 0) continue;
      for (const { personKey, reason } of await this.scans.problemsBetween(
        this.dataSource.manager,
        scan.id,
        first,
        last,
      )) {
        says.set(personKey, `Scan ${scan.id} could not evaluate the record and set it aside: ${reason}`);
      }
    }
    return says;
  }
}

function refuseWhenNobodyWaits(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('nobody-waits', 'Whoever asked has gone.', { status: 499 });
}

function causeOf(
  { law, days, sameAssumptions, mixtures, from, to }: Comparison,
  pair: Pair<Finding>,
  records: TwoRecords,
  answersWith: AnswersWith | null,
): Cause {
  const { path, jurisdiction, case: courtCase, item } = (pair.is ?? pair.was) as Finding;
  if (!law.askedByBoth(jurisdiction)) return scopeCause(jurisdiction, pair.is === null ? from : to);
  const differs: Record<Factor, boolean> = {
    record: records.changes.length > 0,
    law: law.packsDiffer(path, jurisdiction),
    time: days.from !== days.to,
    assumptions: !sameAssumptions,
  };
  const factors = FACTORS.filter((factor) => differs[factor]);
  const by = ((): Factor[][] => {
    // Only one thing differs, and so it is the cause.
    if (factors.length === 1 && !law.engineDiffers) return [factors];
    if (factors.length === 0) return law.engineDiffers ? [['law']] : [];
    if (mixtures === null || answersWith === null) return [];
    return findCause(pair.name, pair, factors, mixtures.engines, answersWith);
  })();
  // Where it could not be found out, everything that may lie behind it is shown.
  const shown = by.length === 0 ? factors : FACTORS.filter((factor) => by.some((set) => set.includes(factor)));
  const cause: Cause = { by, word: causeWord(by), says: [] };
  if (by.length === 0) cause.says.push(whyUnknown(factors, mixtures));
  if (shown.includes('record')) {
    cause.record = nearestFirst(records.changes, courtCase, item).slice(0, CHANGES_KEPT);
    cause.says.push(recordSays(cause.record));
  }
  const change = shown.includes('law') || by.length === 0 ? law.ofPath(path, jurisdiction) : null;
  if (change !== null) {
    cause.law = change;
    cause.says.push(lawSays(change));
  }
  if (shown.includes('time')) {
    cause.time = days;
    cause.says.push(timeSays(days, pair.was?.eligibleOn ?? pair.is?.eligibleOn, law.inForce(path)));
  }
  if (shown.includes('assumptions')) cause.says.push(assumptionsSay(from.assume, to.assume));
  return cause;
}

function scopeCause(jurisdiction: string, asked: Scan): Cause {
  return { by: [], word: SCOPE, says: [`Scope: of the two only scan ${asked.id} asked about ${jurisdiction}.`] };
}

/** Why it could not be found out what decides. */
function whyUnknown(factors: readonly Factor[], mixtures: Mixtures | null): string {
  if (factors.length === 0)
    return 'What decides cannot be found out: nothing that is judged differs between the scans.';
  if (mixtures === null)
    return 'What decides cannot be found out: this program cannot read the law of one of the scans.';
  return 'What decides cannot be found out: this program does not answer as the scans did.';
}

function setAsideCause(says: string): Cause {
  return { by: [], word: SET_ASIDE, says: [says] };
}

function differenceOf({ was, is }: Pair<Finding>, cause: Cause): Difference {
  const { personKey, case: courtCase, item, jurisdiction, path, relief } = (is ?? was) as Finding;
  return {
    kind: was === null ? 'in' : is === null ? 'out' : 'changed',
    ...{ personKey, case: courtCase, item, jurisdiction, path, relief },
    was: was === null ? null : answerOf(was),
    is: is === null ? null : answerOf(is),
    cause,
  };
}

function answerOf({ key, outcome, eligibleOn, preferred, missing, review, cautions }: Finding): AnswerOfScan {
  return {
    id: key,
    outcome,
    ...(eligibleOn === undefined ? {} : { eligibleOn }),
    preferred,
    missing: missing.map(({ criterion, fact, question }) => ({ criterion, fact, question })),
    review: review.map(({ criterion, question }) => ({ criterion, question })),
    cautions,
  };
}

function isHelped(findings: readonly Finding[]): boolean {
  return findings.some(({ outcome }) => outcome === 'eligible');
}

function byPerson(findings: readonly Finding[]): Map<string, Finding[]> {
  const people = new Map<string, Finding[]>();
  for (const finding of findings) {
    const known = people.get(finding.personKey);
    if (known === undefined) people.set(finding.personKey, [finding]);
    else known.push(finding);
  }
  return people;
}

function byKey(records: readonly StoredRecord[]): Map<string, StoredRecord> {
  return new Map(records.map((record) => [record.personKey, record]));
}

/** The packs, compiled; null for packs of another time that this program cannot read any more. */
function compiled(packs: readonly Pack[]): CompiledPacks | null {
  try {
    return compilePacks(packs);
  } catch {
    return null;
  }
}

function sameHashes(a: readonly Pack[], b: readonly Pack[]): boolean {
  return JSON.stringify(a.map(({ hash }) => hash)) === JSON.stringify(b.map(({ hash }) => hash));
}

function comparedScan({ id, name, asOf, createdAt, engineVersion, snapshot, counts }: Scan): ComparedScan {
  return { id, name, asOf, createdAt, engineVersion, snapshot, findings: counts?.findings ?? 0 };
}
