/**
 * Reading as of a snapshot: what was known when the completed import number `sequence` ended.
 *
 * Imports complete one after the other and their ids grow, so the versions that a snapshot sees are those with an
 * import id up to that of its last import; of each person the one with the highest. A running import has a higher id
 * than any that is done, and an abandoned one has no versions, so neither can be seen.
 */
import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { AppError } from '../common/index.js';
import { dialectOf, inTransaction, joinFirst, jsonTexts, readAll, readOften, type Dialect } from '../database/index.js';
import { ImportEntity } from './import.entity.js';
import type { PersonRecord } from './record.js';

/** All people as they were known at one moment. Sequence 0 is the moment before the first import. */
export interface Snapshot {
  sequence: number;
  people: number;
  charges: number;
}

/** Neighbours in the order of person keys: from the first key to the last, both included. */
export interface PeopleRange {
  /** From 0. */
  index: number;
  fromKey: string;
  toKey: string;
  people: number;
  charges: number;
}

/** A person's version, its record still as JSON text. */
export interface StoredRecord {
  personKey: string;
  versionId: number;
  record: string;
}

/** A person's version with its record. */
export interface ReadRecord {
  personKey: string;
  versionId: number;
  importId: number;
  record: PersonRecord;
}

/** One of the versions of a person, without the record. */
export interface VersionNote {
  versionId: number;
  importId: number;
  sequence: number;
  /** The moment its import ended. */
  finishedAt: string;
  hash: string;
  chargeCount: number;
}

/** People joined with the version that the snapshot `$1` sees of them. */
function visible(dialect: Dialect): string {
  const seen = joinFirst(dialect, 'v', {
    table: 'record_versions',
    as: 'x',
    where: 'x.person_id = p.id AND x.import_id <= (SELECT i.id FROM imports i WHERE i.sequence = $1)',
    orderBy: 'x.import_id DESC',
  });
  return `FROM people p ${seen}`;
}

/** SQL of what is hashed of some people. The length before the key keeps two neighbours from reading like two others. */
const HASHED = `string_agg(hash || CAST(length(person_key) AS text) || ':' || person_key, '' ORDER BY person_key)`;

interface RangeRow {
  from_key: string | null;
  to_key: string | null;
  people: unknown;
  charges: unknown;
}

/** People in one step of working out a snapshot's hash. */
const HASH_AT_A_TIME = 5000;

export class SnapshotReader {
  private readonly visible: string;

  constructor(private readonly dataSource: DataSource) {
    this.visible = visible(dialectOf(dataSource));
  }

  /** The newest snapshot. */
  async latest(): Promise<Snapshot> {
    const last = await this.dataSource
      .getRepository(ImportEntity)
      .findOne({ where: { status: 'done' }, order: { sequence: 'DESC' } });
    return { sequence: last?.sequence ?? 0, people: last?.peopleTotal ?? 0, charges: last?.chargesTotal ?? 0 };
  }

  /**
   * The SHA-256 over every person's key and version hash, in the order of keys: equal for equal content, whatever the
   * ids, the database, and the way the content came in.
   */
  async hash(sequence: number): Promise<string> {
    const stored = sequence === 0 ? null : (await this.importOf(sequence)).snapshotHash;
    if (stored !== null) return stored;
    const hash = createHash('sha256');
    for (let after: string | null = null; ;) {
      const [row]: { part: string | null; last: string | null }[] = await readAll(
        this.dataSource,
        `SELECT ${HASHED} AS part, max(person_key) AS last FROM (
          SELECT p.person_key, v.hash ${this.visible} ${after === null ? '' : 'WHERE p.person_key > $2'}
          ORDER BY p.person_key LIMIT ${HASH_AT_A_TIME}) AS lines`,
        after === null ? [sequence] : [sequence, after],
      );
      if (row?.part == null || row.last === null) break;
      hash.update(row.part);
      after = row.last;
    }
    return this.keepHash(sequence, hash.digest('hex'));
  }

  private async keepHash(sequence: number, snapshotHash: string): Promise<string> {
    if (sequence > 0)
      await inTransaction(this.dataSource, (manager) => manager.update(ImportEntity, { sequence }, { snapshotHash }));
    return snapshotHash;
  }

  /**
   * Cuts the people of a snapshot into ranges of `chunkPeople` neighbours; the last may be smaller. Where the snapshot's
   * hash is not known yet, it is worked out on the way, since to walk through everybody takes most of the time of both.
   */
  async *planRanges(sequence: number, chunkPeople: number): AsyncGenerator<PeopleRange> {
    const isHashed = sequence === 0 || (await this.importOf(sequence)).snapshotHash !== null;
    const hash = createHash('sha256');
    let after: string | null = null;
    for (let index = 0; ; index++) {
      const [row]: (RangeRow & { part: string | null })[] = await readAll(
        this.dataSource,
        `SELECT min(person_key) AS from_key, max(person_key) AS to_key, count(*) AS people, sum(charge_count) AS charges,
            ${isHashed ? 'NULL' : HASHED} AS part FROM (
          SELECT p.person_key, v.charge_count, v.hash ${this.visible} ${after === null ? '' : 'WHERE p.person_key > $2'}
          ORDER BY p.person_key LIMIT ${Math.trunc(chunkPeople)}) AS neighbours`,
        after === null ? [sequence] : [sequence, after],
      );
      if (row === undefined || row.from_key === null || row.to_key === null) break;
      hash.update(row.part ?? '');
      yield {
        index,
        fromKey: row.from_key,
        toKey: row.to_key,
        people: Number(row.people),
        charges: Number(row.charges),
      };
      after = row.to_key;
    }
    if (!isHashed) await this.keepHash(sequence, hash.digest('hex'));
  }

  /** The records of a range, of more than `limit` the first, as JSON texts in the order of keys; for a few thousand people at a time. */
  async readRange(sequence: number, fromKey: string, toKey: string, limit?: number): Promise<StoredRecord[]> {
    // Plain rows: gathering them into one JSON text would escape every quote of every record, which takes twice as long.
    return readOften<StoredRecord>(
      this.dataSource,
      `SELECT p.person_key AS "personKey", v.id AS "versionId", v.record AS "record"
        ${this.visible} WHERE p.person_key >= $2 AND p.person_key <= $3 ORDER BY p.person_key
        ${limit === undefined ? '' : `LIMIT ${Math.trunc(limit)}`}`,
      [sequence, fromKey, toKey],
    );
  }

  /** The records of some people as JSON texts; `keys` in their order. Those whom the snapshot does not know are left out. */
  async readPeople(sequence: number, keys: readonly string[]): Promise<StoredRecord[]> {
    const [first, last] = [keys[0], keys.at(-1)];
    if (first === undefined || last === undefined) return [];
    return readAll<StoredRecord>(
      this.dataSource,
      `SELECT p.person_key AS "personKey", v.id AS "versionId", v.record AS "record"
        ${this.visible} WHERE p.person_key >= $2 AND p.person_key <= $3
          AND p.person_key IN ${jsonTexts(dialectOf(this.dataSource), '$4')} ORDER BY p.person_key`,
      [sequence, first, last, JSON.stringify(keys)],
    );
  }

  /** The keys of people in a range who have a version that the later snapshot sees and the earlier does not. */
  async changedBetween(before: number, after: number, fromKey: string, toKey: string): Promise<string[]> {
    const rows = await readAll<{ key: string }>(
      this.dataSource,
      `SELECT p.person_key AS key FROM people p
        WHERE p.person_key >= $1 AND p.person_key <= $2 AND EXISTS (
          SELECT 1 FROM record_versions v JOIN imports i ON i.id = v.import_id
          WHERE v.person_id = p.id AND i.sequence > $3 AND i.sequence <= $4)
        ORDER BY p.person_key`,
      [fromKey, toKey, before, after],
    );
    return rows.map(({ key }) => key);
  }

  /** What the snapshot (by default the newest) knows about a person, or null when it does not know them. */
  async readPerson(personKey: string, sequence?: number): Promise<ReadRecord | null> {
    return this.readOne(`${this.visible} WHERE p.person_key = $2`, [
      sequence ?? (await this.latest()).sequence,
      personKey,
    ]);
  }

  /** A version by its id, or null when there is none. */
  async readVersion(versionId: number): Promise<ReadRecord | null> {
    return this.readOne('FROM people p JOIN record_versions v ON v.person_id = p.id WHERE v.id = $1', [versionId]);
  }

  private async readOne(from: string, parameters: readonly unknown[]): Promise<ReadRecord | null> {
    const [row] = await readAll<{ person_key: string; id: number; import_id: number; record: string }>(
      this.dataSource,
      `SELECT p.person_key, v.id, v.import_id, v.record ${from}`,
      parameters,
    );
    if (row === undefined) return null;
    return {
      personKey: row.person_key,
      versionId: row.id,
      importId: row.import_id,
      record: JSON.parse(row.record) as PersonRecord,
    };
  }

  /** Every version of a person that a completed import left, newest first. */
  async history(personKey: string): Promise<VersionNote[]> {
    return readAll<VersionNote>(
      this.dataSource,
      `SELECT v.id AS "versionId", v.import_id AS "importId", i.sequence AS "sequence", i.finished_at AS "finishedAt",
          v.hash AS "hash", v.charge_count AS "chargeCount"
        FROM people p JOIN record_versions v ON v.person_id = p.id JOIN imports i ON i.id = v.import_id
        WHERE p.person_key = $1 AND i.status = 'done' ORDER BY i.sequence DESC`,
      [personKey],
    );
  }

  private async importOf(sequence: number): Promise<ImportEntity> {
    const found = await this.dataSource.getRepository(ImportEntity).findOneBy({ sequence });
    if (found !== null) return found;
    throw new AppError(
      'no-such-snapshot',
      `There is no snapshot ${sequence}; the newest is ${(await this.latest()).sequence}.`,
      { status: 404 },
    );
  }
}
