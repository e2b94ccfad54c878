import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Request, Response } from 'express';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import { hasEnded, JobEntity, JobRunner } from '../queue/index.js';
import { ApiRoute, checked, Closing, cutPage, idOf, idPlace, readCursor, sendEvents, type Page } from '../web/index.js';
import { API, type Job, jobPageShape, jobShape, jobsQuery, type JobSummary, toJob, toJobSummary } from './job.dto.js';
import { subjectsOf } from './job-subject.js';
import { JobWatch, lastEventId } from './job-watch.js';

const ONE = { id: { number: "The job's number." } };

/** Long work: how far it is, and how to steer it. */
@ApiTags('jobs')
@Controller(`${API}/jobs`)
export class JobsController {
  constructor(
    @Inject(JobRunner) private readonly runner: JobRunner,
    @Inject(JobWatch) private readonly watch: JobWatch,
    @Inject(getDataSourceToken()) private readonly dataSource: DataSource,
    @Inject(Closing) private readonly closing: Closing,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'Jobs, newest first',
    query: jobsQuery,
    answers: { 200: { description: 'A page of jobs.', json: jobPageShape } },
  })
  async list(@Query(checked(jobsQuery)) query: z.output<typeof jobsQuery>): Promise<Page<JobSummary>> {
    const before = readCursor(query.cursor, idPlace);
    const find = this.dataSource.getRepository(JobEntity).createQueryBuilder('job');
    if (before !== undefined) find.andWhere('job.id < :before', { before });
    if (query.kind !== undefined) find.andWhere('job.kind = :kind', { kind: query.kind });
    const jobs = await find
      .orderBy('job.id', 'DESC')
      .limit(query.limit + 1)
      .getMany();
    const subjectOf = await subjectsOf(this.dataSource, jobs);
    return cutPage(
      jobs,
      query.limit,
      ({ id }) => id,
      (job) => toJobSummary(job, subjectOf(job)),
    );
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One job, with how far it is',
    params: ONE,
    answers: { 200: { description: 'The job.', json: jobShape } },
  })
  async read(@Param('id', idOf('job')) id: number): Promise<Job> {
    const job = await this.runner.ledger.job(id);
    const subjectOf = await subjectsOf(this.dataSource, [job]);
    return toJob(job, subjectOf(job), await this.watch.progress(id));
  }

  @Get(':id/events')
  @ApiRoute({
    summary: 'The progress of a job as Server-Sent Events',
    description:
      'An event "progress" with a JobProgress now and whenever it changes, and an event "end" with the last one when the job is over, after which the stream ends. Each event tells the whole, so the stream may be opened again at any time and nothing is missed. A client that comes back after "end" with its Last-Event-ID gets 204, which tells browsers to stop. While the database is away there is an event "trouble" with a sentence, and the stream goes on afterwards. A comment line every 15 seconds keeps proxies from closing a quiet stream.',
    params: ONE,
    answers: {
      200: { description: 'The events.', type: 'text/event-stream' },
      204: { description: 'The job is over, and you have seen its end.' },
    },
  })
  async events(
    @Param('id', idOf('job')) id: number,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const progress = await this.watch.progress(id);
    if (hasEnded(progress.status) && request.headers['last-event-id'] === lastEventId(progress)) {
      response.status(204).end();
      return;
    }
    await sendEvents(request, response, this.closing.signal, (signal) => this.watch.events(id, signal));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Stop beginning parts of the job; those under way are finished',
    params: ONE,
    answers: { 200: { description: 'The job as it is now.', json: jobShape } },
  })
  async pause(@Param('id', idOf('job')) id: number): Promise<Job> {
    await this.runner.pause(id);
    return this.read(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Go on with a paused job',
    params: ONE,
    answers: { 200: { description: 'The job as it is now.', json: jobShape } },
  })
  async resume(@Param('id', idOf('job')) id: number): Promise<Job> {
    await this.runner.resume(id);
    return this.read(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiRoute({
    summary: 'End the job for good; an import that is under way is taken back',
    params: ONE,
    answers: { 200: { description: 'The job as it is now.', json: jobShape } },
  })
  async cancel(@Param('id', idOf('job')) id: number): Promise<Job> {
    await this.runner.cancel(id);
    return this.read(id);
  }

  @Post(':id/rerun-failed')
  @HttpCode(200)
  @ApiRoute({
    summary: 'Do the parts of a failed job that failed once more',
    params: ONE,
    answers: { 200: { description: 'The job as it is now.', json: jobShape } },
  })
  async rerunFailed(@Param('id', idOf('job')) id: number): Promise<Job> {
    await this.runner.rerunFailed(id);
    return this.read(id);
  }
}
