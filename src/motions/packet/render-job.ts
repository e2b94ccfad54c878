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

/** Why a draft could not be rendered or written. */
export interface RenderFailure {
  why: string;
  /** The operating system's code, such as ENOSPC, where it was the one that refused. */
  code: string | null;
}

/** What is told of an error; between threads an error itself loses its code. */
export function failureOf(error: unknown): RenderFailure {
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  return {
    why: typeof message === 'string' ? message : String(error),
    code: typeof code === 'string' ? code : null,
  };
}
