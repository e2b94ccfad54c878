import { fileURLToPath } from 'node:url';

/** Arguments of `node` with which a process or a thread runs TypeScript sources; see `register.mjs`. */
export const FROM_SOURCE: readonly string[] = ['--import', new URL('./register.mjs', import.meta.url).href];

/** The path of a file beside the caller's: `pathOf('./x.ts', import.meta.url)`. */
export function pathOf(file: string, base: string): string {
  return fileURLToPath(new URL(file, base));
}
