/**
 * How each state cites its law, read from `states/<state>.yaml` and `states/common.yaml`.
 *
 * A state has codes (abbreviation, names as data spells them, formal citation), shapes of section numbers as regular
 * expressions, and the sections that make another offence incomplete (attempt, conspiracy, solicitation, aiding).
 * No statute number stands in the program: a new state is a new file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { shippedYaml } from '../../common/shipped-yaml.js';
import { z } from 'zod';
import { AppError } from '../../common/index.js';
import type { Grade, Inchoate } from '../../records/record.js';
import { isBetween } from './section-order.js';

const words = z.array(z.coerce.string());

const shapeSchema = z.strictObject({
  /** Sticky regular expression over upper-case text; its groups feed `write`. */
  read: z.string(),
  write: z.string(),
  /** The code that the shape itself implies, where the text names none. */
  code: z.string().optional(),
  /** Recognisable without a code even behind words that say nothing. */
  distinct: z.boolean().default(false),
  behindCode: z.boolean().default(false),
  withoutCode: z.boolean().default(false),
  only: z.array(z.string()).optional(),
  /** Number of digits to which the last group may have to be cut when a letter follows. */
  shorter: z.number().int().optional(),
  /** A decimal at the end may be a subdivision: `CR.5.602.1`. */
  orSubdivision: z.boolean().default(false),
  /** Letters of the number are written small. */
  lower: z.boolean().default(false),
});

const codeSchema = z.strictObject({
  name: z.string().optional(),
  cite: z.string().optional(),
  aliases: words.default([]),
  shapes: z.array(z.string()).optional(),
  /** Sections whose number ends in a letter; `all` where every attached letter belongs to the number. */
  lettered: z.union([z.literal('all'), words]).optional(),
  /** Sections that exist both with the letter and as a lettered subdivision. */
  either: words.default([]),
  /** Ranges of numbers that offences of no other code use. */
  own: words.default([]),
  titleInFront: z.boolean().default(false),
  capital: z.boolean().default(false),
});

const familySchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  cite: z.string(),
  titles: words,
  aliases: words,
  shapes: z.array(z.string()).optional(),
  lettered: z.union([z.literal('all'), words]).optional(),
});

const inchoateKinds = ['attempt', 'conspiracy', 'solicitation', 'aiding'] as const;
const gradeKinds = ['felony', 'misdemeanor', 'infraction', 'violation', 'civil'] as const;

const stateSchema = z.strictObject({
  state: z.string().length(2),
  title: z.string(),
  defaultCode: z.string().nullable(),
  noise: words.default([]),
  levels: z.array(z.enum(['a', '1', 'A', 'i'])),
  subdivisionsStartWith: z.enum(['letter', 'number', 'any']),
  looseSubdivisions: z.boolean().default(false),
  looseNumbers: z.boolean().default(false),
  gradeWords: z.partialRecord(z.enum(gradeKinds), words).default({}),
  shapes: z.record(z.string(), shapeSchema),
  families: z.array(familySchema).default([]),
  codes: z.record(z.string(), codeSchema).default({}),
  inchoate: z.partialRecord(z.enum(inchoateKinds), words).default({}),
});

const commonSchema = z.strictObject({
  noise: words,
  measures: words,
  inchoate: z.record(z.enum(inchoateKinds), words),
  grades: z.record(z.enum(gradeKinds), words),
});

export interface Shape {
  readonly read: RegExp;
  readonly write: string;
  readonly code: string | null;
  readonly distinct: boolean;
  readonly behindCode: boolean;
  readonly withoutCode: boolean;
  readonly shorter: number | null;
  readonly orSubdivision: boolean;
  readonly lower: boolean;
}

export interface Code {
  readonly code: string;
  readonly name: string;
  /** The formal citation, with `{section}` in place of section and subdivisions. */
  readonly cite: string;
  /** The section's letter is printed as a capital: § 287A. */
  readonly capital: boolean;
  readonly shapes: readonly Shape[];
  readonly lettered: ReadonlySet<string> | 'all';
  readonly either: ReadonlySet<string>;
  readonly own: readonly (readonly [string, string])[];
}

/** One state's citations, ready to read with. */
export interface StateLaw {
  readonly state: string;
  readonly title: string;
  readonly defaultCode: string | null;
  /** Whether a section with no code in front of it may be taken as some code's. */
  readonly impliesCodes: boolean;
  /** How the levels of subdivisions are printed, outermost first. */
  readonly levels: readonly ('a' | '1' | 'A' | 'i')[];
  readonly subdivisionsStartWith: 'letter' | 'number' | 'any';
  readonly looseSubdivisions: boolean;
  readonly looseNumbers: boolean;
  readonly codes: ReadonlyMap<string, Code>;
  /** Shapes to try where no code stands in front. */
  readonly bareShapes: readonly Shape[];
  /** Sticky; the group that matched says which entry of `aliasCodes` it is. */
  readonly alias: RegExp;
  readonly aliasCode: (spelling: string) => string | null;
  readonly noise: RegExp;
  /** A short number with what it counts: `28.5 GRAMS`, `2 COUNTS`. */
  readonly measure: RegExp;
  readonly inchoateWord: RegExp;
  readonly inchoateWords: ReadonlyMap<string, Inchoate>;
  readonly gradeWord: RegExp;
  readonly gradeWords: ReadonlyMap<string, Grade>;
  /** Section to kind, and the code it belongs to. */
  readonly inchoateSections: ReadonlyMap<string, { readonly code: string; readonly kind: Inchoate }>;
}

const folder = new URL('./states/', import.meta.url);
const states = new Map<string, StateLaw>();
const known: ReadonlySet<string> = new Set(
  readdirSync(folder)
    .filter((name) => /^[a-z]{2}\.yaml$/.test(name))
    .map((name) => name.slice(0, 2).toUpperCase()),
);
let common: z.infer<typeof commonSchema> | undefined;

/** The two-letter states whose citations can be read, sorted. */
export function knownStates(): string[] {
  return [...known].sort();
}

/** The citations of a state (`CA`, `ca`), read once; null for a state without a file. */
export function stateLaw(state: string): StateLaw | null {
  const loaded = states.get(state);
  if (loaded !== undefined) return loaded;
  const key = state.toUpperCase();
  if (!known.has(key)) return null;
  const law = states.get(key) ?? loadState(`${key.toLowerCase()}.yaml`);
  states.set(key, law);
  states.set(state, law);
  return law;
}

function loadState(file: string): StateLaw {
  common ??= readChecked('common.yaml', commonSchema);
  const data = readChecked(file, stateSchema);
  try {
    return compileState(data, common);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('statutes-file', `${file}: ${(cause as Error).message}. Correct the file.`, { cause });
  }
}

function readChecked<T extends z.ZodType>(file: string, schema: T): z.infer<T> {
  const result = schema.safeParse(shippedYaml(readFileSync(new URL(file, folder), 'utf8')));
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw new AppError('statutes-file', `${file}, ${first?.path.join('.')}: ${first?.message}. Correct the file.`);
}

function compileState(data: z.infer<typeof stateSchema>, shared: z.infer<typeof commonSchema>): StateLaw {
  const shapes = new Map(Object.entries(data.shapes).map(([name, shape]) => [name, compileShape(shape)]));
  const onlyFor = new Map(Object.entries(data.shapes).map(([name, shape]) => [name, shape.only]));
  const shapesOf = (code: string, names: readonly string[] | undefined): Shape[] =>
    [...shapes]
      .filter(([name, shape]) => !shape.withoutCode && (names === undefined || names.includes(name)))
      .filter(([name]) => onlyFor.get(name)?.includes(code) ?? true)
      .map(([, shape]) => shape);

  const codes = new Map<string, Code>();
  const aliases: { spelling: string; code: string; titleInFront: boolean }[] = [];
  const definitions = new Map<string, z.infer<typeof codeSchema>>();
  for (const family of data.families) {
    for (const title of family.titles) {
      const fill = (text: string): string => text.replaceAll('{title}', title);
      definitions.set(fill(family.code), {
        ...codeSchema.parse({}),
        name: fill(family.name),
        cite: fill(family.cite),
        aliases: family.aliases.map(fill),
        shapes: family.shapes,
        lettered: family.lettered,
      });
    }
  }
  for (const [code, own] of Object.entries(data.codes)) {
    const inherited = definitions.get(code);
    definitions.set(code, inherited === undefined ? own : { ...inherited, ...withoutDefaults(own) });
  }
  for (const [code, one] of definitions) {
    codes.set(code, {
      code,
      name: one.name ?? code,
      cite: one.cite ?? `${code} {section}`,
      capital: one.capital,
      shapes: shapesOf(code, one.shapes),
      lettered: one.lettered === 'all' ? 'all' : new Set((one.lettered ?? []).flatMap(expandLetters)),
      either: new Set(one.either.flatMap(expandLetters)),
      own: one.own.map((range) => {
        const [from, to] = range.split('..');
        return [from ?? range, to ?? from ?? range] as const;
      }),
    });
    for (const spelling of [code, ...one.aliases]) aliases.push({ spelling, code, titleInFront: one.titleInFront });
  }

  const byKey = new Map<string, string>();
  for (const { spelling, code } of aliases) {
    const taken = byKey.get(aliasKey(spelling));
    if (taken !== undefined && taken !== code)
      throw new Error(`"${spelling}" is an alias of both ${taken} and ${code}`);
    byKey.set(aliasKey(spelling), code);
  }
  const inchoateSections = new Map<string, { code: string; kind: Inchoate }>();
  for (const [kind, list] of Object.entries(data.inchoate)) {
    for (const cite of list ?? []) {
      const at = cite.lastIndexOf(' ');
      inchoateSections.set(cite.slice(at + 1), { code: cite.slice(0, at), kind: kind as Inchoate });
    }
  }
  const inchoateWords = wordMap(shared.inchoate);
  const gradeWords = wordMap(shared.grades, data.gradeWords);
  return {
    state: data.state,
    title: data.title,
    defaultCode: data.defaultCode,
    impliesCodes: data.defaultCode !== null || [...shapes.values()].some((shape) => shape.code !== null),
    levels: data.levels,
    subdivisionsStartWith: data.subdivisionsStartWith,
    looseSubdivisions: data.looseSubdivisions,
    looseNumbers: data.looseNumbers,
    codes,
    bareShapes: [...shapes]
      .filter(([name, shape]) => !shape.behindCode && onlyFor.get(name) === undefined)
      .map(([, shape]) => shape),
    alias: aliasExpression(aliases),
    aliasCode: (spelling) =>
      byKey.get(aliasKey(spelling)) ?? byKey.get(aliasKey(spelling.replace(/^\d+[A-C]?\s+/, ''))) ?? null,
    noise: wordExpression([...shared.noise, ...data.noise]),
    measure: new RegExp(`(?<![\\dA-Z(])\\d{1,3}(?:\\.\\d+)? ?(?:${shared.measures.join('|')})(?![A-Z0-9])`, 'y'),
    inchoateWord: wordExpression([...inchoateWords.keys()]),
    inchoateWords,
    gradeWord: wordExpression([...gradeWords.keys()]),
    gradeWords,
    inchoateSections,
  };
}

function withoutDefaults(own: z.infer<typeof codeSchema>): Partial<z.infer<typeof codeSchema>> {
  return Object.fromEntries(
    Object.entries(own).filter(
      ([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

function compileShape(shape: z.infer<typeof shapeSchema>): Shape {
  return {
    read: new RegExp(shape.read, 'y'),
    write: shape.write,
    code: shape.code ?? null,
    distinct: shape.distinct,
    behindCode: shape.behindCode,
    withoutCode: shape.withoutCode,
    shorter: shape.shorter ?? null,
    orSubdivision: shape.orSubdivision,
    lower: shape.lower,
  };
}

/** `266a..266c` is 266a, 266b and 266c; letters in lower case. */
function expandLetters(entry: string): string[] {
  const range = /^(.*?)([a-z])\.\.\1([a-z])$/.exec(entry);
  if (range === null) return [entry];
  const [, number = '', from = '', to = ''] = range;
  const letters: string[] = [];
  for (let at = from.charCodeAt(0); at <= to.charCodeAt(0); at += 1) letters.push(number + String.fromCharCode(at));
  return letters;
}

/** Spelling without what may vary: `H. & S.` and `H AND S` are one alias. */
function aliasKey(spelling: string): string {
  return (spelling.toUpperCase().match(/[A-Z0-9]+|[&/]/g) ?? []).map((part) => (part === 'AND' ? '&' : part)).join('');
}

function aliasExpression(aliases: readonly { spelling: string; titleInFront: boolean }[]): RegExp {
  const partsOf = (spelling: string): string[] => spelling.toUpperCase().match(/[A-Z0-9]+|[&/]/g) ?? [];
  const one = ({ spelling, titleInFront }: { spelling: string; titleInFront: boolean }): string => {
    const body = partsOf(spelling)
      .map((part) => (part === '&' || part === 'AND' ? '(?:&|AND)' : part))
      .join('[\\s.,]*');
    return `${titleInFront ? '(?:\\d{1,2}[A-C]?\\s+)?' : ''}${body}${/\d$/.test(body) ? '(?![\\d.])' : '(?![A-Z&])'}`;
  };
  const sorted = [...aliases].sort((a, b) => b.spelling.length - a.spelling.length);
  const group = (digits: boolean): string =>
    sorted
      .filter(({ spelling }) => /^\d/.test(spelling) === digits)
      .map(one)
      .join('|') || '(?!)';
  return new RegExp(`(?:(?<![A-Z])(?:${group(false)})|(?<![\\dA-Z.-])(?:${group(true)}))\\.?`, 'y');
}

function wordExpression(list: readonly string[]): RegExp {
  const body = [...list]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[\\s.]+'))
    .join('|');
  return new RegExp(`(?<![A-Z])(${body})(?![A-Z0-9])\\.?`, 'y');
}

function wordMap<K extends string>(...lists: readonly Partial<Record<K, readonly string[]>>[]): Map<string, K> {
  const map = new Map<string, K>();
  for (const list of lists) {
    for (const kind of Object.keys(list) as K[]) for (const word of list[kind] ?? []) map.set(word.toUpperCase(), kind);
  }
  return map;
}

/** Whether the section lies among the numbers that only the code uses. */
export function isOwnNumber(code: Code, section: string): boolean {
  return code.own.some(([from, to]) => isBetween(section, from, to));
}
