/** What a rendering worker is asked and answers. Plain data, so that it passes between threads. */
import type { DraftIssue, MotionDraft } from '../drafting/motion-draft.js';
import type { Format } from '../emitters/emitter.js';
import type { Role } from '../templating/template-library.js';

export interface RenderJob {
  draft: MotionDraft;
  /** Absolute path of the folder of the case. */
  folder: string;
  /** The folder's path in the manifest: `motions/<court>/<case>`. */
  folderName: string;
  /** The beginning of each file's name. */
  stem: string;
}

export interface WrittenFile {
  /** Path within the output folder, with `/` between its parts. */
  path: string;
  role: Role;
  format: Format;
  bytes: number;
  sha256: string;
  draftId: string;
}

export interface RenderAnswer {
  files: WrittenFile[];
  issues: DraftIssue[];
}
