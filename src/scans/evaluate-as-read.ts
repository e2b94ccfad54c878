/**
 * What is done with a batch of records that is evaluated in the thread that read it: only what was found leaves the
 * thread, with who the people are and the hash of what is known of them. The records themselves are not kept.
 */
import type { BatchStep } from '../imports/index.js';
import type { PreparedRecord } from '../records/index.js';
import { type ChunkEvaluation, compileLaw, evaluateChunk, type ScanLaw } from './evaluate-chunk.js';

export interface EvaluatedBatch {
  people: PreparedRecord[];
  evaluation: ChunkEvaluation;
}

/** The step behind the one that prepares records. */
export function evaluating(law: ScanLaw, preparing: BatchStep<PreparedRecord[]>): BatchStep<EvaluatedBatch> {
  return { after: preparing, module: new URL('./evaluate-as-read.js', import.meta.url), given: law, begin };
}

export function begin(law: ScanLaw): (people: readonly PreparedRecord[]) => EvaluatedBatch {
  const compiled = compileLaw(law);
  return (people) => ({
    people: people.map((one) => ({ ...one, text: '', lastName: null, firstName: null, birthDate: null })),
    evaluation: evaluateChunk(compiled, {
      chunkIndex: 0,
      personKeys: people.map(({ personKey }) => personKey),
      // No version is kept that a finding could point to.
      versionIds: people.map(() => 0),
      records: people.map(({ text }) => text),
    }),
  });
}
