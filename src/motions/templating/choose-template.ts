/** Which template serves a determination. */
import type { Determination } from '../../law/index.js';
import { folderChain } from '../drafting/jurisdiction-words.js';
import type { Movant, TemplateFile } from './template-file.js';

interface Candidate {
  id: string;
  folder: string;
  file: TemplateFile;
}

/**
 * The template that serves a determination: from the nearest folder that has one (the office's own, then
 * `us-md-baltimore-city`, `us-md`, `default`), the one that names the path most closely; null when there is none. A
 * template for another mover is never taken: the person's petition is not the prosecutor's motion.
 */
export function chooseTemplate<T extends Candidate>(
  templates: readonly T[],
  determination: Determination,
  movant: Movant,
  officeJurisdiction?: string,
): T | null {
  const own = folderChain(determination.jurisdiction);
  // An office's own templates come first where it lies within the jurisdiction whose law it applies.
  const within = officeJurisdiction?.startsWith(`${determination.jurisdiction}-`) === true;
  const chain = within ? [...new Set([...folderChain(officeJurisdiction), ...own])] : own;
  for (const folder of chain) {
    const fitting = templates
      .filter((template) => template.folder === folder && fits(template.file, determination, movant))
      .sort(
        (a, b) => specificity(b.file, determination) - specificity(a.file, determination) || (a.id < b.id ? -1 : 1),
      );
    if (fitting[0] !== undefined) return fitting[0];
  }
  return null;
}

function fits(file: TemplateFile, determination: Determination, movant: Movant): boolean {
  if (!file.movant.includes(movant)) return false;
  if (!file.relief.includes(determination.relief)) return false;
  if (file.items.length > 0 && !file.items.includes(determination.item.kind)) return false;
  return file.serves.length === 0 || file.serves.some((pattern) => servesPath(pattern, determination.path));
}

/** The length of the longest pattern that matches: the closer a template names a path, the sooner it is taken. */
function specificity(file: TemplateFile, determination: Determination): number {
  const lengths = file.serves
    .filter((pattern) => servesPath(pattern, determination.path))
    .map((pattern) => pattern.length);
  return Math.max(0, ...lengths) * 10 + (file.items.length > 0 ? 1 : 0);
}

/** Whether a pattern such as `us-ca/prop-47/*` names a path; `*` stands for any text. */
export function servesPath(pattern: string, path: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(path);
}
