import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { CalendarService, DiffService, toDifferenceJson } from '../findings/index.js';
import { ApiRoute, checked, ClientGone, cutPage, idOf, readCursor, type Page } from '../web/index.js';
import {
  type CalendarJson,
  calendarQuery,
  calendarShape,
  type DifferenceAnswer,
  differencePageShape,
  differencePlace,
  differencesQuery,
  type DiffSummaryJson,
  diffSummaryShape,
  toDifferenceFilter,
} from './difference.dto.js';
import { API } from './job.dto.js';

const OF_SCAN = { id: { number: "The scan's number." } };
const OF_SCANS = {
  id: { number: "The earlier scan's number." },
  other: { number: "The later scan's number." },
};

/** What scans differ in, and what a scan sees coming. */
@ApiTags('scans')
@Controller(`${API}/scans`)
export class DifferencesController {
  constructor(
    @Inject(DiffService) private readonly diff: DiffService,
    @Inject(CalendarService) private readonly calendars: CalendarService,
  ) {}

  @Get(':id/diff/:other')
  @ApiRoute({
    summary: 'What two scans differ in, and why; by person, case, item and path',
    description:
      'From the first to the second, whichever is newer. Where several things are others, the cause is found by evaluating again with some of them as they were.',
    params: OF_SCANS,
    query: differencesQuery,
    answers: { 200: { description: 'A page of differences.', json: differencePageShape } },
  })
  async list(
    @Param('id', idOf('scan')) id: number,
    @Param('other', idOf('scan')) other: number,
    @Query(checked(differencesQuery)) query: z.output<typeof differencesQuery>,
    @ClientGone() signal: AbortSignal,
  ): Promise<Page<DifferenceAnswer>> {
    const after = readCursor(query.cursor, differencePlace);
    const found = await this.diff.page(id, other, toDifferenceFilter(query), {
      limit: query.limit + 1,
      signal,
      ...(after === undefined ? {} : { after }),
    });
    return cutPage(
      found,
      query.limit,
      ({ place }) => place,
      ({ difference }) => toDifferenceJson(difference) as DifferenceAnswer,
    );
  }

  @Get(':id/diff/:other/summary')
  @ApiRoute({
    summary: 'The same, counted by kind, cause and outcome, with the people whom relief is newly open to',
    params: OF_SCANS,
    answers: { 200: { description: 'The counts.', json: diffSummaryShape } },
  })
  async summary(
    @Param('id', idOf('scan')) id: number,
    @Param('other', idOf('scan')) other: number,
    @ClientGone() signal: AbortSignal,
  ): Promise<DiffSummaryJson> {
    return this.diff.summary(id, other, signal);
  }

  @Get(':id/calendar')
  @ApiRoute({
    summary: 'When relief becomes open by time alone: findings and people by month and path',
    params: OF_SCAN,
    query: calendarQuery,
    answers: { 200: { description: 'The months.', json: calendarShape } },
  })
  async calendar(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(calendarQuery)) query: z.output<typeof calendarQuery>,
  ): Promise<CalendarJson> {
    return this.calendars.read(id, query.jurisdiction);
  }
}
