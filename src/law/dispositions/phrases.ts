/**
 * What a source's phrase for a disposition comes to in law: `STET` is alive, `PBJ` is no conviction.
 *
 * The phrases of a state stand in `<state>.yaml`, those that mean the same everywhere in `common.yaml`; a state's own go
 * first. A phrase nobody wrote down has no meaning: nothing is guessed from parts of it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { shippedYaml } from '../../common/shipped-yaml.js';
import { z } from 'zod';
import { AppError } from '../../common/index.js';
import type { DispositionType } from '../../records/record.js';

/** What a disposition does to the charge. */
export const EFFECTS = [
  'conviction',
  /** Ended without a conviction. */
  'nonconviction',
  /** Pending, or able to be taken up again without a new charge. */
  'alive',
  /** Granted; whether it is over the phrase does not say. */
  'deferred',
  'deferred-completed',
  'diverted',
  'diversion-completed',
  'probation-before-judgment',
  /** This charge is closed, and the conviction is for a lesser one: neither pending nor a conviction of this statute. */
  'lesser',
  'vacated',
  'set-aside',
  /** Goes on elsewhere: ends nothing. */
  'transferred',
  /** A known phrase that does not say how the charge ended, or that nothing is known. */
  'unclear',
] as const;
export type Effect = (typeof EFFECTS)[number];

/** A phrase's effect, and the type of disposition that says the same; null where no type does. */
export interface Meaning {
  readonly effect: Effect;
  readonly type: DispositionType | null;
}

const TYPE_OF: Readonly<Record<Effect, DispositionType | null>> = {
  conviction: 'convicted',
  nonconviction: 'dismissed',
  alive: 'pending',
  deferred: 'deferred',
  'deferred-completed': 'deferred',
  diverted: 'diverted',
  'diversion-completed': 'diverted',
  'probation-before-judgment': 'probation-before-judgment',
  lesser: null,
  vacated: 'vacated',
  'set-aside': 'set-aside',
  transferred: null,
  unclear: null,
};

const yesNo = z.enum(['yes', 'no']).transform((text) => text === 'yes');
const words = z.array(z.coerce.string()).default([]);
const fileSchema = z.strictObject({
  state: z.string().length(2).optional(),
  authorities: z
    .record(
      z.string(),
      z.strictObject({ cite: z.string(), title: z.string().optional(), verified: yesNo, note: z.string().optional() }),
    )
    .default({}),
  doubts: words,
  dispositions: z.array(
    z.strictObject({
      effect: z.enum(EFFECTS),
      /** The type that says the same, where it is another than the effect's usual one. */
      type: z.enum(['acquitted', 'nolle-prosequi', 'no-complaint', 'stet']).optional(),
      phrases: words,
      beginning: words,
      authority: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
});

interface Phrases {
  readonly whole: ReadonlyMap<string, Meaning>;
  /** The longest first. */
  readonly beginning: readonly (readonly [string, Meaning])[];
  readonly doubts: RegExp | null;
}

const folder = new URL('./', import.meta.url);
const NO_PHRASES: Phrases = { whole: new Map(), beginning: [], doubts: null };

/** A phrase as it is compared: capitals, letters and figures only, `&` as a word, without dates. */
export function plainPhrase(text: string): string {
  return text
    .toUpperCase()
    .replace(/\b\d{1,4}[/-]\d{1,2}[/-]\d{1,4}\b/g, ' ')
    .replaceAll('&', ' AND ')
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** Reads the text of a phrase file; refuses (AppError `disposition-phrases`) one that contradicts itself. */
export function readPhrases(text: string, name: string): Phrases {
  const refuse = (why: string): AppError =>
    new AppError('disposition-phrases', `law/dispositions/${name}: ${why}. Correct the file.`);
  const result = fileSchema.safeParse(shippedYaml(text));
  if (!result.success) {
    const first = result.error.issues[0];
    throw refuse(`${first?.path.join('.')}: ${first?.message}`);
  }
  const { data } = result;
  const whole = new Map<string, Meaning>();
  const beginning = new Map<string, Meaning>();
  const add = (to: Map<string, Meaning>, phrase: string, meaning: Meaning): void => {
    const key = plainPhrase(phrase);
    const other = to.get(key);
    if (key === '') throw refuse(`the phrase "${phrase}" has no words`);
    if (other !== undefined && (other.effect !== meaning.effect || other.type !== meaning.type)) {
      throw refuse(`the phrase "${phrase}" has two meanings, ${other.effect} and ${meaning.effect}`);
    }
    to.set(key, meaning);
  };
  for (const { effect, type, phrases, beginning: heads, authority } of data.dispositions) {
    if (authority !== undefined && data.authorities[authority] === undefined) {
      throw refuse(`there is no authority "${authority}"`);
    }
    const meaning: Meaning = { effect, type: type ?? TYPE_OF[effect] };
    for (const phrase of phrases) add(whole, phrase, meaning);
    for (const head of heads) add(beginning, head, meaning);
  }
  for (const [head, meaning] of beginning) if (!whole.has(head)) whole.set(head, meaning);
  return {
    whole,
    beginning: [...beginning].sort(([a], [b]) => b.length - a.length),
    doubts: data.doubts.length === 0 ? null : new RegExp(`(?:^| )(?:${data.doubts.map(plainPhrase).join('|')})`),
  };
}

function phrasesOf(name: string): Phrases {
  const file = new URL(name, folder);
  return existsSync(file) ? readPhrases(readFileSync(file, 'utf8'), name) : NO_PHRASES;
}

interface StatePhrases {
  readonly own: Phrases;
  readonly known: Map<string, Meaning | null>;
}

const REMEMBERED = 20_000;
const states = new Map<string, StatePhrases>();
let common: Phrases | undefined;

/** What a phrase means in a state's data; null where nobody wrote it down. Asked again, it is looked up. */
export function meaningOf(phrase: string, state: string): Meaning | null {
  let phrases = states.get(state);
  if (phrases === undefined) {
    const own = /^[A-Z]{2}$/.test(state) ? phrasesOf(`${state.toLowerCase()}.yaml`) : NO_PHRASES;
    states.set(state, (phrases = { own, known: new Map() }));
    // A source may invent states without end.
    if (states.size > 200) states.clear();
  }
  const { own, known } = phrases;
  let meaning = known.get(phrase);
  if (meaning === undefined) {
    if (known.size >= REMEMBERED) known.clear();
    meaning = find(plainPhrase(phrase), own, (common ??= phrasesOf('common.yaml')));
    known.set(phrase, meaning);
  }
  return meaning;
}

/** Whether a phrase is written down for a state's data. */
export function knowsDisposition(phrase: string, state: string): boolean {
  return meaningOf(phrase, state) !== null;
}

function find(plain: string, own: Phrases, shared: Phrases): Meaning | null {
  const whole = own.whole.get(plain) ?? shared.whole.get(plain);
  if (whole !== undefined) return whole;
  for (const [head, meaning] of [...own.beginning, ...shared.beginning]) {
    if (!plain.startsWith(`${head} `)) continue;
    // What stands behind may turn it into something else.
    return shared.doubts?.test(plain.slice(head.length)) === true ? null : meaning;
  }
  return null;
}
