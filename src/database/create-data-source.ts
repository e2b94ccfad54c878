/**
 * Opens the database that an address names, through TypeORM.
 *
 * SQLite has one writer at a time, and TypeORM's SQLite driver has one connection, on which two transactions would run
 * into each other. So a SQLite data source here is two connections to the same file: the one that callers hold, which
 * can only read, and a writer behind it, which `inTransaction` alone uses, one transaction after the other. A reader
 * then never sees half of a transaction, as on PostgreSQL, and a write that forgot its transaction fails at once.
 */
import sqlite3 from 'sqlite3';
import { DataSource } from 'typeorm';
import type { DataSourceOptions, EntitySchema, QueryRunner, ReplicationMode } from 'typeorm';
import type { DatabaseAddress } from '../config/index.js';
import { explainDatabaseError } from './database-error.js';
import { explainedRunner } from './explained-runner.js';
import { migrations } from './migrations/index.js';

/** A class or schema that TypeORM maps to a table. */
export type Entity = (new () => object) | EntitySchema;

export interface DataSourceRequest {
  address: DatabaseAddress;
  entities: readonly Entity[];
  /** Opens no writer: for threads that only read. */
  readOnly?: boolean;
  /** The file is thrown away afterwards: SQLite then waits for no disk, and a power cut may damage the file. */
  disposable?: boolean;
  /** Connections to PostgreSQL that one process may hold; SQLite has always two. */
  poolSize?: number;
}

/** A data source that knows its address, so that what goes wrong can be told in a sentence. */
export class ProductDataSource extends DataSource {
  constructor(
    options: DataSourceOptions,
    readonly address: DatabaseAddress,
    /** The connection that writes; the data source itself on PostgreSQL, null when it was opened to read. */
    private readonly ownWriter: DataSource | null,
    private readonly disposable: boolean,
  ) {
    super(options);
  }

  /** The data source whose transactions write. Throws when this one was opened to read. */
  get writer(): DataSource {
    if (this.address.kind === 'postgres') return this;
    if (this.ownWriter === null) throw new Error('This data source was opened to read; it has no transactions.');
    return this.ownWriter;
  }

  override createQueryRunner(mode?: ReplicationMode): QueryRunner {
    const runner = super.createQueryRunner(mode);
    return this.address.kind === 'postgres' ? explainedRunner(runner, this.address) : runner;
  }

  override async initialize(): Promise<this> {
    try {
      // The writer goes first: it makes the file, and sets the journal that lets others read meanwhile.
      if (this.ownWriter !== null) await tune(await this.ownWriter.initialize(), WRITER_PRAGMAS);
      if (this.disposable && this.ownWriter !== null) await tune(this.ownWriter, DISPOSABLE_WRITER_PRAGMAS);
      await super.initialize();
      if (this.address.kind === 'sqlite') await tune(this, READER_PRAGMAS);
      if (this.disposable) await tune(this, DISPOSABLE_READER_PRAGMAS);
      return this;
    } catch (error) {
      if (this.ownWriter?.isInitialized === true) await this.ownWriter.destroy();
      throw explainDatabaseError(error, this.address);
    }
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    // Last to close, so that it folds the journal back into the file.
    if (this.ownWriter?.isInitialized === true) await this.ownWriter.destroy();
  }
}

const SHARED_PRAGMAS = ['PRAGMA synchronous = NORMAL', 'PRAGMA temp_store = MEMORY'];
// A larger checkpoint than the standard 4 MB: bulk imports write the same index pages again and again.
const WRITER_PRAGMAS = [...SHARED_PRAGMAS, 'PRAGMA cache_size = -65536', 'PRAGMA wal_autocheckpoint = 4000'];
const READER_PRAGMAS = [...SHARED_PRAGMAS, 'PRAGMA cache_size = -32768', 'PRAGMA query_only = ON'];
// Each page of a file that is thrown away is written once and read once; the system's own cache holds it meanwhile. What
// more memory would gain is not measurable, and it would grow with the number of rows.
const DISPOSABLE_WRITER_PRAGMAS = ['PRAGMA synchronous = OFF', 'PRAGMA cache_size = -16384'];
const DISPOSABLE_READER_PRAGMAS = ['PRAGMA cache_size = -8192'];

async function tune(dataSource: DataSource, pragmas: readonly string[]): Promise<void> {
  for (const pragma of pragmas) await dataSource.query(pragma);
}

/** Milliseconds for which SQLite itself waits for the lock before it reports that it is busy. */
const BUSY_TIMEOUT_MS = 5000;

/** The driver without its verbose mode, which captures a stack for every statement. */
const driver = { ...sqlite3, verbose: () => sqlite3 };

function optionsFor(request: DataSourceRequest): DataSourceOptions {
  const shared = {
    entities: [...request.entities],
    migrations: [...migrations],
    migrationsRun: false,
    synchronize: false,
    logging: false,
  };
  if (request.address.kind === 'sqlite') {
    return {
      ...shared,
      type: 'sqlite',
      database: request.address.file,
      enableWAL: true,
      busyTimeout: BUSY_TIMEOUT_MS,
      driver,
    };
  }
  return {
    ...shared,
    type: 'postgres',
    url: request.address.url,
    poolSize: request.poolSize ?? 10,
    connectTimeoutMS: 10_000,
    applicationName: 'second-look',
    installExtensions: false,
    // A server that vanished without a word is noticed after some twenty seconds, and not after two hours.
    extra: { keepAlive: true, keepAliveInitialDelayMillis: 10_000 },
  };
}

/**
 * A data source for the address, not yet opened: call `initialize()`, then `migrate()`.
 *
 * It never changes the schema by itself. Opening a file or a server that is not to be had throws an AppError with exit
 * code 3.
 */
export function createDataSource(request: DataSourceRequest): ProductDataSource {
  const options = optionsFor(request);
  const writes = request.address.kind === 'sqlite' && request.readOnly !== true;
  return new ProductDataSource(
    options,
    request.address,
    writes ? new DataSource(options) : null,
    writes && request.disposable === true,
  );
}

/** The data source as this room made it. Throws for one that was made elsewhere. */
export function productDataSource(dataSource: DataSource): ProductDataSource {
  if (dataSource instanceof ProductDataSource) return dataSource;
  throw new Error('This data source was not made by createDataSource.');
}
