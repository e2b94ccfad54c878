import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AppError } from '../common/index.js';
import { RecordStore } from '../records/index.js';
import { ApiRoute, checked } from '../web/index.js';
import { API } from './job.dto.js';
import { type Person, personQuery, personShape } from './person.dto.js';

/** What the records say about a person. */
@ApiTags('people')
@Controller(`${API}/people`)
export class PeopleController {
  constructor(@Inject(RecordStore) private readonly records: RecordStore) {}

  @Get(':id')
  @ApiRoute({
    summary: "A person's record, with every fact's source, and its versions",
    params: { id: "The person's id, as in the findings." },
    query: personQuery,
    answers: { 200: { description: 'The record, the newest version unless another is asked for.', json: personShape } },
  })
  async read(
    @Param('id') id: string,
    @Query(checked(personQuery)) query: z.output<typeof personQuery>,
  ): Promise<Person> {
    const versions = await this.records.history(id);
    if (versions.length === 0) throw notFound(`There is no person with the id ${shown(id)}.`);
    const known = query.version === undefined || versions.some(({ versionId }) => versionId === query.version);
    const read =
      query.version === undefined
        ? await this.records.readPerson(id)
        : known
          ? await this.records.readVersion(query.version)
          : null;
    if (read === null) {
      const numbers = versions.map(({ versionId }) => versionId).join(', ');
      throw notFound(`This person has no version ${query.version ?? 0}; there are: ${numbers}.`);
    }
    const { personKey, versionId, importId, record } = read;
    return { personId: personKey, versionId, importId, record, versions };
  }
}

function notFound(sentence: string): AppError {
  return new AppError('person-not-found', sentence, { status: 404 });
}

function shown(id: string): string {
  return id.length <= 100 ? `"${id}"` : `"${id.slice(0, 100)}…"`;
}
