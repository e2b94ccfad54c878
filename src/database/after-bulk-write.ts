import type { DataSource } from 'typeorm';
import { productDataSource } from './create-data-source.js';
import { explainDatabaseError } from './database-error.js';

/**
 * What a database wants after much was written: PostgreSQL looks at the tables that have grown, so that its next plans
 * are right; SQLite folds its journal into the file, so that the file is whole and reading it fast.
 */
export async function afterBulkWrite(dataSource: DataSource, tables: readonly string[]): Promise<void> {
  const { writer, address } = productDataSource(dataSource);
  try {
    if (address.kind === 'postgres') {
      for (const table of tables) await writer.query(`ANALYZE "${table}"`);
      return;
    }
    await writer.query('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    throw explainDatabaseError(error, address);
  }
}
