import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { AnswerService, FindingsService } from '../findings/index.js';
import { ApiRoute, BadInput, checked, idOf, QueueProbe, type Page } from '../web/index.js';
import { API, startedJob } from './job.dto.js';
import {
  type AnswersKeptJson,
  answersKeptShape,
  answersRequest,
  type QuestionJson,
  questionPageShape,
  questionsQuery,
  toGivenAnswer,
  toQuestion,
  toQuestionFilter,
} from './question.dto.js';
import { streamText } from './stream-text.js';

const OF_SCAN = { id: { number: "The scan's number." } };

/** What scans could not decide for want of a fact, and the facts. */
@ApiTags('questions')
@Controller(`${API}/scans`)
export class QuestionsController {
  constructor(
    @Inject(FindingsService) private readonly findings: FindingsService,
    @Inject(AnswerService) private readonly answers: AnswerService,
    @Inject(QueueProbe) private readonly queue: QueueProbe,
  ) {}

  @Get(':id/questions')
  @ApiRoute({
    summary: 'The facts that findings lack, those that would settle most first; all on one page',
    params: OF_SCAN,
    query: questionsQuery,
    answers: { 200: { description: 'The questions.', json: questionPageShape } },
  })
  async list(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(questionsQuery)) query: z.output<typeof questionsQuery>,
  ): Promise<Page<QuestionJson>> {
    const questions = await this.findings.questions(id, toQuestionFilter(query));
    return { items: questions.map(toQuestion), nextCursor: null };
  }

  @Get(':id/answer-sheet')
  @ApiRoute({
    summary: 'A line for each fact that a finding lacks, with room for the value and its source',
    params: OF_SCAN,
    query: questionsQuery,
    answers: { 200: { description: 'The sheet, for a spreadsheet.', type: 'text/csv' } },
  })
  async sheet(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(questionsQuery)) query: z.output<typeof questionsQuery>,
    @Res() response: Response,
  ): Promise<void> {
    await streamText(response, this.findings.answerSheet(id, toQuestionFilter(query)), {
      type: 'text/csv; charset=utf-8',
      fileName: `scan-${id}-answers.csv`,
    });
  }

  @Post(':id/answers')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Give missing facts: they are kept beside what the source says, and what they touch is judged again',
    params: OF_SCAN,
    body: answersRequest,
    answers: {
      202: {
        description: 'The scan that follows is on the line.',
        json: answersKeptShape,
        headers: { Location: 'The job of the scan that follows.' },
      },
    },
  })
  async give(
    @Param('id', idOf('scan')) scanId: number,
    @Body(checked(answersRequest)) body: z.output<typeof answersRequest>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AnswersKeptJson> {
    await this.queue.ready();
    const { by, source } = body;
    const given = await this.answers.give({
      ...{ scanId, by, answers: body.answers.map(toGivenAnswer) },
      ...(source === undefined ? {} : { source }),
    });
    const { kept, people, scan } = given;
    const refused = given.refused.map(({ row, reason }) => ({ field: `answers.${row}`, message: reason }));
    if (scan === null) throw new BadInput(refused, { code: 'answers-refused', says: 'No answer could be kept.' });
    const started = startedJob(scan.jobId, { scanId: scan.id });
    response.location(started.location);
    return { ...started, kept, people, refused };
  }
}
