/** What a paper tells the court as its reasons, and what it leaves to the attorney. */
import type { Determination, TracedCriterion } from '../../law/index.js';
import type { GroundView } from './motion-draft.js';
import type { PathWords } from './path-words.js';
import { writeDatesIn } from './write-words.js';

/**
 * Whether a criterion was decided with something in it unknown: a bar that nobody has shown, say. The answer stands, and a
 * paper must not tell the court that it is so.
 */
export function restsOnUnknown({ facts }: TracedCriterion): boolean {
  return facts.some(({ value }) => value === 'unknown');
}

/**
 * Whether an office's policy is not yet known to reach the item: a question about it is open. Until somebody decides it,
 * no paper says that the office acts on that policy, or that the item is what the policy asks for.
 */
export function isUnsettledPolicy({ path, review }: Determination, words: ReadonlyMap<string, PathWords>): boolean {
  return words.get(path)?.kind === 'policy' && review.length > 0;
}

/** The criteria of that role and outcome that may be told to the court, each once, with its authority. */
export function groundsOf(
  determinations: readonly Determination[],
  words: ReadonlyMap<string, PathWords>,
  role: 'requirement' | 'disqualifier',
  outcome: 'met' | 'not-met',
): GroundView[] {
  const grounds = determinations
    .filter((determination) => !isUnsettledPolicy(determination, words))
    .flatMap((determination) =>
      determination.criteria
        .filter((criterion) => criterion.role === role && criterion.outcome === outcome && !restsOnUnknown(criterion))
        .flatMap((criterion): GroundView[] => {
          const said = words.get(determination.path)?.criteria[criterion.id];
          return said === undefined ? [] : [{ text: writeDatesIn(said.text), cite: said.authority.cite }];
        }),
    );
  return [...new Map(grounds.map((ground) => [`${ground.text}\n${ground.cite}`, ground])).values()];
}
