/**
 * What a database driver reports, turned into a sentence for the person who runs the program.
 *
 * Only the troubles that a person can do something about are known here; everything else is a bug and stays as it is.
 */
import pg from 'pg';
import { QueryFailedError } from 'typeorm';
import { describeAddress } from '../config/index.js';
import type { DatabaseAddress } from '../config/index.js';
import { AppError } from '../common/index.js';

const { DatabaseError } = pg;

interface Explanation {
  code: string;
  /** What happened and what to do next, given the file or the server. */
  sentence: (place: string) => string;
  /** Set where it stays so until a person has done something. */
  final?: true;
}

const DISK_FULL: Explanation = {
  code: 'disk-full',
  sentence: (file) =>
    `The disk is full: ${file} could not grow, and the step under way was undone. Free some space and run the command again.`,
};

const CANNOT_OPEN: Explanation = {
  code: 'database-unreachable',
  sentence: (file) =>
    `The database ${file} could not be opened. Check that its folder exists and that this account may write there, or name another file (--db or DATABASE_URL).`,
};

const NO_WAY: Explanation = {
  code: 'database-unreachable',
  sentence: (server) =>
    `There is no way to PostgreSQL at ${server} just now. Check the network, or correct the address (--db or DATABASE_URL), and run the command again.`,
};

const CUT: Explanation = {
  code: 'database-lost',
  sentence: (server) =>
    `The connection to PostgreSQL at ${server} was cut; the step under way was undone. Run the command again.`,
};

const CUT_WHILE_STORING: Explanation = {
  code: 'database-lost',
  sentence: (server) =>
    `The connection to PostgreSQL at ${server} was cut while a step was being stored: it is stored as a whole or not at all. Run the command again.`,
};

/** Explanations by the code that SQLite or PostgreSQL or the operating system gives. */
const SENTENCES: Readonly<Record<string, Explanation>> = {
  SQLITE_FULL: DISK_FULL,
  SQLITE_READONLY: {
    code: 'database-read-only',
    sentence: (file) =>
      `The database ${file} may only be read. Give this account the right to write to it and to its folder, or name another file (--db or DATABASE_URL).`,
    final: true,
  },
  SQLITE_CANTOPEN: CANNOT_OPEN,
  // The folder of the file is made first, and that can fail too.
  ENOTDIR: CANNOT_OPEN,
  EEXIST: CANNOT_OPEN,
  EACCES: CANNOT_OPEN,
  EPERM: CANNOT_OPEN,
  EROFS: CANNOT_OPEN,
  ENOSPC: DISK_FULL,
  SQLITE_NOTADB: {
    code: 'not-a-database',
    sentence: (file) =>
      `The file ${file} is not a SQLite database. Name another file (--db or DATABASE_URL); this one was left as it is.`,
    final: true,
  },
  SQLITE_CORRUPT: {
    code: 'database-damaged',
    sentence: (file) =>
      `The database ${file} is damaged. Restore it from a backup, or import the files into a new one.`,
    final: true,
  },
  SQLITE_BUSY: {
    code: 'database-busy',
    sentence: (file) =>
      `Another program has been writing to ${file} for a minute. Wait until it is done, or stop it, and run the command again.`,
  },
  SQLITE_IOERR: {
    code: 'disk-failed',
    sentence: (file) =>
      `The disk could not read or write ${file}; the step under way was undone. Check the disk and run the command again.`,
  },
  ECONNREFUSED: {
    code: 'database-unreachable',
    sentence: (server) =>
      `PostgreSQL does not answer at ${server}. Start it, or correct the address (--db or DATABASE_URL), and run the command again.`,
  },
  ENOTFOUND: {
    code: 'database-unreachable',
    sentence: (server) =>
      `The name of the PostgreSQL server at ${server} is not known to this network. Correct the address (--db or DATABASE_URL) and run the command again.`,
  },
  ETIMEDOUT: {
    code: 'database-unreachable',
    sentence: (server) =>
      `PostgreSQL at ${server} did not answer in time. Check the network and run the command again.`,
  },
  EHOSTUNREACH: NO_WAY,
  ENETUNREACH: NO_WAY,
  EAI_AGAIN: NO_WAY,
  ECONNRESET: CUT,
  EPIPE: CUT,
  // What a server says to its clients when it is stopped (57P01) or one of its own processes has crashed (57P02).
  '57P01': CUT,
  '57P02': CUT,
  '57P03': {
    code: 'database-unreachable',
    sentence: (server) => `PostgreSQL at ${server} is starting or stopping. Wait a moment and run the command again.`,
  },
  '53100': {
    code: 'disk-full',
    sentence: (server) =>
      `The disk of PostgreSQL at ${server} is full; the step under way was undone. Free some space there and run the command again.`,
  },
  '53300': {
    code: 'database-unreachable',
    sentence: (server) =>
      `PostgreSQL at ${server} takes no more connections. Raise max_connections there, or run fewer workers.`,
  },
  '28P01': {
    code: 'database-refused',
    sentence: (server) =>
      `PostgreSQL at ${server} refused the user name or the password in the address (--db or DATABASE_URL).`,
  },
  '28000': {
    code: 'database-refused',
    sentence: (server) =>
      `PostgreSQL at ${server} does not let this user in. Correct the address (--db or DATABASE_URL), or the server's pg_hba.conf.`,
  },
  '3D000': {
    code: 'database-missing',
    sentence: (server) =>
      `PostgreSQL has no database ${server}. Create it (createdb) or correct the address (--db or DATABASE_URL).`,
  },
};

// Trouble with a connection that the driver reports in words alone.
const TOOK_TOO_LONG =
  /^(timeout expired|timeout exceeded when trying to connect|Connection terminated due to connection timeout)/;
const WAS_CUT = /^(Connection terminated|Client has encountered a connection error)/;

/** The code that the driver gave, wherever the layers above put it: on the error, on its cause, on one of several. */
function codeOf(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, driverError, errors, message } = error as {
    code?: unknown;
    driverError?: unknown;
    errors?: unknown;
    message?: unknown;
  };
  if (typeof code === 'string' && code in SENTENCES) return code;
  // Connecting to a name with several addresses fails with one error for each.
  for (const inner of [driverError, ...(Array.isArray(errors) ? (errors as unknown[]) : [])]) {
    const found = inner === undefined ? null : codeOf(inner);
    if (found !== null) return found;
  }
  if (typeof message !== 'string') return null;
  if (TOOK_TOO_LONG.test(message)) return 'ETIMEDOUT';
  return WAS_CUT.test(message) ? 'ECONNRESET' : null;
}

/**
 * The error as a refusal with exit code 3 when a person can mend it (a full disk, a server that does not answer), and
 * the error itself otherwise. A refusal passed in comes back as it is.
 */
export function explainDatabaseError(error: unknown, address: DatabaseAddress): unknown {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  const known = code === null ? undefined : SENTENCES[code];
  return code === null || known === undefined ? error : refusalFor(code, known, address, error);
}

/** The refusal for a connection that was cut. */
export function connectionCut(address: DatabaseAddress, cause: unknown): AppError {
  return refusalFor('ECONNRESET', CUT, address, cause);
}

/** The refusal for a connection that was cut while a transaction ended. */
export function cutWhileStoring(address: DatabaseAddress, cause: unknown): AppError {
  return refusalFor('ECONNRESET', CUT_WHILE_STORING, address, cause);
}

function refusalFor(code: string, known: Explanation, address: DatabaseAddress, cause: unknown): AppError {
  return new AppError(known.code, known.sentence(describeAddress(address)), {
    detail: { code },
    exitCode: 3,
    final: known.final ?? false,
    status: 503,
    cause,
  });
}

/**
 * The same for an error thrown by work that does other things too: only what a statement of the database reported is
 * explained. A folder that cannot be written or a queue that does not answer is not the database's trouble.
 */
export function explainQueryError(error: unknown, address: DatabaseAddress): unknown {
  return isFromDriver(error) ? explainDatabaseError(error, address) : error;
}

function isFromDriver(error: unknown): boolean {
  if (error instanceof QueryFailedError || error instanceof DatabaseError) return true;
  if (typeof error !== 'object' || error === null) return false;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && code.startsWith('SQLITE_');
}

/** Whether another connection holds the write lock of the SQLite file. */
export function isBusy(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_BUSY';
}

/** Whether the server of the database is away for now, so that the same may succeed later; on SQLite nothing is. */
export function isServerAway(error: unknown): boolean {
  const code = error instanceof AppError ? error.code : SENTENCES[codeOf(error) ?? '']?.code;
  return code === 'database-unreachable' || code === 'database-lost';
}

/** Whether the database cannot take any more for now, because the disk under it is full. */
export function isDatabaseFull(error: unknown): boolean {
  // Files of the work itself may lie on a full disk too: the refusal then comes from elsewhere and has no such code.
  const code = error instanceof AppError ? (error.detail as { code?: string } | undefined)?.code : codeOf(error);
  return code === 'SQLITE_FULL' || code === '53100';
}

/** Whether a row was refused because another has the same key, on either database. */
export function isDuplicate(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    code === '23505' ||
    (code === 'SQLITE_CONSTRAINT' && typeof message === 'string' && /UNIQUE|PRIMARY KEY/.test(message))
  );
}
