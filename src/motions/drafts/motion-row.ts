import type { MotionDraft } from '../drafting/motion-draft.js';
import type { WrittenFile } from '../packet/render-job.js';
import type { MotionEntity } from './motion.entity.js';

/** A draft and its files as the row that is kept of them. */
export function motionRow(
  draft: MotionDraft,
  scanId: number,
  jobId: number,
  files: WrittenFile[],
): Omit<MotionEntity, 'id'> {
  return {
    scanId,
    jobId,
    draftId: draft.id,
    personKey: draft.personId,
    template: draft.template,
    title: draft.title,
    relief: draft.relief,
    jurisdiction: draft.jurisdiction,
    state: draft.case.state,
    county: draft.case.county ?? null,
    court: draft.case.court,
    judge: draft.judge,
    caseNumber: draft.case.number,
    defendant: draft.view.person.fullName,
    outcome: draft.outcome,
    paths: draft.paths,
    items: draft.items,
    files,
  };
}
