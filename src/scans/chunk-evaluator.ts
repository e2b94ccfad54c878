import {
  type ChunkEvaluation,
  type ChunkPeople,
  type CompiledLaw,
  compileLaw,
  evaluateChunk,
  type ScanLaw,
} from './evaluate-chunk.js';

/** When more records of a chunk than this end their thread, something else is wrong, and nobody may be set aside for it. */
export const SET_ASIDE_AT_MOST = 3;

/** How many records of a chunk may still be set aside because they end their thread; the parts of a chunk share it. */
export interface SetAsides {
  left: number;
}

/** What a chunk begins with. */
export function fewSetAsides(): SetAsides {
  return { left: SET_ASIDE_AT_MOST };
}

/** Evaluates chunks or parts of them, here or in threads; the answers are the same. */
export interface ChunkEvaluator {
  /** Chunks that it makes sense to hand over at a time. */
  readonly size: number;
  /** Evaluates people of one chunk; who has them evaluated in parts hands the same `setAsides` over with each. */
  evaluate(law: ScanLaw, people: ChunkPeople, setAsides?: SetAsides): Promise<ChunkEvaluation>;
  /** Frees what is kept for a scan; threads that are kept for no other scan end. */
  forget(scanId: number): void;
  close(): Promise<void>;
}

/** Evaluates in the calling thread: for small jobs and for tests. */
export class InlineEvaluator implements ChunkEvaluator {
  readonly size = 1;
  private readonly laws = new Map<number, CompiledLaw>();

  async evaluate(law: ScanLaw, people: ChunkPeople): Promise<ChunkEvaluation> {
    let compiled = this.laws.get(law.scanId);
    if (compiled === undefined) this.laws.set(law.scanId, (compiled = compileLaw(law)));
    return evaluateChunk(compiled, people);
  }

  forget(scanId: number): void {
    this.laws.delete(scanId);
  }

  async close(): Promise<void> {
    this.laws.clear();
  }
}
