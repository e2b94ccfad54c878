/** An invented person and what happened to them, before it is written down in some layout. Days are day numbers. */
import type { Day } from '../common/index.js';
import type { Grade, Sex, ViolationKind, ViolationStatus, WarrantKind, WarrantStatus } from '../records/record.js';
import type { Ending, Offence } from './mix.js';

export interface InventedPerson {
  id: string;
  /** Counts from 1 over the whole caseload; both halves of somebody split over two ids have their own. */
  number: number;
  /** The number under which the state knows the person; absent where it never took fingerprints. */
  stateNumber: string | undefined;
  federalNumber: string | undefined;
  first: string;
  middle: string;
  last: string;
  suffix: string;
  sex: Sex;
  race: string;
  birthDay: Day;
  city: string;
  zip: string;
  deceasedDay: Day | undefined;
  immigrationConcern: boolean;
  cases: InventedCase[];
  /** One of the cases that the source gives twice. */
  givenTwice: InventedCase | undefined;
}

export interface InventedCase {
  number: string;
  court: string;
  county: string;
  judge: string;
  filedDay: Day;
  open: boolean;
  closedDay: Day | undefined;
  hasVictim: boolean;
  charges: InventedCharge[];
  warrant: InventedWarrant | undefined;
  violation: InventedViolation | undefined;
}

export interface InventedCharge {
  count: number;
  offence: Offence;
  statute: string;
  attempt: boolean;
  grade: Grade;
  offenseDay: Day;
  arrestDay: Day;
  substance: string | undefined;
  amount: number | undefined;
  unit: string | undefined;
  valueCents: number | undefined;
  indicia: readonly string[];
  /** Absent while the charge is pending. */
  ending: Ending | undefined;
  endingWords: string | undefined;
  endingDay: Day | undefined;
  /** For a charge that was amended: what the person was convicted of in its place. */
  amendedTo: { offence: Offence; statute: string; grade: Grade } | undefined;
  sentence: InventedSentence | undefined;
}

export interface InventedSentence {
  words: string;
  parts: InventedPart[];
}

export interface InventedPart {
  place: 'PRISON' | 'JAIL' | 'PROBATION' | 'FINE';
  /** In its unit; for a fine, dollars. */
  length: number;
  unit: 'Y' | 'M' | 'D' | '';
  suspendedDays: number;
}

export interface InventedWarrant {
  number: string;
  kind: WarrantKind;
  issuedDay: Day;
  status: WarrantStatus;
}

export interface InventedViolation {
  id: string;
  kind: ViolationKind;
  filedDay: Day;
  hearingDay: Day | undefined;
  status: ViolationStatus;
  alleged: { offence: Offence; statute: string } | undefined;
}

/** How many days a sentence part runs, months and years as calendars have them on average. */
export function daysOf({ length, unit }: Pick<InventedPart, 'length' | 'unit'>): number {
  if (unit === 'Y') return Math.round(length * 365.25);
  if (unit === 'M') return Math.round(length * 30.4375);
  return unit === 'D' ? length : 0;
}
