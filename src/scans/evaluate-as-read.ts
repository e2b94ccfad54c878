/**
 * What is done with records that are evaluated in the thread that read them: only what was found leaves the thread, with
 * who the people are and, of one in sixteen, the hash of what is known of them. The records themselves are not kept.
 */
import type { BatchStep, BatchWork, Intake } from '../imports/index.js';
import type { Pack } from '../law/index.js';
import { readTablesFor } from '../law/in-threads.js';
import { personKeyOf, prepareRecord, type PreparedRecord, withCoverage } from '../records/in-threads.js';
import type { Coverage } from '../records/record.js';
import { type ChunkEvaluation, compileLaw, PeopleEvaluation, type ScanLaw } from './evaluate-chunk.js';

export interface EvaluatedBatch {
  people: PreparedRecord[];
  evaluation: ChunkEvaluation;
}

/** What a scan of files asks. Everything in it was checked already. */
export interface AskedAsRead {
  jurisdictions: readonly string[];
  asOf: string;
  /** The packs of the jurisdictions. */
  packs: readonly Pack[];
  assume: readonly string[];
  name?: string | undefined;
  /** Threads that read and evaluate. */
  threads: number;
}

/**
 * The number that a scan of files has, which goes into an empty database: findings are made under it before the database
 * is there.
 */
export const FIRST_SCAN = 1;

/** The module of the step: whoever starts threads before there is a step has them load it. */
export const SCANNING_MODULE = new URL('./evaluate-as-read.js', import.meta.url);

/** Whether the input can be scanned as it is read: everybody comes whole, in one batch, and it is read in threads. */
export function canBeScannedAsRead(intake: Intake): boolean {
  return intake.givesPeopleOnce && intake.readsInThreads;
}

const NO_TEXT = new Uint8Array(0);

/** Under which law records are evaluated, and what their files cover. */
interface Given {
  law: ScanLaw;
  coverage: Coverage;
}

/** The step for files that cover this much; everybody has to come once, and whole. */
export function scanningAsRead(asked: AskedAsRead, coverage: Coverage): BatchStep<EvaluatedBatch> {
  readTablesFor(asked.packs);
  const law = {
    scanId: FIRST_SCAN,
    asOf: asked.asOf,
    assume: asked.assume,
    packs: asked.packs.map(({ snapshot }) => snapshot),
  };
  const given: Given = { law, coverage };
  return { module: SCANNING_MODULE, given, begin, mayFail: true };
}

export function begin({ law, coverage }: Given): BatchWork<EvaluatedBatch> {
  const evaluation = new PeopleEvaluation(compileLaw(law));
  let people: PreparedRecord[] = [];
  return {
    add(record) {
      const whole = withCoverage(record, coverage);
      const personKey = personKeyOf(whole);
      people.push({
        personKey,
        hash: isWitness(personKey) ? prepareRecord(whole).hash : '',
        chargeCount: whole.cases.reduce((sum, { charges }) => sum + charges.length, 0),
        ...{ text: NO_TEXT, lastName: null, firstName: null, birthDate: null },
      });
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

/**
 * Whether this person's record is hashed. The files' own hash tells any change of what they hold; a change of how the
 * program reads them shows in one record of sixteen as well as in all, and hashing all takes a tenth of the run.
 */
function isWitness(personKey: string): boolean {
  let sum = 0;
  for (let at = 0; at < personKey.length; at++) sum = (Math.imul(sum, 31) + personKey.charCodeAt(at)) | 0;
  return ((sum ^ (sum >>> 16)) & 15) === 0;
}
