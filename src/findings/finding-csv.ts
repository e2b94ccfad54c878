/** `findings.csv`: the same findings for a spreadsheet, one row each. */
import { decidingCriteria, type SeenFact } from '../law/index.js';
import type { Finding } from './finding.js';
import { valueOf } from './finding-json.js';
import type { PackWords } from './pack-words.js';

type Cell = string | number | boolean | undefined;

/** The columns in their order, with what stands in each. Others rely on the names: add at the end. */
const COLUMNS: readonly [name: string, cell: (finding: Finding, words: PackWords, scan: { asOf: string }) => Cell][] = [
  ['id', ({ key }) => key],
  ['person_id', ({ personKey }) => personKey],
  ['case_number', (finding) => finding.case.number],
  ['court', (finding) => finding.case.court],
  ['county', (finding) => finding.case.county],
  ['state', (finding) => finding.case.state],
  ['item_kind', ({ item }) => item.kind],
  ['item_count', ({ item }) => item.count],
  ['item_number', ({ item }) => item.number],
  ['jurisdiction', ({ jurisdiction }) => jurisdiction],
  ['path', ({ path }) => path],
  ['relief', ({ relief }) => relief],
  ['outcome', ({ outcome }) => outcome],
  ['eligible_on', ({ eligibleOn }) => eligibleOn],
  ['preferred', ({ preferred }) => (preferred ? 'yes' : 'no')],
  ['decided_by', (finding, words) => decidedBy(finding, words)],
  ['missing_facts', ({ missing }) => list(missing.map(({ fact }) => fact))],
  ['questions', ({ missing }) => list(missing.map(({ question }) => question))],
  ['review_questions', ({ review }) => list(review.map(({ question }) => question))],
  ['cautions', ({ path, cautions }, words) => list(cautions.map((id) => words.criterion(path, id).text))],
  ['rests_on', ({ restsOn }) => list(restsOn)],
  ['authority', ({ path }, words) => words.authorityOf(path).authority],
  ['sources', ({ criteria }) => list(criteria.flatMap(({ facts }) => facts.map(place)))],
  ['as_of', (_finding, _words, scan) => scan.asOf],
  ['pack_hash', ({ path }, words) => words.path(path).pack.hash],
  ['overlays', ({ path }, words) => list([...words.path(path).pack.overlays])],
];

/** The header line, with its line end. */
export const FINDINGS_CSV_HEADER = `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** The finding's line, with its line end. */
export function toCsvLine(finding: Finding, words: PackWords, scan: { asOf: string }): string {
  return `${COLUMNS.map(([, cell]) => csvCell(cell(finding, words, scan))).join(',')}\r\n`;
}

const STARTS_A_FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A cell as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an apostrophe in front, since it
 * came out of somebody else's file and must not run on an attorney's machine.
 */
export function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = STARTS_A_FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** For a finding that says no: the criteria that decide it, each with what was seen. */
function decidedBy(finding: Finding, words: PackWords): string {
  if (finding.outcome !== 'not-eligible') return '';
  const deciding = new Set(decidingCriteria({ ...finding, personId: finding.personKey }));
  return list(
    finding.criteria
      .filter(({ id }) => deciding.has(id))
      .map(({ id, facts }) => {
        const value = valueOf(facts);
        return `${words.criterion(finding.path, id).text}${value === '' ? '' : ` [${value}]`}`;
      }),
  );
}

function place({ source, supplied }: SeenFact): string {
  if (supplied !== undefined) return `${supplied.by}: ${supplied.evidence}`;
  return source === undefined ? '' : `${source.file}:${source.row}`;
}

function list(texts: readonly string[]): string {
  return [...new Set(texts.filter((text) => text !== ''))].join(' | ');
}
