import type { DataSource } from 'typeorm';
import { AppError } from '../common/index.js';
import { productDataSource } from './create-data-source.js';
import { explainDatabaseError } from './database-error.js';
import { migrations } from './migrations/index.js';

/**
 * Brings the schema up to date and returns the names of the migrations that ran, none when it was.
 *
 * All run in one transaction, so a failed migration leaves the schema as it was. Refuses a database that a newer
 * version of the program has migrated: this one would not know what its columns mean.
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const { writer, address } = productDataSource(dataSource);
  try {
    const unknown = await unknownMigrations(writer);
    if (unknown.length > 0) {
      throw new AppError(
        'database-newer',
        `A newer version of Second Look has changed this database (${unknown.join(', ')}). Install that version, or name another database (--db or DATABASE_URL).`,
      );
    }
    const ran = await writer.runMigrations({ transaction: 'all' });
    return ran.map((migration) => migration.name);
  } catch (error) {
    throw explainDatabaseError(error, address);
  }
}

async function unknownMigrations(writer: DataSource): Promise<string[]> {
  const runner = writer.createQueryRunner();
  try {
    if (!(await runner.hasTable('migrations'))) return [];
    const known = new Set(migrations.map((migration) => migration.name));
    const applied = (await runner.query('SELECT "name" FROM "migrations" ORDER BY "timestamp"')) as { name: string }[];
    return applied.map((row) => row.name).filter((name) => !known.has(name));
  } finally {
    await runner.release();
  }
}

/** The statements that TypeORM would need to make the schema what the entities say: none, when the migrations are right. */
export async function schemaDrift(dataSource: DataSource): Promise<string[]> {
  const sql = await productDataSource(dataSource).writer.driver.createSchemaBuilder().log();
  return sql.upQueries.map((query) => query.query);
}
