/**
 * Many rows in few statements.
 *
 * SQLite takes small rows as one JSON list, which it unpacks: binding each of their values by itself takes twice the
 * processor time in all. Rows with long texts it takes as multi-row VALUES of a statement that is prepared once: with
 * records of 1,800 bytes half as fast again as JSON, in which every quote has to be escaped and unescaped. PostgreSQL takes
 * them by COPY.
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

/** What a column of a bulk row may hold; JSON is passed as its text. Bytes are JSON in UTF-8, in which no control character stands as itself. */
export type BulkValue = string | number | boolean | Uint8Array | null;

/** Rows in one statement on SQLite; more gain little and make the statement slow to prepare. */
const ROWS_A_STATEMENT = 100;

/** Rows in one JSON list, and how much text a row may hold on average to go so. */
const ROWS_A_LIST = 1000;
const SMALL_ROW = 256;

/**
 * Appends rows to a table, the values of each in the order of the columns. Call it inside `inTransaction`, with its manager.
 *
 * Texts lose the character NUL, which PostgreSQL cannot hold (it becomes U+FFFD). A column that is given as bytes in one row is
 * given so in all. Table and columns are names from the
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
  if (areSmall(rows)) return insertLists(manager, `INSERT INTO "${table}" (${names}) `, columns.length, rows);
  return insertValues(connection as Database, `INSERT INTO "${table}" (${names}) VALUES `, rows);
}

function areSmall(rows: readonly (readonly BulkValue[])[]): boolean {
  let left = rows.length * SMALL_ROW;
  for (const row of rows) for (const value of row) left -= sizeOf(value);
  return left >= 0;
}

function sizeOf(value: BulkValue): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0;
}

function textOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString();
}

/** The same bytes as the drivers want them. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Every row is a list in a list. Half of a surrogate pair becomes U+FFFD, as it does where values are bound. */
async function insertLists(
  manager: EntityManager,
  insert: string,
  width: number,
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  const values = Array.from({ length: width }, (_, index) => `value ->> ${index}`).join(', ');
  for (let start = 0; start < rows.length; start += ROWS_A_LIST) {
    const list = JSON.stringify(
      rows
        .slice(start, start + ROWS_A_LIST)
        .map((row) => row.map((value) => (value instanceof Uint8Array ? textOf(value) : storable(value)))),
    );
    await manager.query(`${insert}SELECT ${values} FROM jsonb_each($1)`, [wellFormed(list)]);
  }
}

/** JSON writes half of a surrogate pair as `\ud800`, and nothing else so; behind an odd backslash only, since `\\` is one. */
function wellFormed(json: string): string {
  return json.includes('\\ud')
    ? json.replace(/\\(?:u(d[89a-f]..)|.)/g, (found, half) => (half ? '\ufffd' : found))
    : json;
}

async function insertValues(
  database: Database,
  insert: string,
  rows: readonly (readonly BulkValue[])[],
): Promise<void> {
  const row = `(${(rows[0] ?? []).map((value) => (value instanceof Uint8Array ? 'CAST(? AS TEXT)' : '?')).join(',')})`;
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
  if (value instanceof Uint8Array) return asBuffer(value);
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

const COPY_BYTES = 256 * 1024;

/** The rows in the text format of COPY, some hundred kilobytes at a time. */
function* copyText(rows: readonly (readonly BulkValue[])[]): Generator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  let text = '';
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i] ?? null;
      if (i > 0) text += '\t';
      if (!(value instanceof Uint8Array)) text += copyValue(value);
      else if (value.includes(BACKSLASH)) text += copyValue(textOf(value));
      else {
        add(Buffer.from(text));
        add(asBuffer(value));
        text = '';
      }
    }
    text += '\n';
    if (length + text.length > COPY_BYTES) {
      add(Buffer.from(text));
      yield Buffer.concat(parts, length);
      [parts, length, text] = [[], 0, ''];
    }
  }
  add(Buffer.from(text));
  if (length > 0) yield Buffer.concat(parts, length);
}

const BACKSLASH = 0x5c;
const NEEDS_ESCAPE = /[\\\t\n\r\0]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\ufffd' };

function copyValue(value: Exclude<BulkValue, Uint8Array>): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return NEEDS_ESCAPE.test(value) ? value.replace(/[\\\t\n\r\0]/g, (found) => ESCAPES[found] ?? found) : value;
}
