/**
 * Where the data is kept: one SQLite file, or a PostgreSQL server.
 */

/** A SQLite file on this machine; its folder is made when it is opened. */
export interface SqliteAddress {
  kind: 'sqlite';
  file: string;
  /** The file is thrown away afterwards: nothing waits until it is safe on the disk. Never set by an address in text. */
  disposable?: true;
}

/** A PostgreSQL database: `postgres://user:password@host:port/name`. */
export interface PostgresAddress {
  kind: 'postgres';
  url: string;
}

export type DatabaseAddress = SqliteAddress | PostgresAddress;

/** What `DATABASE_URL` may look like, as a sentence shows it. */
export const DATABASE_URL_FORMS =
  'postgres://user:password@host:port/database, sqlite:path/to/file, or the path of a SQLite file';

/** The address that a text means, or null when it is none. `sqlite:` and `file:` before a path may be left out. */
export function parseDatabaseAddress(text: string): DatabaseAddress | null {
  const trimmed = text.trim();
  if (/^postgres(ql)?:\/\//i.test(trimmed)) {
    if (!URL.canParse(trimmed)) return null;
    const url = new URL(trimmed);
    // Without a name the driver would fall back on the user's, which is rarely what was meant.
    if (url.hostname === '' || url.pathname.length < 2) return null;
    return { kind: 'postgres', url: trimmed };
  }
  const prefixed = /^(?:sqlite|file):(?:\/\/(?=\/|\.))?(.+)$/i.exec(trimmed);
  if (prefixed?.[1] !== undefined) return prefixed[1].startsWith('//') ? null : { kind: 'sqlite', file: prefixed[1] };
  if (trimmed === '' || /^[a-z][a-z0-9+.-]+:/i.test(trimmed)) return null;
  return { kind: 'sqlite', file: trimmed };
}

/** The address without its password, for a log line or a sentence. */
export function describeAddress(address: DatabaseAddress): string {
  if (address.kind === 'sqlite') return address.file;
  const url = new URL(address.url);
  return `${url.hostname}:${url.port === '' ? '5432' : url.port}${url.pathname}`;
}
