/**
 * Which packs a scan uses, from the jurisdictions a person names.
 */
import { AppError } from '../../common/app-error.js';
import { ASSUMPTIONS } from './evaluate.js';
import type { Pack } from './pack.js';

/**
 * The packs for the jurisdictions named: a state brings the offices within it, an office alone brings just its own.
 * Throws an AppError that lists the jurisdictions there are when one is not known.
 */
export function selectPacks(packs: readonly Pack[], jurisdictions: readonly string[]): Pack[] {
  const known = packs.map((pack) => pack.file.jurisdiction);
  const unknown = jurisdictions.filter((name) => !known.includes(name));
  if (jurisdictions.length === 0 || unknown.length > 0) {
    const what =
      unknown.length > 0 ? `There is no jurisdiction "${unknown.join('", "')}".` : 'Name at least one jurisdiction.';
    throw new AppError('unknown-jurisdiction', `${what} There are: ${known.join(', ')}.`);
  }
  return packs.filter(
    (pack) =>
      jurisdictions.includes(pack.file.jurisdiction) ||
      (pack.file.within !== undefined && jurisdictions.includes(pack.file.within)),
  );
}

/** Everything a scan with these packs may be told to assume, by name, in words. */
export function assumptionsOf(packs: readonly Pack[]): Map<string, string> {
  const accepted = new Map(Object.entries(ASSUMPTIONS));
  for (const pack of packs) {
    for (const path of pack.paths) {
      for (const review of path.review) {
        if (review.answer !== undefined) accepted.set(review.answer, review.question);
      }
    }
  }
  return accepted;
}
