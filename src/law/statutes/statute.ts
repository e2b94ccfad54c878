/**
 * A statute as a charge cites it, taken apart: `664/11377(A) HS` is an attempt of section 11377, subdivision (a),
 * of the Health and Safety Code.
 *
 * What the text does not say stays unsaid: `11350(a)` in California has no code, `HS 11357` no subdivision.
 * Where a text can be read in two ways (`487A PC` is section 487a or subdivision (a) of 487) the statute is the likelier
 * reading and `alternatives` holds the others; a match is then certain only where every reading agrees.
 */
import type { Grade, Inchoate } from '../../records/record.js';

export interface Statute {
  /** The state whose law is cited, two letters. */
  readonly state: string;
  /** The code's abbreviation (`HS`, `CR`, `ORS`); null when the text does not say and the state has several. */
  readonly code: string | null;
  /** The section in its state's own spelling: `11357.5`, `5-601`, `475.894`, `69.50.4013`. */
  readonly section: string;
  /** Outermost first, in lower case, without leading zeros: `(C)(02)` is `['c', '2']`. */
  readonly subdivisions: readonly string[];
  /** From a prefix such as `664/` or a word such as `ATTEMPTED`; the statute is then the target's, when it is given. */
  readonly inchoate: Inchoate | null;
  /** From a suffix such as `/F` or a class such as `AM`. */
  readonly grade: Grade | null;
  /** Other readings of the same text; empty for nearly all. */
  readonly alternatives: readonly Statute[];
}

/** The subdivisions as they are printed: `['a', '1']` gives `(a)(1)`. */
export function printSubdivisions(subdivisions: readonly string[]): string {
  return subdivisions.map((one) => `(${one})`).join('');
}
