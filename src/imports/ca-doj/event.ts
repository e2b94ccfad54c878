import type { LegalDate, SourceRef } from '../../records/record.js';

/** What a step of a cycle is: the profile's `stepTypes` map to these. */
export type StepKind = 'court' | 'arrest' | 'deceased' | 'registration' | 'other';

/** One row of the file: one count of one event, or one sentence part of it. Blank columns are ''. */
export interface CaDojEvent {
  source: SourceRef;
  /** Cycle, step, count and three zeros: twelve digits, or whatever stands on rows that need none. */
  order: string;
  /** The same as a number, so that it can be compared and cut up fast; -1 where it is not twelve digits. */
  place: number;
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
  /** How many of the subject's rows could be used. */
  rows: number;
  events: CaDojEvent[];
}

/** Whether a court heard the count: a court action, or any row that says CONVICTED. */
export function isHeard(event: CaDojEvent): boolean {
  return event.convicted || event.step === 'court';
}

/** The cycle of a `place`: one arrest and what came of it. */
export function cycleOf(place: number): number {
  return Math.floor(place / 1e9);
}

/** Cycle and step of a `place`: one event. */
export function stepOf(place: number): number {
  return Math.floor(place / 1e6);
}

/** The count of a `place` within its step. */
export function countOf(place: number): number {
  return Math.floor(place / 1e3) % 1000;
}

/** Neighbours with the same key, in order. */
export function runs<T>(items: readonly T[], isSame: (a: T, b: T) => boolean): T[][] {
  const all: T[][] = [];
  let run: T[] = [];
  for (const item of items) {
    const before = run[0];
    if (before === undefined || isSame(before, item)) {
      run.push(item);
    } else {
      all.push(run);
      run = [item];
    }
  }
  if (run.length > 0) all.push(run);
  return all;
}

/** A row that became no charge, in the file's own words: kept, and judged by a person. */
export interface KeptRow {
  file: string;
  row: number;
  step?: string;
  order?: string;
  date?: string;
  county?: string;
  number?: string;
  offense?: string;
  comment?: string;
  grade?: string;
  disposition?: string;
  sentence?: string;
  warrant?: string;
}

/** The words of a row that are worth keeping. */
export function keptRow(event: CaDojEvent): KeptRow {
  const hasSentence = event.sentenceKind !== '' || event.sentenceLength !== '';
  return {
    comment: known(event.comment),
    county: known(event.county),
    date: known(event.date ?? event.dateText),
    disposition: known(event.disposition),
    file: event.source.file,
    grade: known(event.convictionGrade === '' ? event.offenseGrade : event.convictionGrade),
    number: known(event.caseNumber),
    offense: known(event.offense),
    order: known(event.order),
    row: event.source.row,
    sentence: hasSentence ? sentenceText(event) : undefined,
    step: known(event.stepText),
    warrant: known(event.benchWarrant === '' ? event.warrant : event.benchWarrant),
  };
}

function sentenceText({ sentenceKind, sentenceLength, sentenceUnit }: CaDojEvent): string {
  return [sentenceKind, sentenceLength, sentenceUnit].filter((word) => word !== '').join(' ');
}

function known(text: string): string | undefined {
  return text === '' ? undefined : text;
}
