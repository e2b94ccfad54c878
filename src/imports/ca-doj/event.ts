import type { LegalDate, SourceRef } from '../../records/record.js';

/** What a step of a cycle is: the profile's `stepTypes` map to these. */
export type StepKind = 'court' | 'arrest' | 'deceased' | 'registration' | 'other';

/** One row of the file: one count of one event, or one sentence part of it. Blank columns are ''. */
export interface CaDojEvent {
  source: SourceRef;
  /** Cycle, step, count and three zeros: twelve digits, or '' on rows that need none. */
  order: string;
  step: StepKind;
  stepText: string;
  convicted: boolean;
  date: LegalDate | undefined;
  dateText: string;
  county: string;
  caseNumber: string;
  offense: string;
  comment: string;
  offenseGrade: string;
  convictionGrade: string;
  convictionOffense: string;
  disposition: string;
  dispositionDate: string;
  sentenceKind: string;
  sentenceLength: string;
  sentenceUnit: string;
  benchWarrant: string;
  warrant: string;
}

/** A subject's rows, in the order of the file, with what they say about the person. */
export interface CaDojSubject {
  id: string;
  source: SourceRef;
  names: string[];
  birthDates: { text: string; source: SourceRef }[];
  ciiNumbers: string[];
  fbiNumbers: string[];
  sex: string;
  race: string;
  events: CaDojEvent[];
}
