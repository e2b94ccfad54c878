/**
 * What a source profile can say: how somebody else's export becomes the canonical record, as data.
 *
 * A profile is a YAML file. It names one or more tables (a kind of file), how each is read, how it is recognised, and
 * which columns feed which fields. `README.md` explains it with examples; this schema is what `load-profile.ts` checks
 * a file against.
 */
import { z } from 'zod';
import { DATE_FORMATS } from './read-date.js';

const word = z.string().min(1);
/** YAML turns bare numbers and yes/no into other types; a source's text is always text. */
const text = z
  .union([z.string(), z.number(), z.boolean()], { error: 'must be text' })
  .transform((value) => String(value));

export const coverageSchema = z.strictObject({
  history: z.enum(['county', 'state', 'national']).optional(),
  pendingMatters: z.enum(['yes', 'no']).optional(),
  completeThrough: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day, YYYY-MM-DD')
    .optional(),
});

const datesSchema = z.strictObject({
  formats: z.array(z.enum(DATE_FORMATS)).min(1),
  /** Two-digit years below this are 20YY. */
  pivot: z.number().int().min(0).max(100).optional(),
  unknown: z.array(text).optional(),
});

/** Where a field's value comes from. A bare word is a column. */
export const fieldSourceSchema = z.union([
  word,
  z.strictObject({
    column: word.optional(),
    columns: z.array(word).min(2).optional(),
    /** What stands between the values of several columns; a blank by default. */
    join: z.string().optional(),
    constant: text.optional(),
    /** A regular expression; its first group, or the whole match, is the value. */
    match: z.string().refine(isRegExp, 'is not a regular expression').optional(),
    /** The name of one of the profile's maps. */
    map: word.optional(),
    /** Our value (not the source's) where the column is blank. */
    default: text.optional(),
    as: z.enum(['name', 'weeks', 'months', 'years', 'dollars', 'sequence']).optional(),
  }),
]);
export type FieldSource = z.infer<typeof fieldSourceSchema>;

const readsSchema = z.strictObject({
  kind: z.enum(['json-lines', 'delimited', 'fixed-width']),
  encoding: z.enum(['utf-8', 'latin-1', 'utf-8-or-latin-1']).default('utf-8-or-latin-1'),
  delimiter: z.union([z.literal('tab'), z.string().length(1)]).default(','),
  quote: z.union([z.literal('none'), z.string().length(1)]).default('"'),
  /** Whether a quoted value may hold line breaks. */
  quotedNewlines: z.boolean().default(false),
  header: z.enum(['required', 'optional', 'none']).default('required'),
  /** Where a header is optional: a first line that holds one of these columns by name is a header. */
  headerMarks: z.array(word).optional(),
  /** The columns in order; for fixed width with their place, counted from 1. Needed where there may be no header. */
  columns: z
    .array(
      z.union([word, z.strictObject({ name: word, from: z.number().int().min(1), width: z.number().int().min(1) })]),
    )
    .optional(),
  /** Whether rows (or the header) may end in delimiters with nothing between them. */
  trailingDelimiters: z.boolean().default(false),
});

export const CA_DOJ_ROLES = [
  'subjectId',
  'ciiNumber',
  'requestedCiiNumber',
  'fbiNumber',
  'name',
  'birthDate',
  'sex',
  'race',
  'cycleStepCount',
  'stepType',
  'eventDate',
  'county',
  'caseNumber',
  'offense',
  'offenseGrade',
  'comment',
  'disposition',
  'dispositionDate',
  'convictionOffense',
  'convictionGrade',
  'sentenceKind',
  'sentenceLength',
  'sentenceUnit',
  'benchWarrant',
  'warrant',
] as const;
export type CaDojRole = (typeof CA_DOJ_ROLES)[number];

const tableSchema = z.strictObject({
  table: word,
  /** `person-lines`: each line is a whole record. `rows`: each row is part of one. `ca-doj`: see ca-doj/README. */
  grouping: z.enum(['person-lines', 'rows', 'ca-doj']),
  /** For `rows`: what each row is about. */
  gives: z.enum(['person', 'charge', 'warrant', 'violation']).optional(),
  reads: readsSchema,
  /** A file is of the first table whose marks its header bears: all of `has`, one of `any`, none of `lacks`. */
  recognisedBy: z
    .strictObject({
      has: z.array(word).optional(),
      any: z.array(word).optional(),
      lacks: z.array(word).optional(),
      /** Where a file has no header: how many columns it has. */
      columnCount: z.number().int().optional(),
    })
    .optional(),
  /** Columns without which the file is refused. `all` means every one of `reads.columns`. */
  required: z.union([z.literal('all'), z.array(word)]).default([]),
  /** Other names under which a column may come: theirs to ours. */
  aliases: z.record(word, word).default({}),
  /** Field paths to sources; the word `canonical` stands for the published columns of the canonical CSV. */
  fields: z.union([z.literal('canonical'), z.record(word, fieldSourceSchema)]).optional(),
  /** Columns that are known and left out, so that they are not reported as unknown. */
  leftOut: z.array(word).default([]),
});

export const profileSchema = z.strictObject({
  profile: z.string().regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and hyphens'),
  title: word,
  summary: word,
  coverage: coverageSchema.default({}),
  /** Texts that mean that nothing is known, beyond blank. */
  missing: z.array(text).default([]),
  dates: datesSchema,
  constants: z.record(word, text).default({}),
  /** Named value maps: a source's text to ours. A key ending in `*` is a prefix; capitals and blanks do not matter. */
  maps: z.record(word, z.record(z.string(), text)).default({}),
  tables: z.array(tableSchema).min(1),
});

/** A checked profile. */
export type SourceProfile = z.infer<typeof profileSchema>;
export type ProfileTable = z.infer<typeof tableSchema>;
export type TableReads = z.infer<typeof readsSchema>;

function isRegExp(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}
