import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlTypes } from './sql-types.js';

/** Drafted motions with their files, and the documents that could not be drafted. */
export class CreateMotions1795309600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { autoId } = sqlTypes(runner);
    await runner.query(`CREATE TABLE "motions" (
      "id" ${autoId},
      "scan_id" integer NOT NULL,
      "job_id" integer NOT NULL,
      "draft_id" text NOT NULL,
      "person_key" text NOT NULL,
      "template" text NOT NULL,
      "title" text NOT NULL,
      "relief" text NOT NULL,
      "jurisdiction" text NOT NULL,
      "state" text NOT NULL,
      "county" text,
      "court" text NOT NULL,
      "judge" text,
      "case_number" text NOT NULL,
      "defendant" text NOT NULL,
      "outcome" text NOT NULL,
      "paths" text NOT NULL,
      "items" text NOT NULL,
      "files" text NOT NULL
    )`);
    await runner.query(`CREATE INDEX "motions_by_draft" ON "motions" ("scan_id", "draft_id")`);
    await runner.query(`CREATE INDEX "motions_by_job" ON "motions" ("job_id")`);
    await runner.query(`CREATE TABLE "draft_problems" (
      "id" ${autoId},
      "job_id" integer NOT NULL,
      "code" text NOT NULL,
      "person_key" text NOT NULL,
      "case_number" text NOT NULL,
      "court" text NOT NULL,
      "sentence" text NOT NULL
    )`);
    await runner.query(`CREATE INDEX "draft_problems_by_job" ON "draft_problems" ("job_id")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "draft_problems"`);
    await runner.query(`DROP TABLE "motions"`);
  }
}
