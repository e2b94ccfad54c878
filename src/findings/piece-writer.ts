import { type FileHandle, open } from 'node:fs/promises';

/** Bytes that are handed to the file system at a time. */
const PIECE = 512 * 1024;
/** UTF-8 takes three bytes at most for what JavaScript counts as one character. */
const BYTES_A_CHARACTER = 3;

/**
 * A file that is written a piece at a time: one piece is filled while the other is on its way to the disk. No more than
 * the two are in memory, and a full disk is an error at once.
 */
export class PieceWriter {
  private handle: FileHandle | null = null;
  private piece = Buffer.allocUnsafeSlow(PIECE);
  private spare = Buffer.allocUnsafeSlow(PIECE);
  private filled = 0;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly file: string) {}

  /** Adds text. Where this gives a promise, the piece before is not written yet: wait for it before adding more. */
  add(text: string): Promise<void> | undefined {
    if (this.filled + text.length * BYTES_A_CHARACTER <= PIECE) {
      this.filled += this.piece.write(text, this.filled);
      return undefined;
    }
    return this.addToNext(text);
  }

  /** Writes the rest; a file to which nothing was added is there and empty. */
  async end(): Promise<void> {
    await this.turn();
    await this.writing;
  }

  async close(): Promise<void> {
    // That a piece could not be written was said already, or does not matter any more.
    await this.writing.catch(() => undefined);
    await this.handle?.close();
    this.handle = null;
  }

  private async addToNext(text: string): Promise<void> {
    await this.turn();
    if (text.length * BYTES_A_CHARACTER <= PIECE) {
      this.filled = this.piece.write(text);
      return;
    }
    await this.writing;
    await this.handle?.writeFile(text);
  }

  /** Sends the piece on its way as soon as the one before is written, and goes on with the other. */
  private async turn(): Promise<void> {
    this.handle ??= await open(this.file, 'w');
    await this.writing;
    this.writing = this.handle.writeFile(this.piece.subarray(0, this.filled));
    // Looked at when the next piece is full or the file is closed.
    this.writing.catch(() => undefined);
    [this.piece, this.spare] = [this.spare, this.piece];
    this.filled = 0;
  }
}
