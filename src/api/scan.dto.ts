import { z } from 'zod';
import { OUTCOMES, RELIEFS, type Outcome, type Relief } from '../law/index.js';
import type { Scan } from '../scans/index.js';
import { listOf, PAGE_QUERY, pageOf, repeated, shape } from '../web/index.js';

export const outcome = z.enum(OUTCOMES as readonly [Outcome, ...Outcome[]]);
export const relief = z.enum(RELIEFS as readonly [Relief, ...Relief[]]);

const outcomeCounts = shape(
  'OutcomeCounts',
  z.partialRecord(outcome, z.int()),
  'How many of each outcome; one that did not occur is left out.',
);

const countsShape = shape(
  'ScanCounts',
  z.strictObject({
    people: z.int(),
    charges: z.int(),
    findings: z.int(),
    problems: z.int().describe('Records that could not be evaluated and were set aside.'),
    peopleHelped: z.int().describe('People with relief open to them now.'),
    peopleByOutcome: outcomeCounts.describe('People by the best outcome that any of their findings has.'),
    byOutcome: outcomeCounts,
    byRelief: z.partialRecord(relief, outcomeCounts),
    byJurisdiction: z.record(z.string(), outcomeCounts),
    byPath: z.record(z.string(), outcomeCounts),
    peopleHelpedByPath: z.record(z.string(), z.int()),
    notCovered: z.record(z.string(), z.int()).describe('Items that a path did not speak of, by path.'),
  }),
);

export const scanShape = shape(
  'Scan',
  z.strictObject({
    id: z.int(),
    jobId: z.int(),
    name: z.string(),
    status: z.enum(['planned', 'running', 'paused', 'done', 'failed', 'cancelled']),
    error: z.string().nullable(),
    asOf: z.string().describe('The day as of which everything was judged.'),
    jurisdictions: z.array(z.string()),
    assume: z.array(z.string()),
    packs: z.array(
      z.strictObject({
        jurisdiction: z.string(),
        title: z.string(),
        version: z.string(),
        hash: z.string(),
        overlays: z.array(z.string()),
      }),
    ),
    engineVersion: z.string(),
    inputHash: z.string().describe('The hash of the records that were judged.'),
    snapshot: z.int().describe('The snapshot of the records, by its sequence.'),
    startedBy: z.string(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
    counts: countsShape.nullable().describe('Null until the scan is done.'),
  }),
  'One question to one state of the records: everything that decides its findings.',
);
export type ScanJson = z.output<typeof scanShape>;
export const scanPageShape = shape('ScanPage', pageOf(scanShape));
export const scansQuery = z.strictObject(PAGE_QUERY);

export const scanRequest = z.strictObject({
  jurisdictions: z
    .array(z.string().trim().min(1, 'name a jurisdiction, as us-ca'))
    .min(1, 'name at least one jurisdiction')
    .max(100)
    .describe('Which law: a state brings the offices within it, an office alone brings just its own.'),
  asOf: z.string().describe('The day as of which everything is judged, YYYY-MM-DD.'),
  name: z.string().trim().min(1, 'write a name, or leave it out').max(200).optional(),
  assume: z
    .array(z.string())
    .max(100)
    .optional()
    .describe('What the office accepts for the whole scan, e.g. no-pending-matters.'),
});

export const scanProblemShape = shape(
  'ScanProblem',
  z.strictObject({ personId: z.string(), reason: z.string() }),
  'A record that could not be evaluated and was set aside.',
);
export type ScanProblemJson = z.output<typeof scanProblemShape>;
export const scanProblemPageShape = shape('ScanProblemPage', pageOf(scanProblemShape));

const filterFields = {
  outcome: listOf(outcome).optional().describe('Only these outcomes.'),
  relief: listOf(relief).optional().describe('Only these kinds of relief.'),
  path: listOf(z.string()).optional().describe('Only these paths, by their full ids.'),
  court: repeated(z.string()).optional().describe('Only these courts, by their full names; repeat it for several.'),
  person: z.string().optional().describe('Only this person.'),
};
export const findingsQuery = z.strictObject({ ...PAGE_QUERY, ...filterFields });
export const findingsExportQuery = z.strictObject(filterFields);

/** A scan as the API shows it. */
export function toScan(scan: Scan): ScanJson {
  const { id, jobId, name, status, error, asOf, jurisdictions, assume, packs, engineVersion, inputHash } = scan;
  const { snapshot, startedBy, createdAt, startedAt, finishedAt, counts } = scan;
  return {
    ...{ id, jobId, name, status, error, asOf, jurisdictions, assume },
    packs: packs.map((pack) => ({ ...pack, overlays: [...pack.overlays] })),
    ...{ engineVersion, inputHash, snapshot, startedBy, createdAt, startedAt, finishedAt, counts },
  };
}
