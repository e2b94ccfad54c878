/**
 * Text from records as it may be printed: composed, without characters that no paper can show.
 */

// Control characters, byte-order marks, non-characters, and the marks that turn the direction of text around them:
// the last could make a name or a number read differently on paper from what the record holds.

const UNPRINTABLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff\u{1fffe}\u{1ffff}]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const SPACE = /[\t\n\r\u2028\u2029]+/g;
/** An unbroken word of this many characters gets a place where a line may end. */
const LONGEST_WORD = 40;
const ZERO_WIDTH_SPACE = '\u200b';

/** Canonical composition (NFC) without control characters, lone surrogates and direction marks; line ends become spaces. */
export function cleanText(text: string): string {
  return text.replace(SPACE, ' ').replace(LONE_SURROGATE, '').replace(UNPRINTABLE, '').normalize('NFC');
}

/** Whether `cleanText` takes anything away that a person ought to hear of. */
export function losesCharacters(text: string): boolean {
  const spaced = text.replace(SPACE, ' ');
  return spaced.replace(LONE_SURROGATE, '').replace(UNPRINTABLE, '') !== spaced;
}

/** Puts a zero-width space into each unbroken word of more than `longest` characters, so that it cannot run off the page. */
export function breakLongWords(text: string, longest = LONGEST_WORD): string {
  if (text.length <= longest) return text;
  return text.replace(new RegExp(`[^\\s\\u200b-]{${longest + 1},}`, 'gu'), (word) => {
    const characters = [...word];
    let broken = '';
    for (let at = 0; at < characters.length; at += longest) {
      broken += (at === 0 ? '' : ZERO_WIDTH_SPACE) + characters.slice(at, at + longest).join('');
    }
    return broken;
  });
}
