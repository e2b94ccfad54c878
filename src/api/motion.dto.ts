import { basename } from 'node:path/posix';
import { z } from 'zod';
import { FORMATS, type DraftProblemEntity, type Format, type MotionEntity } from '../motions/index.js';
import { PAGE_QUERY, pageOf, shape } from '../web/index.js';
import { itemShape } from './finding.dto.js';
import { API } from './job.dto.js';
import { relief } from './scan.dto.js';

const format = z.enum(FORMATS as readonly [Format, ...Format[]]);

export const draftRequest = z.strictObject({
  formats: z.array(format).min(1, 'name at least one format').optional().describe('All of them when absent.'),
  relief: z.array(relief).min(1, 'name at least one kind of relief').optional().describe('All of them when absent.'),
  paths: z
    .array(z.string())
    .min(1, 'name at least one path')
    .optional()
    .describe('Motions under these paths only, also under those that are drafted only on request.'),
  findings: z
    .array(z.string())
    .min(1, 'name at least one finding')
    .optional()
    .describe('Motions for these findings only, by id, also where they are drafted only on request.'),
});

export const motionShape = shape(
  'Motion',
  z.strictObject({
    id: z.int(),
    scanId: z.int(),
    jobId: z.int().describe('The drafting job that made it.'),
    draftId: z.string().describe('Stable for the same person, case and template.'),
    personId: z.string(),
    template: z.string(),
    title: z.string(),
    relief,
    jurisdiction: z.string(),
    state: z.string(),
    county: z.string().nullable(),
    court: z.string(),
    judge: z.string().nullable(),
    caseNumber: z.string(),
    defendant: z.string().describe('The name in the caption.'),
    outcome: z.enum(['eligible', 'needs-review']).describe('needs-review: questions to the attorney are open.'),
    paths: z.array(z.string()),
    items: z.array(itemShape),
    files: z.array(
      z.strictObject({
        name: z.string(),
        role: z.string(),
        format,
        bytes: z.int(),
        sha256: z.string(),
        location: z.string(),
      }),
    ),
  }),
  'A draft of a motion, for an attorney to review.',
);
export type Motion = z.output<typeof motionShape>;
export const motionPageShape = shape('MotionPage', pageOf(motionShape));
export const motionsQuery = z.strictObject({
  ...PAGE_QUERY,
  scan: z.coerce.number().int().min(1).max(2_147_483_647).optional().describe('Only motions from this scan.'),
  relief: relief.optional().describe('Only motions that ask for this.'),
});

export const draftProblemShape = shape(
  'DraftProblem',
  z.strictObject({
    code: z.string(),
    personId: z.string(),
    caseNumber: z.string(),
    court: z.string(),
    sentence: z.string().describe('Why the document was not made, and what to do.'),
  }),
  'A document that was not made: it needs a person.',
);
export type DraftProblem = z.output<typeof draftProblemShape>;
export const draftProblemPageShape = shape('DraftProblemPage', pageOf(draftProblemShape));
export const draftProblemsQuery = z.strictObject({
  ...PAGE_QUERY,
  job: z.coerce.number().int().min(1).max(2_147_483_647).describe('The drafting job.'),
});

/** A motion as the API shows it: its files by name, not where they lie on the server. */
export function toMotion(entity: MotionEntity): Motion {
  const { id, scanId, jobId, draftId, personKey, template, title, relief: asked, jurisdiction, state } = entity;
  const { county, court, judge, caseNumber, defendant, outcome, paths, items, files } = entity;
  return {
    ...{ id, scanId, jobId, draftId, personId: personKey, template, title, relief: asked, jurisdiction, state },
    ...{ county, court, judge, caseNumber, defendant, outcome, paths, items },
    files: files.map((file) => {
      const name = basename(file.path);
      return {
        name,
        role: file.role,
        format: file.format,
        bytes: file.bytes,
        sha256: file.sha256,
        location: `/${API}/motions/${id}/files/${encodeURIComponent(name)}`,
      };
    }),
  };
}

/** A document that was not made, as the API shows it. */
export function toDraftProblem({ code, personKey, caseNumber, court, sentence }: DraftProblemEntity): DraftProblem {
  return { code, personId: personKey, caseNumber, court, sentence };
}
