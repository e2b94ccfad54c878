/**
 * The answer sheet: one line for each fact that a finding lacks, to be filled in and handed back.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { AppError } from '../../common/index.js';
import type { Finding } from '../finding.js';
import { csvCell } from '../finding-csv.js';
import type { PlacedAnswer } from './given-answer.js';

/** The columns that say where the answer goes, and what it is. The others are for the person who fills it in. */
const COLUMNS = [
  'person_id',
  'court',
  'case_number',
  'count',
  'number',
  'fact',
  'value',
  'source',
  'question',
  'if_met',
  'if_not_met',
  'path',
  'finding',
  'each_value',
] as const;

/** The header line, with its line end. */
export const ANSWER_SHEET_HEADER = `${COLUMNS.join(',')}\r\n`;

/** The lines of a finding, with `value` and `source` empty; none where it lacks nothing. */
export function answerLines(finding: Finding): string {
  const { personKey, case: courtCase, item, path, key } = finding;
  const asked = new Set<string>();
  let text = '';
  for (const { fact, question, ifMet, ifNotMet, about, values } of finding.missing) {
    const place =
      about === undefined ? `${courtCase.number}/${item.count ?? item.number ?? ''}` : `${about.case}/${about.count}`;
    if (asked.has(`${fact} ${place}`)) continue;
    asked.add(`${fact} ${place}`);
    text += `${[
      personKey,
      about === undefined ? courtCase.court : '',
      about?.case ?? courtCase.number,
      about?.count ?? item.count,
      about === undefined ? item.number : undefined,
      fact,
      '',
      '',
      question,
      ifMet,
      ifNotMet,
      path,
      key,
      values.map(({ is, leads }) => `${is}: ${leads}`).join('; '),
    ]
      .map(csvCell)
      .join(',')}\r\n`;
  }
  return text;
}

/** A line as the parser gives it; `lines` is its number in the file, where the header is 1. */
interface SheetRow {
  record: Record<string, string>;
  info: { lines: number };
}

/**
 * Reads a filled answer sheet (CSV with at least `person_id`, `case_number`, `fact`, `value`). Lines whose value is empty
 * are left out. Refuses the whole file (AppError `answers-…`) when it is no such sheet.
 */
export async function readAnswerSheet(file: string): Promise<PlacedAnswer[]> {
  let rows: SheetRow[];
  try {
    const options = { columns: true, bom: true, trim: true, skip_empty_lines: true, info: true };
    rows = parse(await readFile(file, 'utf8'), options) as SheetRow[];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('answers-unreadable', `${file} cannot be read as an answer sheet (CSV): ${why}.`);
  }
  const first = rows[0]?.record;
  const lacking = ['person_id', 'case_number', 'fact', 'value'].filter(
    (name) => first !== undefined && !(name in first),
  );
  if (first === undefined || lacking.length > 0) {
    throw new AppError(
      'answers-unreadable',
      first === undefined
        ? `${file} holds no answers. "second-look questions --scan ID --format csv" writes the sheet to fill in.`
        : `${file} is no answer sheet: it lacks the column ${lacking.join(', ')}.`,
    );
  }
  return rows.flatMap(({ record: row, info }): PlacedAnswer[] => {
    const value = plain(row['value']);
    if (value === '') return [];
    const count = Number(row['count'] ?? '');
    return [
      {
        row: info.lines,
        personKey: plain(row['person_id']),
        case: plain(row['case_number']),
        ...(plain(row['court']) === '' ? {} : { court: plain(row['court']) }),
        ...(plain(row['count']) === '' || !Number.isInteger(count) ? {} : { count }),
        ...(plain(row['number']) === '' ? {} : { number: plain(row['number']) }),
        fact: plain(row['fact']),
        value,
        source: plain(row['source']),
      },
    ];
  });
}

/** A cell without the apostrophe that keeps a spreadsheet from taking it for a formula. */
function plain(cell: string | undefined): string {
  return (cell ?? '').replace(/^'(?=[=+\-@])/, '');
}
