import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlTypes } from './sql-types.js';

/**
 * Findings: one determination a row, millions of them.
 *
 * Every index here is paid for with each row of a bulk write, so there are two: the order of the export, whose
 * uniqueness also proves that no chunk was written twice, and the name by which a person asks for one finding.
 */
export class CreateFindings1795309500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const { autoId, byteOrder } = sqlTypes(runner);
    await runner.query(`CREATE TABLE "findings" (
      "id" ${autoId},
      "finding_key" text ${byteOrder} NOT NULL,
      "scan_id" integer NOT NULL,
      "chunk_index" integer NOT NULL,
      "person_key" text ${byteOrder} NOT NULL,
      "ordinal" integer NOT NULL,
      "version_id" integer NOT NULL,
      "jurisdiction" text NOT NULL,
      "path" text NOT NULL,
      "relief" text NOT NULL,
      "outcome" text NOT NULL,
      "preferred" integer NOT NULL,
      "eligible_on" text,
      "state" text NOT NULL,
      "court" text NOT NULL,
      "county" text,
      "case_number" text NOT NULL,
      "item_kind" text NOT NULL,
      "item_count" integer,
      "item_number" text,
      "detail" text NOT NULL,
      CONSTRAINT "findings_scan" FOREIGN KEY ("scan_id") REFERENCES "scans" ("id") ON DELETE CASCADE ON UPDATE NO ACTION
    )`);
    await runner.query(`CREATE UNIQUE INDEX "findings_by_person" ON "findings" ("scan_id", "person_key", "ordinal")`);
    await runner.query(`CREATE INDEX "findings_by_key" ON "findings" ("finding_key")`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE "findings"`);
  }
}
