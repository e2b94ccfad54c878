/** The list of drafts beside the files, for a spreadsheet. */
import type { MotionDraft } from '../drafting/motion-draft.js';
import { cleanText } from '../document/clean-text.js';
import { writeItem } from '../drafting/build-view.js';
import type { WrittenFile } from './render-job.js';

const COLUMNS = [
  'court',
  'county',
  'state',
  'judge',
  'case_number',
  'person_id',
  'defendant',
  'relief',
  'items',
  'title',
  'outcome',
  'template',
  'paths',
  'draft_id',
  'files',
] as const;

/** One line for each draft, in the order given, with a header; cells that a spreadsheet would run are neutralised. */
export function writeSchedule(drafts: readonly MotionDraft[], files: readonly WrittenFile[]): string {
  const filesOf = new Map<string, string[]>();
  for (const file of files) filesOf.set(file.draftId, [...(filesOf.get(file.draftId) ?? []), file.path]);
  const lines = drafts.map((draft) => {
    const row: Record<(typeof COLUMNS)[number], string> = {
      court: draft.case.court,
      county: draft.case.county ?? '',
      state: draft.case.state,
      judge: draft.judge ?? '',
      case_number: draft.case.number,
      person_id: draft.personId,
      defendant: draft.view.person.fullName,
      relief: draft.relief,
      items: draft.items.map(writeItem).join('; '),
      title: draft.title,
      outcome: draft.outcome,
      template: draft.template,
      paths: draft.paths.join(' '),
      draft_id: draft.id,
      files: (filesOf.get(draft.id) ?? []).join(' '),
    };
    return COLUMNS.map((column) => csvCell(row[column])).join(',');
  });
  return [COLUMNS.join(','), ...lines].map((line) => `${line}\r\n`).join('');
}

/** A cell that cannot be taken for a formula, quoted where it has to be. */
export function csvCell(text: string): string {
  const clean = cleanText(text);
  const safe = /^[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
