/** A draft and its template → the document trees of its papers. */
import { AppError } from '../../common/app-error.js';
import type { DraftIssue, MotionDraft } from '../drafting/motion-draft.js';
import { parseArticles } from '../document/parse-html.js';
import type { DocumentTree } from '../document/tree.js';
import type { MotionTemplate, Role, TemplateLibrary } from './template-library.js';

export interface RenderedDocument {
  role: Role;
  tree: DocumentTree;
}

export interface RenderedDraft {
  documents: RenderedDocument[];
  issues: DraftIssue[];
}

const NOTES_TEMPLATE = 'notes/default/attorney-notes';
const LETTER_TEMPLATE = 'letters/default/relief-letter';

/**
 * The papers of a draft: the motion, or the notice where the court or an agency acts by itself, its proposed order, a letter to the person, and the notes for the attorney, which
 * are never filed. A paper that cannot be made is an issue that names the template; the rest of the draft is kept
 * only if the motion itself could be made.
 */
export function renderDraft(draft: MotionDraft, library: TemplateLibrary): RenderedDraft {
  const template = library.get(draft.template);
  const documents: RenderedDocument[] = [];
  try {
    for (const role of ['motion', 'notice', 'response', 'order'] as const) {
      if (template.papers[role] !== undefined) documents.push({ role, tree: treeOf(draft, template, role) });
    }
    const letter = library.templates.get(LETTER_TEMPLATE);
    if (letter !== undefined) documents.push({ role: 'letter', tree: treeOf(draft, letter, 'letter') });
    const notes = library.templates.get(NOTES_TEMPLATE);
    if (notes !== undefined) documents.push({ role: 'notes', tree: treeOf(draft, notes, 'notes') });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { documents: [], issues: [issueOf(draft, error.code, error.message)] };
  }
  return { documents, issues: [] };
}

function treeOf(draft: MotionDraft, template: MotionTemplate, role: Role): DocumentTree {
  const paper = template.papers[role];
  if (paper === undefined) throw new AppError('template-file', `The template ${template.id} has no ${role}.hbs.`);
  const name = `${template.id}/${role}.hbs`;
  const articles = parseArticles(paper.render(draft.view), name);
  return {
    title: `${articles[0]?.title ?? template.file.title}, ${draft.view.case.number}`,
    author: draft.view.office.name,
    keywords: draft.paths,
    pageStyle: role === 'letter' || role === 'notes' ? 'letter' : draft.pageStyle,
    draft: draft.watermark && role !== 'notes',
    date: draft.asOf,
    articles,
  };
}

function issueOf(draft: MotionDraft, code: string, sentence: string): DraftIssue {
  return {
    code: code === 'template-markup' || code === 'template-field' ? code : 'render-failed',
    sentence,
    personId: draft.personId,
    caseNumber: draft.case.number,
    court: draft.case.court,
    template: draft.template,
  };
}

export { issueOf };
