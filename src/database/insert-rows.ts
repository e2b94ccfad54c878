/**
 * Many rows in few statements.
 *
 * SQLite takes them as multi-row VALUES of a statement that is prepared once: with records of 1,800 bytes half as fast
 * again as `json_each`, which has to escape and unescape every quote in them. PostgreSQL takes them by COPY.
 */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Database, Statement } from 'sqlite3';
import type { EntityManager } from 'typeorm';
import { productDataSource } from './create-data-source.js';
import { explainDatabaseError } from './database-error.js';
import { dialectOf } from './dialect.js';

/** What a column of a bulk row may hold; JSON is passed as its text. */
export type BulkValue = string | number | boolean | null;

/** Rows in one statement on SQLite; more gain little and make the statement slow to prepare. */
const ROWS_A_STATEMENT = 100;

/**
 * Appends rows to a table, the values of each in the order of the columns. Call it inside `inTransaction`, with its manager.
 *
 * Texts lose the character NUL, which PostgreSQL cannot hold (it becomes U+FFFD). Table and columns are names from the
 * code, never from input.
 */
export async function insertRows(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  if (manager.queryRunner === undefined) throw new Error('insertRows belongs inside inTransaction.');
  const connection: unknown = await manager.queryRunner.connect();
  const names = columns.map((name) => `"${name}"`).join(', ');
  if (dialectOf(manager) === 'postgres')
    return copyRows(manager, connection as ClientBase, `"${table}" (${names})`, rows);
  return insertValues(connection as Database, `INSERT INTO "${table}" (${names}) VALUES `, columns.length, rows);
}

async function insertValues(
  database: Database,
  insert: string,
  width: number,
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  const row = `(${Array<string>(width).fill('?').join(',')})`;
  const whole = rows.length - (rows.length % ROWS_A_STATEMENT);
  if (whole > 0)
    await runPrepared(
      database,
      insert + Array<string>(ROWS_A_STATEMENT).fill(row).join(','),
      rows.slice(0, whole),
      ROWS_A_STATEMENT,
    );
  const rest = rows.slice(whole);
  if (rest.length > 0)
    await runPrepared(database, insert + Array<string>(rest.length).fill(row).join(','), rest, rest.length);
}

/** Runs the statement once for every `size` rows, and lets go of it. */
async function runPrepared(
  database: Database,
  sql: string,
  rows: readonly (readonly BulkValue[])[],
  size: number,
): Promise<void> {
  const statement = await new Promise<Statement>((resolve, reject) => {
    const prepared = database.prepare(sql, (error) => (error === null ? resolve(prepared) : reject(error)));
  });
  try {
    for (let start = 0; start < rows.length; start += size) {
      const values: BulkValue[] = [];
      for (let i = start; i < start + size; i++) for (const value of rows[i] ?? []) values.push(storable(value));
      await new Promise<void>((resolve, reject) =>
        statement.run(values, (error) => (error === null ? resolve() : reject(error))),
      );
    }
  } finally {
    await new Promise<void>((resolve) => statement.finalize(() => resolve()));
  }
}

function storable(value: BulkValue): BulkValue {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value;
}

async function copyRows(
  manager: EntityManager,
  client: ClientBase,
  target: string,
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  try {
    const stream = client.query(copyFrom(`COPY ${target} FROM STDIN`));
    await pipeline(Readable.from(copyText(rows)), stream);
  } catch (error) {
    // A cut connection is reported here as the operating system puts it.
    throw explainDatabaseError(error, productDataSource(manager.connection).address);
  }
}

/** The rows in the text format of COPY, some hundred kilobytes at a time. */
function* copyText(rows: readonly (readonly BulkValue[])[]): Generator<Buffer> {
  let text = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) text += (i === 0 ? '' : '\t') + copyValue(row[i] ?? null);
    text += '\n';
    if (text.length > 256 * 1024) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

const NEEDS_ESCAPE = /[\\\t\n\r\0]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\ufffd' };

function copyValue(value: BulkValue): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);

  return NEEDS_ESCAPE.test(value) ? value.replace(/[\\\t\n\r\0]/g, (found) => ESCAPES[found] ?? found) : value;
}
