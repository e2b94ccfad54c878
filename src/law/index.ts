/** What other rooms may use of the law: packs in, determinations out. */
export { comparePlaces, type Place } from './engine/choose-preferred.js';
export * from './engine/determination.js';
export type * from './engine/pack.js';
export { cautionsOf, pathId } from './engine/pack.js';
export { SHIPPED_PACKS, loadPackFolder, loadPacks, loadPacksFor, packFolders } from './engine/load-pack.js';
export { packFromSnapshot } from './engine/make-pack.js';
export { applyOverlay, type Overlay, overlaysOf } from './engine/overlay.js';
export { describeIssue, refuseIssues, type PackIssue } from './engine/pack-issue.js';
export { compilePacks, type CompiledPacks } from './engine/compile-pack.js';
export {
  firstDayInForce,
  inForceSentence,
  inForceSpan,
  wordsForCriterion,
  type CriterionWords,
} from './engine/criterion-words.js';
export { answerFact, isAnswerable, targetOf, type AnswerPlace, type FactAnswer } from './engine/answer-fact.js';
export { ASSUMPTIONS, Evaluator, evaluateRecord, type EvaluationOptions } from './engine/evaluate.js';
export { markSupplied } from './engine/supplied.js';
export { checkReadiness } from './engine/pack-readiness.js';
export { decidingCriteria, testPackFolder, type PathTestResult } from './engine/test-pack.js';
export { assumptionsOf, selectPacks } from './engine/select-packs.js';
export { readTablesFor } from './read-tables.js';
export { parseStatute, printStatute, wordsForEntry, type Statute } from './statutes/index.js';
export { knowsDisposition } from './dispositions/index.js';
export { dispositionTypes, standingOf } from './engine/standing.js';
export { ENGINE_VERSION } from './engine/version.js';
export { authoritiesOf, pathSheet, printSheet, sheetPage, type PathSheet } from './sheet/index.js';
