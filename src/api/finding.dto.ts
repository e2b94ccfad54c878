import { z } from 'zod';
import type { FindingFilter } from '../findings/index.js';
import { ITEM_KINDS, type ItemKind } from '../law/index.js';
import { pageOf, shape } from '../web/index.js';
import { outcome, relief, type findingsExportQuery } from './scan.dto.js';

/** Where an answer may lead. */
export const mayLeadTo = z.union([outcome, z.literal('not-covered')]);

export const itemShape = shape(
  'Item',
  z.strictObject({
    kind: z.enum(ITEM_KINDS as readonly [ItemKind, ...ItemKind[]]),
    count: z.int().optional(),
    number: z.string().optional(),
  }),
  'The thing relief attaches to: a charge by its count, a warrant or a violation by its number.',
);

export const caseShape = z.strictObject({
  number: z.string(),
  court: z.string(),
  county: z.string().optional(),
  state: z.string(),
});

const criterionShape = shape(
  'Criterion',
  z.strictObject({
    id: z.string(),
    outcome: z.enum(['met', 'not-met', 'unknown']).describe('For a disqualifier, met is what rules relief out.'),
    value: z.string().optional().describe('What was seen in the record, in words.'),
    authority: z.string(),
    source: z.strictObject({ file: z.string(), row: z.int() }).optional().describe('Where the first value stood.'),
    supplied: z
      .strictObject({
        by: z.string(),
        at: z.string(),
        evidence: z.string(),
        from: z.string().optional().describe('What the source says.'),
      })
      .optional()
      .describe('Who supplied the value in place of a source.'),
    text: z.string().optional().describe("The criterion's sentence; the exports leave it out."),
    role: z.enum(['requirement', 'disqualifier', 'coverage']),
    holdsOn: z.string().optional().describe('The day from which time alone makes it hold.'),
  }),
);

export const findingShape = shape(
  'Finding',
  z.strictObject({
    id: z.string().describe('16 hexadecimal digits, the same for the same question about the same item.'),
    personId: z.string(),
    case: caseShape,
    item: itemShape,
    jurisdiction: z.string(),
    path: z.string(),
    relief,
    outcome,
    eligibleOn: z.string().optional().describe('For eligible-later: the first day, if nothing else happens.'),
    missing: z.array(
      z.strictObject({
        fact: z.string(),
        ifMet: mayLeadTo.describe(
          'Where it leads if the test that asks is met, which may take a "no": values says so.',
        ),
        ifNotMet: mayLeadTo,
        question: z.string(),
        criterion: z.string(),
        about: z
          .strictObject({ case: z.string(), count: z.int() })
          .optional()
          .describe('The charge that the question is about, where that is another than the item.'),
        values: z
          .array(z.strictObject({ is: z.string(), leads: mayLeadTo }))
          .describe('What each value of the fact leads to: "10 g or less", "yes", "2021-11-22 or earlier".'),
      }),
    ),
    review: z.array(z.strictObject({ criterion: z.string(), question: z.string() })),
    criteria: z.array(criterionShape),
    cautions: z.array(z.strictObject({ id: z.string(), text: z.string(), authority: z.string() })),
    ripple: z
      .array(
        z.strictObject({
          kind: z.enum(['score', 'enhancement', 'priors', 'wait']),
          case: z.string(),
          item: itemShape,
          path: z.string().optional(),
          criterion: z.string().optional(),
          says: z.string(),
        }),
      )
      .describe('What else in the record rests on the conviction that would go.'),
    restsOn: z.array(z.string()),
    preferred: z.boolean().describe('False where another finding about the same item is the one to draft.'),
    scan: z.strictObject({
      asOf: z.string(),
      packHash: z.string(),
      overlays: z.array(z.string()).optional().describe("The office's own changes to the pack, by name."),
    }),
  }),
  'One determination: an item, a path, an outcome and why.',
);
export type FindingAnswer = z.output<typeof findingShape>;
export const findingPageShape = shape('FindingPage', pageOf(findingShape));

/** A place in the order of a scan's findings, as a cursor holds it. */
export const findingPlace = z.strictObject({ personKey: z.string(), ordinal: z.int() });

/** The filter that a query asks for. */
export function toFilter(query: z.output<typeof findingsExportQuery>): FindingFilter {
  return {
    ...(query.outcome === undefined ? {} : { outcome: query.outcome }),
    ...(query.relief === undefined ? {} : { relief: query.relief }),
    ...(query.path === undefined ? {} : { path: query.path }),
    ...(query.court === undefined ? {} : { court: query.court }),
    ...(query.person === undefined ? {} : { personKey: query.person }),
  };
}
