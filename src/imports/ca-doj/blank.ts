/**
 * Records of the California file before anything is known of them.
 *
 * Every field that the file can fill is there from the beginning, in the order of the alphabet: the engine of JavaScript
 * then sees one kind of person, case and charge in place of dozens, and the canonical text needs no sorting.
 */
import type { Charge, Court, CourtCase, PersonRecord, SourceRef } from '../../records/record.js';

export function blankPerson(personId: string, source: SourceRef): PersonRecord {
  return {
    aliases: undefined,
    birthDate: undefined,
    cases: [],
    coverage: undefined,
    deceased: undefined,
    identifiers: undefined,
    name: undefined,
    original: undefined,
    otherBirthDates: undefined,
    personId,
    race: undefined,
    registrations: undefined,
    sex: undefined,
    source,
    unmapped: undefined,
  };
}

export function blankCase(court: Court, original: Record<string, string>, source: SourceRef): CourtCase {
  return {
    caseNumber: '',
    charges: [],
    court,
    original,
    source,
    status: undefined,
    unmapped: undefined,
    warrants: undefined,
  };
}

export function blankCharge(count: number, original: Record<string, string>, source: SourceRef): Charge {
  return {
    arrestDate: undefined,
    count,
    description: undefined,
    disposition: undefined,
    grade: undefined,
    original,
    sentence: undefined,
    source,
    statute: undefined,
  };
}

/** The same with its keys in order. */
export function inAlphabet(texts: Record<string, string>): Record<string, string> {
  let before = '';
  for (const key in texts) {
    if (key < before) return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
    before = key;
  }
  return texts;
}
