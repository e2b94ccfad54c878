import {
  type ChunkEvaluation,
  type ChunkPeople,
  type CompiledLaw,
  compileLaw,
  evaluateChunk,
  type ScanLaw,
} from './evaluate-chunk.js';

/** Evaluates chunks, here or in threads; the answers are the same. */
export interface ChunkEvaluator {
  /** Chunks that it makes sense to hand over at a time. */
  readonly size: number;
  evaluate(law: ScanLaw, people: ChunkPeople): Promise<ChunkEvaluation>;
  /** Frees what is kept for a scan. */
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
