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

/** The one row of a table that belongs to each row of a query: the first under a condition, in an order. */
export interface FirstRow {
  /** A table with a key `id`. */
  table: string;
  /** What the condition and the order call the table's rows. */
  as: string;
  /** SQL of the condition; it may speak of the rows joined before it. */
  where: string;
  orderBy: string;
}

/**
 * SQL that joins each row so far with the first of another table's rows, known as `name`; where there is none, neither
 * is the row.
 *
 * PostgreSQL is told to look one up for each row. Left to choose, as SQLite is, it reads the whole table for every few
 * thousand rows and joins the two by hashing, which makes the cost of a scan grow with the square of its people.
 */
export function joinFirst(dialect: Dialect, name: string, { table, as, where, orderBy }: FirstRow): string {
  const first = (columns: string): string =>
    `(SELECT ${columns} FROM ${table} ${as} WHERE ${where} ORDER BY ${orderBy} LIMIT 1)`;
  return dialect === 'sqlite'
    ? `JOIN ${table} ${name} ON ${name}.id = ${first(`${as}.id`)}`
    : `CROSS JOIN LATERAL ${first(`${as}.*`)} AS ${name}`;
}
