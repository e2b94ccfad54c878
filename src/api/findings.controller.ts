import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { FindingsService, toFindingJson } from '../findings/index.js';
import { ScanService } from '../scans/index.js';
import { ApiRoute, checked, cutPage, idOf, readCursor, type Page } from '../web/index.js';
import { type FindingAnswer, findingPageShape, findingPlace, findingShape, toFilter } from './finding.dto.js';
import { API } from './job.dto.js';
import { findingsExportQuery, findingsQuery } from './scan.dto.js';
import { streamText } from './stream-text.js';

const ONE = { key: 'The id of the finding: 16 hexadecimal digits.' };
const OF_SCAN = { id: { number: "The scan's number." } };

/** What scans found, and why. */
@ApiTags('findings')
@Controller(API)
export class FindingsController {
  constructor(
    @Inject(FindingsService) private readonly findings: FindingsService,
    @Inject(ScanService) private readonly scans: ScanService,
  ) {}

  @Get('scans/:id/findings')
  @ApiRoute({
    summary: 'The findings of a scan, by person, case, item and path',
    params: OF_SCAN,
    query: findingsQuery,
    answers: { 200: { description: 'A page of findings.', json: findingPageShape } },
  })
  async list(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(findingsQuery)) query: z.output<typeof findingsQuery>,
  ): Promise<Page<FindingAnswer>> {
    const scan = await this.scans.read(id);
    const after = readCursor(query.cursor, findingPlace);
    const found = await this.findings.store.page(id, toFilter(query), {
      limit: query.limit + 1,
      ...(after === undefined ? {} : { after }),
    });
    const words = await this.findings.wordsOf(scan);
    return cutPage(
      found,
      query.limit,
      ({ personKey, ordinal }) => ({ personKey, ordinal }),
      (finding) => toFindingJson(finding, words, scan),
    );
  }

  @Get('scans/:id/findings.csv')
  @ApiRoute({
    summary: 'All of them for a spreadsheet',
    params: OF_SCAN,
    query: findingsExportQuery,
    answers: { 200: { description: 'findings.csv; the same bytes for the same inputs.', type: 'text/csv' } },
  })
  async csv(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(findingsExportQuery)) query: z.output<typeof findingsExportQuery>,
    @Res() response: Response,
  ): Promise<void> {
    await streamText(response, this.findings.export(id, 'csv', toFilter(query)), {
      type: 'text/csv; charset=utf-8',
      fileName: `scan-${id}-findings.csv`,
    });
  }

  @Get('scans/:id/findings.jsonl')
  @ApiRoute({
    summary: 'All of them, one in JSON on each line',
    params: OF_SCAN,
    query: findingsExportQuery,
    answers: { 200: { description: 'findings.jsonl; the same bytes for the same inputs.', type: 'application/jsonl' } },
  })
  async jsonl(
    @Param('id', idOf('scan')) id: number,
    @Query(checked(findingsExportQuery)) query: z.output<typeof findingsExportQuery>,
    @Res() response: Response,
  ): Promise<void> {
    await streamText(response, this.findings.export(id, 'jsonl', toFilter(query)), {
      type: 'application/jsonl; charset=utf-8',
      fileName: `scan-${id}-findings.jsonl`,
    });
  }

  @Get('findings/:key')
  @ApiRoute({
    summary: 'One finding; of several scans that made it, from the latest',
    params: ONE,
    answers: { 200: { description: 'The finding.', json: findingShape } },
  })
  async read(@Param('key') key: string): Promise<FindingAnswer> {
    return this.findings.readJson(key);
  }

  @Get('findings/:key/explanation')
  @ApiRoute({
    summary: 'One finding in plain English: what, why, which law, which rows',
    params: ONE,
    answers: { 200: { description: 'The explanation.', type: 'text/plain' } },
  })
  async explain(@Param('key') key: string, @Res() response: Response): Promise<void> {
    const text = await this.findings.explain(key);
    response.type('text/plain; charset=utf-8').send(text);
  }
}
