/** The words of a pack's path that a motion prints: taken from the pack, never made up here. */
import {
  cautionsOf,
  pathId,
  wordsForCriterion,
  type Authority,
  type Pack,
  type PathFile,
  type Relief,
} from '../../law/index.js';

export interface AuthorityWords {
  cite: string;
  title: string | null;
  verified: boolean;
  note: string | null;
}

export interface CriterionWords {
  text: string;
  authority: AuthorityWords;
}

export interface PathWords {
  /** Jurisdiction and path: `us-ca/prop-47/redesignate`. */
  id: string;
  jurisdiction: string;
  jurisdictionTitle: string;
  title: string;
  summary: string;
  relief: Relief;
  kind: 'statute' | 'case-law' | 'policy';
  authority: AuthorityWords;
  /** Requirements and disqualifiers by id. */
  criteria: Record<string, CriterionWords>;
  /** Harm checks by id. */
  cautions: Record<string, string>;
  result: { becomes: string; order: string[]; carveOuts: string[] };
  movant: 'people' | 'defendant' | 'joint' | 'court' | 'agency';
  drafted: 'when-open' | 'on-request';
  notice: { victim: 'required' | 'when-named' | 'none'; days: number | null; text: string | null };
  /** Every authority that the path names. */
  authorities: AuthorityWords[];
}

/** Criteria that the engine adds to those a path writes out: what the path is about at all. */
const COVERAGE_CRITERIA = ['item', 'court', 'offense', 'covers', 'in-force'];

/** The words of every path of the packs, by the path's full id. */
export function wordsOfPacks(packs: readonly Pack[]): Map<string, PathWords> {
  const words = new Map<string, PathWords>();
  for (const pack of packs) for (const path of pack.paths) words.set(pathId(pack, path), wordsOfPath(pack, path));
  return words;
}

/** The words of one path; an authority that the pack does not list stands under its id, unverified. */
export function wordsOfPath(pack: Pack, path: PathFile): PathWords {
  const named = new Map<string, AuthorityWords>();
  const authority = (id: string): AuthorityWords => {
    const known = named.get(id) ?? authorityWords(id, pack.file.authorities[id]);
    named.set(id, known);
    return known;
  };
  const main = authority(path.authority);
  const criteria: Record<string, CriterionWords> = {};
  for (const criterion of [...path.requires, ...path.unless]) {
    criteria[criterion.id] = { text: criterion.text, authority: authority(criterion.authority) };
  }
  for (const id of COVERAGE_CRITERIA) {
    if (criteria[id] !== undefined) continue;
    const words = wordsForCriterion(pack, path, id);
    criteria[id] = { text: words.text, authority: authorityWords(path.authority, words.authority) };
  }
  const cautions = cautionsOf(pack.file, path);
  for (const caution of cautions) if (caution.authority !== undefined) authority(caution.authority);
  for (const review of path.review) if (review.authority !== undefined) authority(review.authority);
  return {
    id: pathId(pack, path),
    jurisdiction: pack.file.jurisdiction,
    jurisdictionTitle: pack.file.title,
    title: path.title,
    summary: path.summary,
    // The schema has checked that it is one of the reliefs.
    relief: path.relief as Relief,
    kind: path.kind,
    authority: main,
    criteria,
    cautions: Object.fromEntries(cautions.map((caution) => [caution.id, caution.text])),
    result: path.result,
    movant: path.movant,
    drafted: path.drafted,
    notice: { victim: path.notice.victim, days: path.notice.days ?? null, text: path.notice.text ?? null },
    authorities: [...named.values()],
  };
}

function authorityWords(id: string, authority: Authority | undefined): AuthorityWords {
  if (authority === undefined) return { cite: id, title: null, verified: false, note: 'The pack does not list it.' };
  return {
    cite: authority.cite,
    title: authority.title ?? null,
    verified: authority.verified,
    note: authority.note ?? null,
  };
}
