/** What an offence text says. */
export interface OffenseReading {
  statute?: string;
  description?: string;
  /** Set where the section stood only in the comment. */
  fromComment: boolean;
}

const SEE_COMMENT = 'SEE COMMENT FOR CHARGE';

/**
 * The hyphen in front of the description. One between two numbers joins them: `664-11377(A) HS` is an attempt of the
 * second, and cut in two it would be an attempt of nothing.
 */
const BEFORE_DESCRIPTION = /(?<![\d)])-|-(?!\d)/;

/**
 * Splits `11358 HS-CULTIVATE CANNABIS` into the section and the description behind its hyphen. Where the offence is
 * blank or says only to see the comment, the comment is read instead, and that is said.
 */
export function readOffense(offense: string, comment: string): OffenseReading {
  const fromComment = offense === '' || offense.toUpperCase() === SEE_COMMENT;
  const text = fromComment ? comment : offense;
  if (text === '') return { fromComment: false };
  const hyphen = text.search(BEFORE_DESCRIPTION);
  const reading: OffenseReading = { fromComment };
  const statute = (hyphen < 0 ? text : text.slice(0, hyphen)).trim();
  const description = hyphen < 0 ? '' : text.slice(hyphen + 1).trim();
  if (statute !== '') reading.statute = statute;
  if (description !== '') reading.description = description;
  return reading;
}
