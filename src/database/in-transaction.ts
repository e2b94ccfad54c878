import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { productDataSource } from './create-data-source.js';
import type { ProductDataSource } from './create-data-source.js';
import {
  connectionCut,
  cutWhileStoring,
  explainDatabaseError,
  explainQueryError,
  isBusy,
  isServerAway,
} from './database-error.js';

/** Milliseconds for which a transaction waits for another program to let go of the SQLite file. */
const WAIT_FOR_LOCK_MS = 60_000;

interface Running {
  dataSource: ProductDataSource;
  manager: EntityManager;
  open: boolean;
}

const running = new AsyncLocalStorage<Running>();

/** The end of the line of transactions on each SQLite file that this process writes to. */
const lines = new WeakMap<ProductDataSource, Promise<unknown>>();

/**
 * Does the work in one transaction: all of it is stored, or none.
 *
 * The work must use the manager it is given. On SQLite transactions of a process run one after the other and hold the
 * write lock from their first statement, so one can never fail half-way because another program wrote meanwhile; it
 * waits a minute for that program. Called inside another transaction of the same data source, the work joins it.
 * A full disk, a read-only file and a lost server are thrown as an AppError with exit code 3. Where the connection to
 * PostgreSQL is cut during the commit itself, everything may be stored all the same: whoever tries again must look first.
 */
export async function inTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  const product = productDataSource(dataSource);
  const outer = running.getStore();
  if (outer !== undefined && outer.open && outer.dataSource === product) return work(outer.manager);
  const transaction = (): Promise<T> => transact(product, work);
  return product.address.kind === 'postgres' ? transaction() : takeTurn(product, transaction);
}

/** Does the work on the writer of a SQLite file when no transaction of this process is under way there. Call it outside of any. */
export function betweenTransactions<T>(dataSource: ProductDataSource, work: () => Promise<T>): Promise<T> {
  return takeTurn(dataSource, work);
}

function takeTurn<T>(dataSource: ProductDataSource, work: () => Promise<T>): Promise<T> {
  const turn = (lines.get(dataSource) ?? Promise.resolve()).then(work);
  // The next in line waits for this one, however it ends.
  lines.set(
    dataSource,
    turn.catch(() => undefined),
  );
  return turn;
}

async function transact<T>(dataSource: ProductDataSource, work: (manager: EntityManager) => Promise<T>): Promise<T> {
  const runner = dataSource.writer.createQueryRunner();
  if (dataSource.address.kind === 'sqlite') adaptToSqlite(runner);
  let working = false;
  try {
    await runner.startTransaction();
    const state: Running = { dataSource, manager: runner.manager, open: true };
    let result: T;
    try {
      working = true;
      result = await running.run(state, () => work(runner.manager));
      working = false;
    } finally {
      state.open = false;
    }
    await commit(runner, dataSource);
    return result;
  } catch (error) {
    const cut = runner.isReleased && isAlreadyReleased(error);
    await undo(runner);
    if (cut) throw connectionCut(dataSource.address, error);
    throw working ? explainQueryError(error, dataSource.address) : explainDatabaseError(error, dataSource.address);
  } finally {
    await runner.release();
  }
}

/** Commits. When the connection is cut meanwhile, nobody can tell whether everything is stored or nothing, and it is said so. */
async function commit(runner: QueryRunner, { address }: ProductDataSource): Promise<void> {
  try {
    await runner.commitTransaction();
  } catch (error) {
    throw isServerAway(error) ? cutWhileStoring(address, error) : error;
  }
}

/** TypeORM lets go of a connection that is cut between two statements, and takes the next one for a mistake of ours. */
function isAlreadyReleased(error: unknown): boolean {
  return error instanceof QueryRunnerAlreadyReleasedError || error instanceof QueryRunnerProviderAlreadyReleasedError;
}

/** Undoes what there is to undo; the error that led here matters more than one met on the way back. */
async function undo(runner: QueryRunner): Promise<void> {
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    // The server is gone or SQLite has already undone the transaction itself, as it does when the disk is full.
  }
  // TypeORM goes on believing in a transaction that could not be begun or undone; the next would then join a ghost.
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
}

const adapted = new WeakSet<QueryRunner>();

/**
 * Makes the runner's transactions take the write lock at once (`BEGIN IMMEDIATE`), and wait for it.
 *
 * TypeORM begins a deferred transaction, which fails without waiting when it has read something that another
 * program has changed before its first write.
 */
function adaptToSqlite(runner: QueryRunner): void {
  if (adapted.has(runner)) return;
  adapted.add(runner);
  const query = runner.query.bind(runner);
  const adaptedQuery = async (sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> => {
    if (sql !== 'BEGIN TRANSACTION') return structured === true ? query(sql, parameters, true) : query(sql, parameters);
    const until = Date.now() + WAIT_FOR_LOCK_MS;
    for (;;) {
      try {
        return await query('BEGIN IMMEDIATE');
      } catch (error) {
        if (!isBusy(error) || Date.now() >= until) throw error;
        await pause(50);
      }
    }
  };
  Object.assign(runner, { query: adaptedQuery });
}
