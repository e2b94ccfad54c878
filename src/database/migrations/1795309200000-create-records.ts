import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlTypes } from './sql-types.js';

/**
 * Imports, the people they brought, and every version of what is known about each.
 *
 * Identifiers are given out by the program, not by the database: only one import writes at a time, and the same files
 * then lead to the same numbers on both databases.
 */
export class CreateRecords1795309200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { autoId, byteOrder } = sqlTypes(runner);
    await runner.query(`CREATE TABLE "imports" (
      "id" integer PRIMARY KEY NOT NULL,
      "profile" text NOT NULL,
      "coverage" text NOT NULL,
      "files" text NOT NULL,
      "input_hash" text NOT NULL,
      "status" text NOT NULL,
      "sequence" integer,
      "owner" text NOT NULL,
      "heartbeat_at" text NOT NULL,
      "rows_read" integer NOT NULL,
      "rows_quarantined" integer NOT NULL,
      "people_new" integer NOT NULL,
      "people_changed" integer NOT NULL,
      "people_unchanged" integer NOT NULL,
      "people_total" integer NOT NULL,
      "charges_total" integer NOT NULL,
      "snapshot_hash" text,
      "started_at" text NOT NULL,
      "finished_at" text
    )`);
    await runner.query(`CREATE UNIQUE INDEX "imports_sequence" ON "imports" ("sequence")`);
    // The database itself sees to it that only one import runs at a time.
    await runner.query(`CREATE UNIQUE INDEX "imports_one_running" ON "imports" ("status") WHERE status = 'running'`);
    await runner.query(`CREATE INDEX "imports_input_hash" ON "imports" ("input_hash")`);

    await runner.query(`CREATE TABLE "quarantine_rows" (
      "id" ${autoId},
      "import_id" integer NOT NULL,
      "file" text NOT NULL,
      "row" integer NOT NULL,
      "column" text,
      "value" text,
      "code" text NOT NULL,
      "message" text NOT NULL,
      "severity" text NOT NULL,
      "person_key" text,
      CONSTRAINT "quarantine_rows_import" FOREIGN KEY ("import_id") REFERENCES "imports" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
    )`);
    await runner.query(`CREATE INDEX "quarantine_rows_import_id" ON "quarantine_rows" ("import_id")`);

    await runner.query(`CREATE TABLE "people" (
      "id" integer PRIMARY KEY NOT NULL,
      "person_key" text ${byteOrder} NOT NULL,
      "created_import_id" integer NOT NULL
    )`);
    await runner.query(`CREATE UNIQUE INDEX "people_person_key" ON "people" ("person_key")`);

    await runner.query(`CREATE TABLE "record_versions" (
      "id" integer PRIMARY KEY NOT NULL,
      "person_id" integer NOT NULL,
      "import_id" integer NOT NULL,
      "hash" text NOT NULL,
      "charge_count" integer NOT NULL,
      "last_name" text,
      "first_name" text,
      "birth_date" text,
      "record" text NOT NULL,
      CONSTRAINT "record_versions_person" FOREIGN KEY ("person_id") REFERENCES "people" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
    )`);
    await runner.query(
      `CREATE UNIQUE INDEX "record_versions_person_import" ON "record_versions" ("person_id", "import_id")`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['record_versions', 'people', 'quarantine_rows', 'imports'])
      await runner.query(`DROP TABLE "${table}"`);
  }
}
