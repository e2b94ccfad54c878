import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlTypes } from './sql-types.js';

/** Scans that are repeated by the clock, and what came of each time at which one was due. */
export class CreateSchedules1795400300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { autoId } = sqlTypes(runner);
    await runner.query(`CREATE TABLE "scan_schedules" (
      "id" ${autoId},
      "name" text NOT NULL,
      "cron" text NOT NULL,
      "time_zone" text NOT NULL,
      "jurisdictions" text NOT NULL,
      "assume" text NOT NULL,
      "status" text NOT NULL,
      "next_due_at" text,
      "taken_by" text,
      "taken_until" text,
      "created_by" text NOT NULL,
      "created_at" text NOT NULL
    )`);
    await runner.query(`CREATE TABLE "schedule_runs" (
      "id" ${autoId},
      "schedule_id" integer NOT NULL,
      "due_at" text,
      "missed" integer NOT NULL,
      "began_at" text NOT NULL,
      "as_of" text NOT NULL,
      "scan_id" integer,
      "problem" text,
      CONSTRAINT "schedule_runs_schedule" FOREIGN KEY ("schedule_id") REFERENCES "scan_schedules" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
      CONSTRAINT "schedule_runs_scan" FOREIGN KEY ("scan_id") REFERENCES "scans" ("id") ON DELETE SET NULL ON UPDATE NO ACTION
    )`);
    // That the index is unique also proves that no due time was run twice; runs by hand have none.
    await runner.query(`CREATE UNIQUE INDEX "schedule_runs_due" ON "schedule_runs" ("schedule_id", "due_at")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['schedule_runs', 'scan_schedules']) await runner.query(`DROP TABLE "${table}"`);
  }
}
