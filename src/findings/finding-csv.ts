/** `findings.csv`: the same findings for a spreadsheet, one row each. */
import { decidingCriteria, type SeenFact } from '../law/index.js';
import type { Finding } from './finding.js';
import { valueOf } from './finding-json.js';
import type { PackWords } from './pack-words.js';

type Cell = string | number | boolean | undefined;

/** What stands in a column: said by the finding itself, or the same for all findings of a path. */
type Column =
  | { of: (finding: Finding, words: PackWords) => Cell }
  | { ofPath: (path: string, words: PackWords, scan: { asOf: string }) => Cell };

/** The columns in their order. Others rely on the names: add at the end. */
const COLUMNS: Readonly<Record<string, Column>> = {
  id: { of: ({ key }) => key },
  person_id: { of: ({ personKey }) => personKey },
  case_number: { of: (finding) => finding.case.number },
  court: { of: (finding) => finding.case.court },
  county: { of: (finding) => finding.case.county },
  state: { of: (finding) => finding.case.state },
  item_kind: { of: ({ item }) => item.kind },
  item_count: { of: ({ item }) => item.count },
  item_number: { of: ({ item }) => item.number },
  jurisdiction: { of: ({ jurisdiction }) => jurisdiction },
  path: { ofPath: (path) => path },
  relief: { of: ({ relief }) => relief },
  outcome: { of: ({ outcome }) => outcome },
  eligible_on: { of: ({ eligibleOn }) => eligibleOn },
  preferred: { of: ({ preferred }) => (preferred ? 'yes' : 'no') },
  decided_by: { of: decidedBy },
  missing_facts: { of: ({ missing }) => list(missing.map(({ fact }) => fact)) },
  questions: { of: ({ missing }) => list(missing.map(({ question }) => question)) },
  review_questions: { of: ({ review }) => list(review.map(({ question }) => question)) },
  cautions: { of: ({ path, cautions }, words) => list(cautions.map((id) => words.criterion(path, id).text)) },
  rests_on: { of: ({ restsOn }) => list(restsOn) },
  authority: { ofPath: (path, words) => words.authorityOf(path).authority },
  sources: { of: sourcesOf },
  as_of: { ofPath: (_path, _words, scan) => scan.asOf },
  pack_hash: { ofPath: (path, words) => words.path(path).pack.hash },
  overlays: { ofPath: (path, words) => list(words.path(path).pack.overlays) },
};

/** The header line, with its line end. */
export const FINDINGS_CSV_HEADER = `${Object.keys(COLUMNS).join(',')}\r\n`;

/** Makes the lines of a scan's findings, each with its line end. What is the same in a path is looked up once. */
export function csvLines(words: PackWords, scan: { asOf: string }): (finding: Finding) => string {
  const columns = Object.values(COLUMNS);
  const paths = new Map<string, (string | undefined)[]>();
  return (finding) => {
    let known = paths.get(finding.path);
    if (known === undefined) {
      known = columns.map((column) =>
        'ofPath' in column ? csvCell(column.ofPath(finding.path, words, scan)) : undefined,
      );
      paths.set(finding.path, known);
    }
    let line = '';
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at];
      const cell = known[at] ?? (column !== undefined && 'of' in column ? csvCell(column.of(finding, words)) : '');
      line += at === 0 ? cell : `,${cell}`;
    }
    return `${line}\r\n`;
  };
}

const STARTS_A_FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
const NEEDS_NOTHING = /^(?![=+\-@\t\r])[^",\r\n]*$/;

/**
 * A cell as RFC 4180 has it. Text that a spreadsheet would take for a formula gets an apostrophe in front, since it
 * came out of somebody else's file and must not run on an attorney's machine.
 */
export function csvCell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  if (NEEDS_NOTHING.test(value)) return value;
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

/** Where the facts stood, each place once: rows of files, or who supplied them on what evidence. */
function sourcesOf({ criteria }: Finding): string {
  const places: string[] = [];
  // Facts of one row follow each other.
  let last: SeenFact['source'];
  for (const { facts } of criteria) {
    for (const { source, supplied } of facts) {
      if (supplied !== undefined) places.push(`${supplied.by}: ${supplied.evidence}`);
      else if (source !== undefined && (source.row !== last?.row || source.file !== last.file)) {
        places.push(`${source.file}:${source.row}`);
        last = source;
      }
    }
  }
  return list(places);
}

function list(texts: readonly string[]): string {
  if (texts.length <= 1) return texts[0] ?? '';
  return [...new Set(texts.filter((text) => text !== ''))].join(' | ');
}
