/** The thread that evaluates chunks: it gets laws once and records by the chunk, and keeps nothing else. */
import { parentPort } from 'node:worker_threads';
import {
  type ChunkEvaluation,
  type ChunkPeople,
  type CompiledLaw,
  compileLaw,
  evaluateChunk,
  type ScanLaw,
} from './evaluate-chunk.js';

/** What a thread is told. A law comes before the first chunk that needs it. */
export type ThreadRequest =
  | { say: 'law'; law: ScanLaw }
  | { say: 'forget'; scanId: number }
  | { say: 'evaluate'; scanId: number; people: ChunkPeople };

/**
 * What a thread says: that it is ready, once, and then an answer to each `evaluate`. `failed` is trouble with the law or
 * the program, not with one record.
 */
export type ThreadAnswer = { evaluation: ChunkEvaluation } | { failed: string };
export type ThreadMessage = { ready: true } | ThreadAnswer;

const laws = new Map<number, ScanLaw>();
const compiled = new Map<number, CompiledLaw>();

parentPort?.on('message', (request: ThreadRequest) => {
  switch (request.say) {
    case 'law':
      laws.set(request.law.scanId, request.law);
      break;
    case 'forget':
      laws.delete(request.scanId);
      compiled.delete(request.scanId);
      break;
    case 'evaluate':
      tell(answer(request.scanId, request.people));
  }
});
tell({ ready: true });

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}

function answer(scanId: number, people: ChunkPeople): ThreadAnswer {
  try {
    return { evaluation: evaluateChunk(lawOf(scanId), people) };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

function lawOf(scanId: number): CompiledLaw {
  const known = compiled.get(scanId);
  if (known !== undefined) return known;
  const law = laws.get(scanId);
  if (law === undefined) throw new Error(`The thread was not given the law of scan ${scanId}.`);
  const fresh = compileLaw(law);
  compiled.set(scanId, fresh);
  return fresh;
}
