/** Differences for a spreadsheet, one row each. */
import { csvCell } from '../finding-csv.js';
import type { AnswerOfScan, Difference } from './difference.js';

type Cell = string | number | undefined;

/** The columns in their order, with what stands in each. Others rely on the names: add at the end. */
const COLUMNS: readonly [name: string, cell: (difference: Difference) => Cell][] = [
  ['kind', ({ kind }) => kind],
  ['person_id', ({ personKey }) => personKey],
  ['case_number', (difference) => difference.case.number],
  ['court', (difference) => difference.case.court],
  ['county', (difference) => difference.case.county],
  ['state', (difference) => difference.case.state],
  ['item_kind', ({ item }) => item.kind],
  ['item_count', ({ item }) => item.count],
  ['item_number', ({ item }) => item.number],
  ['jurisdiction', ({ jurisdiction }) => jurisdiction],
  ['path', ({ path }) => path],
  ['relief', ({ relief }) => relief],
  ['was', ({ was }) => was?.outcome],
  ['was_eligible_on', ({ was }) => was?.eligibleOn],
  ['was_missing_facts', ({ was }) => missing(was)],
  ['was_preferred', ({ was }) => preferred(was)],
  ['is', (difference) => difference.is?.outcome],
  ['is_eligible_on', (difference) => difference.is?.eligibleOn],
  ['is_missing_facts', (difference) => missing(difference.is)],
  ['is_preferred', (difference) => preferred(difference.is)],
  ['cause', ({ cause }) => cause.word],
  ['why', ({ cause }) => cause.says.join(' ')],
  ['was_finding', ({ was }) => was?.id],
  ['is_finding', (difference) => difference.is?.id],
];

/** The header line, with its line end. */
export const DIFF_CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** The difference's line, with its line end. */
export function diffCsvLine(difference: Difference): string {
  return `${COLUMNS.map(([, cell]) => csvCell(cell(difference))).join(',')}\r\n`;
}

function missing(answer: AnswerOfScan | null): Cell {
  return answer === null ? undefined : [...new Set(answer.missing.map(({ fact }) => fact))].join(' | ');
}

function preferred(answer: AnswerOfScan | null): Cell {
  return answer === null ? undefined : answer.preferred ? 'yes' : 'no';
}
