import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { PathSheet } from './path-sheet.js';

let template: ((sheet: PathSheet) => string) | undefined;

/** The sheet as an HTML page that stands alone: no script, nothing from elsewhere, readable on paper. */
export function sheetPage(sheet: PathSheet): string {
  if (template === undefined) {
    const source = readFileSync(new URL('path-sheet.hbs', import.meta.url), 'utf8');
    const handlebars = Handlebars.create();
    handlebars.registerHelper('isFalse', (value: unknown) => value === false);
    handlebars.registerHelper('isTrue', (value: unknown) => value === true);
    template = handlebars.compile(source, { strict: false, knownHelpersOnly: false });
  }
  return template(sheet);
}
