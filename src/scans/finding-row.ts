/**
 * A determination packed for storage, and unpacked again.
 *
 * A scan of a state writes millions of these, so a row holds codes and facts; the words of a criterion and its
 * authority stay in the pack's snapshot and are looked up when somebody reads. What is packed here must never change
 * its meaning: add a new shape under a new `FORMAT` instead, and keep reading the old one.
 */
import { AppError } from '../common/index.js';
import { hash } from 'node:crypto';
import { ITEM_KINDS } from '../law/in-threads.js';
import type {
  CriterionOutcome,
  Determination,
  MissingFact,
  ReviewQuestion,
  Ripple,
  SeenFact,
  Supplied,
  TracedCriterion,
} from '../law/index.js';

/** The columns of a packed determination, in the order of its values. */
export const FINDING_COLUMNS = [
  'finding_key',
  'scan_id',
  'chunk_index',
  'person_key',
  'ordinal',
  'version_id',
  'jurisdiction',
  'path',
  'relief',
  'outcome',
  'preferred',
  'eligible_on',
  'state',
  'court',
  'county',
  'case_number',
  'item_kind',
  'item_count',
  'item_number',
  'detail',
] as const;

export type FindingRow = [
  key: string,
  scanId: number,
  chunkIndex: number,
  personKey: string,
  ordinal: number,
  versionId: number,
  jurisdiction: string,
  path: string,
  relief: string,
  outcome: string,
  preferred: number,
  eligibleOn: string | null,
  state: string,
  court: string,
  county: string | null,
  caseNumber: string,
  itemKind: string,
  itemCount: number | null,
  itemNumber: string | null,
  /** Nested JSON; the database stores its text. */
  detail: PackedDetail,
];

/** What a packed determination says beyond its columns. */
export interface FindingDetail {
  criteria: TracedCriterion[];
  missing: MissingFact[];
  review: ReviewQuestion[];
  cautions: string[];
  /** Empty in findings of a format before 2; the `values` of what is missing are empty in those before 3. */
  ripple: Ripple[];
  restsOn: string[];
}

export interface Placement {
  scanId: number;
  chunkIndex: number;
  personKey: string;
  versionId: number;
  /** The determination's place among those of the person, from 0. */
  ordinal: number;
}

/** A row for the determination. */
export function packFinding(determination: Determination, key: string, at: Placement): FindingRow {
  const { case: courtCase, item } = determination;
  return [
    key,
    at.scanId,
    at.chunkIndex,
    at.personKey,
    at.ordinal,
    at.versionId,
    determination.jurisdiction,
    determination.path,
    determination.relief,
    determination.outcome,
    determination.preferred ? 1 : 0,
    determination.eligibleOn ?? null,
    courtCase.state,
    courtCase.court,
    courtCase.county === undefined ? null : courtCase.county,
    courtCase.number,
    item.kind,
    item.count ?? null,
    item.number === undefined ? null : item.number,
    packDetail(determination),
  ];
}

/**
 * The name of a determination: 16 hexadecimal digits that depend on the person, the court, the case, the item, the
 * path, the as-of date and the pack's content, and on nothing else. Two scans that ask the same give the same names.
 * `again` counts earlier determinations of the person with the same parts, as when a source numbers two cases alike.
 */
export function findingKey(determination: Determination, asOf: string, packHash: string, again = 0): string {
  const { personId, case: courtCase, item, path } = determination;
  const parts = [
    personId,
    courtCase.state,
    courtCase.court,
    courtCase.number,
    item.kind,
    item.count ?? '',
    item.number ?? '',
    path,
    asOf,
    packHash,
  ];
  if (again > 0) parts.push(again);
  return hash('sha256', JSON.stringify(parts), 'hex').slice(0, 16);
}

const FORMAT = 3;
/** Format 1 had no ripple, and 2 did not say what each value of a missing fact leads to. */
const READABLE: readonly number[] = [1, 2, FORMAT];
const ROLES: readonly TracedCriterion['role'][] = ['requirement', 'disqualifier', 'coverage'];
const CRITERION_OUTCOMES: readonly CriterionOutcome[] = ['not-met', 'unknown', 'met'];
/** The basis of a fact by its number; 0 is a fact without one. */
const BASES: readonly SeenFact['basis'][] = [undefined, 'recorded', 'derived', 'coverage', 'assumption', 'supplied'];
const LEADS: readonly MissingFact['ifMet'][] = [
  'eligible',
  'eligible-later',
  'needs-review',
  'needs-facts',
  'not-eligible',
  'not-covered',
];

/** The file is a number into `files`. What a person supplied has no row; `by` says who. */
type PackedFact =
  | [fact: string, value: string, basis: number, file?: number, row?: number]
  | [fact: string, value: string, basis: number, by: string, at: string, evidence: string, from?: string];
/** The facts are numbers into the finding's table of facts, since many criteria look at the same ones. */
type PackedCriterion = [id: string, code: number, facts: number[], holdsOn?: string];
type PackedMissing = [
  criterion: string,
  fact: string,
  question: string,
  ifMet: number,
  ifNotMet: number,
  aboutCase?: string,
  aboutCount?: number,
];
type PackedDetail = [
  format: number,
  criteria: PackedCriterion[],
  facts: PackedFact[],
  files: string[],
  missing: PackedMissing[],
  review: [criterion: string, question: string][],
  cautions: string[],
  /** A number stands for a fact of the table, as `fact: value`. */
  restsOn: (number | string)[],
  /** Left out where there is none, and nothing is missing. */
  ripple?: PackedRipple[],
  /** Of each missing fact, in their order; left out where nothing is missing. */
  values?: PackedValues[],
];
/**
 * Beside what is missing and not within it: a wait's days are other ones on each as-of date, and a finding that asks the
 * same as before has not changed for anybody.
 */
type PackedValues = [is: string, leads: number][];
/** Where in a packed detail, in every format, stands what is missing, what has to be judged, and the cautions. */
export const ANSWER_PARTS: readonly number[] = [4, 5, 6];

/** A list and no object: PostgreSQL keeps the keys of an object in an order of its own. */
type PackedRipple = [
  kind: number,
  courtCase: string,
  itemKind: number,
  count: number | null,
  number: string | null,
  says: string,
  path?: string,
  criterion?: string,
];
const RIPPLES: readonly Ripple['kind'][] = ['score', 'enhancement', 'priors', 'wait'];

function packDetail(determination: Determination): PackedDetail {
  const files: string[] = [];
  const facts: PackedFact[] = [];
  const criteria = determination.criteria.map(({ id, role, outcome, facts: seen, holdsOn }): PackedCriterion => {
    const code = ROLES.indexOf(role) * 3 + CRITERION_OUTCOMES.indexOf(outcome);
    const places: number[] = [];
    for (const fact of seen) {
      const at = placeOf(fact, facts, files);
      // A criterion that looks at one fact in several ways has seen it once.
      if (!places.includes(at)) places.push(at);
    }
    return holdsOn === undefined ? [id, code, places] : [id, code, places, holdsOn];
  });
  return [
    FORMAT,
    criteria,
    facts,
    files,
    determination.missing.map(({ criterion, fact, question, ifMet, ifNotMet, about }) => [
      criterion,
      fact,
      question,
      LEADS.indexOf(ifMet),
      LEADS.indexOf(ifNotMet),
      ...(about === undefined ? ([] as const) : ([about.case, about.count] as const)),
    ]),
    determination.review.map(({ criterion, question }) => [criterion, question]),
    determination.cautions,
    determination.restsOn.map((text) => {
      const at = facts.findIndex(([fact, value]) => asRest(fact, value) === text);
      return at < 0 ? text : at;
    }),
    ...rippleAndValues(determination),
  ];
}

function rippleAndValues({ ripple, missing }: Determination): [PackedRipple[]?, PackedValues[]?] {
  if (missing.length === 0) return ripple.length === 0 ? [] : [packRipple(ripple)];
  return [
    packRipple(ripple),
    missing.map(({ values }) => values.map(({ is, leads }): [string, number] => [is, LEADS.indexOf(leads)])),
  ];
}

function packRipple(ripple: readonly Ripple[]): PackedRipple[] {
  return ripple.map(({ kind, case: courtCase, item, says, path, criterion }): PackedRipple => {
    const place = [RIPPLES.indexOf(kind), courtCase, ITEM_KINDS.indexOf(item.kind)] as const;
    const packed = [...place, item.count ?? null, item.number ?? null, says] as const;
    return path === undefined || criterion === undefined ? [...packed] : [...packed, path, criterion];
  });
}

function unpackRipple([kind, courtCase, itemKind, count, number, says, path, criterion]: PackedRipple): Ripple {
  return {
    kind: RIPPLES[kind] ?? 'priors',
    case: courtCase,
    item: {
      kind: ITEM_KINDS[itemKind] ?? 'conviction',
      ...(count === null ? {} : { count }),
      ...(number === null ? {} : { number }),
    },
    ...(path === undefined ? {} : { path }),
    ...(criterion === undefined ? {} : { criterion }),
    says,
  };
}

/** The fact's number in the table, added where it is new. */
function placeOf({ fact, value, basis, source, supplied }: SeenFact, facts: PackedFact[], files: string[]): number {
  const base = BASES.indexOf(basis);
  if (supplied !== undefined) return placeOfSupplied([fact, value, base, ...wordsOf(supplied)], facts);
  let file: number | undefined;
  if (source !== undefined) {
    file = files.indexOf(source.file);
    if (file < 0) file = files.push(source.file) - 1;
  }
  const row = source?.row;
  for (let at = 0; at < facts.length; at += 1) {
    const known = facts[at];
    if (
      known !== undefined &&
      known[0] === fact &&
      known[1] === value &&
      known[2] === base &&
      known[3] === file &&
      known[4] === row
    ) {
      return at;
    }
  }
  return facts.push(file === undefined || row === undefined ? [fact, value, base] : [fact, value, base, file, row]) - 1;
}

/** Seldom: compared as text. */
function placeOfSupplied(packed: PackedFact, facts: PackedFact[]): number {
  const text = JSON.stringify(packed);
  const at = facts.findIndex((known) => JSON.stringify(known) === text);
  return at < 0 ? facts.push(packed) - 1 : at;
}

function wordsOf({ by, at, evidence, from }: Supplied): [string, string, string, string?] {
  return from === undefined ? [by, at, evidence] : [by, at, evidence, from];
}

function unpackFact(packed: PackedFact, files: readonly string[]): SeenFact {
  const seen: SeenFact = { fact: packed[0], value: packed[1] };
  const basis = BASES[packed[2]];
  if (basis !== undefined) seen.basis = basis;
  const third = packed[3];
  const fourth = packed[4];
  if (typeof third === 'string') {
    const [by, at, evidence, from] = packed.slice(3) as ReturnType<typeof wordsOf>;
    seen.supplied = { by, at, evidence, ...(from === undefined ? {} : { from }) };
    return seen;
  }
  const file = third === undefined ? undefined : files[third];
  if (file !== undefined && typeof fourth === 'number') seen.source = { file, row: fourth };
  return seen;
}

function unpackCriterion([id, code, places, holdsOn]: PackedCriterion, facts: readonly SeenFact[]): TracedCriterion {
  const seen: SeenFact[] = [];
  for (const at of places) {
    const fact = facts[at];
    if (fact !== undefined) seen.push(fact);
  }
  const criterion: TracedCriterion = {
    id,
    role: ROLES[Math.floor(code / 3)] ?? 'requirement',
    outcome: CRITERION_OUTCOMES[code % 3] ?? 'unknown',
    facts: seen,
  };
  if (holdsOn !== undefined) criterion.holdsOn = holdsOn;
  return criterion;
}

function asRest(fact: string, value: string): string {
  return `${fact}: ${value}`;
}

/** What `packFinding` put into the detail. Throws for a format that this version does not know. */
export function unpackDetail(text: string): FindingDetail {
  const [format, criteria, packedFacts, files, missing, review, cautions, restsOn, ripple, values] = JSON.parse(
    text,
  ) as PackedDetail;
  if (!READABLE.includes(format))
    throw new AppError('finding-format', `A finding is stored in format ${format}, which this version cannot read.`, {
      exitCode: 3,
      status: 500,
    });
  const facts = packedFacts.map((packed) => unpackFact(packed, files));
  return {
    criteria: criteria.map((packed) => unpackCriterion(packed, facts)),
    missing: missing.map(([criterion, fact, question, ifMet, ifNotMet, aboutCase, aboutCount], at) => ({
      criterion,
      fact,
      question,
      ifMet: LEADS[ifMet] ?? 'needs-facts',
      ifNotMet: LEADS[ifNotMet] ?? 'needs-facts',
      values: (values?.[at] ?? []).map(([is, leads]) => ({ is, leads: LEADS[leads] ?? 'needs-facts' })),
      ...(aboutCase === undefined || aboutCount === undefined ? {} : { about: { case: aboutCase, count: aboutCount } }),
    })),
    review: review.map(([criterion, question]) => ({ criterion, question })),
    cautions,
    ripple: (ripple ?? []).map(unpackRipple),
    restsOn: restsOn.map((rest) => {
      if (typeof rest === 'string') return rest;
      const fact = facts[rest];
      return fact === undefined ? '' : asRest(fact.fact, fact.value);
    }),
  };
}

/** How JSON writes NUL and halves of a character. A backslash before it may itself be escaped: then it is neither. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f])/;

/**
 * The row as JSON for the database, without the characters that PostgreSQL refuses and SQLite alters: NUL, and halves of
 * a character. They become U+FFFD. They are rare, so the careful way is taken only where there may be one.
 */
export function rowText(row: FindingRow): string {
  const text = JSON.stringify(row);
  if (!UNSTORABLE_ESCAPE.test(text)) return text;
  return JSON.stringify(row, (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/\0|\p{Surrogate}/gu, '\ufffd') : value,
  );
}
