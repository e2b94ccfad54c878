import { z } from 'zod';
import type { ImportEntity, QuarantineRowEntity } from '../records/index.js';
import { PAGE_QUERY, pageOf, shape } from '../web/index.js';

const coverageFields = {
  history: z.enum(['county', 'state', 'national']).optional().describe('Whose history the files hold.'),
  pendingMatters: z.enum(['yes', 'no']).optional().describe('Whether the files hold pending cases.'),
  completeThrough: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'write the day as YYYY-MM-DD')
    .optional()
    .describe('The last day whose events the files hold, YYYY-MM-DD.'),
};

const profileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$/, 'name a source profile, as in ca-doj')
  .optional()
  .describe('How to read the files: the name of a source profile. Absent: recognised by content.');

/** What goes along with an upload, in the address or as fields of the form. */
export const importOptions = z.strictObject({ profile: profileName, ...coverageFields });

export const uploadQuery = importOptions.extend({
  filename: z.string().max(500).optional().describe('The name of a file that is the whole body of the request.'),
});

/** The form of an upload, as OpenAPI describes it. */
export const UPLOAD_CONTENT = {
  'multipart/form-data': {
    schema: {
      type: 'object',
      properties: {
        file: { type: 'array', items: { type: 'string', format: 'binary' }, description: 'One or several files.' },
        profile: { type: 'string' },
        history: { type: 'string', enum: ['county', 'state', 'national'] },
        pendingMatters: { type: 'string', enum: ['yes', 'no'] },
        completeThrough: { type: 'string' },
      },
      required: ['file'],
    },
  },
  'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
};

export const importShape = shape(
  'Import',
  z.strictObject({
    id: z.int(),
    status: z.enum(['running', 'done', 'abandoned']),
    profile: z.string(),
    coverage: z.strictObject({
      history: coverageFields.history,
      pendingMatters: coverageFields.pendingMatters,
      completeThrough: z.string().optional(),
    }),
    files: z.array(z.strictObject({ name: z.string(), bytes: z.int() })),
    inputHash: z.string().describe("The SHA-256 of the files' bytes."),
    sequence: z.int().nullable().describe('Its place among the imports that are done; names the snapshot it ends.'),
    rowsRead: z.int(),
    rowsQuarantined: z.int(),
    peopleNew: z.int(),
    peopleChanged: z.int(),
    peopleUnchanged: z.int(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
  }),
  'One import: what was handed in and what came of it.',
);
export type Import = z.output<typeof importShape>;
export const importPageShape = shape('ImportPage', pageOf(importShape));
export const importsQuery = z.strictObject(PAGE_QUERY);

export const issueShape = shape(
  'ImportIssue',
  z.strictObject({
    file: z.string(),
    row: z.int().describe('Counted from 1, the header line included; 0 where it concerns the whole file.'),
    column: z.string().nullable(),
    value: z.string().nullable(),
    code: z.string(),
    message: z.string(),
    severity: z.enum(['quarantined', 'noted']).describe('quarantined: set aside; noted: went in without that value.'),
    personId: z.string().nullable().describe('The person the row speaks of, where that much could be read.'),
  }),
  'Something imperfect in an imported file, with its place.',
);
export type Issue = z.output<typeof issueShape>;
export const issuePageShape = shape('ImportIssuePage', pageOf(issueShape));

/** An import as the API shows it. */
export function toImport(entity: ImportEntity): Import {
  const { id, status, profile, coverage, files, inputHash, sequence, rowsRead, rowsQuarantined } = entity;
  const { peopleNew, peopleChanged, peopleUnchanged, startedAt, finishedAt } = entity;
  return {
    ...{ id, status, profile, coverage },
    files: files.map(({ name, bytes }) => ({ name, bytes })),
    ...{ inputHash, sequence, rowsRead, rowsQuarantined, peopleNew, peopleChanged, peopleUnchanged },
    ...{ startedAt, finishedAt },
  };
}

/** An issue as the API shows it. */
export function toIssue(row: QuarantineRowEntity): Issue {
  const { file, row: place, column, value, code, message, severity, personKey } = row;
  return { file, row: place, column, value, code, message, severity, personId: personKey };
}
