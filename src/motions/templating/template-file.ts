/** What a template says about itself in its `template.yaml`. */
import { z } from 'zod';
import { ITEM_KINDS, RELIEFS, type ItemKind, type Relief } from '../../law/index.js';

const relief = z.enum(RELIEFS as [Relief, ...Relief[]]);
const item = z.enum(ITEM_KINDS as [ItemKind, ...ItemKind[]]);
const sentence = z.string().trim().min(1);
/** Who may move by a path: a court or an agency that acts by itself moves without a motion. */
const movant = z.enum(['people', 'defendant', 'joint', 'court', 'agency']);
export type Movant = z.output<typeof movant>;

/** `case.number`, `counts[].statute`. */
const fieldPath = z
  .string()
  .regex(/^[a-zA-Z]+(\[\])?(\.[a-zA-Z]+(\[\])?)*$/, 'write a field as case.number or counts[].statute');

export const templateSchema = z.strictObject({
  /** `{paper}` and `{to}` stand for the jurisdiction's words: `{paper} to {to}` is `Petition to seal records`. */
  title: sentence,
  summary: sentence,
  /** One relief, or several that the same paper serves. */
  relief: z.union([relief.transform((one) => [one]), z.array(relief)]).default([]),
  items: z.array(item).default([]),
  /** Serves paths by which this one moves, or one of these. */
  movant: z.union([movant.transform((one) => [one]), z.array(movant).min(1)]),
  /** `case`: one paper for each case of a person. Omnibus papers come with schedules of cases, later. */
  scope: z.enum(['case']).default('case'),
  /** Paths served, `*` for any part: `us-ca/prop-47/*`. Without it, any path with this relief and item. */
  serves: z.array(sentence).default([]),
  /** Other relief of the same case that this paper asks for at the same time, so that no second paper is needed. */
  absorbs: z.array(z.strictObject({ relief, items: z.array(item).min(1) })).default([]),
  /** Values that it prints and cannot do without: where one is missing the document is not made. */
  fields: z.array(fieldPath).min(1),
  /** Values that it prints only where they are known. */
  optional: z.array(fieldPath).default([]),
  attachments: z.array(sentence).default([]),
  /** A letter or a set of notes is checked with the sample of this template. */
  sampleOf: z.string().optional(),
  proposedOrder: z.boolean(),
  victimNotice: z.enum(['required', 'when-named', 'none']),
  pageStyle: z.enum(['letter', 'pleading']),
});

export type TemplateFile = z.output<typeof templateSchema>;

/** `fields` and `optional` of a partial. */
export const partialSchema = z.strictObject({
  fields: z.array(fieldPath).default([]),
  optional: z.array(fieldPath).default([]),
});

export type PartialFile = z.output<typeof partialSchema>;
