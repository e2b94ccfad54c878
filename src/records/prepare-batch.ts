/**
 * What is done with records before they are stored. It needs no database, so the threads that read do it (`begin` is what
 * they call), and the thread that writes only writes.
 */
import type { BatchStep, BatchWork } from '../imports/index.js';
import { mergeRecords } from './merge-records.js';
import { prepareRecord, recordOf, withTextsTogether, type PreparedRecord } from './prepare-record.js';
import type { Coverage, PersonRecord } from './record.js';

/** The module of the step: whoever starts threads before there is a step has them load it. */
export const PREPARING_MODULE = new URL('./prepare-batch.js', import.meta.url);

/** The step for files that cover this much. */
export function preparing(coverage: Coverage): BatchStep<PreparedRecord[]> {
  return { module: PREPARING_MODULE, given: coverage, begin };
}

/** One prepared record for each person of a batch, with the coverage of its file, in the order of first sight. */
export function begin(coverage: Coverage): BatchWork<PreparedRecord[]> {
  const prepared = new Map<string, PreparedRecord>();
  return {
    add(record) {
      const next = prepareRecord(withCoverage(record, coverage));
      const earlier = prepared.get(next.personKey);
      prepared.set(
        next.personKey,
        earlier === undefined ? next : prepareRecord(mergeRecords(recordOf(earlier), recordOf(next))),
      );
    },
    take() {
      const taken = withTextsTogether([...prepared.values()]);
      prepared.clear();
      return taken;
    },
    handsOver: ([first]) => (first === undefined ? [] : [first.text.buffer as ArrayBuffer]),
  };
}

/** The same for records that are all there. */
export function prepareBatch(records: readonly PersonRecord[], coverage: Coverage): PreparedRecord[] {
  const work = begin(coverage);
  for (const record of records) work.add(record);
  return work.take();
}

/**
 * The record with what its file covers written into it, so that whoever evaluates it knows what its silence means. What
 * the record itself says of its coverage wins. Where a later file speaks of the person too, its coverage replaces this.
 */
export function withCoverage(record: PersonRecord, coverage: Coverage): PersonRecord {
  // Written into it rather than into a copy: copies by spreading have shapes that V8 forgets between batches, and with
  // them what it compiled for the evaluation.
  if (record.coverage !== undefined) record.coverage = { ...coverage, ...record.coverage };
  else if (Object.keys(coverage).length > 0) record.coverage = coverage;
  return record;
}
