import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AppError } from '../common/index.js';
import { assumptionsOf, type Pack, pathSheet, sheetPage } from '../law/index.js';
import { allowOwnStyles, ApiRoute, checked, type Page } from '../web/index.js';
import { API } from './job.dto.js';
import {
  packPageShape,
  packShape,
  packsQuery,
  type PackJson,
  type PackSummary,
  type PathJson,
  pathShape,
  toPack,
  toPackSummary,
  toPath,
} from './pack.dto.js';
import { PackLibrary } from './pack-library.js';

const PACKS = `${API}/packs`;

/** The law, as the program has it. */
@ApiTags('packs')
@Controller(PACKS)
export class PacksController {
  constructor(@Inject(PackLibrary) private readonly library: PackLibrary) {}

  @Get()
  @ApiRoute({
    summary: 'The jurisdictions there are; all on one page',
    query: packsQuery,
    answers: { 200: { description: 'The packs.', json: packPageShape } },
  })
  list(@Query(checked(packsQuery)) _query: object): Page<PackSummary> {
    return { items: this.library.packs.map(toPackSummary), nextCursor: null };
  }

  @Get(':jurisdiction')
  @ApiRoute({
    summary: 'One jurisdiction with its paths',
    params: { jurisdiction: 'As in us-ca.' },
    answers: { 200: { description: 'The pack.', json: packShape } },
  })
  read(@Param('jurisdiction') jurisdiction: string): PackJson {
    const pack = this.find(jurisdiction);
    return toPack(pack, assumptionsOf([pack]), `/${PACKS}`);
  }

  @Get(':jurisdiction/paths/*path')
  @ApiRoute({
    summary: 'One path as an attorney would read it',
    params: { jurisdiction: 'As in us-ca.', path: 'The rest of its id, as in prop-47/redesignate.' },
    answers: {
      200: {
        description: 'The path; as a page that stands alone where HTML is asked for.',
        json: pathShape,
        type: 'text/html',
      },
    },
  })
  readPath(
    @Param('jurisdiction') jurisdiction: string,
    @Param('path') parts: string | string[],
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): PathJson | string {
    const pack = this.find(jurisdiction);
    const id = Array.isArray(parts) ? parts.join('/') : parts;
    const path = pack.paths.find((each) => each.path === id);
    if (path === undefined) {
      throw new AppError(
        'unknown-path',
        `There is no path "${id.slice(0, 100)}" in ${jurisdiction}. There are: ${pack.paths.map((each) => each.path).join(', ')}.`,
        { status: 404 },
      );
    }
    response.vary('Accept');
    if (request.accepts('json', 'html') !== 'html') return toPath(pack, path, `/${PACKS}`);
    allowOwnStyles(response);
    response.type('text/html; charset=utf-8');
    return sheetPage(pathSheet(pack, path));
  }

  private find(jurisdiction: string): Pack {
    const pack = this.library.packs.find(({ file }) => file.jurisdiction === jurisdiction);
    if (pack !== undefined) return pack;
    const known = this.library.packs.map(({ file }) => file.jurisdiction).join(', ');
    throw new AppError(
      'unknown-jurisdiction',
      `There is no jurisdiction "${jurisdiction.slice(0, 100)}". There are: ${known}.`,
      { status: 404 },
    );
  }
}
