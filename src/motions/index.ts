/** What other rooms may use of `motions`. */
export { draftMotions, type DraftInput, type DraftResult } from './drafting/draft-motions.js';
export type { DraftIssue, MotionDraft, MotionView, Office, ScanIdentity } from './drafting/motion-draft.js';
export { wordsOfPacks, wordsOfPath, type AuthorityWords, type PathWords } from './drafting/path-words.js';
export type { DocumentTree } from './document/tree.js';
export { FORMATS, type Emitter, type Format } from './emitters/emitter.js';
export { createEmitter } from './packet/render-files.js';
export type { WrittenFile } from './packet/render-job.js';
export { checkTemplates, type CheckResult, type TemplateIssue } from './templating/check-templates.js';
export { renderDraft, type RenderedDocument, type RenderedDraft } from './templating/render-draft.js';
export {
  loadTemplates,
  SHIPPED_TEMPLATES,
  type MotionTemplate,
  type TemplateLibrary,
} from './templating/template-library.js';
export { readOffice } from './drafting/read-office.js';
export { DraftService, type DraftRequest, type OnRequest } from './drafts/draft.service.js';
export { DRAFT_JOB, type DraftCounts } from './drafts/draft-work.js';
export { DraftProblemEntity } from './drafts/draft-problem.entity.js';
export { MotionEntity } from './drafts/motion.entity.js';
export { motionsEntities, MotionsModule } from './drafts/motions.module.js';
export { planFiles } from './packet/plan-files.js';
export { renderAll, type PoolOptions } from './packet/render-pool.js';
