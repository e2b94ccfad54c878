import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { sha256 } from '../common/index.js';
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

/**
 * The same for a statement that is asked very often, with other values each time: PostgreSQL reads and plans it once for
 * each connection. The text must be one of a few, since every one is kept.
 */
export async function readOften<Row>(source: DataSource, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
  if (dialectOf(source) !== 'postgres') return readAll<Row>(source, sql, parameters);
  try {
    const pool = (source.driver as PostgresDriver).master as Pool;
    const { rows } = await pool.query({ name: nameOf(sql), text: sql, values: [...parameters] });
    return rows as Row[];
  } catch (error) {
    throw explainDatabaseError(error, productAddress(source));
  }
}

/** By its text: the name under which a connection keeps a statement. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) names.set(sql, (name = sha256(sql).slice(0, 32)));
  return name;
}

function productAddress(source: DataSource | EntityManager): Parameters<typeof explainDatabaseError>[1] {
  if (!('connection' in source)) return productDataSource(source).address;
  const { options } = source.connection;
  return options.type === 'postgres'
    ? { kind: 'postgres', url: options.url ?? '' }
    : { kind: 'sqlite', file: String(options.database) };
}
