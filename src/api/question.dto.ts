import { z } from 'zod';
import type { FindingFilter, GivenAnswer, RankedQuestion } from '../findings/index.js';
import { listOf, pageOf, shape } from '../web/index.js';
import { mayLeadTo } from './finding.dto.js';
import { startedFields } from './job.dto.js';
import { relief } from './scan.dto.js';

/** Answers in one request; a sheet with more is handed in by the command. */
const MOST_ANSWERS = 5000;

const leads = z.partialRecord(mayLeadTo, z.int());

export const questionShape = shape(
  'Question',
  z.strictObject({
    fact: z.string(),
    findings: z.int().describe('Findings that lack the fact.'),
    people: z.int(),
    settles: z.int().describe('Findings that one value of it, or more, would decide.'),
    ifMet: leads.describe(
      'Where those that lack nothing else lead, if the test that asks is met; values says what meets it.',
    ),
    ifNotMet: leads.describe('And if it is not.'),
    values: z
      .array(z.strictObject({ is: z.string(), leads }))
      .describe('Where each value would lead the findings it would settle, most findings first.'),
    askedBy: z
      .array(
        z.strictObject({
          path: z.string(),
          criterion: z.string(),
          question: z.string(),
          sameQuestion: z
            .boolean()
            .describe('False where the question differs from finding to finding; this is the first.'),
          findings: z.int(),
        }),
      )
      .describe('Who asks, most findings first.'),
  }),
  'A fact that findings lack, and what it would settle.',
);
export type QuestionJson = z.output<typeof questionShape>;
export const questionPageShape = shape('QuestionPage', pageOf(questionShape));

export const questionsQuery = z.strictObject({
  relief: listOf(relief).optional().describe('Only for these kinds of relief.'),
  path: listOf(z.string()).optional().describe('Only for these paths, by their full ids.'),
  person: z.string().optional().describe('Only for this person.'),
});

const someText = (most: number) => z.string().trim().min(1, 'write it out').max(most);

const answerRequest = z
  .strictObject({
    finding: z.string().optional().describe('The finding that asks; in place of person and case.'),
    person: someText(200).optional(),
    case: someText(200).optional().describe('The number of the case.'),
    court: someText(500).optional().describe('Needed where the person has two cases of that number.'),
    count: z.int().min(0).optional().describe('The count that the answer is about.'),
    number: someText(200).optional().describe('The number of the warrant or of the violation.'),
    fact: someText(200),
    correct: z.boolean().optional().describe('The record has the fact, and has it wrong; only with finding.'),
    value: someText(2000).describe('As a person writes it: 12.5, 2014-03-09, yes, felony.'),
    source: someText(500).optional().describe('On what evidence; where it is left out, the one for all answers holds.'),
  })
  .superRefine(({ finding, person, case: number, court, count, number: item }, context) => {
    const names = [person, number, court, count, item].some((each) => each !== undefined);
    if (finding === undefined ? person === undefined || number === undefined : names) {
      context.addIssue({ code: 'custom', message: 'Name either the finding, or the person and the case.' });
    }
  });

export const answersRequest = z.strictObject({
  by: someText(200).describe('Who gives the answers; they are kept under that name.'),
  source: someText(500).optional().describe('The evidence of answers that name none.'),
  answers: z.array(answerRequest).min(1, 'give at least one answer').max(MOST_ANSWERS),
});

export const answersKeptShape = shape(
  'AnswersKept',
  z.strictObject({
    ...startedFields,
    kept: z.int(),
    people: z.int().describe('People whose records hold the answers.'),
    refused: z
      .array(z.strictObject({ field: z.string().describe('answers.0 is the first.'), message: z.string() }))
      .describe('Answers that could not be kept, and why. They keep no other from being kept.'),
  }),
  'Answers that were kept, and the scan that judges again whom they touch.',
);
export type AnswersKeptJson = z.output<typeof answersKeptShape>;

/** The findings that a question is asked of. */
export function toQuestionFilter(query: z.output<typeof questionsQuery>): FindingFilter {
  return {
    ...(query.relief === undefined ? {} : { relief: query.relief }),
    ...(query.path === undefined ? {} : { path: query.path }),
    ...(query.person === undefined ? {} : { personKey: query.person }),
  };
}

export function toQuestion(question: RankedQuestion): QuestionJson {
  return {
    ...question,
    values: question.values.map((value) => ({ ...value })),
    askedBy: question.askedBy.map((asker) => ({ ...asker })),
  };
}

/** An answer of a request, by its place in the list. */
export function toGivenAnswer(answer: z.output<typeof answerRequest>, row: number): GivenAnswer {
  const { finding, person = '', case: number = '', court, count, number: item, fact, value, source = '' } = answer;
  if (finding !== undefined) return { row, finding, fact, value, source, isCorrection: answer.correct === true };
  return {
    ...{ row, personKey: person, case: number },
    ...(court === undefined ? {} : { court }),
    ...(count === undefined ? {} : { count }),
    ...(item === undefined ? {} : { number: item }),
    ...{ fact, value, source },
  };
}
