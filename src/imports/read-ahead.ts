import { Readable } from 'node:stream';
import type { BatchStep } from './batch-step.js';
import type { Intake, IntakeBatch } from './intake.js';

/** An intake of which reading has begun. */
export interface BegunIntake extends Intake {
  /** Ends the reading, wherever it is. */
  leave(): void;
}

/**
 * Begins to read at once, before anybody asks for batches: up to `mostWaiting` of them wait for whoever will take them.
 * `batchesFor` then gives what comes of this step, and an error of reading is met there.
 */
export function readAhead<T>(intake: Intake, step: BatchStep<T>, threads: number, mostWaiting: number): BegunIntake {
  const begun = Readable.from(intake.batchesFor(step, threads), { highWaterMark: mostWaiting });
  begun.on('error', () => undefined);
  begun.read(0);
  return {
    ...intake,
    // The step is the one that reading was begun with: whoever begins it takes it too.
    batchesFor: <U>() => begun[Symbol.asyncIterator]() as AsyncGenerator<IntakeBatch<U>>,
    leave: () => void begun.destroy(),
  };
}
