import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlTypes } from './sql-types.js';

/** Scans with everything that decides their findings, the law they used, and the records they had to set aside. */
export class CreateScans1795309400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { autoId, byteOrder } = sqlTypes(runner);
    await runner.query(`CREATE TABLE "scans" (
      "id" ${autoId},
      "job_id" integer NOT NULL,
      "name" text NOT NULL,
      "as_of" text NOT NULL,
      "jurisdictions" text NOT NULL,
      "assume" text NOT NULL,
      "packs" text NOT NULL,
      "engine_version" text NOT NULL,
      "input_hash" text NOT NULL,
      "snapshot" integer NOT NULL,
      "settings" text NOT NULL,
      "started_by" text NOT NULL,
      "created_at" text NOT NULL,
      "counts" text,
      CONSTRAINT "scans_to_job" FOREIGN KEY ("job_id") REFERENCES "jobs" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
    )`);
    await runner.query(`CREATE UNIQUE INDEX "scans_job" ON "scans" ("job_id")`);

    await runner.query(`CREATE TABLE "pack_snapshots" (
      "hash" text PRIMARY KEY NOT NULL,
      "jurisdiction" text NOT NULL,
      "version" text NOT NULL,
      "content" text NOT NULL
    )`);

    await runner.query(`CREATE TABLE "scan_problems" (
      "id" ${autoId},
      "scan_id" integer NOT NULL,
      "person_key" text ${byteOrder} NOT NULL,
      "reason" text NOT NULL,
      CONSTRAINT "scan_problems_to_scan" FOREIGN KEY ("scan_id") REFERENCES "scans" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
    )`);
    await runner.query(`CREATE INDEX "scan_problems_scan" ON "scan_problems" ("scan_id", "person_key")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['scan_problems', 'pack_snapshots', 'scans']) await runner.query(`DROP TABLE "${table}"`);
  }
}
