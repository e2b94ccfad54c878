import { type DataSource, type EntityManager, MigrationExecutor } from 'typeorm';
import { AppError } from '../common/index.js';
import { type ProductDataSource, productDataSource } from './create-data-source.js';
import { explainDatabaseError } from './database-error.js';
import { inTransaction } from './in-transaction.js';
import { migrations } from './migrations/index.js';

/** The number that processes agree on for taking turns at migrating a PostgreSQL database; it means nothing else. */
const MIGRATING_LOCK = 1_795_309_200;

/**
 * Brings the schema up to date and returns the names of the migrations that ran, none when it was.
 *
 * All run in one transaction, so a failed migration leaves the schema as it was. Processes that start together take
 * turns: one migrates, the others wait and find it done. Refuses a database that a newer version of the program has
 * migrated: this one would not know what its columns mean.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const product = productDataSource(dataSource);
  // A database that is up to date is only looked at: nobody waits for its lock.
  const applied = await appliedMigrations(product).catch((error: unknown) => {
    throw explainDatabaseError(error, product.address);
  });
  if (applied.size === migrations.length) return [];
  return inTransaction(product, (manager) => migrateAlone(product, manager));
}

/** Runs what is missing in the caller's transaction, alone. */
async function migrateAlone({ address, writer }: ProductDataSource, manager: EntityManager): Promise<string[]> {
  // On SQLite the transaction itself is the lock.
  if (address.kind === 'postgres') await manager.query('SELECT pg_advisory_xact_lock($1)', [MIGRATING_LOCK]);
  const executor = new MigrationExecutor(writer, manager.queryRunner);
  executor.transaction = 'none';
  const ran = await executor.executePendingMigrations();
  return ran.map((migration) => migration.name);
}

/** The names of the migrations that the database has seen; refuses one that this version of the program does not know. */
async function appliedMigrations({ writer }: ProductDataSource): Promise<Set<string>> {
  const runner = writer.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return new Set();
    const rows = (await runner.query('SELECT "name" FROM "migrations" ORDER BY "timestamp"')) as { name: string }[];
    const known = new Set(migrations.map((migration) => migration.name));
    const unknown = rows.map((row) => row.name).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      throw new AppError(
        'database-newer',
        `A newer version of Second Look has changed this database (${unknown.join(', ')}). Install that version, or name another database (--db or DATABASE_URL).`,
      );
    }
    return new Set(rows.map((row) => row.name));
  } finally {
    await runner.release();
  }
}

/** The statements that TypeORM would need to make the schema what the entities say: none, when the migrations are right. */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const sql = await productDataSource(dataSource).writer.driver.createSchemaBuilder().log();
  return sql.upQueries.map((query) => query.query);
}
