/**
 * The shape of a pack and its paths, as written in YAML (see README.md), checked with zod.
 *
 * Expressions are checked apart, in `expression.ts`, because their errors must name the exact test.
 */
import { z } from 'zod';
import { ITEM_KINDS, RELIEFS, RIPPLE_KINDS } from './determination.js';
import { parseDay } from '../../common/legal-date.js';

export const identifier = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]*(\/[a-z0-9-]+)*$/,
    'use lower-case words joined by hyphens, with / between the parts of a path',
  );
export const sentence = z.string().trim().min(1, 'write a sentence');
const legalDay = z.string().refine((text) => parseDay(text) !== null, 'write a calendar date as YYYY-MM-DD');
const yesNo = z.union([z.boolean(), z.enum(['yes', 'no'])]).transform((value) => value === true || value === 'yes');
const expression = z.unknown();

export const authoritySchema = z.strictObject({
  cite: sentence,
  title: sentence.optional(),
  url: z.url().optional(),
  verified: yesNo,
  /** What was checked, or what has to be. */
  note: sentence.optional(),
});

const scalar = z.union([z.number(), z.string(), z.boolean(), z.array(z.union([z.string(), z.number()]))]);

export const parameterSchema = z.strictObject({
  title: sentence.optional(),
  values: z
    .record(legalDay, scalar)
    .refine((values) => Object.keys(values).length > 0, 'give at least one dated value'),
  until: legalDay.optional(),
  by: identifier.default('as-of'),
  unit: z.string().optional(),
  authority: identifier,
});

/** A statute, or one that counts only for offence dates in [from, until), or whose number is read as of a day. */
const offenseEntrySchema = z.union([
  z.string().min(1),
  z.strictObject({
    cite: z.string().min(1),
    from: legalDay.optional(),
    until: legalDay.optional(),
    as: legalDay.optional(),
  }),
]);
const offenseListSchema = z.strictObject({
  title: sentence.optional(),
  include: z.array(offenseEntrySchema).min(1, 'name at least one offence'),
  exclude: z.array(offenseEntrySchema).default([]),
  inchoate: z.array(z.enum(['none', 'attempt', 'conspiracy', 'solicitation', 'aiding'])).default(['none']),
  authority: identifier.optional(),
  note: sentence.optional(),
});

const factDeclarationSchema = z.strictObject({
  type: z.enum(['boolean', 'enum', 'number', 'date']),
  values: z.array(z.string()).optional(),
  question: sentence,
  authority: identifier.optional(),
});

const cautionSchema = z.strictObject({
  id: identifier,
  text: sentence,
  authority: identifier.optional(),
  when: expression.optional(),
});

/** A caution of all paths of a pack, or of those for some items, of some relief, or named. */
const packCautionSchema = cautionSchema.extend({
  authority: identifier,
  items: z
    .array(z.enum(ITEM_KINDS as [string, ...string[]]))
    .min(1)
    .optional(),
  relief: z
    .array(z.enum(RELIEFS as [string, ...string[]]))
    .min(1)
    .optional(),
  paths: z.array(identifier).min(1).optional(),
});

/** `pack.yaml`: what the paths of a jurisdiction share. */
export const packFileSchema = z.strictObject({
  jurisdiction: z.string().regex(/^[a-z]{2}(-[a-z0-9]+)*$/, 'write the jurisdiction as us-ca or us-md-baltimore-city'),
  title: sentence,
  version: z.union([z.string(), z.number()]).transform(String),
  state: z.string().regex(/^[A-Z]{2}$/, 'write the state as two capital letters'),
  within: z.string().optional(),
  courts: z
    .strictObject({
      county: z.array(z.string().min(1)).optional(),
      name: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  summary: sentence.optional(),
  notes: z.array(sentence).default([]),
  authorities: z.record(identifier, authoritySchema).default({}),
  offenses: z.record(identifier, offenseListSchema).default({}),
  definitions: z.record(identifier, expression).default({}),
  parameters: z.record(z.string(), parameterSchema).default({}),
  facts: z.record(identifier, factDeclarationSchema).default({}),
  cautions: z.array(packCautionSchema).default([]),
});

const criterionSchema = z.strictObject({
  id: identifier,
  text: sentence,
  authority: identifier,
  when: expression,
  question: sentence.optional(),
});

const reviewSchema = z.strictObject({
  id: identifier,
  question: sentence,
  authority: identifier.optional(),
  when: expression.optional(),
  answer: identifier.optional(),
});

/** Whether a conviction under relief goes on counting for other items of the record. What is not named is not known. */
const afterwardsSchema = z.strictObject({
  for: z.array(z.enum(RIPPLE_KINDS)).min(1),
  counts: yesNo,
  authority: identifier,
});

const textList = z.union([sentence.transform((text) => [text]), z.array(sentence)]).default([]);

/** One path file. */
export const pathFileSchema = z.strictObject({
  path: identifier,
  title: sentence,
  summary: sentence,
  relief: z.enum(RELIEFS as [string, ...string[]]),
  kind: z.enum(['statute', 'case-law', 'policy']),
  inForce: z.strictObject({
    from: legalDay,
    until: legalDay.optional(),
    then: z.enum(['not-covered', 'not-eligible']).default('not-covered'),
    note: sentence.optional(),
  }),
  enabled: z.boolean().default(true),
  items: z.array(z.enum(ITEM_KINDS as [string, ...string[]])).min(1),
  offense: z.union([identifier.transform((name) => [name]), z.array(identifier).min(1)]).optional(),
  covers: expression.optional(),
  authority: identifier,
  parameters: z.record(z.string(), parameterSchema).default({}),
  definitions: z.record(identifier, expression).default({}),
  requires: z.array(criterionSchema).default([]),
  unless: z.array(criterionSchema).default([]),
  review: z.array(reviewSchema).default([]),
  cautions: z.array(cautionSchema).default([]),
  result: z.strictObject({
    becomes: sentence,
    order: textList,
    carveOuts: textList,
    afterwards: z.array(afterwardsSchema).default([]),
  }),
  movant: z.enum(['people', 'defendant', 'joint', 'court', 'agency']),
  /** Whether motions are drafted wherever relief is open or left to judgement, or only when somebody asks for them. */
  drafted: z.enum(['when-open', 'on-request']).default('when-open'),
  notice: z
    .strictObject({
      victim: z.enum(['required', 'when-named', 'none']).default('none'),
      days: z.number().int().optional(),
      text: sentence.optional(),
    })
    .default({ victim: 'none' }),
  prefers: z.array(z.string()).default([]),
  prefersBecause: sentence.optional(),
  /** Whether it goes before those it prefers also while a judgement keeps it from being open and they are. */
  prefersUnderReview: z.boolean().default(false),
  history: z.array(z.strictObject({ date: legalDay, what: sentence, authority: identifier.optional() })).default([]),
  notes: z.array(sentence).default([]),
});

export type Authority = z.output<typeof authoritySchema>;
export type Parameter = z.output<typeof parameterSchema>;
export type OffenseList = z.output<typeof offenseListSchema>;
export type FactDeclaration = z.output<typeof factDeclarationSchema>;
export type PackFile = z.output<typeof packFileSchema>;
export type Criterion = z.output<typeof criterionSchema>;
export type Review = z.output<typeof reviewSchema>;
export type Caution = z.output<typeof cautionSchema>;
export type PackCaution = z.output<typeof packCautionSchema>;
export type PathFile = z.output<typeof pathFileSchema>;

/** A definition as written: an expression, or one with the authority of the numbers in it. */
export function definitionOf(value: unknown): { when: unknown; authority?: string } {
  if (typeof value !== 'object' || value === null || !('when' in value)) return { when: value };
  const { when, authority } = value as { when: unknown; authority?: unknown };
  return typeof authority === 'string' ? { when, authority } : { when };
}

/** The cautions of the pack that a path shares: those for its items, its relief and its name, but not where it has its own words. */
export function sharedCautions({ cautions }: PackFile, path: PathFile): PackCaution[] {
  return cautions.filter(
    ({ id, items, relief, paths }) =>
      (items === undefined || items.some((kind) => path.items.includes(kind))) &&
      (relief === undefined || relief.includes(path.relief)) &&
      (paths === undefined || paths.includes(path.path)) &&
      path.cautions.every((own) => own.id !== id),
  );
}

/** All cautions of a path: its own, then those that it shares. */
export function cautionsOf(file: PackFile, path: PathFile): Caution[] {
  return [...path.cautions, ...sharedCautions(file, path)];
}

/** A pack as loaded: checked, with its paths in the order of their ids, and identified by its content. */
export interface Pack {
  readonly file: PackFile;
  readonly paths: readonly PathFile[];
  /** SHA-256 of the canonical JSON of `file` and `paths`, and of any overlay applied to them. */
  readonly hash: string;
  /** The canonical JSON itself: from it the same pack can be compiled again years later. */
  readonly snapshot: string;
  /** Names of the overlays applied, in order. */
  readonly overlays: readonly string[];
}

/** The full id of a path: `us-ca/prop-47/redesignate`. */
export function pathId(pack: Pack, path: PathFile): string {
  return `${pack.file.jurisdiction}/${path.path}`;
}
