import { z } from 'zod';
import type { PersonRecord } from '../records/index.js';
import { shape } from '../web/index.js';

/** Described by the canonical record's own JSON Schema, which intake writes. */
export const recordShape = shape('PersonRecord', z.any() as unknown as z.ZodType<PersonRecord>);

export const personShape = shape(
  'Person',
  z.strictObject({
    personId: z.string(),
    versionId: z.int(),
    importId: z.int().describe('The import that brought this version.'),
    record: recordShape,
    versions: z
      .array(
        z.strictObject({
          versionId: z.int(),
          importId: z.int(),
          sequence: z.int(),
          finishedAt: z.string(),
          hash: z.string(),
          chargeCount: z.int(),
        }),
      )
      .describe('Every version there is, newest first.'),
  }),
  'What is known about a person, and the versions of that knowledge.',
);
export type Person = z.output<typeof personShape>;

export const personQuery = z.strictObject({
  version: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('An earlier version, by its number.'),
});
