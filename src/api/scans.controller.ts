import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { ScanService } from '../scans/index.js';
import { ApiRoute, checked, cutPage, idOf, idPlace, QueueProbe, readCursor, type Page } from '../web/index.js';
import { API, startedJob, type StartedJob, startedShape } from './job.dto.js';
import { PackLibrary } from './pack-library.js';
import {
  type ScanJson,
  scanPageShape,
  type ScanProblemJson,
  scanProblemPageShape,
  scanRequest,
  scanShape,
  scansQuery,
  toScan,
} from './scan.dto.js';

const ONE = { id: { number: "The scan's number." } };
const AS_IT_IS = { 200: { description: 'The scan as it is now.', json: scanShape } };

/** Batch runs over the records. */
@ApiTags('scans')
@Controller(`${API}/scans`)
export class ScansController {
  constructor(
    @Inject(ScanService) private readonly scans: ScanService,
    @Inject(PackLibrary) private readonly library: PackLibrary,
    @Inject(QueueProbe) private readonly queue: QueueProbe,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiRoute({
    summary: 'Evaluate everybody imported so far',
    body: scanRequest,
    answers: {
      202: { description: 'The scan is on the line.', json: startedShape, headers: { Location: 'The job.' } },
    },
  })
  async start(
    @Body(checked(scanRequest)) body: z.output<typeof scanRequest>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StartedJob> {
    await this.queue.ready();
    const { jurisdictions, asOf, name, assume } = body;
    const scan = await this.scans.start({
      jurisdictions,
      asOf,
      packs: this.library.packs,
      startedBy: 'api',
      ...(name === undefined ? {} : { name }),
      ...(assume === undefined ? {} : { assume }),
    });
    const answer = startedJob(scan.jobId, { scanId: scan.id });
    response.location(answer.location);
    return answer;
  }

  @Get()
  @ApiRoute({
    summary: 'Scans, newest first',
    query: scansQuery,
    answers: { 200: { description: 'A page of scans.', json: scanPageShape } },
  })
  async list(@Query(checked(scansQuery)) query: z.output<typeof scansQuery>): Promise<Page<ScanJson>> {
    const scans = await this.scans.list(query.limit + 1, readCursor(query.cursor, idPlace));
    return cutPage(scans, query.limit, ({ id }) => id, toScan);
  }

  @Get(':id')
  @ApiRoute({ summary: 'One scan', params: ONE, answers: { 200: { description: 'The scan.', json: scanShape } } })
  async read(@Param('id', idOf('scan')) id: number): Promise<ScanJson> {
    return toScan(await this.scans.read(id));
  }

  @Get(':id/problems')
  @ApiRoute({
    summary: 'The records that could not be evaluated and were set aside',
    params: ONE,
    query: scansQuery,
    answers: { 200: { description: 'A page of them.', json: scanProblemPageShape } },
  })
  async problems(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(scansQuery)) query: z.output<typeof scansQuery>,
  ): Promise<Page<ScanProblemJson>> {
    await this.scans.read(id);
    const after = readCursor(query.cursor, z.string().max(1000));
    return cutPage(
      await this.scans.problems(id, query.limit + 1, after),
      query.limit,
      ({ personKey }) => personKey,
      ({ personKey, reason }) => ({ personId: personKey, reason }),
    );
  }

  @Post(':id/pause')
  @HttpCode(200)
  @ApiRoute({ summary: 'Stop beginning parts of the scan', params: ONE, answers: AS_IT_IS })
  async pause(@Param('id', idOf('scan')) id: number): Promise<ScanJson> {
    await this.scans.pause(id);
    return this.read(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiRoute({ summary: 'Go on with a paused scan', params: ONE, answers: AS_IT_IS })
  async resume(@Param('id', idOf('scan')) id: number): Promise<ScanJson> {
    await this.scans.resume(id);
    return this.read(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiRoute({ summary: 'End the scan for good', params: ONE, answers: AS_IT_IS })
  async cancel(@Param('id', idOf('scan')) id: number): Promise<ScanJson> {
    await this.scans.cancel(id);
    return this.read(id);
  }

  @Post(':id/rerun-failed')
  @HttpCode(200)
  @ApiRoute({ summary: 'Evaluate the parts that failed once more', params: ONE, answers: AS_IT_IS })
  async rerunFailed(@Param('id', idOf('scan')) id: number): Promise<ScanJson> {
    await this.scans.rerunFailed(id);
    return this.read(id);
  }
}
