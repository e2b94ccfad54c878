/**
 * The order of the databases: by the bytes of UTF-8, which is not that of JavaScript's `<` where a text has characters
 * beyond the first 65,536, such as some names' own scripts. Whatever follows a key that a database ordered compares so.
 */
export function compareBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
