/**
 * What is done with records that are evaluated in the thread that read them: only what was found leaves the thread, with
 * who the people are and the hash of what is known of them. The records themselves are not kept.
 */
import type { BatchStep, BatchWork } from '../imports/index.js';
import { prepareRecord, type PreparedRecord, withCoverage } from '../records/in-threads.js';
import type { Coverage } from '../records/record.js';
import { type ChunkEvaluation, compileLaw, PeopleEvaluation, type ScanLaw } from './evaluate-chunk.js';

export interface EvaluatedBatch {
  people: PreparedRecord[];
  evaluation: ChunkEvaluation;
}

/** Under which law records are evaluated, and what their files cover. */
interface Given {
  law: ScanLaw;
  coverage: Coverage;
}

/** The step for files that cover this much; everybody has to come once, and whole. */
export function evaluating(law: ScanLaw, coverage: Coverage): BatchStep<EvaluatedBatch> {
  const given: Given = { law, coverage };
  return { module: new URL('./evaluate-as-read.js', import.meta.url), given, begin, mayFail: true };
}

export function begin({ law, coverage }: Given): BatchWork<EvaluatedBatch> {
  const evaluation = new PeopleEvaluation(compileLaw(law));
  let people: PreparedRecord[] = [];
  return {
    add(record) {
      const whole = withCoverage(record, coverage);
      const { personKey, hash, chargeCount } = prepareRecord(whole);
      people.push({ personKey, hash, chargeCount, text: '', lastName: null, firstName: null, birthDate: null });
      // No version is kept that a finding could point to.
      evaluation.add({ chunkIndex: 0, personKey, versionId: 0 }, () => whole);
    },
    take() {
      const taken = { people, evaluation: evaluation.take() };
      people = [];
      return taken;
    },
  };
}
