import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { ScheduleService } from '../scans/index.js';
import { ApiRoute, checked, cutPage, idOf, idPlace, QueueProbe, readCursor, type Page } from '../web/index.js';
import { API, startedJob, type StartedJob, startedShape } from './job.dto.js';
import {
  type ScheduleJson,
  schedulePageShape,
  scheduleRequest,
  type ScheduleRunJson,
  scheduleRunPageShape,
  scheduleShape,
  schedulesQuery,
  toSchedule,
  toScheduleRun,
} from './schedule.dto.js';

const ONE = { id: { number: "The schedule's number." } };
const AS_IT_IS = { 200: { description: 'The schedule as it is now.', json: scheduleShape } };

/** Scans that are repeated by the clock. */
@ApiTags('schedules')
@Controller(`${API}/schedules`)
export class SchedulesController {
  constructor(
    @Inject(ScheduleService) private readonly schedules: ScheduleService,
    @Inject(QueueProbe) private readonly queue: QueueProbe,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiRoute({
    summary: 'Repeat a scan, each time of the newest records under the newest law, as of the day on which it runs',
    body: scheduleRequest,
    answers: {
      201: { description: 'The schedule.', json: scheduleShape, headers: { Location: 'The schedule.' } },
    },
  })
  async add(
    @Body(checked(scheduleRequest)) body: z.output<typeof scheduleRequest>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ScheduleJson> {
    const { jurisdictions, cron, timeZone, name, assume } = body;
    const added = await this.schedules.add({
      ...{ jurisdictions, cron, timeZone, createdBy: 'api' },
      ...(name === undefined ? {} : { name }),
      ...(assume === undefined ? {} : { assume }),
    });
    response.location(`/${API}/schedules/${added.id}`);
    return toSchedule(added);
  }

  @Get()
  @ApiRoute({
    summary: 'Schedules, newest first',
    query: schedulesQuery,
    answers: { 200: { description: 'A page of schedules.', json: schedulePageShape } },
  })
  async list(@Query(checked(schedulesQuery)) query: z.output<typeof schedulesQuery>): Promise<Page<ScheduleJson>> {
    const found = await this.schedules.list(query.limit + 1, readCursor(query.cursor, idPlace));
    return cutPage(found, query.limit, ({ id }) => id, toSchedule);
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One schedule',
    params: ONE,
    answers: { 200: { description: 'The schedule.', json: scheduleShape } },
  })
  async read(@Param('id', idOf('schedule')) id: number): Promise<ScheduleJson> {
    return toSchedule(await this.schedules.read(id));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRoute({
    summary: 'Remove a schedule; its scans stay',
    params: ONE,
    answers: { 204: { description: 'It is removed.' } },
  })
  async remove(@Param('id', idOf('schedule')) id: number): Promise<void> {
    await this.schedules.remove(id);
  }

  @Get(':id/runs')
  @ApiRoute({
    summary: 'What the schedule scanned and when, and why it did not; newest first',
    params: ONE,
    query: schedulesQuery,
    answers: { 200: { description: 'A page of runs.', json: scheduleRunPageShape } },
  })
  async runs(
    @Param('id', idOf('schedule')) id: number,
    @Query(checked(schedulesQuery)) query: z.output<typeof schedulesQuery>,
  ): Promise<Page<ScheduleRunJson>> {
    const runs = await this.schedules.runs(id, query.limit + 1, readCursor(query.cursor, idPlace));
    return cutPage(runs, query.limit, (run) => run.id, toScheduleRun);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Let a schedule rest; what would be due meanwhile is not made up for',
    params: ONE,
    answers: AS_IT_IS,
  })
  async pause(@Param('id', idOf('schedule')) id: number): Promise<ScheduleJson> {
    return toSchedule(await this.schedules.pause(id));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiRoute({ summary: 'Have a paused schedule be due again, from now on', params: ONE, answers: AS_IT_IS })
  async resume(@Param('id', idOf('schedule')) id: number): Promise<ScheduleJson> {
    return toSchedule(await this.schedules.resume(id));
  }

  @Post(':id/run')
  @HttpCode(202)
  @ApiRoute({
    summary: "Do the schedule's scan now; when it is due does not change",
    params: ONE,
    answers: {
      202: { description: 'The scan is on the line.', json: startedShape, headers: { Location: 'The job.' } },
    },
  })
  async run(
    @Param('id', idOf('schedule')) id: number,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StartedJob> {
    await this.queue.ready();
    const scan = await this.schedules.run(id);
    const answer = startedJob(scan.jobId, { scanId: scan.id });
    response.location(answer.location);
    return answer;
  }
}
