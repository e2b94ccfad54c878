import { randomUUID } from 'node:crypto';
import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { AppError } from '../common/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { type ImportEntity, ImportService, RecordStore } from '../records/index.js';
import {
  ApiRoute,
  checked,
  checkInput,
  cutPage,
  idOf,
  idPlace,
  QueueProbe,
  readCursor,
  receiveUpload,
  type Page,
} from '../web/index.js';
import {
  type Import,
  importOptions,
  importPageShape,
  importShape,
  importsQuery,
  type Issue,
  issuePageShape,
  toImport,
  toIssue,
  UPLOAD_CONTENT,
  uploadQuery,
} from './import.dto.js';
import { issuesCsv } from './issues-csv.js';
import { API, startedJob, type StartedJob, startedShape } from './job.dto.js';
import { streamText } from './stream-text.js';
import { today } from './today.js';

const ONE = { id: { number: "The import's number." } };

/** Files into records. */
@ApiTags('imports')
@Controller(`${API}/imports`)
export class ImportsController {
  constructor(
    @Inject(ImportService) private readonly imports: ImportService,
    @Inject(RecordStore) private readonly records: RecordStore,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(QueueProbe) private readonly queue: QueueProbe,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiRoute({
    summary: 'Upload files and import them',
    description:
      'Send a form with one or several files, or one file as the whole body with its name in the address. Files that are not what they claim are refused here, and nothing is stored; the import itself goes on as a job, whose result names the import.',
    query: uploadQuery,
    content: UPLOAD_CONTENT,
    answers: {
      202: { description: 'The import is on the line.', json: startedShape, headers: { Location: 'The job.' } },
    },
  })
  async upload(
    @Query(checked(uploadQuery)) query: z.output<typeof uploadQuery>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StartedJob> {
    await this.queue.ready();
    const upload = randomUUID();
    const { filename, ...inAddress } = query;
    const { files, fields } = await receiveUpload(request, {
      folder: this.imports.folderOf(upload),
      limitBytes: this.settings.uploadLimitMb * 1024 * 1024,
      fileName: filename,
    });
    try {
      const { profile, ...coverage } = checkInput(importOptions, { ...inAddress, ...fields });
      const started = await this.imports.start({
        upload,
        files: files.map(({ name, bytes }) => ({ name, bytes })),
        profile: profile ?? null,
        coverage,
        today: today(),
      });
      const answer = startedJob(started.jobId, { profile: started.profile });
      response.location(answer.location);
      return answer;
    } catch (error) {
      await this.imports.discard(upload);
      throw error;
    }
  }

  @Get()
  @ApiRoute({
    summary: 'Imports, newest first',
    query: importsQuery,
    answers: { 200: { description: 'A page of imports.', json: importPageShape } },
  })
  async list(@Query(checked(importsQuery)) query: z.output<typeof importsQuery>): Promise<Page<Import>> {
    const imports = await this.records.listImports(query.limit + 1, readCursor(query.cursor, idPlace));
    return cutPage(imports, query.limit, ({ id }) => id, toImport);
  }

  @Get(':id')
  @ApiRoute({
    summary: 'One import',
    params: ONE,
    answers: { 200: { description: 'The import.', json: importShape } },
  })
  async read(@Param('id', idOf('import')) id: number): Promise<Import> {
    return toImport(await this.find(id));
  }

  @Get(':id/issues')
  @ApiRoute({
    summary: 'What was imperfect in the files of an import, in their order',
    params: ONE,
    query: importsQuery,
    answers: { 200: { description: 'A page of issues.', json: issuePageShape } },
  })
  async issues(
    @Param('id', idOf('import')) id: number,
    @Query(checked(importsQuery)) query: z.output<typeof importsQuery>,
  ): Promise<Page<Issue>> {
    await this.find(id);
    const rows = await this.records.readIssues(id, query.limit + 1, readCursor(query.cursor, idPlace));
    return cutPage(rows, query.limit, ({ id: last }) => last, toIssue);
  }

  @Get(':id/issues.csv')
  @ApiRoute({
    summary: 'The same for a spreadsheet, all of it',
    params: ONE,
    answers: { 200: { description: 'The issues; cells cannot be taken for formulas.', type: 'text/csv' } },
  })
  async issuesCsv(@Param('id', idOf('import')) id: number, @Res() response: Response): Promise<void> {
    await this.find(id);
    await streamText(response, issuesCsv(this.records, id), {
      type: 'text/csv; charset=utf-8',
      fileName: `import-${id}-issues.csv`,
    });
  }

  private async find(id: number): Promise<ImportEntity> {
    const found = await this.records.readImport(id);
    if (found === null) throw new AppError('import-not-found', `There is no import ${id}.`, { status: 404 });
    return found;
  }
}
