/** How a profile says its text is written. `utf-8-or-latin-1` tries UTF-8 row by row and falls back. */
export type Encoding = 'utf-8' | 'latin-1' | 'utf-8-or-latin-1';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What Windows programs write where Latin-1 has control characters: curly quotes, dashes, the euro sign. */
const WINDOWS_LETTERS =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Whether the bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * The text of bytes known to be well-formed UTF-8 (`asUtf8`), or read as Latin-1 otherwise, with the letters of
 * Windows-1252. (`TextDecoder` reads these differently from one version of Node to the next.)
 */
export function decodeText(bytes: Uint8Array, asUtf8: boolean): string {
  if (asUtf8) return utf8.decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (letter) => WINDOWS_LETTERS.charAt(letter.charCodeAt(0) - 0x80));
}
