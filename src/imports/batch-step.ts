import type { PersonRecord } from '../records/record.js';

/**
 * What is done with every record as soon as it is read, in the thread that read it.
 *
 * Threads share no functions, so the work is named by a module: it exports `begin`, which is told `given` (plain data)
 * once. What comes of a batch is plain data too, and must depend on the batch alone: which thread has which batch is
 * chance.
 */
export interface BatchStep<T> {
  /** The compiled module that a thread loads. */
  readonly module: URL;
  readonly given: unknown;
  /** The same `begin`, for records that are read in the calling thread. */
  readonly begin: BeginStep<T>;
  /**
   * A record may end the step or get it stuck. Reading in threads then ends with `ThreadLost` when a thread is lost; for
   * other steps the calling thread does what that thread did not.
   */
  readonly mayFail?: true;
}

/**
 * A step at work. It gets records one at a time, since a record that is done with before the next one comes is gone again
 * before memory is tidied for the first time.
 */
export interface BatchWork<T> {
  add(record: PersonRecord): void;
  /** What became of the records that were added since the last call. */
  take(): T;
  /** The memory of what was taken that a thread may hand over rather than copy: nobody else has a view of it. */
  handsOver?(taken: T): ArrayBuffer[];
}

/** What the module exports. Who builds the step sees to it that it is given what it asks for. */
export type BeginStep<T> = (given: never) => BatchWork<T>;

/** A step in the calling thread. */
export function beginHere<T>({ begin, given }: BatchStep<T>): BatchWork<T> {
  return begin(given as never);
}

/** No step: the records as they are. */
export function collectRecords(): BatchWork<PersonRecord[]> {
  let records: PersonRecord[] = [];
  return {
    add: (record) => void records.push(record),
    take() {
      const taken = records;
      records = [];
      return taken;
    },
  };
}

/** A step as a thread can be told of it. */
export interface AddressedStep {
  module: string;
  given: unknown;
}

export function addressed({ module, given }: BatchStep<unknown>): AddressedStep {
  return { module: module.href, given };
}

/** Loads the step's module, and begins it. */
export async function beginAddressed({ module, given }: AddressedStep): Promise<BatchWork<unknown>> {
  const { begin } = (await import(module)) as { begin: BeginStep<unknown> };
  return begin(given as never);
}
