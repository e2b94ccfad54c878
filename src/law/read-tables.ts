import type { Pack } from './engine/pack.js';
import { renumberingsOf } from './statutes/index.js';

/**
 * Reads what evaluating under these packs will look up and loading them did not, so that threads which start from here on
 * are given it (`shippedYaml`).
 */
export function readTablesFor(packs: readonly Pack[]): void {
  for (const { file } of packs) renumberingsOf(file.state);
}
