/** Answers as they are handed in: to the place in a record that they are about, or to the finding that asked. */
import { AppError } from '../../common/index.js';
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
}

export type GivenAnswer = PlacedAnswer | AnswerToFinding;

/** The place that the answer is about: the finding's item, or the other charge that it asks about. Refuses what it has. */
export function placeAnswer(finding: Finding, { row, fact, value, source }: AnswerToFinding): PlacedAnswer {
  const missing = finding.missing.find((each) => each.fact === fact);
  if (missing === undefined) {
    const lacks = [...new Set(finding.missing.map((each) => each.fact))];
    throw new AppError(
      'answer-not-missing',
      `Finding ${finding.key} does not lack "${fact}". ${lacks.length === 0 ? 'It lacks nothing.' : `It lacks ${lacks.join(', ')}.`}`,
    );
  }
  const { item, case: courtCase, personKey } = finding;
  const { about } = missing;
  if (about !== undefined) return { row, personKey, case: about.case, count: about.count, fact, value, source };
  return {
    ...{ row, personKey, case: courtCase.number, court: courtCase.court },
    ...(item.count === undefined ? {} : { count: item.count }),
    ...(item.number === undefined ? {} : { number: item.number }),
    ...{ fact, value, source },
  };
}
