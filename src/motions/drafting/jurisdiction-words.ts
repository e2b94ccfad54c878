/**
 * How a jurisdiction's papers name the court, the parties and the relief: `jurisdiction.yaml` in a folder of templates.
 *
 * A folder says only what differs; the rest comes from the folder it lies within (`us-md-baltimore-city` → `us-md` →
 * `default`).
 */
import { z } from 'zod';
import { ITEM_KINDS, RELIEFS, type ItemKind, type Relief } from '../../law/index.js';
import type { PageStyle } from '../document/tree.js';

const word = z.string().trim().min(1);

/** Who asks: the prosecution, the person, or both together. */
export const ASKERS = ['people', 'defendant', 'joint'] as const;
export type Asker = (typeof ASKERS)[number];

/** What each of them calls the paper it files: `motion`, `petition`, `joint motion`. */
const papersSchema = z.partialRecord(z.enum(ASKERS), word);

const reliefSchema = z.strictObject({
  /** For titles, after `MOTION TO`: `set aside conviction`. */
  to: word,
  /** For running text, after `asks this Court to`; `{items}`, `{becomes}` and `{person}` are filled in. */
  ask: word,
  /** What this relief's paper is called, where it is called other than the jurisdiction's papers are. */
  papers: papersSchema.optional(),
});

export const jurisdictionSchema = z.strictObject({
  /** `{STATE}` the state's name in capitals, `{state}` as written, `{county}` / `{COUNTY}` the county, `{countyLong}` with its “County”, `{COURT_FOR_COUNTY}` the court with its county, `{COURT_ALONE}` without county and state. */
  plaintiff: word.optional(),
  /** Empty where captions give the parties no role. */
  plaintiffRole: z.string().optional(),
  defendantRole: word.optional(),
  /** What stands between the parties. */
  versus: word.optional(),
  /** What stands before the number of the case. */
  caseLabel: word.optional(),
  /** Where in the courthouse a matter is heard: `Department`, `Part`. */
  placeLabel: word.optional(),
  /** In running text: `the State`, `the People`. */
  prosecution: word.optional(),
  attorneyTitle: word.optional(),
  officeName: word.optional(),
  /** Lines are parted by `|`. */
  courtTitle: word.optional(),
  /** The paper its courts want, whatever the template says. */
  pageStyle: z.enum(['letter', 'pleading']).optional(),
  papers: papersSchema.optional(),
  /** The words for a relief: by a path's full id, by relief and item (`dismiss conviction`), or by relief alone. */
  relief: z
    .record(
      z.string().refine(isReliefKey, 'write a relief (expunge), a relief and an item (dismiss conviction), or a path'),
      reliefSchema,
    )
    .optional(),
});

export type JurisdictionFile = z.output<typeof jurisdictionSchema>;
/** What a folder may leave to the folder around it. */
export type PlainWord = Exclude<keyof JurisdictionFile, 'pageStyle' | 'papers' | 'relief'>;

/** How a relief is asked for: `to` for titles, `ask` for sentences, `paper` for what it is called. */
export interface ReliefWords {
  to: string;
  ask: string;
  paper: string;
}

export type JurisdictionWords = Record<PlainWord, string> & {
  pageStyle: PageStyle | null;
  /** The words for a relief; null where no folder has any, because it is no relief for such an item. */
  relief(relief: Relief, item: ItemKind, path: string, asker: Asker): ReliefWords | null;
};

function isReliefKey(key: string): boolean {
  if (key.includes('/')) return true;
  const [relief, item, ...rest] = key.split(' ');
  return (
    rest.length === 0 &&
    (RELIEFS as readonly string[]).includes(relief ?? '') &&
    (item === undefined || (ITEM_KINDS as readonly string[]).includes(item))
  );
}

/** The words of the nearest folder that has some for this path, for this relief of this item, or for this relief. */
export function reliefWordsOf(
  files: readonly JurisdictionFile[],
  relief: Relief,
  item: ItemKind,
  path: string,
  asker: Asker,
): ReliefWords | null {
  for (const file of files) {
    const words = file.relief?.[path] ?? file.relief?.[`${relief} ${item}`] ?? file.relief?.[relief];
    if (words === undefined) continue;
    const paper = words.papers?.[asker] ?? files.map((each) => each.papers?.[asker]).find((name) => name !== undefined);
    return { to: words.to, ask: words.ask, paper: paper ?? 'motion' };
  }
  return null;
}

/** Fills the words of a pattern. */
export function fillWords(pattern: string, words: Readonly<Record<string, string>>): string {
  return pattern
    .replace(/\{(\w+)\}/g, (whole, name: string) => words[name] ?? whole)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The folders that serve a jurisdiction, the nearest first: `us-md-baltimore-city`, `us-md-baltimore`, `us-md`, `default`. */
export function folderChain(jurisdiction: string): string[] {
  const parts = jurisdiction.split('-');
  const chain: string[] = [];
  for (let length = parts.length; length >= 2; length -= 1) chain.push(parts.slice(0, length).join('-'));
  return [...chain, 'default'];
}
