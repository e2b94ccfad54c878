/** The drug catalogue, read from `catalogue.yaml` and checked: what a name is, what it belongs to, how it is scheduled. */
import { readFileSync } from 'node:fs';
import { shippedYaml } from '../../common/shipped-yaml.js';
import { z } from 'zod';
import { AppError } from '../../common/index.js';

export type Schedule = 'I' | 'II' | 'III' | 'IV' | 'V';
const schedule = z.enum(['I', 'II', 'III', 'IV', 'V']);
const oneOrMore = z.union([schedule.transform((one): Schedule[] => [one]), z.array(schedule).min(1)]);
const texts = z.array(z.coerce.string());

const substanceSchema = z.strictObject({
  names: texts,
  whole: texts.default([]),
  kindOf: z.string().optional(),
  classes: z.array(z.string()).default([]),
  schedule: z.union([oneOrMore, z.record(z.iso.date(), oneOrMore)]).optional(),
  source: z.string().optional(),
  verified: z.enum(['yes', 'no']),
});
const catalogueSchema = z.strictObject({
  sources: z.record(z.string(), z.strictObject({ cite: z.string(), title: z.string() })),
  classes: z.record(z.string(), z.strictObject({ within: z.string().optional(), names: texts })),
  substances: z.record(z.string(), substanceSchema),
});

/** A schedule and the first day it was in force; several where it depends on the product. */
export interface Scheduled {
  readonly from: string;
  readonly schedules: readonly Schedule[];
}

export interface Substance {
  readonly id: string;
  readonly names: readonly string[];
  /** Everyday words that mean the drug only where nothing else stands beside them. */
  readonly whole: readonly string[];
  /** The substance itself, what it is a kind of, and the classes of all of these. */
  readonly belongsTo: ReadonlySet<string>;
  /** In order of time; empty where it is on no federal schedule. */
  readonly scheduled: readonly Scheduled[];
  readonly source: { readonly cite: string; readonly title: string } | null;
  /** Whether the entry was read in the cited text. */
  readonly verified: boolean;
}

export interface DrugClass {
  readonly id: string;
  readonly names: readonly string[];
  /** The class itself and the classes around it. */
  readonly belongsTo: ReadonlySet<string>;
}

export interface Catalogue {
  readonly substances: ReadonlyMap<string, Substance>;
  readonly classes: ReadonlyMap<string, DrugClass>;
}

let loaded: Catalogue | undefined;

/** The shipped catalogue, read once. Refuses (AppError `drug-catalogue`) a file that contradicts itself. */
export function drugCatalogue(): Catalogue {
  loaded ??= readCatalogue(readFileSync(new URL('./catalogue.yaml', import.meta.url), 'utf8'));
  return loaded;
}

/** Checks and links the text of a catalogue. */
export function readCatalogue(text: string): Catalogue {
  const refuse = (why: string): AppError =>
    new AppError('drug-catalogue', `The drug catalogue ${why}. Correct catalogue.yaml.`);
  const result = catalogueSchema.safeParse(shippedYaml(text));
  if (!result.success) {
    const issue = result.error.issues[0];
    throw refuse(`has a mistake at ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const data = result.data;

  const classes = new Map<string, DrugClass>();
  for (const [id, one] of Object.entries(data.classes)) {
    const belongsTo = new Set([id]);
    for (let around = one.within; around !== undefined; around = data.classes[around]?.within) {
      if (data.classes[around] === undefined) throw refuse(`puts ${id} within ${around}, which is no class`);
      if (belongsTo.has(around)) throw refuse(`puts the class ${id} within itself`);
      belongsTo.add(around);
    }
    classes.set(id, { id, names: one.names, belongsTo });
  }

  const substances = new Map<string, Substance>();
  const owners = new Map<string, string>();
  for (const [id, one] of Object.entries(data.substances)) {
    const belongsTo = new Set<string>();
    for (let at: string | undefined = id; at !== undefined; at = data.substances[at]?.kindOf) {
      const kind = data.substances[at];
      if (kind === undefined) throw refuse(`makes ${id} a kind of ${at}, which is no substance`);
      if (belongsTo.has(at)) throw refuse(`makes ${id} a kind of itself`);
      belongsTo.add(at);
    }
    for (const kind of [...belongsTo]) {
      for (const name of data.substances[kind]?.classes ?? []) {
        const known = classes.get(name);
        if (known === undefined) throw refuse(`puts ${kind} in ${name}, which is no class`);
        for (const around of known.belongsTo) belongsTo.add(around);
      }
    }
    const source = one.source === undefined ? null : data.sources[one.source];
    if (source === undefined) throw refuse(`names the source ${one.source} for ${id}, which it does not list`);
    for (const name of [...one.names, ...one.whole]) {
      const owner = owners.get(name.toUpperCase());
      if (owner !== undefined) throw refuse(`gives the name "${name}" to ${owner} and to ${id}`);
      owners.set(name.toUpperCase(), id);
    }
    substances.set(id, {
      id,
      names: one.names,
      whole: one.whole,
      belongsTo,
      scheduled: scheduledOf(one.schedule),
      source,
      verified: one.verified === 'yes',
    });
  }
  return { substances, classes };
}

function scheduledOf(schedule: z.infer<typeof substanceSchema>['schedule']): Scheduled[] {
  if (schedule === undefined) return [];
  if (Array.isArray(schedule)) return [{ from: '0001-01-01', schedules: schedule }];
  return Object.entries(schedule)
    .map(([from, schedules]) => ({ from, schedules }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}
