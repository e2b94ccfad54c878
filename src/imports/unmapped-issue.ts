/**
 * What a profile did not know, as an issue of the file: the way there, and the way back from the issue that was kept.
 */
import type { IntakeIssue, UnmappedValue } from './intake.js';

/** The field under which disposition phrases that nobody wrote down are listed. */
export const DISPOSITION_PHRASE = 'disposition.text';

const FIELD = 'unknown-field';
const VALUE = 'unmapped-value';

/** An unknown text or column as an issue of its file, which says how often it stands there. */
export function unmappedIssue(entry: UnmappedValue): IntakeIssue {
  const { file, field, value, count, firstRow } = entry;
  const where = count === 1 ? `on row ${firstRow}` : `on ${count} rows, first on row ${firstRow}`;
  const issue: IntakeIssue = {
    file,
    row: firstRow,
    column: field,
    code: value === undefined ? FIELD : VALUE,
    message:
      value === undefined
        ? `${file} has the field ${field}, which the product does not know, ${where}; it was kept and is not used.`
        : field === DISPOSITION_PHRASE
          ? `It is not known what a disposition's phrase in ${file}, ${where}, comes to in law; such charges are judged by their type of disposition alone, so look at one and add the phrase to the state's list if it matters.`
          : `The profile has no meaning for a text of ${field} in ${file}, ${where}; it was kept as it is, so add it to the profile's map if it matters.`,
    severity: 'noted',
  };
  if (value !== undefined) issue.value = value;
  return issue;
}

/** The unknown text or column that such an issue speaks of, and null for any other issue. */
export function unmappedIn(issue: {
  file: string;
  row: number;
  column?: string | null;
  value?: string | null;
  code: string;
  message: string;
}): UnmappedValue | null {
  const { file, row, column, value, code, message } = issue;
  if ((code !== FIELD && code !== VALUE) || column == null) return null;
  // The sentence alone says how often; it does so behind the names of the field and the file.
  const rows = message.slice(message.lastIndexOf(', on ')).match(/^, on (\d+) rows, first on row /);
  const entry: UnmappedValue = { file, field: column, count: Number(rows?.[1] ?? 1), firstRow: row };
  if (value != null) entry.value = value;
  return entry;
}
