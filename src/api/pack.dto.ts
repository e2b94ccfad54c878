import { z } from 'zod';
import {
  cautionsOf,
  firstDayInForce,
  pathId,
  RIPPLE_KINDS,
  wordsForCriterion,
  wordsForEntry,
  type Authority,
  type Pack,
  type Parameter,
  type PathFile,
} from '../law/index.js';
import { pageOf, shape } from '../web/index.js';
import { relief } from './scan.dto.js';

const authorityShape = shape(
  'Authority',
  z.strictObject({
    cite: z.string(),
    title: z.string().optional(),
    url: z.string().optional(),
    verified: z.boolean().describe('Whether somebody checked it; what is not verified has to be, before it is cited.'),
    note: z.string().optional(),
  }),
);

const pathSummaryShape = shape(
  'PathSummary',
  z.strictObject({
    id: z.string(),
    title: z.string(),
    summary: z.string(),
    relief,
    kind: z.enum(['statute', 'case-law', 'policy']),
    items: z.array(z.string()),
    from: z
      .string()
      .nullable()
      .describe('The first day on which it was in force; null where it always was, or the day is not known.'),
    until: z.string().nullable().describe('The first day on which it no longer was.'),
    enabled: z.boolean(),
    drafted: z
      .enum(['when-open', 'on-request'])
      .describe(
        'on-request: its findings are for review, and a motion is drafted only when its path or finding is named.',
      ),
    unverifiedAuthorities: z.int(),
    location: z.string(),
  }),
);

export const packSummaryShape = shape(
  'PackSummary',
  z.strictObject({
    jurisdiction: z.string(),
    title: z.string(),
    version: z.string(),
    hash: z.string(),
    state: z.string(),
    within: z.string().nullable().describe('The state whose courts the office is in.'),
    overlays: z.array(z.string()),
    paths: z.int(),
  }),
);
export const packPageShape = shape('PackPage', pageOf(packSummaryShape));
export const packsQuery = z.strictObject({});

export const packShape = shape(
  'Pack',
  packSummaryShape.extend({
    summary: z.string().nullable(),
    notes: z.array(z.string()),
    paths: z.array(pathSummaryShape),
    assumptions: z.record(z.string(), z.string()).describe('What a scan may be told to assume, in words.'),
  }),
  'The law of a jurisdiction, as the program has it.',
);

const citedShape = z.strictObject({ id: z.string(), text: z.string(), authority: authorityShape });
const parameterShape = z.strictObject({
  name: z.string(),
  title: z.string().nullable(),
  values: z.record(z.string(), z.unknown()).describe('By the day from which each value holds.'),
  until: z.string().nullable(),
  by: z.string().describe('Which day picks the value.'),
  unit: z.string().nullable(),
});

export const pathShape = shape(
  'Path',
  pathSummaryShape.extend({
    jurisdiction: z.string(),
    packVersion: z.string(),
    packHash: z.string(),
    inForceNote: z.string().nullable(),
    authority: authorityShape,
    requires: z.array(citedShape),
    unless: z.array(citedShape),
    review: z.array(citedShape).describe('For the attorney to judge.'),
    cautions: z.array(citedShape),
    offenses: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string().nullable(),
        include: z.array(z.string()),
        exclude: z.array(z.string()),
      }),
    ),
    parameters: z.array(parameterShape),
    result: z.strictObject({
      becomes: z.string(),
      order: z.array(z.string()),
      carveOuts: z.array(z.string()),
      afterwards: z
        .array(
          z.strictObject({
            for: z.array(z.enum(RIPPLE_KINDS)),
            counts: z.boolean(),
            authority: z.string(),
          }),
        )
        .describe('Whether the conviction goes on counting for other items; what is not named is not known.'),
    }),
    movant: z.string(),
    prefers: z.array(z.string()),
    prefersBecause: z.string().nullable(),
    history: z.array(z.strictObject({ date: z.string(), what: z.string() })),
    notes: z.array(z.string()),
  }),
  'One way to relief, as an attorney would read it.',
);

export type PackSummary = z.output<typeof packSummaryShape>;
export type PackJson = z.output<typeof packShape>;
export type PathJson = z.output<typeof pathShape>;
type PathSummary = z.output<typeof pathSummaryShape>;

export function toPackSummary(pack: Pack): PackSummary {
  const { jurisdiction, title, version, state, within } = pack.file;
  return {
    ...{ jurisdiction, title, version, hash: pack.hash, state },
    within: within ?? null,
    overlays: [...pack.overlays],
    paths: pack.paths.length,
  };
}

export function toPack(pack: Pack, assumptions: ReadonlyMap<string, string>, at: string): PackJson {
  return {
    ...toPackSummary(pack),
    summary: pack.file.summary ?? null,
    notes: pack.file.notes,
    paths: pack.paths.map((path) => toPathSummary(pack, path, at)),
    assumptions: Object.fromEntries(assumptions),
  };
}

/** A path with the words and citations of everything it asks. */
export function toPath(pack: Pack, path: PathFile, at: string): PathJson {
  const cited = ({ id }: { id: string }): z.output<typeof citedShape> => {
    const { text, authority } = wordsForCriterion(pack, path, id);
    return { id, text, authority };
  };
  const main = pack.file.authorities[path.authority] ?? { cite: path.title, verified: false };
  return {
    ...toPathSummary(pack, path, at),
    jurisdiction: pack.file.jurisdiction,
    packVersion: pack.file.version,
    packHash: pack.hash,
    inForceNote: path.inForce.note ?? null,
    authority: main,
    requires: path.requires.map(cited),
    unless: path.unless.map(cited),
    review: path.review.map(cited),
    cautions: cautionsOf(pack.file, path).map(cited),
    offenses: (path.offense ?? []).flatMap((name) => {
      const list = pack.file.offenses[name];
      return list === undefined
        ? []
        : [
            {
              name,
              title: list.title ?? null,
              include: list.include.map(wordsForEntry),
              exclude: list.exclude.map(wordsForEntry),
            },
          ];
    }),
    parameters: [...Object.entries(pack.file.parameters), ...Object.entries(path.parameters)].map(toParameter),
    result: path.result,
    movant: path.movant,
    prefers: path.prefers,
    prefersBecause: path.prefersBecause ?? null,
    history: path.history.map(({ date, what }) => ({ date, what })),
    notes: path.notes,
  };
}

function toParameter([name, parameter]: [string, Parameter]): z.output<typeof parameterShape> {
  const { title, values, until, by, unit } = parameter;
  return { name, title: title ?? null, values, until: until ?? null, by, unit: unit ?? null };
}

function toPathSummary(pack: Pack, path: PathFile, at: string): PathSummary {
  return {
    id: pathId(pack, path),
    title: path.title,
    summary: path.summary,
    relief: path.relief as PathSummary['relief'],
    kind: path.kind,
    items: path.items,
    from: firstDayInForce(path.inForce),
    until: path.inForce.until ?? null,
    enabled: path.enabled,
    drafted: path.drafted,
    unverifiedAuthorities: authoritiesOf(pack, path).filter(({ verified }) => !verified).length,
    location: `${at}/${pack.file.jurisdiction}/paths/${path.path}`,
  };
}

/** The authorities that a path names, each once. */
function authoritiesOf(pack: Pack, path: PathFile): Authority[] {
  const names = new Set([
    path.authority,
    ...[...path.requires, ...path.unless].map(({ authority }) => authority),
    ...[...path.review, ...cautionsOf(pack.file, path), ...path.history].flatMap(({ authority }) => authority ?? []),
    ...Object.values(path.parameters).map(({ authority }) => authority),
  ]);
  return [...names].flatMap((name) => pack.file.authorities[name] ?? []);
}
