export type { Statute } from './statute.js';
export { parseStatute, printStatute } from './parse-statute.js';
export { citeStatute } from './cite-statute.js';
export { readStatute, type ChargeCitation } from './read-charge.js';
export { matchStatute, nameStatute, parsePattern, printPattern, type StatutePattern } from './pattern.js';
export {
  compileOffenses,
  readEntry,
  wordsForEntry,
  type OffenseEntry,
  type OffenseKind,
  type OffenseList,
  type OffenseMatcher,
} from './offenses.js';
export { compareSections } from './section-order.js';
export { knownStates } from './state-law.js';
export { presentNumber, renumberingsOf, statesWithCrosswalks } from './crosswalk.js';
