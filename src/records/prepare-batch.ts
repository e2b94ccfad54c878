/**
 * What is done with a batch of records before it is stored. It needs no database, so the threads that read do it
 * (`begin` is what they call), and the thread that writes only writes.
 */
import type { BatchStep } from '../imports/index.js';
import { mergeRecords } from './merge-records.js';
import { prepareRecord, recordOf, type PreparedRecord } from './prepare-record.js';
import type { Coverage, PersonRecord } from './record.js';

/** The step for files that cover this much. */
export function preparing(coverage: Coverage): BatchStep<PreparedRecord[]> {
  return { module: new URL('./prepare-batch.js', import.meta.url), given: coverage, begin };
}

export function begin(coverage: Coverage): (records: readonly PersonRecord[]) => PreparedRecord[] {
  return (records) => prepareBatch(records, coverage);
}

/** One prepared record for each person, with the coverage of its file, in the order of first sight. */
export function prepareBatch(records: readonly PersonRecord[], coverage: Coverage): PreparedRecord[] {
  const prepared = new Map<string, PreparedRecord>();
  for (const record of records) {
    const next = prepareRecord(withCoverage(record, coverage));
    const earlier = prepared.get(next.personKey);
    prepared.set(
      next.personKey,
      earlier === undefined ? next : prepareRecord(mergeRecords(recordOf(earlier), recordOf(next))),
    );
  }
  return [...prepared.values()];
}

/**
 * The record with what its file covers written into it, so that whoever evaluates it knows what its silence means. What
 * the record itself says of its coverage wins. Where a later file speaks of the person too, its coverage replaces this.
 */
function withCoverage(record: PersonRecord, coverage: Coverage): PersonRecord {
  const both = { ...coverage, ...record.coverage };
  return Object.keys(both).length === 0 ? record : { ...record, coverage: both };
}
