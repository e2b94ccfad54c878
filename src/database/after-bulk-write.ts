import type { DataSource } from 'typeorm';
import { productDataSource } from './create-data-source.js';
import { explainDatabaseError } from './database-error.js';
import { betweenTransactions } from './in-transaction.js';

/**
 * Tables that have grown, each with the columns by which its rows are looked for. PostgreSQL looks at no others: texts
 * that nobody looks for took most of its time.
 */
export type GrownTables = Readonly<Record<string, readonly string[]>>;

/**
 * What a database wants after much was written: PostgreSQL looks at the tables that have grown, so that its next plans
 * are right; SQLite folds its journal into the file, so that the file is whole and reading it fast. Call it outside of
 * any transaction.
 */
export async function afterBulkWrite(dataSource: DataSource, tables: GrownTables): Promise<void> {
  const product = productDataSource(dataSource);
  const { writer, address } = product;
  try {
    if (address.kind === 'postgres') {
      for (const [table, columns] of Object.entries(tables)) {
        await writer.query(`ANALYZE "${table}" (${columns.map((name) => `"${name}"`).join(', ')})`);
      }
      return;
    }
    // SQLite refuses it in the middle of a transaction of the same connection.
    await betweenTransactions(product, () => writer.query('PRAGMA wal_checkpoint(PASSIVE)'));
  } catch (error) {
    throw explainDatabaseError(error, address);
  }
}
