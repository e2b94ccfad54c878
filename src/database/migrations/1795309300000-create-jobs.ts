import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlTypes } from './sql-types.js';

/** The ledger of long work: jobs, and the chunks of which each is done as a whole or not at all. */
export class CreateJobs1795309300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { autoId } = sqlTypes(runner);
    await runner.query(`CREATE TABLE "jobs" (
      "id" ${autoId},
      "kind" text NOT NULL,
      "status" text NOT NULL,
      "total" integer NOT NULL,
      "params" text NOT NULL,
      "result" text,
      "error" text,
      "created_at" text NOT NULL,
      "started_at" text,
      "finished_at" text
    )`);
    await runner.query(`CREATE INDEX "jobs_by_status" ON "jobs" ("status")`);
    await runner.query(`CREATE TABLE "job_chunks" (
      "job_id" integer NOT NULL,
      "chunk_index" integer NOT NULL,
      "from_key" text NOT NULL,
      "to_key" text NOT NULL,
      "size" integer NOT NULL,
      "status" text NOT NULL,
      "attempts" integer NOT NULL,
      "error" text,
      "worker" text,
      "started_at" text,
      "finished_at" text,
      "result" text,
      PRIMARY KEY ("job_id", "chunk_index"),
      CONSTRAINT "job_chunks_job" FOREIGN KEY ("job_id") REFERENCES "jobs" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
    )`);
    await runner.query(`CREATE INDEX "job_chunks_by_status" ON "job_chunks" ("job_id", "status")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "job_chunks"`);
    await runner.query(`DROP TABLE "jobs"`);
  }
}
