import type { DataSource, EntityManager } from 'typeorm';
import { productDataSource } from './create-data-source.js';
import { explainDatabaseError } from './database-error.js';
import { dialectOf } from './dialect.js';

/** A query in parts, so that each database can gather its rows in its own way. Parameters are `$1`, `$2`, … in the order of first use. */
export interface RowsQuery {
  /** SQL of each value in a row. */
  select: readonly string[];
  /** Everything from FROM on, without ORDER BY. */
  from: string;
  /** SQL of the order. */
  orderBy: string;
  /** Rows at most. */
  limit?: number;
}

/**
 * The rows of a query as lists of values, gathered by the database into one JSON text and parsed here once.
 *
 * Two to three times faster than rows as objects, and the event loop is held for one parse instead of a callback for
 * each value. For a few thousand rows at a time: the whole text is in memory. Text values must not contain NUL.
 */
export async function readRows<Row extends readonly unknown[]>(
  source: DataSource | EntityManager,
  query: RowsQuery,
  parameters: readonly unknown[],
): Promise<Row[]> {
  const names = query.select.map((_, index) => `c${index}`);
  const inner =
    `SELECT ${query.select.map((expression, index) => `${expression} AS c${index}`).join(', ')} ` +
    `${query.from} ORDER BY ${query.orderBy}${query.limit === undefined ? '' : ` LIMIT ${query.limit}`}`;
  const outer =
    dialectOf(source) === 'postgres'
      ? `SELECT json_agg(json_build_array(${names.join(', ')}))::text AS rows FROM (${inner}) AS inner_rows`
      : `SELECT json_group_array(json_array(${names.join(', ')})) AS rows FROM (${inner}) AS inner_rows`;
  const [answer] = await readAll<{ rows: string | null }>(source, outer, parameters);
  return answer?.rows == null ? [] : (JSON.parse(answer.rows) as Row[]);
}

/** The rows of a statement as objects. Trouble with the disk or the server is thrown as an AppError with exit code 3. */
export async function readAll<Row>(
  source: DataSource | EntityManager,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  try {
    return await source.query<Row[]>(sql, [...parameters]);
  } catch (error) {
    throw explainDatabaseError(error, productAddress(source));
  }
}

function productAddress(source: DataSource | EntityManager): Parameters<typeof explainDatabaseError>[1] {
  if (!('connection' in source)) return productDataSource(source).address;
  const { options } = source.connection;
  return options.type === 'postgres'
    ? { kind: 'postgres', url: options.url ?? '' }
    : { kind: 'sqlite', file: String(options.database) };
}
