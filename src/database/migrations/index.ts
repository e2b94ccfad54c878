import type { MigrationInterface } from 'typeorm';
import { CreateRecords1795309200000 } from './1795309200000-create-records.js';
import { CreateJobs1795309300000 } from './1795309300000-create-jobs.js';

/** Every change of the schema, oldest first. Append; never edit one that was released. */
export const migrations: readonly (new () => MigrationInterface)[] = [
  CreateRecords1795309200000,
  CreateJobs1795309300000,
];
