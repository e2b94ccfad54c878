import type { PersonRecord } from '../records/record.js';

/**
 * What is done with every batch of records as soon as it is read, in the thread that read it.
 *
 * Threads share no functions, so the work is named by a module: it exports `begin`, which is told `given` (plain data)
 * once and gives the function that is then called for every batch. What that function gives is plain data too, and must
 * depend on the batch alone: which thread has which batch is chance.
 */
export interface BatchStep<T> {
  /** The step before, whose result this one gets; without it a step gets the records. */
  readonly after?: BatchStep<unknown>;
  /** The compiled module that a thread loads. */
  readonly module: URL;
  readonly given: unknown;
  /** The same `begin`, for batches that are read in the calling thread. */
  readonly begin: BeginStep<T>;
}

/** What the module exports. */
// The module says what it wants to be given and what it works on; who builds the step sees to it that it gets that.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type BeginStep<T> = (given: any) => (batch: any) => T;

/** A step with those before it as one function, in the calling thread. */
export function beginHere<T>(step: BatchStep<T>): (records: PersonRecord[]) => T {
  const own = step.begin(step.given);
  if (step.after === undefined) return own;
  const before = beginHere(step.after);
  return (records) => own(before(records));
}

/** A step with those before it as a thread can be told of them, in their order. */
export function addressed(step: BatchStep<unknown>): AddressedStep[] {
  const own = { module: step.module.href, given: step.given };
  return step.after === undefined ? [own] : [...addressed(step.after), own];
}

export interface AddressedStep {
  module: string;
  given: unknown;
}

/** Loads the steps' modules, and gives them as one function. */
export async function beginAddressed(steps: readonly AddressedStep[]): Promise<(records: PersonRecord[]) => unknown> {
  const begun: ((batch: unknown) => unknown)[] = [];
  for (const { module, given } of steps) {
    const { begin } = (await import(module)) as { begin: BeginStep<unknown> };
    begun.push(begin(given));
  }
  return (records) => begun.reduce<unknown>((batch, step) => step(batch), records);
}
