/**
 * The shapes that others rely on, written down once more from the documentation and not from the code: a change of one
 * that was not meant fails here. Fields may be added; none may go or change.
 */
import { z } from 'zod';

const day = z.iso.date();
const outcome = z.enum(['eligible', 'eligible-later', 'needs-review', 'needs-facts', 'not-eligible']);
/** What a fact would lead to; it may show that the path is not about the item at all. */
const consequence = z.enum([...outcome.options, 'not-covered']);
const text = z.string().min(1);

/** A line of findings.jsonl. */
export const findingLine = z
  .object({
    personId: text,
    case: z.object({ number: text, court: text, state: z.string().regex(/^[A-Z]{2}$/) }),
    item: z.object({
      kind: z.enum(['conviction', 'nonconviction', 'pending-charge', 'warrant', 'probation-violation']),
      count: z.number().int().positive().optional(),
      number: text.optional(),
    }),
    jurisdiction: z.string().regex(/^us-[a-z-]+$/),
    path: z.string().regex(/^us-[a-z-]+\/[a-z0-9-/]+$/),
    relief: z.enum(['quash', 'dismiss', 'resentence', 'redesignate', 'vacate', 'expunge', 'seal']),
    outcome,
    eligibleOn: day.optional(),
    missing: z.array(z.object({ fact: text, ifMet: consequence, ifNotMet: consequence, question: text })),
    review: z.array(z.object({ criterion: text, question: text })),
    criteria: z
      .array(
        z.object({
          id: text,
          outcome: z.enum(['met', 'not-met', 'unknown']),
          value: z.string().optional(),
          authority: text,
          source: z.object({ file: text, row: z.number().int().positive() }).optional(),
        }),
      )
      .min(1),
    preferred: z.boolean(),
    restsOn: z.array(z.string()),
    scan: z.object({ asOf: day, packHash: z.string().regex(/^[0-9a-f]{64}$/) }),
  })
  .refine((line) => line.outcome !== 'eligible-later' || line.eligibleOn !== undefined, 'eligible-later says from when')
  .refine((line) => line.outcome !== 'needs-facts' || line.missing.length > 0, 'needs-facts says which')
  .refine((line) => line.outcome !== 'needs-review' || line.review.length > 0, 'needs-review says what to ask');
export type FindingLine = z.output<typeof findingLine>;

const counts = z.partialRecord(outcome, z.number().int().nonnegative());
const figures = z.object({
  seconds: z.number().nonnegative(),
  cpuSeconds: z.number().nonnegative(),
  peakMb: z.number().positive(),
});

/** summary.json. */
export const summaryFile = z.object({
  asOf: day,
  jurisdictions: z.array(text).min(1),
  assumptions: z.array(z.string()),
  engineVersion: text,
  inputHash: z.string().regex(/^[0-9a-f]{64}$/),
  packs: z.array(z.object({ jurisdiction: text, hash: z.string().regex(/^[0-9a-f]{64}$/) })).min(1),
  rows: z.object({ read: z.number().int(), quarantined: z.number().int() }),
  people: z.number().int(),
  peopleHelped: z.number().int(),
  charges: z.number().int(),
  findings: z.number().int(),
  outcomes: counts,
  byRelief: z.record(z.string(), counts),
  byPath: z.record(z.string(), counts),
  byJurisdiction: z.record(z.string(), counts),
  notCovered: z.record(z.string(), z.number().int()),
  motions: z
    .object({
      drafted: z.number().int(),
      files: z.number().int(),
      needAPerson: z.number().int(),
      onRequest: z.object({ findings: z.number().int(), byPath: z.record(z.string(), z.number().int()) }),
    })
    .nullable(),
  stages: z.record(z.string(), figures),
  total: figures,
});

/** motions/manifest.json. */
export const manifestFile = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.number().int() })),
});

/** The columns of quarantine.csv that others rely on; more may follow. */
export const QUARANTINE_COLUMNS = ['file', 'row', 'column', 'value', 'code', 'message'];
