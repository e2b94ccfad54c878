/**
 * The columns of the canonical CSV files, worked out from the record's fields.
 *
 * The rule: the field's path in snake_case (`disposition.grantedDate` → `disposition_granted_date`). An item of a list
 * takes the singular, and from the second on its number: `quantity_amount`, `quantity_2_amount`. Lists of plain values
 * stand in one cell, separated by semicolons. In `charges.csv` a case's status is `case_status`, so that it is not
 * mistaken for the charge's.
 */
import { fieldAt, ROOT_SHAPES, type FieldPath, type Root } from './field-path.js';
import type { Field, Shape } from './record-shape.js';

export interface CsvColumn {
  column: string;
  /** Where its value goes. */
  path: string;
  required: boolean;
  /** `text`, `date`, `number`, `yes or no`, or the values it may have. */
  holds: string;
  about?: string;
  /** Further items of the list take the same name with a number: `quantity_2_amount`. */
  repeats: boolean;
}

export interface CsvFile {
  file: 'charges.csv' | 'people.csv' | 'warrants.csv' | 'violations.csv';
  gives: 'person' | 'charge' | 'warrant' | 'violation';
  columns: CsvColumn[];
}

/** How many items of a list can stand on one row. */
const MAX_ITEMS = 9;

const KEYS = ['person.personId', 'case.caseNumber', 'case.court.name', 'case.court.county', 'case.court.state'];

/** The published columns of each canonical CSV file. */
export function csvColumns(): CsvFile[] {
  const person = columnsOf('person');
  const keys = (required: readonly string[]): CsvColumn[] =>
    KEYS.map((path) => ({ ...columnAt(path), required: required.includes(path) }));
  const joined = ['person.personId', 'case.caseNumber'];
  return [
    {
      file: 'charges.csv',
      gives: 'charge',
      columns: [...person, ...columnsOf('case'), ...columnsOf('charge')],
    },
    { file: 'people.csv', gives: 'person', columns: person },
    { file: 'warrants.csv', gives: 'warrant', columns: [...keys(joined), ...columnsOf('warrant')] },
    { file: 'violations.csv', gives: 'violation', columns: [...keys(joined), ...columnsOf('violation')] },
  ];
}

/** The field paths of one canonical table by column name, numbered columns and root-prefixed ones included. */
export function canonicalFields(gives: CsvFile['gives']): Map<string, string> {
  const paths = new Map<string, string>();
  const file = csvColumns().find((one) => one.gives === gives) as CsvFile;
  for (const { column, path, repeats } of file.columns) {
    paths.set(column, path);
    if (!repeats) continue;
    for (let item = 2; item <= MAX_ITEMS; item++) {
      const numbered = path.replace('.0', `.${item - 1}`);
      paths.set(columnName(numbered), numbered);
    }
  }
  // `warrant_status` says the same as `status` where the row is about a warrant.
  for (const [column, path] of [...paths]) {
    const prefixed = `${gives}_${column}`;
    if (path.startsWith(`${gives}.`) && !column.startsWith(`${gives}_`) && !paths.has(prefixed))
      paths.set(prefixed, path);
  }
  return paths;
}

function columnsOf(root: Root): CsvColumn[] {
  return leaves(ROOT_SHAPES[root], root).map(columnAt);
}

function columnAt(path: string): CsvColumn {
  const { field, root, keys } = fieldAt(path) as FieldPath;
  const column: CsvColumn = {
    column: columnName(path),
    path,
    required: field.required === true && !keys.some((key) => typeof key === 'number'),
    holds: holds(field),
    repeats: keys.includes(0) && root !== 'case',
  };
  if (field.about !== undefined) column.about = field.about;
  return column;
}

/** The paths of all single values below a shape; of a list of objects, those of its first item. */
function leaves(shape: Shape, path: string): string[] {
  return Object.entries(shape).flatMap(([key, field]) => {
    const own = `${path}.${key}`;
    if (field.kind === 'object' || field.kind === 'name') return leaves(field.shape, own);
    if (field.kind !== 'list') return [own];
    // A row is about one case and one charge; their own columns follow.
    if (['cases', 'charges', 'warrants', 'violations'].includes(key)) return [];
    return field.of.kind === 'object' || field.of.kind === 'name' ? leaves(field.of.shape, `${own}.0`) : [own];
  });
}

function columnName(path: string): string {
  const { root, keys } = fieldAt(path) as FieldPath;
  const words: string[] = [];
  let field: Field = { kind: 'object', shape: ROOT_SHAPES[root] };
  for (const key of keys) {
    if (typeof key === 'number') {
      if (field.kind === 'list') {
        words[words.length - 1] = field.singular;
        if (key > 0) words.push(String(key + 1));
        field = field.of;
      }
    } else if (field.kind === 'object' || field.kind === 'name') {
      words.push(key);
      field = field.shape[key] as Field;
    }
  }
  const name = words.map(snakeCase).join('_');
  return root === 'case' && name === 'status' ? 'case_status' : name;
}

function snakeCase(word: string): string {
  return word.replace(/([A-Z])/g, (letter) => `_${letter.toLowerCase()}`);
}

function holds(field: Field): string {
  switch (field.kind) {
    case 'one-of':
      return field.values.join(' | ');
    case 'boolean':
      return 'yes or no';
    case 'date':
      return 'date (YYYY-MM-DD, YYYY-MM or YYYY)';
    case 'number':
      return field.integer ? 'whole number' : 'number';
    case 'list':
      return `${holds(field.of)}, several separated by ;`;
    default:
      return 'text';
  }
}
