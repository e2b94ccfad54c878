import type { DataSource, EntityManager } from 'typeorm';

/** Which of the two databases speaks here. */
export type Dialect = 'sqlite' | 'postgres';

/** The database behind a data source or a manager. */
export function dialectOf(source: DataSource | EntityManager): Dialect {
  const { type } = ('connection' in source ? source.connection : source).options;
  return type === 'postgres' ? 'postgres' : 'sqlite';
}

/** Types of a value that travels to the database in a JSON list. */
export type JsonType = 'integer' | 'text' | 'real';

/**
 * SQL for a relation whose rows are the lists in a JSON parameter (`[[1,"a"],[2,"b"]]`), one column for each entry.
 *
 * One parameter carries any number of rows, so the statement's text stays the same whatever the size of the batch.
 */
export function jsonRows(dialect: Dialect, parameter: string, columns: Readonly<Record<string, JsonType>>): string {
  const names = Object.entries(columns);
  if (dialect === 'sqlite') {
    const list = names.map(([name], index) => `value ->> ${index} AS "${name}"`).join(', ');
    return `(SELECT ${list} FROM json_each(${parameter}))`;
  }
  const list = names
    .map(([name, type], index) => `(value ->> ${index})::${type === 'real' ? 'double precision' : type} AS "${name}"`)
    .join(', ');
  return `(SELECT ${list} FROM json_array_elements(${parameter}::json))`;
}

/** SQL for a relation with one column `value`: the texts in a JSON list parameter. */
export function jsonTexts(dialect: Dialect, parameter: string): string {
  return dialect === 'sqlite'
    ? `(SELECT value FROM json_each(${parameter}))`
    : `(SELECT value FROM json_array_elements_text(${parameter}::json))`;
}
