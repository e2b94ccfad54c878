/** Where the papers of each draft go: `motions/<court>/<case>/<file>`. */
import { join } from 'node:path';
import type { MotionDraft } from '../drafting/motion-draft.js';
import type { RenderJob } from './render-job.js';
import { safeName, shortHash } from './safe-name.js';

/**
 * The folder and the beginning of the file names of each draft, within `dir`. A name depends on its draft alone, so that
 * drafts which are rendered apart, on other machines or another day, never change each other's. Two texts that could
 * share a folder name carry a part of their hash; file names carry the draft's id, so no two are ever the same.
 */
export function planFiles(drafts: readonly MotionDraft[], dir: string): RenderJob[] {
  return drafts.map((draft) => {
    const { court, county, state, number } = draft.case;
    const courtFolder = folderName([state, county, court].filter((part) => part !== undefined).join(' '));
    const caseFolder = folderName(number);
    return {
      draft,
      folder: join(dir, 'motions', courtFolder, caseFolder),
      folderName: `motions/${courtFolder}/${caseFolder}`,
      stem: `${safeName(number, 24)}-${safeName(draft.kind, 24)}-${shortHash(draft.id, 6)}`,
    };
  });
}

/** A text as a folder's name; with a part of its hash where anything but spaces had to be replaced. */
function folderName(text: string): string {
  const name = safeName(text);
  return name === text.replaceAll(' ', '-') ? name : `${safeName(text, 54)}-${shortHash(text, 4)}`;
}
