import type { PathSheet, SheetLine } from './path-sheet.js';

/** The sheet as plain text, one line for each thing it says. */
export function printSheet(sheet: PathSheet): string {
  const head = [sheet.title, `${sheet.id}; ${sheet.kind}; relief: ${sheet.relief}`, sheet.pack, '', sheet.summary];
  const sections = sheet.sections.flatMap(({ title, lines }) => [
    '',
    title,
    ...lines.map((line) => `  ${lineText(line)}`),
  ]);
  return [...head, ...sections].join('\n');
}

function lineText({ text, cite, verified }: SheetLine): string {
  if (cite !== undefined) return `${text} [${cite}${verified === false ? ', not verified' : ''}]`;
  return verified === undefined ? text : `${verified ? 'verified' : 'NOT VERIFIED'}: ${text}`;
}
