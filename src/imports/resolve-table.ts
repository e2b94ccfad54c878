/**
 * Decides which table of a profile a file is, where its columns stand, and whether all that are needed are there.
 *
 * Everything that makes a file "not what it claims" as a table is refused here: no table fits, the wrong delimiter, a
 * required column missing.
 */
import { AppError } from '../common/index.js';
import { decodeText, isUtf8 } from './decode-text.js';
import type { InspectedFile } from './inspect-file.js';
import type { ProfileTable, SourceProfile } from './profile.js';
import { RowScanner, type ScanRules } from './scan-rows.js';

/** A file with its table, ready to be opened. */
export interface ResolvedFile {
  file: InspectedFile;
  table: ProfileTable;
  /** The columns' names in the order of the file; '' for a header's empty trailing fields. */
  columns: string[];
  hasHeader: boolean;
}

const DELIMITERS: readonly [string, string][] = [
  [',', 'commas'],
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
];

/** Finds the file's table in the profile, or refuses the file in one sentence. */
export function resolveTable(profile: SourceProfile, file: InspectedFile): ResolvedFile {
  if (looksLikeJson(file)) return { file, table: jsonTable(profile, file), columns: [], hasHeader: false };
  const tables = profile.tables.filter((table) => table.reads.kind !== 'json-lines');
  if (tables.length === 0) {
    throw new AppError(
      'wrong-format',
      `${file.name} does not begin like JSON, and the profile ${profile.profile} reads JSON Lines; check the file or choose another profile.`,
    );
  }
  const [only, second] = tables;
  const table =
    tables.find((one) => fits(one, file)) ??
    (only !== undefined && second === undefined ? only : closest(profile, tables, file));
  return table.reads.kind === 'fixed-width' ? fixedWidth(file, table) : delimited(profile, file, table);
}

/** Whether some table of the profile recognises the file, for choosing a profile by content. */
export function recognises(profile: SourceProfile, file: InspectedFile): boolean {
  if (looksLikeJson(file)) return profile.tables.some((table) => table.reads.kind === 'json-lines');
  return profile.tables.some((table) => table.recognisedBy !== undefined && fits(table, file));
}

/** The fields of the first line as the file gives them, by the delimiter that divides it most. */
export function firstLine(file: InspectedFile): string[] {
  const best = DELIMITERS.map(
    ([delimiter]) => headerFields(file, { ...SCAN, delimiter: delimiter.charCodeAt(0) }) ?? [],
  );
  return best.reduce((a, b) => (b.length > a.length ? b : a), []);
}

/** The rules for scanning rows of a delimited table. */
export function scanRules(table: ProfileTable): ScanRules {
  const { delimiter, quote, quotedNewlines } = table.reads;
  return {
    delimiter: delimiter === 'tab' ? 0x09 : delimiter.charCodeAt(0),
    quote: quote === 'none' ? null : quote.charCodeAt(0),
    quotedNewlines,
    maxRowBytes: MAX_ROW_BYTES,
  };
}

const MAX_ROW_BYTES = 1 << 20;
const SCAN: ScanRules = { delimiter: 0x2c, quote: 0x22, quotedNewlines: false, maxRowBytes: MAX_ROW_BYTES };

function looksLikeJson(file: InspectedFile): boolean {
  const start = file.head.subarray(0, 4096).toString('latin1').trimStart();
  return start.startsWith('{') || start.startsWith('[');
}

function jsonTable(profile: SourceProfile, file: InspectedFile): ProfileTable {
  const table = profile.tables.find((one) => one.reads.kind === 'json-lines');
  if (table === undefined) {
    throw new AppError(
      'wrong-format',
      `${file.name} holds JSON, which the profile ${profile.profile} does not read; choose the profile canonical.`,
    );
  }
  const start = file.head.toString('latin1').trimStart();
  if (start.startsWith('[')) {
    throw new AppError(
      'wrong-format',
      `${file.name} holds one JSON list; write one person per line (JSON Lines) instead.`,
    );
  }
  if (/^\{\s*\r?\n/.test(start)) {
    throw new AppError(
      'wrong-format',
      `${file.name} holds JSON spread over several lines; write each person on one line (JSON Lines) instead.`,
    );
  }
  return table;
}

function fits(table: ProfileTable, file: InspectedFile): boolean {
  const marks = table.recognisedBy;
  if (table.reads.kind === 'fixed-width') return marks === undefined;
  const fields = headerFields(file, scanRules(table));
  if (fields === null) return false;
  const names = new Set(fields.map((name) => table.aliases[name] ?? name));
  if (marks === undefined) return false;
  const named =
    (marks.has ?? []).every((name) => names.has(name)) &&
    (marks.any === undefined || marks.any.some((name) => names.has(name))) &&
    !(marks.lacks ?? []).some((name) => names.has(name));
  const counted =
    table.reads.header !== 'required' && marks.columnCount !== undefined && fields.length === marks.columnCount;
  return named || counted;
}

/** Where no table fits: a wrong delimiter is the likeliest reason, and otherwise the columns are named. */
function closest(profile: SourceProfile, tables: readonly ProfileTable[], file: InspectedFile): ProfileTable {
  refuseDelimiter(profile, tables[0] as ProfileTable, file);
  const columns = firstLine(file).slice(0, 6).join(', ');
  throw new AppError(
    'unknown-columns',
    `The columns of ${file.name} (${shortened(columns)}) fit none of the tables of the profile ${profile.profile}: ${tables.map((table) => table.table).join(', ')}; name the profile that the file was made for.`,
  );
}

function refuseDelimiter(profile: SourceProfile, table: ProfileTable, file: InspectedFile): void {
  const rules = scanRules(table);
  if ((headerFields(file, rules)?.length ?? 0) > 1) return;
  for (const [delimiter, word] of DELIMITERS) {
    if (delimiter.charCodeAt(0) === rules.delimiter) continue;
    const fields = headerFields(file, { ...rules, delimiter: delimiter.charCodeAt(0) });
    if ((fields?.length ?? 0) < 3) continue;
    const wanted =
      DELIMITERS.find(([one]) => one.charCodeAt(0) === rules.delimiter)?.[1] ?? `"${table.reads.delimiter}"`;
    throw new AppError(
      'wrong-delimiter',
      `${file.name} is divided by ${word}, and the profile ${profile.profile} reads ${wanted}; save it again with ${wanted}, or set the delimiter in a profile of its own.`,
    );
  }
}

function delimited(profile: SourceProfile, file: InspectedFile, table: ProfileTable): ResolvedFile {
  const fields = headerFields(file, scanRules(table));
  const known = (table.reads.columns ?? []).map((column) => (typeof column === 'string' ? column : column.name));
  if (fields === null) {
    throw new AppError(
      'unreadable-header',
      `The first line of ${file.name} cannot be read as a row; check that it is the file it should be.`,
    );
  }
  refuseDelimiter(profile, table, file);
  const marks = table.reads.headerMarks ?? known;
  const hasHeader =
    table.reads.header === 'required' ||
    (table.reads.header === 'optional' && fields.some((name) => marks.includes(name)));
  if (!hasHeader) {
    if (fields.length !== known.length && !(table.reads.trailingDelimiters && fields.length > known.length)) {
      throw new AppError(
        'wrong-column-count',
        `${file.name} has ${fields.length} columns, and the profile ${profile.profile} needs ${known.length}; check that it is the file it should be, or choose another profile.`,
      );
    }
    return { file, table, columns: known, hasHeader };
  }
  const columns = table.reads.trailingDelimiters ? withoutTrailing(fields) : fields;
  const names = new Set(columns.map((name) => table.aliases[name] ?? name));
  const missing = (table.required === 'all' ? known : table.required).filter((name) => !names.has(name));
  if (missing.length > 0) {
    const shown =
      missing.length > 5 ? `${missing.slice(0, 5).join(', ')} and ${missing.length - 5} more` : missing.join(', ');
    throw new AppError(
      'missing-column',
      `${file.name} lacks the ${missing.length === 1 ? 'column' : 'columns'} ${shown}, which the table ${table.table} of the profile ${profile.profile} needs; export it again with ${missing.length === 1 ? 'it' : 'them'}, or choose another profile.`,
    );
  }
  const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new AppError(
      'repeated-column',
      `${file.name} has the column ${shortened(twice)} twice; rename or remove one of them.`,
    );
  }
  return { file, table, columns, hasHeader };
}

function fixedWidth(file: InspectedFile, table: ProfileTable): ResolvedFile {
  const columns = (table.reads.columns ?? []).map((column) => (typeof column === 'string' ? column : column.name));
  return { file, table, columns, hasHeader: table.reads.header === 'required' };
}

/** The fields of the first line, or null where it cannot be read as a row. */
function headerFields(file: InspectedFile, rules: ScanRules): string[] | null {
  const scanner = new RowScanner(rules);
  const head = file.head;
  scanner.load(head, 0, head.length);
  const next = scanner.next(0, file.headIsAll);
  if (next < 0 || scanner.fault !== null) return null;
  const asUtf8 = !scanner.high || isUtf8(head.subarray(0, next));
  return Array.from({ length: scanner.fields }, (_, i) =>
    decodeText(head.subarray(scanner.starts[i], scanner.ends[i]), asUtf8).trim().replaceAll('""', '"'),
  );
}

function withoutTrailing(fields: readonly string[]): string[] {
  let length = fields.length;
  while (length > 1 && fields[length - 1] === '') length--;
  return fields.slice(0, length);
}

function shortened(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}
