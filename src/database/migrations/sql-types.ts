import type { QueryRunner } from 'typeorm';

/** The few words in which the SQL of our two databases differs. */
export interface SqlTypes {
  /** An integer primary key that the database counts up itself. */
  autoId: string;
  /** What makes a text column compare by its bytes, so that both databases keep the same order. */
  byteOrder: string;
  /** A floating-point number. */
  real: string;
}

/** The words for the database that a migration runs on. */
export function sqlTypes(runner: QueryRunner): SqlTypes {
  return runner.connection.options.type === 'postgres'
    ? { autoId: 'SERIAL PRIMARY KEY', byteOrder: 'COLLATE "C"', real: 'double precision' }
    : { autoId: 'integer PRIMARY KEY AUTOINCREMENT NOT NULL', byteOrder: 'COLLATE BINARY', real: 'real' };
}
