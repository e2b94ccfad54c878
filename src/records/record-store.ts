import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { afterBulkWrite, inTransaction, readAll } from '../database/index.js';
import { ImportEntity } from './import.entity.js';
import { ImportLedger } from './import-ledger.js';
import type { BatchCounts, ImportMeta } from './import-ledger.js';
import { HEARTBEAT_EVERY_MS, newOwner } from './import-owner.js';
import { prepareBatch } from './prepare-batch.js';
import { QuarantineRowEntity } from './quarantine-row.entity.js';
import type { Coverage, PersonRecord } from './record.js';
import { insertIssues, saveBatch } from './save-batch.js';
import type { PreparedBatch, RecordBatch, RecordIssue } from './save-batch.js';
import { SnapshotReader } from './snapshot-reader.js';
import type { PeopleRange, ReadRecord, Snapshot, StoredRecord, VersionNote } from './snapshot-reader.js';

/**
 * The people of an office and everything that imports said about them.
 *
 * Writing: `beginImport`, `saveBatch` as often as needed, `finishImport`; until that last step readers see nothing of
 * it, and an import that dies is taken back by the next. Reading: as of a snapshot, which later imports do not change.
 */
@Injectable()
export class RecordStore implements OnApplicationShutdown {
  private readonly ledger: ImportLedger;
  private readonly reader: SnapshotReader;
  private readonly heartbeats = new Map<number, NodeJS.Timeout>();
  /** What the running import's files cover. */
  private readonly coverages = new Map<number, Coverage>();

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    this.ledger = new ImportLedger(dataSource, newOwner(), () => new Date());
    this.reader = new SnapshotReader(dataSource);
  }

  /**
   * Begins an import and returns its id. What an import that died left behind is cleared away first.
   * Throws AppError `import-running` (status 409) while another is at work.
   */
  async beginImport(meta: ImportMeta): Promise<number> {
    const importId = await this.ledger.begin(meta);
    this.coverages.set(importId, meta.coverage);
    const beat = setInterval(() => {
      // A beat that fails is no news: the next write of the import will find out and say why.
      inTransaction(this.dataSource, (manager) => this.ledger.touch(manager, importId)).catch(() => undefined);
    }, HEARTBEAT_EVERY_MS);
    this.heartbeats.set(importId, beat.unref());
    return importId;
  }

  /**
   * Stores a batch of the import in one transaction; see `save-batch.ts`. Each record is given the coverage of the import.
   * Returns what the batch added to the figures.
   */
  async saveBatch(importId: number, batch: RecordBatch | readonly PersonRecord[]): Promise<BatchCounts> {
    const coverage = this.coverages.get(importId) ?? (await this.readImport(importId))?.coverage ?? {};
    const whole = 'records' in batch ? batch : { records: batch };
    return this.savePrepared(importId, { ...whole, records: prepareBatch(whole.records, coverage) });
  }

  /** The same for a batch that was prepared where it was read. */
  async savePrepared(importId: number, batch: PreparedBatch): Promise<BatchCounts> {
    return saveBatch(this.dataSource, this.ledger, importId, batch);
  }

  /** Whether nobody was ever stored. */
  async isEmpty(): Promise<boolean> {
    return (await readAll(this.dataSource, 'SELECT 1 FROM people LIMIT 1')).length === 0;
  }

  /** Keeps issues that belong to no batch. */
  async saveIssues(importId: number, issues: readonly RecordIssue[]): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      const rowsQuarantined = issues.filter((issue) => issue.severity === 'quarantined').length;
      await this.ledger.touch(manager, importId, { rowsQuarantined });
      await insertIssues(manager, importId, issues);
    });
  }

  /** Makes everything the import stored visible at once, and returns the new snapshot. */
  async finishImport(importId: number): Promise<Snapshot> {
    await this.ledger.finish(importId);
    this.forget(importId);
    await afterBulkWrite(this.dataSource, {
      people: ['id', 'person_key', 'created_import_id'],
      record_versions: ['id', 'person_id', 'import_id', 'last_name', 'first_name', 'birth_date'],
      quarantine_rows: ['id', 'import_id', 'severity'],
      imports: ['id', 'status', 'sequence'],
    });
    return this.snapshot();
  }

  /**
   * Stores records in which people put something right, as one import of the profile `corrections`: all of them or none.
   * Each is the person's whole record with its corrections in it.
   */
  async storeCorrections(records: readonly PersonRecord[], given: { name: string; hash: string }): Promise<Snapshot> {
    const importId = await this.beginImport({
      profile: 'corrections',
      coverage: {},
      files: [{ name: given.name, bytes: 0 }],
      inputHash: given.hash,
    });
    try {
      await this.saveBatch(importId, { records, rows: records.length });
      return await this.finishImport(importId);
    } catch (error) {
      await this.abandonImport(importId).catch(() => undefined);
      throw error;
    }
  }

  /** The keys of people in a range whose record changed between two snapshots, in their order. */
  async changedBetween(before: number, after: number, fromKey: string, toKey: string): Promise<string[]> {
    return this.reader.changedBetween(before, after, fromKey, toKey);
  }

  /** Takes back everything the import stored; people and records are as they were before it began. */
  async abandonImport(importId: number): Promise<void> {
    this.forget(importId);
    await this.ledger.abandon(importId);
  }

  /** Clears away an import whose process died. `beginImport` does so too; a server does it when it starts. */
  async clearDeadImport(): Promise<void> {
    await this.ledger.clearDead();
  }

  /** The done import of the same bytes with the same profile and coverage, or null: such a file brings nothing new. */
  async findByInputHash(inputHash: string, profile: string, coverage: Coverage): Promise<ImportEntity | null> {
    return this.ledger.findByInputHash(inputHash, profile, coverage);
  }

  /** An import by its id, or null. */
  async readImport(importId: number): Promise<ImportEntity | null> {
    return this.dataSource.getRepository(ImportEntity).findOneBy({ id: importId });
  }

  /** Imports, newest first; `before` is the id of the last one on the page before. */
  async listImports(limit: number, before?: number): Promise<ImportEntity[]> {
    const query = this.dataSource
      .getRepository(ImportEntity)
      .createQueryBuilder('i')
      .orderBy('i.id', 'DESC')
      .limit(limit);
    return (before === undefined ? query : query.where('i.id < :before', { before })).getMany();
  }

  /** Issues of an import in the order of the file; `after` is the id of the last one on the page before. */
  async readIssues(importId: number, limit: number, after = 0): Promise<QuarantineRowEntity[]> {
    const query = this.dataSource.getRepository(QuarantineRowEntity).createQueryBuilder('q');
    return query
      .where('q.importId = :importId AND q.id > :after', { importId, after })
      .orderBy('q.id')
      .limit(limit)
      .getMany();
  }

  /** The newest snapshot; sequence 0 when nothing was ever imported. */
  async snapshot(): Promise<Snapshot> {
    return this.reader.latest();
  }

  /** The content hash of a snapshot: the same on every database for the same content. Kept once worked out. */
  async snapshotHash(sequence: number): Promise<string> {
    return this.reader.hash(sequence);
  }

  /** Cuts the people of a snapshot into ranges of neighbours by key. Throws AppError `no-such-snapshot`. */
  planRanges(sequence: number, chunkPeople: number): AsyncGenerator<PeopleRange> {
    return this.reader.planRanges(sequence, chunkPeople);
  }

  /** The records of a range, of more than `limit` the first, as JSON texts for whoever evaluates them to parse. */
  async readRange(sequence: number, fromKey: string, toKey: string, limit?: number): Promise<StoredRecord[]> {
    return this.reader.readRange(sequence, fromKey, toKey, limit);
  }

  /** The records of some people as a snapshot knows them, as JSON texts; for a few thousand at a time. */
  async readPeople(sequence: number, keys: readonly string[]): Promise<StoredRecord[]> {
    return this.reader.readPeople(sequence, keys);
  }

  /** What a snapshot (by default the newest) knows about a person, or null. */
  async readPerson(personKey: string, sequence?: number): Promise<ReadRecord | null> {
    return this.reader.readPerson(personKey, sequence);
  }

  /** A version of a person's record by its id, or null. */
  async readVersion(versionId: number): Promise<ReadRecord | null> {
    return this.reader.readVersion(versionId);
  }

  /** The versions of a person, newest first. */
  async history(personKey: string): Promise<VersionNote[]> {
    // No key has a NUL character, and PostgreSQL refuses to look for one.
    return personKey.includes('\0') ? [] : this.reader.history(personKey);
  }

  /** Whether the database answers; for readiness checks. Throws its refusal otherwise. */
  async ping(): Promise<void> {
    await readAll(this.dataSource, 'SELECT 1');
  }

  onApplicationShutdown(): void {
    for (const importId of [...this.heartbeats.keys()]) this.forget(importId);
  }

  private forget(importId: number): void {
    this.coverages.delete(importId);
    clearInterval(this.heartbeats.get(importId));
    this.heartbeats.delete(importId);
  }
}
