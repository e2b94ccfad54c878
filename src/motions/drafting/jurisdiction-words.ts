/**
 * How a jurisdiction's papers name the court and the parties: `jurisdiction.yaml` in a folder of templates.
 *
 * A folder says only what differs; the rest comes from the folder it lies within (`us-md-baltimore-city` → `us-md` →
 * `default`).
 */
import { z } from 'zod';
import type { PageStyle } from '../document/tree.js';

export const jurisdictionSchema = z.strictObject({
  /** `{STATE}` the state's name in capitals, `{state}` as written, `{county}` / `{COUNTY}` the county, `{countyLong}` with its “County”, `{COURT_FOR_COUNTY}` the court with its county. */
  plaintiff: z.string().min(1).optional(),
  plaintiffRole: z.string().min(1).optional(),
  defendantRole: z.string().min(1).optional(),
  /** In running text: `the State`, `the People`. */
  prosecution: z.string().min(1).optional(),
  attorneyTitle: z.string().min(1).optional(),
  officeName: z.string().min(1).optional(),
  /** Lines are parted by `|`. */
  courtTitle: z.string().min(1).optional(),
  /** The paper its courts want, whatever the template says. */
  pageStyle: z.enum(['letter', 'pleading']).optional(),
});

export type JurisdictionFile = z.output<typeof jurisdictionSchema>;
export type JurisdictionWords = Record<Exclude<keyof JurisdictionFile, 'pageStyle'>, string> & {
  pageStyle: PageStyle | null;
};

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
