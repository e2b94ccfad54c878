import type { QueryRunner } from 'typeorm';
import type { DatabaseAddress } from '../config/index.js';
import { explainDatabaseError } from './database-error.js';

/**
 * A runner for PostgreSQL, which from now on reports a lost server or a full disk as a refusal with a sentence. Whatever
 * TypeORM does goes through a runner, so no way of reading is without.
 */
export function explainedRunner(runner: QueryRunner, address: DatabaseAddress): QueryRunner {
  const query = runner.query.bind(runner);
  const explainedQuery = async (sql: string, parameters?: unknown[], structured?: boolean): Promise<unknown> => {
    try {
      return await (structured === true ? query(sql, parameters, true) : query(sql, parameters));
    } catch (error) {
      throw explainDatabaseError(error, address);
    }
  };
  return Object.assign(runner, { query: explainedQuery });
}
