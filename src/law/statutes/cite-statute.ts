/** A statute as a court paper cites it. */
import { printStatute } from './parse-statute.js';
import { stateLaw } from './state-law.js';
import type { Statute } from './statute.js';

/**
 * The formal citation of the statute's section: `Cal. Health & Safety Code § 11350(a)`, `18 V.S.A. § 4230(a)(1)(A)`. It
 * says nothing of attempt or grade. A statute without a code, or with several readings, has no formal citation: the
 * canonical spelling is given as it is.
 */
export function citeStatute(statute: Statute): string {
  const law = stateLaw(statute.state);
  const code = statute.code === null ? undefined : law?.codes.get(statute.code);
  if (law === null || code === undefined || statute.alternatives.length > 0) return printStatute(statute);
  const section = code.capital ? statute.section.toUpperCase() : statute.section;
  const subdivisions = statute.subdivisions.map((one, level) => {
    const style = law.levels[level];
    return `(${style === 'A' ? one.toUpperCase() : one})`;
  });
  // A function, because a section is not a replacement pattern.
  return code.cite.replace('{section}', () => section + subdivisions.join(''));
}
