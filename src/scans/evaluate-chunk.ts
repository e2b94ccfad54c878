/**
 * The records of a chunk → rows to store and counts. A pure function of its input: it runs in the main thread or in
 * any number of others, and gives the same bytes.
 */
import {
  compilePacks,
  type CompiledPacks,
  type Determination,
  Evaluator,
  markSupplied,
  type Outcome,
  OUTCOMES,
  packFromSnapshot,
} from '../law/in-threads.js';
import type { PersonRecord } from '../records/record.js';
import { type ChunkCounts, noCounts } from './chunk-counts.js';
import { findingKey, packFinding, rowText } from './finding-row.js';

/** The law of one scan, as it can be sent to a thread. */
export interface ScanLaw {
  scanId: number;
  asOf: string;
  assume: readonly string[];
  /** Pack snapshots. */
  packs: readonly string[];
}

/** The people of a chunk: three lists of equal length. */
export interface ChunkPeople {
  chunkIndex: number;
  personKeys: readonly string[];
  versionIds: readonly number[];
  /** Each person's record as JSON text. */
  records: readonly string[];
}

/** A record that could not be evaluated, and why. */
export interface ScanProblem {
  personKey: string;
  reason: string;
}

export interface ChunkEvaluation {
  /** Rows as JSON lists of `FindingRow`, some thousand in each text, ready for the database. */
  rows: string[];
  counts: ChunkCounts;
  problems: ScanProblem[];
}

/** The law of a scan, compiled. */
export interface CompiledLaw extends ScanLaw {
  compiled: CompiledPacks;
  packHashes: ReadonlyMap<string, string>;
}

/** Compiles the packs of a scan's law. */
export function compileLaw(law: ScanLaw): CompiledLaw {
  const packs = law.packs.map(packFromSnapshot);
  return {
    ...law,
    compiled: compilePacks(packs),
    packHashes: new Map(packs.map((pack) => [pack.file.jurisdiction, pack.hash])),
  };
}

const ROWS_IN_A_TEXT = 2000;

/** Evaluates every record. One that cannot be evaluated is set aside with its reason, and the others go on. */
export function evaluateChunk(law: CompiledLaw, people: ChunkPeople): ChunkEvaluation {
  const evaluation = new PeopleEvaluation(law);
  const { chunkIndex } = people;
  people.records.forEach((text, n) => {
    const of = { chunkIndex, personKey: people.personKeys[n] ?? '', versionId: people.versionIds[n] ?? 0 };
    evaluation.add(of, () => JSON.parse(text) as PersonRecord);
  });
  return evaluation.take();
}

/** A person as the findings name them. */
export interface EvaluatedPerson {
  chunkIndex: number;
  personKey: string;
  versionId: number;
}

/** Evaluates people one after the other; what was found of them is taken when there are enough. */
export class PeopleEvaluation {
  private evaluator: Evaluator;
  private counts = noCounts();
  private problems: ScanProblem[] = [];
  private texts: string[] = [];
  private rows: string[] = [];

  constructor(private readonly law: CompiledLaw) {
    this.evaluator = this.newEvaluator();
  }

  /** Evaluates a record; when that or reading it fails, it is set aside with the reason. */
  add(person: EvaluatedPerson, read: () => PersonRecord): void {
    const { counts, rows } = this;
    counts.people += 1;
    let record: PersonRecord;
    let determinations: Determination[];
    let packed: string[];
    try {
      record = read();
      determinations = markSupplied(record, this.evaluator.evaluate(record));
      packed = packPerson(this.law, determinations, person);
    } catch (error) {
      this.problems.push({ personKey: person.personKey, reason: reasonOf(error) });
      counts.problems += 1;
      return;
    }
    for (const courtCase of record.cases) counts.charges += courtCase.charges.length;
    count(counts, determinations);
    for (const row of packed) rows.push(row);
    if (rows.length >= ROWS_IN_A_TEXT) this.closeText();
  }

  /** What came of the people that were added since the last call. */
  take(): ChunkEvaluation {
    this.closeText();
    this.counts.notCovered = Object.fromEntries(this.evaluator.notCovered());
    const taken = { rows: this.texts, counts: this.counts, problems: this.problems };
    this.evaluator = this.newEvaluator();
    this.counts = noCounts();
    this.problems = [];
    this.texts = [];
    return taken;
  }

  private closeText(): void {
    if (this.rows.length > 0) this.texts.push(`[${this.rows.join(',')}]`);
    this.rows = [];
  }

  private newEvaluator(): Evaluator {
    return new Evaluator(this.law.compiled, { asOf: this.law.asOf, assume: this.law.assume });
  }
}

function packPerson(law: CompiledLaw, determinations: readonly Determination[], person: EvaluatedPerson): string[] {
  const keys = new Set<string>();
  return determinations.map((determination, ordinal) => {
    const packHash = law.packHashes.get(determination.jurisdiction) ?? '';
    let key = findingKey(determination, law.asOf, packHash);
    for (let again = 1; keys.has(key); again += 1) key = findingKey(determination, law.asOf, packHash, again);
    keys.add(key);
    return rowText(packFinding(determination, key, { scanId: law.scanId, ...person, ordinal }));
  });
}

function count(counts: ChunkCounts, determinations: readonly Determination[]): void {
  if (determinations.length === 0) return;
  counts.findings += determinations.length;
  let best: number = OUTCOMES.length;
  const helpedBy = new Set<string>();
  for (const { path, outcome } of determinations) {
    const byOutcome = (counts.byPath[path] ??= {});
    byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
    best = Math.min(best, BEST_FIRST.indexOf(outcome));
    if (outcome === 'eligible') helpedBy.add(path);
  }
  const outcome = BEST_FIRST[best];
  if (outcome !== undefined) counts.peopleByOutcome[outcome] = (counts.peopleByOutcome[outcome] ?? 0) + 1;
  for (const path of helpedBy) counts.peopleHelpedByPath[path] = (counts.peopleHelpedByPath[path] ?? 0) + 1;
}

/** From what helps a person most. A judgement away is nearer than years or missing facts. */
const BEST_FIRST: readonly Outcome[] = ['eligible', 'needs-review', 'needs-facts', 'eligible-later', 'not-eligible'];

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}
