import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { basename } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { AppError } from '../common/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { DraftService, type Format, FORMATS, readOffice } from '../motions/index.js';
import { ApiRoute, checked, cutPage, idOf, idPlace, QueueProbe, readCursor, type Page } from '../web/index.js';
import { API, startedJob, type StartedJob, startedShape } from './job.dto.js';
import {
  type DraftProblem,
  draftProblemPageShape,
  draftProblemsQuery,
  draftRequest,
  type Motion,
  motionPageShape,
  motionShape,
  motionsQuery,
  toDraftProblem,
  toMotion,
} from './motion.dto.js';

const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html; charset=utf-8',
};

/** Drafts of motions, and their files. */
@ApiTags('motions')
@Controller(API)
export class MotionsController {
  constructor(
    @Inject(DraftService) private readonly drafts: DraftService,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(QueueProbe) private readonly queue: QueueProbe,
  ) {}

  @Post('scans/:id/motions')
  @HttpCode(202)
  @ApiRoute({
    summary: 'Draft the motions of a scan that is done',
    params: { id: { number: "The scan's number." } },
    body: draftRequest,
    answers: {
      202: { description: 'The drafting is on the line.', json: startedShape, headers: { Location: 'The job.' } },
    },
  })
  async start(
    @Param('id', idOf('scan')) scanId: number,
    @Body(checked(draftRequest)) body: z.output<typeof draftRequest>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StartedJob> {
    await this.queue.ready();
    const templatesDir = this.settings.templatesDirs[0];
    const jobId = await this.drafts.start({
      scanId,
      // Each drafting has a folder of its own: what an attorney has opened does not change under their hands.
      dir: join(resolve(this.settings.dataDir), 'drafts', `scan-${scanId}-${randomUUID()}`),
      formats: [...new Set(body.formats ?? FORMATS)],
      office: readOffice(this.settings.officeFile),
      ...(body.relief === undefined ? {} : { relief: body.relief }),
      ...(body.paths === undefined ? {} : { paths: body.paths }),
      ...(body.findings === undefined ? {} : { findings: body.findings }),
      ...(templatesDir === undefined ? {} : { templatesDir }),
    });
    const asked = body.paths !== undefined || body.findings !== undefined;
    const onRequest = asked ? undefined : await this.drafts.onRequest(scanId, body.relief);
    const answer = startedJob(jobId, { scanId, ...(onRequest === undefined ? {} : { onRequest }) });
    response.location(answer.location);
    return answer;
  }

  @Get('motions')
  @ApiRoute({
    summary: 'Motions, newest drafting first',
    query: motionsQuery,
    answers: { 200: { description: 'A page of motions.', json: motionPageShape } },
  })
  async list(@Query(checked(motionsQuery)) query: z.output<typeof motionsQuery>): Promise<Page<Motion>> {
    const filter = {
      ...(query.scan === undefined ? {} : { scanId: query.scan }),
      ...(query.relief === undefined ? {} : { relief: query.relief }),
    };
    const motions = await this.drafts.list(filter, query.limit + 1, readCursor(query.cursor, idPlace));
    return cutPage(motions, query.limit, ({ id }) => id, toMotion);
  }

  @Get('motions/problems')
  @ApiRoute({
    summary: 'The documents that a drafting job did not make, and why: they need a person',
    query: draftProblemsQuery,
    answers: { 200: { description: 'A page of them.', json: draftProblemPageShape } },
  })
  async problems(
    @Query(checked(draftProblemsQuery)) query: z.output<typeof draftProblemsQuery>,
  ): Promise<Page<DraftProblem>> {
    const from = readCursor(query.cursor, z.int().min(0)) ?? 0;
    const rows = (await this.drafts.problems(query.job)).slice(from, from + query.limit + 1);
    return cutPage(rows, query.limit, () => from + query.limit, toDraftProblem);
  }

  @Get('motions/:id')
  @ApiRoute({
    summary: 'One motion, with its files',
    params: { id: { number: "The motion's number." } },
    answers: { 200: { description: 'The motion.', json: motionShape } },
  })
  async read(@Param('id', idOf('motion')) id: number): Promise<Motion> {
    return toMotion(await this.drafts.read(id));
  }

  @Get('motions/:id/files/:name')
  @ApiRoute({
    summary: 'A file of a motion',
    params: { id: { number: "The motion's number." }, name: 'The name of the file, as the motion lists it.' },
    answers: {
      200: { description: 'The document: PDF, Word or HTML.', type: 'application/octet-stream', binary: true },
    },
  })
  async file(
    @Param('id', idOf('motion')) id: number,
    @Param('name') name: string,
    @Res() response: Response,
  ): Promise<void> {
    const motion = await this.drafts.read(id);
    // Only names that the motion itself lists: what a client writes never becomes part of a path.
    const file = motion.files.find(({ path }) => basename(path) === name);
    if (file === undefined) {
      const names = motion.files.map(({ path }) => basename(path)).join(', ');
      throw new AppError('file-not-found', `Motion ${id} has no file of that name. It has: ${names}.`, { status: 404 });
    }
    const folder = await this.drafts.folderOf(motion);
    const path = resolve(folder, ...file.path.split('/'));
    if (!path.startsWith(resolve(folder) + sep)) throw new Error(`A file of motion ${id} lies outside its folder.`);
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile() || found.size !== file.bytes) {
      throw new AppError(
        'file-gone',
        `A file of motion ${id} is no longer on the disk as it was written. Draft the motions of scan ${motion.scanId} again.`,
        { status: 410 },
      );
    }
    response.status(200);
    response.setHeader('Content-Type', MEDIA_TYPES[file.format]);
    response.setHeader('Content-Length', file.bytes);
    response.setHeader('ETag', `"${file.sha256}"`);
    response.attachment(name);
    response.setHeader('Content-Type', MEDIA_TYPES[file.format]);
    await pipeline(createReadStream(path), response).catch((error: unknown) => {
      if (!response.destroyed) throw error;
    });
  }
}
