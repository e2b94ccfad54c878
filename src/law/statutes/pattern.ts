/**
 * Patterns of offence lists - `HS 11350`, `HS 11357(a)`, `PC 187..191.5` - and whether a statute is one of them.
 *
 * Sections are compared whole: `HS 11357` is never `HS 11357.5`. What the record leaves out is unknown, not a guess:
 * a bare `HS 11357` against `HS 11357(a)`, a missing code where the section agrees, a text with two readings.
 */
import { AppError } from '../../common/index.js';
import type { Inchoate } from '../../records/record.js';
import { MET, NOT_MET, UNKNOWN, type Truth } from '../engine/determination.js';
import { inchoateSection, parseStatute, printStatute } from './parse-statute.js';
import { compareSections } from './section-order.js';
import { printSubdivisions, type Statute } from './statute.js';

export interface StatutePattern {
  readonly state: string;
  readonly code: string;
  /** First and last section, both included; the same for a single section. */
  readonly from: string;
  readonly to: string;
  readonly subdivisions: readonly string[];
  /** Set where the pattern names a section that makes other offences incomplete: attempt for `PC 664`. */
  readonly inchoate: Inchoate | null;
}

/**
 * Reads a pattern as packs write it: a code where the state has several, a whole section, subdivisions in brackets, or
 * a range `PC 187..191.5`. Refuses (AppError `statute-pattern`) what it cannot read in exactly one way.
 */
export function parsePattern(text: string, state: string): StatutePattern {
  const refuse = (why: string): AppError =>
    new AppError(
      'statute-pattern',
      `The statute pattern "${text}" for ${state} ${why}. Write it like HS 11357, HS 11357(a) or PC 187..191.5.`,
    );
  const [head = '', tail, ...rest] = text.split('..');
  if (rest.length > 0) throw refuse('has more than one range');
  const first = parseStatute(head, state);
  if (first === null) throw refuse('holds no section that can be read');
  if (first.code === null) throw refuse('names no code');
  const kind = inchoateSection(state, first.code, first.section);
  if (first.inchoate !== kind) throw refuse('names an attempt or the like; say that under "inchoate" of the list');
  if (first.grade !== null) throw refuse('names a grade; test the grade in the path');
  // A letter against the number is part of it in a pattern, where subdivisions stand in brackets.
  if (
    first.alternatives.some(
      (other) => other.section === first.section || other.subdivisions[0] !== first.section.slice(-1),
    )
  ) {
    throw refuse('can be read in several ways');
  }
  const pattern = { state: first.state, code: first.code, subdivisions: first.subdivisions, inchoate: kind };
  if (tail === undefined) return { ...pattern, from: first.section, to: first.section };

  if (first.subdivisions.length > 0) throw refuse('is a range of subdivisions; list them one by one');
  const last = parseStatute(/[A-Za-z]{2}/.test(tail) ? tail : `${first.code} ${tail.trim()}`, state);
  if (last === null) throw refuse('has a range whose end cannot be read');
  if (last.code !== first.code) throw refuse('is a range over two codes');
  if (last.subdivisions.length > 0) throw refuse('is a range that ends in a subdivision');
  if (compareSections(first.section, last.section) > 0) throw refuse('is a range that ends before it begins');
  return { ...pattern, inchoate: null, from: first.section, to: last.section };
}

/** A pattern as packs write it. */
export function printPattern(pattern: StatutePattern): string {
  const { code, from, to, subdivisions } = pattern;
  return from === to ? `${code} ${from}${printSubdivisions(subdivisions)}` : `${code} ${from}..${to}`;
}

/**
 * Whether the statute is what the pattern names, as far as its code, section and subdivisions go; whether it was
 * completed or attempted is for the list to judge (`offenses.ts`).
 */
export function matchStatute(pattern: StatutePattern, statute: Statute): Truth {
  const truth = matchReading(pattern, statute);
  for (const other of statute.alternatives) if (matchReading(pattern, other) !== truth) return UNKNOWN;
  return truth;
}

/** The same for the likeliest reading alone. */
export function matchReading(pattern: StatutePattern, statute: Statute): Truth {
  if (statute.state !== pattern.state) return NOT_MET;
  if (pattern.from === pattern.to) {
    if (statute.section !== pattern.from) return NOT_MET;
  } else if (compareSections(statute.section, pattern.from) < 0 || compareSections(statute.section, pattern.to) > 0) {
    return NOT_MET;
  }
  if (statute.code !== null && statute.code !== pattern.code) return NOT_MET;
  let truth: Truth = statute.code === null ? UNKNOWN : MET;
  for (const [level, wanted] of pattern.subdivisions.entries()) {
    const given = statute.subdivisions[level];
    if (given === undefined) {
      truth = UNKNOWN;
      break;
    }
    if (given !== wanted) return NOT_MET;
  }
  return truth;
}

/** For messages: the statute's canonical spelling, or that there is none. */
export function nameStatute(statute: Statute | null): string {
  return statute === null ? 'no readable statute' : printStatute(statute);
}
