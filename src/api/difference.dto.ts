import { z } from 'zod';
import { type DifferenceFilter, DIFFERENCE_KINDS, FACTORS, knownCauses } from '../findings/index.js';
import { listOf, PAGE_QUERY, pageOf, shape } from '../web/index.js';
import { caseShape, itemShape } from './finding.dto.js';
import { outcome, relief } from './scan.dto.js';

const kind = z.enum(DIFFERENCE_KINDS as readonly ['in', 'out', 'changed']);
const factor = z.enum(FACTORS as readonly ['record', 'law', 'time', 'assumptions']);

const answerShape = shape(
  'AnswerOfScan',
  z.strictObject({
    id: z.string().describe("The finding's id."),
    outcome,
    eligibleOn: z.string().optional(),
    preferred: z.boolean(),
    missing: z.array(z.strictObject({ criterion: z.string(), fact: z.string(), question: z.string() })),
    review: z.array(z.strictObject({ criterion: z.string(), question: z.string() })),
    cautions: z.array(z.string()),
  }),
  'What a finding answered, as far as a reader acts on it.',
);

const packVersion = z
  .strictObject({ version: z.string(), hash: z.string(), overlays: z.array(z.string()) })
  .nullable()
  .describe('Null where the scan did not ask about the jurisdiction.');

const causeShape = shape(
  'Cause',
  z.strictObject({
    by: z
      .array(z.array(factor))
      .describe(
        'What is enough to lead from the earlier answer to the later: all of a list together; of several lists each by itself. Empty where that could not be found out, or where a record was set aside.',
      ),
    word: z.string().describe('The same in short: record, "record and law", "law or time", "set aside", unknown.'),
    says: z.array(z.string()).describe('In sentences.'),
    record: z
      .array(
        z.strictObject({
          change: z.enum(['added', 'removed', 'changed']),
          case: z.strictObject({ number: z.string(), court: z.string(), state: z.string() }).optional(),
          count: z.int().optional(),
          warrant: z.string().optional(),
          violation: z.string().optional(),
          field: z.string().optional(),
          from: z.string().optional(),
          to: z.string().optional(),
          says: z.string(),
        }),
      )
      .optional()
      .describe("What changed in the person's record, what is nearest to the item first; 50 changes at most."),
    law: z
      .strictObject({
        packs: z.array(z.strictObject({ jurisdiction: z.string(), from: packVersion, to: packVersion })),
        path: z.enum(['new', 'gone', 'changed', 'same']),
        engine: z.strictObject({ from: z.string(), to: z.string() }).optional(),
      })
      .optional(),
    time: z.strictObject({ from: z.string(), to: z.string() }).optional().describe('The two as-of dates.'),
  }),
);

export const differenceShape = shape(
  'Difference',
  z.strictObject({
    kind: kind.describe('in: only the later scan has a finding there; out: only the earlier.'),
    personId: z.string(),
    case: caseShape,
    item: itemShape,
    jurisdiction: z.string(),
    path: z.string(),
    relief,
    was: answerShape.nullable(),
    is: answerShape.nullable(),
    cause: causeShape,
  }),
  'An item and a path about which two scans differ.',
);
export type DifferenceAnswer = z.output<typeof differenceShape>;
export const differencePageShape = shape('DifferencePage', pageOf(differenceShape));

export const differencesQuery = z.strictObject({
  ...PAGE_QUERY,
  outcome: listOf(outcome).optional().describe('Only what was or is one of these.'),
  kind: listOf(kind).optional(),
  cause: listOf(z.string())
    .optional()
    .describe(
      'Only these causes, by their words: record, "record and law", "law or time", scope, "set aside", unknown, …',
    ),
});

/** A place in the order of differences, as a cursor holds it. */
export const differencePlace = z.strictObject({ personKey: z.string(), index: z.int() });

const comparedScan = z.strictObject({
  id: z.int(),
  name: z.string(),
  asOf: z.string(),
  createdAt: z.string(),
  engineVersion: z.string(),
  snapshot: z.int(),
  findings: z.int(),
});
export const diffSummaryShape = shape(
  'DiffSummary',
  z.strictObject({
    from: comparedScan,
    to: comparedScan,
    unchanged: z.int().describe('Findings that are in both with the same answer.'),
    in: z.int(),
    out: z.int(),
    changed: z.int(),
    scope: z
      .strictObject({ in: z.int(), out: z.int() })
      .describe('Findings of jurisdictions that only one of the scans asked about; in no other count.'),
    causes: z.array(z.strictObject({ cause: z.string(), in: z.int(), out: z.int(), changed: z.int() })),
    outcomes: z.array(z.strictObject({ was: outcome.nullable(), is: outcome.nullable(), findings: z.int() })),
    people: z.strictObject({
      differing: z.int(),
      newlyHelped: z.int().describe('People with relief open to them in the later scan and none in the earlier.'),
      noLongerHelped: z.int(),
    }),
  }),
  'What two scans differ in, counted.',
);
export type DiffSummaryJson = z.output<typeof diffSummaryShape>;

const share = {
  findings: z.int(),
  people: z.int(),
  forReview: z.int().describe('Of the findings those where a judgement remains when the time has come.'),
};
const pathShare = z.strictObject({ path: z.string(), ...share });
export const calendarShape = shape(
  'Calendar',
  z.strictObject({
    scan: z.strictObject({ id: z.int(), name: z.string(), asOf: z.string() }),
    jurisdiction: z.string().nullable(),
    total: z.strictObject(share).describe('Whoever waits for several findings is one person here and in each month.'),
    months: z
      .array(z.strictObject({ month: z.string().describe('YYYY-MM'), ...share, paths: z.array(pathShare) }))
      .describe('Only months with findings.'),
    years: z.array(z.strictObject({ year: z.string().describe('YYYY'), ...share })).describe('The same by year.'),
    paths: z.array(pathShare),
  }),
  'When relief becomes open by time alone, if nothing else happens.',
);
export type CalendarJson = z.output<typeof calendarShape>;
export const calendarQuery = z.strictObject({
  jurisdiction: z.string().optional().describe('Only this one, with the offices within it.'),
});

/** The filter that a query asks for. */
export function toDifferenceFilter({ outcome, kind, cause }: z.output<typeof differencesQuery>): DifferenceFilter {
  return {
    ...(outcome === undefined ? {} : { outcome }),
    ...(kind === undefined ? {} : { kind }),
    ...(cause === undefined ? {} : { cause: knownCauses(cause) }),
  };
}
