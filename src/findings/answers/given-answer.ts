/** Answers as they are handed in: to the place in a record that they are about, or to the finding that asked. */
import { AppError } from '../../common/index.js';
import { targetOf } from '../../law/index.js';
import type { Finding } from '../finding.js';

interface Answered {
  /** Which of the answers it is, for whoever handed them in: the line of a sheet, where the header is 1. */
  readonly row: number;
  readonly fact: string;
  readonly value: string;
  /** On what evidence; empty where all answers have one evidence. */
  readonly source: string;
}

/** An answer about a part of somebody's record. */
export interface PlacedAnswer extends Answered {
  readonly personKey: string;
  readonly court?: string;
  readonly case: string;
  readonly count?: number;
  readonly number?: string;
}

/** An answer to what a finding lacks. */
export interface AnswerToFinding extends Answered {
  readonly finding: string;
  /** Set where the record has the fact and has it wrong: without it only what the finding lacks can be answered. */
  readonly isCorrection?: boolean;
}

export type GivenAnswer = PlacedAnswer | AnswerToFinding;

/**
 * The place that the answer is about: the finding's item, or the other charge that it asks about. Refuses a fact that the
 * finding does not lack, unless the answer says that it corrects one; that is about the item itself.
 */
export function placeAnswer(finding: Finding, answer: AnswerToFinding): PlacedAnswer {
  const { row, fact, value, source, isCorrection = false } = answer;
  const missing = finding.missing.find((each) => each.fact === fact);
  if (missing === undefined && !isCorrection) {
    const lacks = [...new Set(finding.missing.map((each) => each.fact))];
    throw new AppError(
      'answer-not-missing',
      `Finding ${finding.key} does not lack "${fact}". ${lacks.length === 0 ? 'It lacks nothing.' : `It lacks ${lacks.join(', ')}.`} To put right what the record has wrong, say that it is a correction (--correct).`,
    );
  }
  const { item, case: courtCase, personKey } = finding;
  const about = missing?.about;
  if (about !== undefined) return { row, personKey, case: about.case, count: about.count, fact, value, source };
  return {
    ...{ row, personKey, case: courtCase.number, court: courtCase.court },
    ...(item.count === undefined ? {} : { count: item.count }),
    ...(item.number === undefined ? {} : { number: item.number }),
    ...{ fact, value, source },
  };
}

/**
 * Answers that contradict one another, each with the reason: they say different things of one fact of one part of a
 * record. None of them can be kept, since nothing says which is right.
 */
export function contradictions(answers: readonly PlacedAnswer[]): Map<PlacedAnswer, string> {
  const byPlace = new Map<string, PlacedAnswer[]>();
  for (const answer of answers) {
    const place = JSON.stringify(placeOf(answer));
    byPlace.set(place, [...(byPlace.get(place) ?? []), answer]);
  }
  const found = new Map<PlacedAnswer, string>();
  for (const same of byPlace.values()) {
    if (new Set(same.map(({ value }) => value.trim().toLowerCase())).size < 2) continue;
    const said = same.map(({ row, value }) => `"${value}" in line ${row}`).join(', ');
    for (const answer of same) {
      found.set(answer, `The answers to ${answer.fact} contradict one another: ${said}. Keep one of these lines.`);
    }
  }
  return found;
}

/** What one value answers: a fact of the person or of the case is asked of each of its counts, and has one answer. */
function placeOf({ personKey, court, case: courtCase, count, number, fact }: PlacedAnswer): unknown[] {
  const part = targetOf(fact)?.part;
  if (part === 'person') return [personKey, fact];
  if (part === 'case') return [personKey, courtCase, court, fact];
  return [personKey, courtCase, court, count, number, fact];
}
