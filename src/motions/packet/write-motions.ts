/** Drafts → files: `motions/<court>/<case>/…`, a schedule and a manifest. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../common/app-error.js';
import type { DraftIssue, MotionDraft } from '../drafting/motion-draft.js';
import type { Format } from '../emitters/emitter.js';
import type { TemplateLibrary } from '../templating/template-library.js';
import { planFiles } from './plan-files.js';
import type { WrittenFile } from './render-job.js';
import { renderAll } from './render-pool.js';
import { writeSchedule } from './schedule.js';

export interface WriteOptions {
  /** The output folder; files go to `motions/` within it. */
  dir: string;
  formats: readonly Format[];
  library: TemplateLibrary;
  /** Threads that render; 0 renders on the calling one. */
  threads?: number;
  /** Called with the number of drafts finished since the last call. */
  onDone?: (drafts: number) => void;
}

export interface WriteResult {
  /** In the order of the drafts; paths within `dir`. */
  files: WrittenFile[];
  issues: DraftIssue[];
}

/**
 * Renders every draft in every format and writes `motions/…`, `motions/schedule.csv` and `motions/manifest.json`.
 *
 * The same drafts give the same names and the same bytes, whatever the number of threads. A draft that cannot be
 * printed faithfully becomes an issue; the others are written. Throws `AppError` (exit code 3, safe to repeat) when the
 * disk refuses.
 */
export async function writeMotions(drafts: readonly MotionDraft[], options: WriteOptions): Promise<WriteResult> {
  const root = join(options.dir, 'motions');
  try {
    await mkdir(root, { recursive: true });
  } catch (error) {
    throw new AppError(
      'output-folder',
      `The folder ${root} cannot be made: ${reason(error)}. Choose another output folder.`,
      { cause: error },
    );
  }
  const jobs = planFiles(drafts, options.dir);
  const answers = await renderAll(jobs, {
    library: options.library,
    formats: options.formats,
    threads: options.threads ?? 0,
    ...(options.onDone === undefined ? {} : { onDone: options.onDone }),
  });
  const files = answers.flatMap((answer) => answer.files);
  const issues = answers.flatMap((answer) => answer.issues);
  const written = new Set(files.map((file) => file.draftId));
  const schedule = writeSchedule(
    drafts.filter((draft) => written.has(draft.id)),
    files,
  );
  const manifest = {
    files: Object.fromEntries(
      [...files]
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map((file) => [file.path, { sha256: file.sha256, bytes: file.bytes, draft: file.draftId, role: file.role }]),
    ),
  };
  try {
    await writeFile(join(root, 'schedule.csv'), schedule);
    await writeFile(join(root, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    throw new AppError(
      'render-write',
      `The schedule or the manifest could not be written: ${reason(error)}. Draft again; it is safe to repeat.`,
      {
        exitCode: 3,
        cause: error,
      },
    );
  }
  return { files, issues };
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
