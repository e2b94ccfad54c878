import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How much of a chunk is done while it is under way: an import is a single chunk and may take an hour. */
export class NotePartOfChunk1795316000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "job_chunks" ADD COLUMN "noted_units" integer`);
    await runner.query(`ALTER TABLE "job_chunks" ADD COLUMN "noted_at" text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE "job_chunks" DROP COLUMN "noted_at"`);
    await runner.query(`ALTER TABLE "job_chunks" DROP COLUMN "noted_units"`);
  }
}
