/** Renders the papers of one draft in the formats asked for and writes them. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../common/app-error.js';
import { DocxEmitter } from '../emitters/docx-emitter.js';
import type { Emitter, Format } from '../emitters/emitter.js';
import { HtmlEmitter } from '../emitters/html-emitter.js';
import { PdfEmitter } from '../emitters/pdf-emitter.js';
import { issueOf, renderDraft } from '../templating/render-draft.js';
import type { TemplateLibrary } from '../templating/template-library.js';
import type { RenderAnswer, RenderJob } from './render-job.js';

/** What each role's file is called after the stem; the numbers keep the clerk's order. */
const FILE_NAMES = {
  motion: '1-motion',
  notice: '1-notice',
  response: '2-response',
  order: '3-proposed-order',
  letter: '4-letter',
  notes: '0-attorney-notes-NOT-FOR-FILING',
} as const;

export function createEmitter(format: Format): Emitter {
  if (format === 'pdf') return new PdfEmitter();
  return format === 'docx' ? new DocxEmitter() : new HtmlEmitter();
}

/** Emitters are slow to make and quick to use: keep one of each for a run. */
export class FileRenderer {
  private readonly emitters: Emitter[];

  constructor(
    private readonly library: TemplateLibrary,
    formats: readonly Format[],
  ) {
    this.emitters = formats.map(createEmitter);
  }

  /**
   * Writes the files of one draft. A paper that one format cannot print becomes an issue and is left out in every
   * format, so that nobody files a motion without noticing that its order is missing. Throws when a file cannot be
   * written.
   */
  async render(job: RenderJob): Promise<RenderAnswer> {
    const rendered = renderDraft(job.draft, this.library);
    const printed: { name: string; role: RenderAnswer['files'][number]['role']; format: Format; data: Uint8Array }[] =
      [];
    for (const { role, tree } of rendered.documents) {
      for (const emitter of this.emitters) {
        try {
          const data = await emitter.render(tree);
          printed.push({
            name: `${job.stem}-${FILE_NAMES[role]}.${emitter.format}`,
            role,
            format: emitter.format,
            data,
          });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          return {
            files: [],
            issues: [...rendered.issues, { ...issueOf(job.draft, error.code, error.message), code: codeOf(error) }],
          };
        }
      }
    }
    if (printed.length > 0) await mkdir(job.folder, { recursive: true });
    const files = await Promise.all(
      printed.map(async ({ name, role, format, data }) => {
        await writeFile(join(job.folder, name), data);
        const sha256 = createHash('sha256').update(data).digest('hex');
        return { path: `${job.folderName}/${name}`, role, format, bytes: data.length, sha256, draftId: job.draft.id };
      }),
    );
    return { files, issues: rendered.issues };
  }
}

function codeOf(error: AppError): 'glyph-missing' | 'render-failed' {
  return error.code === 'glyph-missing' ? 'glyph-missing' : 'render-failed';
}
