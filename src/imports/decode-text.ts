/** How a profile says its text is written. `utf-8-or-latin-1` tries UTF-8 row by row and falls back. */
export type Encoding = 'utf-8' | 'latin-1' | 'utf-8-or-latin-1';

const utf8 = new TextDecoder('utf-8', { fatal: true });
// The Encoding Standard reads "latin1" as Windows-1252: the same letters, and the curly quotes that Windows programs write.
const latin1 = new TextDecoder('windows-1252');

/** Whether the bytes are well-formed UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    utf8.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** The text of bytes known to be well-formed UTF-8 (`asUtf8`), or read as Latin-1 otherwise. */
export function decodeText(bytes: Uint8Array, asUtf8: boolean): string {
  return asUtf8 ? utf8.decode(bytes) : latin1.decode(bytes);
}
