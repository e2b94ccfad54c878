/**
 * Which determinations become motions.
 *
 * Unasked: the preferred ones, where relief is open or only a judgement remains, of paths that are drafted `when-open`.
 * Those of a path that is drafted `on-request` are for an attorney to look through first. Who names a path or a finding
 * gets its motion also there, and also where another path is preferred.
 */
import type { Determination, Outcome, Relief } from '../../law/index.js';
import type { PathWords } from './path-words.js';

/** The outcomes that a motion may rest on: anything less, and it would guess. */
export const DRAFTED_OUTCOMES = ['eligible', 'needs-review'] as const satisfies readonly Outcome[];

/** What somebody asked to have drafted. What is null or absent was not narrowed. */
export interface Asked {
  relief?: readonly Relief[] | null;
  /** Full ids of paths. */
  paths?: readonly string[] | null;
  /** Keys of findings. */
  findings?: readonly string[] | null;
}

/** Whether a motion is drafted for a determination when nothing was asked for by name. */
export function isDraftedUnasked(determination: Determination, path: Pick<PathWords, 'drafted'> | undefined): boolean {
  // A path without words is an issue of drafting, and not one to be silent about.
  return determination.preferred && isOpen(determination) && path?.drafted !== 'on-request';
}

/** Whether a motion is drafted for the finding of that key, given what was asked. */
export function isDrafted(
  key: string,
  determination: Determination,
  path: Pick<PathWords, 'drafted'> | undefined,
  { relief, paths, findings }: Asked,
): boolean {
  if (relief != null && !relief.includes(determination.relief)) return false;
  if (paths == null && findings == null) return isDraftedUnasked(determination, path);
  return isOpen(determination) && (paths?.includes(determination.path) ?? true) && (findings?.includes(key) ?? true);
}

/** Whether relief is open, or would be if an attorney so judged. */
export function isOpen({ outcome }: Pick<Determination, 'outcome'>): boolean {
  return outcome === 'eligible' || outcome === 'needs-review';
}
