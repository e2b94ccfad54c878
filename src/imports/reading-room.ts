import type { DelimitedRules } from './row-feed.js';
import { RowScanner, type ScanRules } from './scan-rows.js';
import { TextCache } from './text-cache.js';

/** How many bytes are asked for at a time: large enough that waiting costs nothing, small enough to stay in the cache. */
const BLOCK_BYTES = 1 << 18;

/**
 * What reading a file takes up: its block of bytes, the notes about it, and the texts that were seen before. Whoever
 * reads a file stretch by stretch uses it again for each, one after the other.
 */
export class ReadingRoom {
  bytes: Buffer;
  /** Whether the thread waits for the disk: best where it has nothing else to do. */
  readonly blocking: boolean;
  private readonly caches: (TextCache | undefined)[] = [];
  private ownScanner: RowScanner | null = null;
  private rules: DelimitedRules | null = null;

  constructor({ blocking = false, blockBytes = BLOCK_BYTES } = {}) {
    this.blocking = blocking;
    this.bytes = Buffer.allocUnsafeSlow(blockBytes);
  }

  /**
   * How the file's rows are read: made once. Were it another object for each stretch, V8 would forget its shape between
   * two of them, and compile the reading of rows again.
   */
  rulesOnce(make: () => DelimitedRules): DelimitedRules {
    return (this.rules ??= make());
  }

  /** The scanner of the file's rows. */
  scanner(rules: ScanRules): RowScanner {
    return (this.ownScanner ??= new RowScanner(rules));
  }

  /** The texts of a column; `missing` are those that mean that nothing is known, the same ones whenever it is asked. */
  cache(column: number, missing: ReadonlySet<string>): TextCache {
    return (this.caches[column] ??= new TextCache(missing));
  }
}
