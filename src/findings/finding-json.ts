/**
 * A finding as JSON. Others rely on its shape: add fields, remove none, keep their order. The lines of an export are the
 * same but for the criteria's sentences, and are made in `finding-line.ts`: what is added here is added there.
 */
import type {
  CriterionOutcome,
  ItemKind,
  MissingFact,
  Outcome,
  Relief,
  ReviewQuestion,
  Ripple,
  SeenFact,
  Supplied,
  TracedCriterion,
} from '../law/index.js';
import type { Finding } from './finding.js';
import type { PackWords } from './pack-words.js';

export interface FindingJson {
  id: string;
  personId: string;
  case: { number: string; court: string; county?: string; state: string };
  item: { kind: ItemKind; count?: number; number?: string };
  jurisdiction: string;
  path: string;
  relief: Relief;
  outcome: Outcome;
  eligibleOn?: string;
  missing: MissingFact[];
  review: ReviewQuestion[];
  criteria: CriterionJson[];
  cautions: { id: string; text: string; authority: string }[];
  /** What else in the record rests on the conviction that would go. */
  ripple: Ripple[];
  restsOn: string[];
  preferred: boolean;
  /** `overlays` are the office's own changes to the pack, by name; left out where there is none. */
  scan: { asOf: string; packHash: string; overlays?: string[] };
}

export interface CriterionJson {
  id: string;
  outcome: CriterionOutcome;
  /** What was seen, in words; absent where the criterion looks at nothing in the record. */
  value?: string;
  authority: string;
  /** Where the first value stood. */
  source?: { file: string; row: number };
  /** Who supplied a value in place of a source, and what the source says. */
  supplied?: Supplied;
  /** For a disqualifier, `met` is what rules relief out. */
  role: TracedCriterion['role'];
  /** The day from which time alone makes it hold. */
  holdsOn?: string;
  /** The criterion's sentence. */
  text: string;
}

/** The finding as others read it, with the words of its scan's packs. Equal findings give equal bytes. */
export function toFindingJson(finding: Finding, words: PackWords, scan: { asOf: string }): FindingJson {
  const { pack } = words.path(finding.path);
  return {
    id: finding.key,
    personId: finding.personKey,
    case: {
      number: finding.case.number,
      court: finding.case.court,
      ...(finding.case.county === undefined ? {} : { county: finding.case.county }),
      state: finding.case.state,
    },
    item: {
      kind: finding.item.kind,
      ...(finding.item.count === undefined ? {} : { count: finding.item.count }),
      ...(finding.item.number === undefined ? {} : { number: finding.item.number }),
    },
    jurisdiction: finding.jurisdiction,
    path: finding.path,
    relief: finding.relief,
    outcome: finding.outcome,
    ...(finding.eligibleOn === undefined ? {} : { eligibleOn: finding.eligibleOn }),
    missing: finding.missing.map(({ criterion, fact, question, ifMet, ifNotMet, about, values }) => ({
      fact,
      ifMet,
      ifNotMet,
      question,
      criterion,
      ...(about === undefined ? {} : { about: { case: about.case, count: about.count } }),
      values: values.map(({ is, leads }) => ({ is, leads })),
    })),
    review: finding.review.map(({ criterion, question }) => ({ criterion, question })),
    criteria: finding.criteria.map((criterion) => {
      const { text, authority } = words.criterion(finding.path, criterion.id);
      return criterionJson(criterion, authority, text);
    }),
    cautions: finding.cautions.map((id) => {
      const { text, authority } = words.criterion(finding.path, id);
      return { id, text, authority };
    }),
    ripple: finding.ripple,
    restsOn: finding.restsOn,
    preferred: finding.preferred,
    scan: {
      asOf: scan.asOf,
      packHash: pack.hash,
      ...(pack.overlays.length === 0 ? {} : { overlays: [...pack.overlays] }),
    },
  };
}

function criterionJson(criterion: TracedCriterion, authority: string, text: string): CriterionJson {
  const value = valueOf(criterion.facts);
  const source = criterion.facts.find((fact) => fact.source !== undefined)?.source;
  const supplied = criterion.facts.find((fact) => fact.supplied !== undefined)?.supplied;
  return {
    id: criterion.id,
    outcome: criterion.outcome,
    ...(value === '' ? {} : { value }),
    authority,
    ...(source === undefined ? {} : { source: { file: source.file, row: source.row } }),
    ...(supplied === undefined ? {} : { supplied }),
    role: criterion.role,
    ...(criterion.holdsOn === undefined ? {} : { holdsOn: criterion.holdsOn }),
    text,
  };
}

/** The values that a criterion saw, each once, with what silence or an assumption stands behind. */
export function valueOf(facts: readonly SeenFact[]): string {
  const [first, second] = facts;
  if (first === undefined) return '';
  return second === undefined ? wordsOfFact(first) : [...new Set(facts.map(wordsOfFact))].join('; ');
}

function wordsOfFact({ value, basis, supplied }: SeenFact): string {
  if (supplied !== undefined) return `${value} (supplied by ${supplied.by})`;
  // The engine's own words for silence say already that they assume something.
  if (basis === undefined || value.includes('assumed')) return value;
  if (basis === 'coverage') return `${value} (assumed from coverage)`;
  return basis === 'assumption' ? `${value} (assumed for the scan)` : value;
}
