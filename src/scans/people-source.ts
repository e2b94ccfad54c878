import type { PeopleRange, Snapshot, StoredRecord } from '../records/index.js';

/** What a scan needs of the records; `RecordStore` is one. */
export interface PeopleSource {
  snapshot(): Promise<Snapshot>;
  snapshotHash(sequence: number): Promise<string>;
  planRanges(sequence: number, chunkPeople: number): AsyncIterable<PeopleRange>;
  changedBetween(before: number, after: number, fromKey: string, toKey: string): Promise<string[]>;
  /** The people of a range in the order of their keys; of more than `limit` the first. */
  readRange(sequence: number, fromKey: string, toKey: string, limit?: number): Promise<StoredRecord[]>;
}
