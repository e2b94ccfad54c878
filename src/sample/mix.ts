/**
 * What a caseload is made of, read from `mixes/<state>.yaml`: offences with their spellings, weights, years and grades,
 * outcomes, sentences, courts. The code beside it knows how to invent, the mix knows what: no law is written in code.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DispositionType, Grade, Identifier } from '../records/record.js';
import { Weighted } from './dice.js';

const FIRST_YEAR = 1960;
const LAST_YEAR = 2040;

const text = z.union([z.string(), z.number()]).transform(String);
const weights = z.record(z.string(), z.number().nonnegative());
const quantitySchema = z.strictObject({ known: z.number(), median: z.number(), units: weights });
const partSchema = z.strictObject({
  place: z.enum(['PRISON', 'JAIL', 'PROBATION', 'FINE']),
  unit: z.enum(['Y', 'M', 'D', '']),
  from: z.number(),
  to: z.number(),
  /** The share of it that is suspended, where some is. */
  suspended: z.number().optional(),
});
const sentenceSchema = z.strictObject({ weight: z.number(), words: z.string().optional(), parts: z.array(partSchema) });
const offenceSchema = z.strictObject({
  id: z.string(),
  weight: z.number(),
  code: z.string(),
  section: text,
  sub: z.string().default(''),
  /** Spellings of its own with their weights, in place of the state's. */
  spelled: weights.optional(),
  words: z.string().optional(),
  text: z.string(),
  years: z.tuple([z.number(), z.number()]).default([FIRST_YEAR, LAST_YEAR]),
  /** From a year on: the weight of each grade. */
  grades: z.record(z.string(), weights),
  /** For a state whose law asks for it: the class that the file gives each grade of this offence. */
  classes: z.record(z.string(), z.string()).default({}),
  substances: weights.optional(),
  quantity: quantitySchema.optional(),
  value: z.strictObject({ known: z.number(), median: z.number() }).optional(),
  indicia: z.number().default(0),
  attempt: z.number().default(0),
  with: z.array(z.string()).default([]),
  registration: z.boolean().default(false),
  victim: z.boolean().default(false),
  grave: z.boolean().default(false),
});
const shareSchema = z.strictObject({ share: z.number(), withWarrant: z.number() });
const jurisdictionSchema = z.strictObject({
  counties: weights,
  pending: shareSchema.optional(),
  violations: shareSchema.optional(),
});
const mixSchema = z.strictObject({
  state: z.string(),
  spellings: z.array(z.strictObject({ as: z.string(), weight: z.number() })),
  attempts: z.strictObject({ as: z.string(), words: z.string() }),
  unreadable: z.array(z.string()),
  longNames: z.record(z.string(), z.string()),
  jurisdictions: z.record(z.string(), jurisdictionSchema),
  courts: z.array(z.strictObject({ name: z.string(), weight: z.number() })),
  caseNumbers: z.array(z.strictObject({ prefix: z.string(), digits: z.number(), weight: z.number() })),
  cities: weights,
  zip: text,
  identifier: z.enum(['SID', 'CII']),
  people: z.strictObject({
    deceased: z.number(),
    immigrationConcern: z.number(),
    splitOverTwoIds: z.number(),
    sameCaseTwice: z.number(),
  }),
  pending: shareSchema,
  violations: shareSchema,
  dispositions: z.array(
    z.strictObject({ type: z.string(), weight: z.number(), words: z.array(z.string()).default([]) }),
  ),
  sentences: z.record(z.string(), z.array(sentenceSchema)),
  offences: z.array(offenceSchema),
});

export type SentencePart = z.infer<typeof partSchema>;
export type SentenceKind = z.infer<typeof sentenceSchema>;

/** An offence ready to be drawn from. */
export interface Offence {
  id: string;
  text: string;
  words: string;
  classes: Readonly<Record<string, string>>;
  spellings: Weighted<string>;
  attempts: Weighted<string>;
  substances: Weighted<string> | null;
  quantity: { known: number; median: number; units: Weighted<string> } | null;
  value: { known: number; median: number } | null;
  indicia: number;
  attemptShare: number;
  companions: Offence[];
  registration: boolean;
  victim: boolean;
  grave: boolean;
  /** How likely each grade was in that year. */
  gradesIn(year: number): Weighted<Grade>;
  chargedIn(year: number): boolean;
}

export interface Ending {
  type: DispositionType;
  words: readonly string[];
}

/** The mix of one jurisdiction, ready to be drawn from. */
export interface Mix {
  state: string;
  jurisdiction: string;
  counties: Weighted<string>;
  courts: Weighted<string>;
  caseNumbers: Weighted<{ prefix: string; digits: number }>;
  cities: Weighted<string>;
  zip: string;
  identifier: Identifier['type'];
  people: { deceased: number; immigrationConcern: number; splitOverTwoIds: number; sameCaseTwice: number };
  pending: { share: number; withWarrant: number };
  violations: { share: number; withWarrant: number };
  unreadable: readonly string[];
  /** What stands before the words of an offence that was only attempted. */
  attemptWords: string;
  endings: Weighted<Ending>;
  convicted: Ending;
  dropped: Ending;
  sentencesFor(grade: Grade): Weighted<SentenceKind>;
  /** The offences of a year by their weights; years outside the mix take its nearest. */
  offencesIn(year: number): Weighted<Offence>;
}

const FILES: Record<string, string> = {
  'us-ca': 'ca',
  'us-ca-los-angeles': 'ca',
  'us-md': 'md',
  'us-md-baltimore-city': 'md',
  'us-ny': 'ny',
  'us-ny-kings': 'ny',
  'us-ny-new-york': 'ny',
  'us-or': 'or',
  'us-ri': 'ri',
  'us-vt': 'vt',
  'us-vt-chittenden': 'vt',
  'us-wa': 'wa',
};

/** The jurisdictions that a caseload can be invented for. */
export const SAMPLE_JURISDICTIONS: readonly string[] = Object.keys(FILES).sort();

/** The mix of a jurisdiction in SAMPLE_JURISDICTIONS; a mistake in its file is thrown with the field's place. */
export function loadMix(jurisdiction: string): Mix {
  const file = FILES[jurisdiction];
  if (file === undefined) throw new Error(`There is no mix for ${jurisdiction}.`);
  const source = readFileSync(new URL(`mixes/${file}.yaml`, import.meta.url), 'utf8');
  return compileMix(mixSchema.parse(parse(source)), jurisdiction);
}

function compileMix(source: z.infer<typeof mixSchema>, jurisdiction: string): Mix {
  const place = source.jurisdictions[jurisdiction];
  if (place === undefined) throw new Error(`mixes/${source.state} names no jurisdiction ${jurisdiction}.`);
  const offences = new Map(source.offences.map((entry) => [entry.id, compileOffence(entry, source)]));
  for (const entry of source.offences) {
    for (const id of entry.with) {
      const companion = offences.get(id);
      if (companion === undefined) throw new Error(`${entry.id} of ${source.state} names no offence ${id}.`);
      offences.get(entry.id)?.companions.push(companion);
    }
  }
  const byYear: Weighted<Offence>[] = [];
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    const those = source.offences.filter(({ years }) => years[0] <= year && year <= years[1]);
    // A state whose mix begins later takes its first years for the time before.
    const entries = those.length > 0 ? those : source.offences.filter(({ years }) => years[0] <= 1975);
    byYear.push(new Weighted(entries.map((entry) => [offences.get(entry.id) as Offence, entry.weight] as const)));
  }
  const endings = source.dispositions.map(
    ({ type, words, weight }) => [{ type: type as DispositionType, words }, weight] as const,
  );
  const endingOf = (...types: string[]) => {
    const found = endings.find(([{ type }]) => types.includes(type));
    if (found === undefined) throw new Error(`The mix of ${source.state} has no ending ${types.join(' or ')}.`);
    return found[0];
  };
  const sentences = new Map(
    Object.entries(source.sentences).map(([grade, kinds]) => [
      grade,
      new Weighted(kinds.map((kind) => [kind, kind.weight])),
    ]),
  );
  const smallest = sentences.get('infraction') as Weighted<SentenceKind>;
  return {
    state: source.state,
    jurisdiction,
    counties: new Weighted(Object.entries(place.counties)),
    courts: new Weighted(source.courts.map(({ name, weight }) => [name, weight])),
    caseNumbers: new Weighted(source.caseNumbers.map((each) => [each, each.weight])),
    cities: new Weighted(Object.entries(source.cities)),
    zip: source.zip,
    identifier: source.identifier,
    people: source.people,
    pending: place.pending ?? source.pending,
    violations: place.violations ?? source.violations,
    unreadable: source.unreadable,
    attemptWords: source.attempts.words,
    endings: new Weighted(endings),
    convicted: endingOf('convicted'),
    dropped: endingOf('nolle-prosequi', 'dismissed'),
    sentencesFor: (grade) => sentences.get(grade) ?? smallest,
    offencesIn: (year) => byYear[Math.max(0, Math.min(byYear.length - 1, year - FIRST_YEAR))] as Weighted<Offence>,
  };
}

function compileOffence(entry: z.infer<typeof offenceSchema>, source: z.infer<typeof mixSchema>): Offence {
  const spelled: (readonly [string, number])[] =
    entry.spelled !== undefined
      ? Object.entries(entry.spelled)
      : source.spellings.map(({ as, weight }) => [spell(as, entry, source.longNames), weight] as const);
  const grades = Object.entries(entry.grades)
    .map(([from, by]) => ({ from: Number(from), grades: new Weighted(Object.entries(by) as [Grade, number][]) }))
    .sort((a, b) => a.from - b.from);
  return {
    id: entry.id,
    text: entry.text,
    words: entry.words ?? entry.text.toUpperCase(),
    classes: entry.classes,
    spellings: new Weighted(spelled),
    attempts: new Weighted(
      spelled.map(([statute, weight]) => [source.attempts.as.replace('{statute}', statute), weight] as const),
    ),
    substances: entry.substances === undefined ? null : new Weighted(Object.entries(entry.substances)),
    quantity:
      entry.quantity === undefined
        ? null
        : { ...entry.quantity, units: new Weighted(Object.entries(entry.quantity.units)) },
    value: entry.value ?? null,
    indicia: entry.indicia,
    attemptShare: entry.attempt,
    companions: [],
    registration: entry.registration,
    victim: entry.victim,
    grave: entry.grave,
    gradesIn: (year) => (grades.findLast(({ from }) => from <= year) ?? grades[0])?.grades as Weighted<Grade>,
    chargedIn: (year) => entry.years[0] <= year && year <= entry.years[1],
  };
}

function spell(pattern: string, entry: z.infer<typeof offenceSchema>, longNames: Record<string, string>): string {
  // Without a subdivision the mark that would stand before it goes too.
  return pattern
    .replace('{code}', entry.code)
    .replace('{long}', longNames[entry.code] ?? entry.code)
    .replace('{section}', entry.section)
    .replace('{dotted}', entry.section.replace('-', '.'))
    .replace('{spaced}', entry.section.replace('-', ' '))
    .replace('{sub}', entry.sub)
    .replace('{SUB}', entry.sub.toUpperCase())
    .replace('{bare}', entry.sub.replace(/[()]/g, '').toUpperCase())
    .trim()
    .replace(/[.-]$/, '');
}
