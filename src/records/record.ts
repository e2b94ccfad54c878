/**
 * The canonical record: one person with everything the sources say about them.
 *
 * Terms follow the National Open Court Data Standards (NODS) and NCIC usage where they have a word.
 * A field that is absent is unknown, never "no". Dates are `YYYY-MM-DD`, or partial: `YYYY-MM`, `YYYY`.
 * Plain data only: every value survives JSON.
 */

/** A calendar day, month or year as the source knew it: `2014-03-09`, `2014-03` or `2014`. */
export type LegalDate = string;

/** Where a value stood in what we were given. Rows count from 1 and include the header line, as a spreadsheet shows them. */
export interface SourceRef {
  file: string;
  row: number;
}

/** What every part of a record can carry about where it came from. */
export interface Sourced {
  source?: SourceRef;
  /** The source's own words for values that were normalised: field name to text. */
  original?: Record<string, string>;
  /** Columns or fields the product does not know: kept, reported, never judged. */
  unmapped?: Record<string, unknown>;
  /** Facts that only some law asks for, by the name a pack declares: supplied by a person, or by the source. */
  answers?: Record<string, string | number | boolean>;
  /** Values that a person supplied or put right; the values in the fields are theirs. */
  corrections?: Correction[];
}

/** A value that a person supplied beside the source's, which it stands before. */
export interface Correction {
  /** The field of the part, with dots into what it holds: `disposition.type`. */
  field: string;
  /** The fact that was asked for. */
  fact: string;
  /** What the source says; absent where it says nothing. */
  from?: JsonValue;
  to: JsonValue;
  by: string;
  /** The moment, in UTC. */
  at: string;
  /** On what evidence. */
  source: string;
}

/** What survives JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export type Sex = 'female' | 'male' | 'other' | 'unknown';
export type Grade = 'felony' | 'misdemeanor' | 'infraction' | 'violation' | 'civil';
export type Inchoate = 'attempt' | 'conspiracy' | 'solicitation' | 'aiding';
export type DispositionType =
  | 'convicted'
  | 'dismissed'
  | 'nolle-prosequi'
  | 'acquitted'
  | 'stet'
  | 'diverted'
  | 'deferred'
  | 'probation-before-judgment'
  | 'vacated'
  | 'set-aside'
  | 'no-complaint'
  | 'pending'
  /** The source would hold an outcome and has none: no conviction within its coverage, and possibly pending. */
  | 'none-recorded'
  | 'other';
export type SentenceStatus = 'serving' | 'completed' | 'suspended' | 'revoked' | 'unknown';
export type Supervision = 'probation' | 'parole' | 'community-custody' | 'prcs' | 'none';
export type WarrantKind = 'arrest' | 'bench' | 'failure-to-appear' | 'probation-violation' | 'other';
export type WarrantStatus = 'open' | 'served' | 'recalled' | 'quashed';
export type ViolationKind = 'technical' | 'drug-test' | 'new-offense' | 'other';
export type ViolationStatus = 'pending' | 'sustained' | 'dismissed' | 'withdrawn';
export type History = 'county' | 'state' | 'national';

/** What silence means: within its coverage a file that says nothing says "no"; outside it says nothing. */
export interface Coverage {
  history?: History;
  pendingMatters?: 'yes' | 'no';
  /** The last day whose events the file holds; absent means through the day of the scan. */
  completeThrough?: LegalDate;
}

export interface PersonName {
  first?: string;
  middle?: string;
  last?: string;
  suffix?: string;
}

export interface Identifier {
  type: 'SID' | 'CII' | 'FBI' | 'DOC' | 'other';
  value: string;
}

export interface Registration extends Sourced {
  kind: 'sex-offense';
  statute?: string;
  date?: LegalDate;
}

export interface Quantity {
  amount: number;
  unit: string;
}

export interface Enhancement {
  statute?: string;
  priorStatute?: string;
  status?: 'imposed' | 'stayed' | 'struck';
}

export interface Disposition {
  type?: DispositionType;
  date?: LegalDate;
  text?: string;
  /** For deferrals and probation before judgment: the day it was granted. */
  grantedDate?: LegalDate;
}

export interface ScoredPrior {
  statute?: string;
  caseNumber?: string;
  points?: number;
}

export interface Sentence {
  imposedDate?: LegalDate;
  confinementDays?: number;
  suspendedDays?: number;
  probationDays?: number;
  fineCents?: number;
  status?: SentenceStatus;
  startDate?: LegalDate;
  endDate?: LegalDate;
  releaseDate?: LegalDate;
  probationEndDate?: LegalDate;
  revokedDate?: LegalDate;
  supervision?: Supervision;
  offenderScore?: number;
  scoredPriors?: ScoredPrior[];
  range?: { fromMonths?: number; toMonths?: number };
  restitutionOwedCents?: number;
  feesOwedCents?: number;
  facility?: string;
}

export interface Charge extends Sourced {
  count: number;
  statute?: string;
  description?: string;
  grade?: Grade;
  class?: string;
  offenseDate?: LegalDate;
  arrestDate?: LegalDate;
  inchoate?: Inchoate;
  targetStatute?: string;
  substance?: string;
  quantities?: Quantity[];
  valueCents?: number;
  indicia?: string[];
  buyerAge?: number;
  place?: string;
  juvenile?: boolean;
  enhancements?: Enhancement[];
  plea?: string;
  disposition?: Disposition;
  sentence?: Sentence;
}

export interface Warrant extends Sourced {
  warrantNumber: string;
  kind?: WarrantKind;
  issuedDate?: LegalDate;
  status?: WarrantStatus;
  /** The counts it rests on; absent means every charge of the case. */
  counts?: number[];
  /** The number of the case it rests on, where that is not the case it is booked under. */
  underlyingCaseNumber?: string;
}

export interface AllegedConduct {
  statute?: string;
  description?: string;
  kind?: string;
}

export interface Violation extends Sourced {
  violationId: string;
  kind?: ViolationKind;
  filedDate?: LegalDate;
  hearingDate?: LegalDate;
  status?: ViolationStatus;
  /** The counts whose probation is at stake; absent means every conviction of the case. */
  counts?: number[];
  /** What is said to have been done; apart from the conviction behind it. */
  alleged?: AllegedConduct[];
  /** The number of the case that put the person on probation, where that is not the case it is booked under. */
  underlyingCaseNumber?: string;
}

export interface Court {
  name: string;
  county?: string;
  state: string;
}

export interface CourtCase extends Sourced {
  caseNumber: string;
  court: Court;
  filedDate?: LegalDate;
  closedDate?: LegalDate;
  status?: 'open' | 'closed' | 'unknown';
  judge?: string;
  defenseAttorney?: string;
  hasVictim?: boolean;
  /** For a case that is about process only (failure to appear, contempt): the number of the case behind it. */
  underlyingCaseNumber?: string;
  charges: Charge[];
  warrants?: Warrant[];
  violations?: Violation[];
}

export interface PersonRecord extends Sourced {
  personId: string;
  name?: PersonName;
  aliases?: PersonName[];
  birthDate?: LegalDate;
  /** Other dates of birth that the sources give for the same person: flagged for a human, never chosen between. */
  otherBirthDates?: LegalDate[];
  sex?: Sex;
  race?: string;
  ethnicity?: string;
  residence?: { city?: string; state?: string; zip?: string };
  deceased?: boolean;
  immigrationConcern?: boolean;
  identifiers?: Identifier[];
  registrations?: Registration[];
  coverage?: Coverage;
  cases: CourtCase[];
}
