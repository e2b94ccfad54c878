import { cleanText } from '../document/clean-text.js';

/** A cell that cannot be taken for a formula, quoted where it has to be. */
export function csvCell(text: string): string {
  const clean = cleanText(text);
  const safe = /^[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
