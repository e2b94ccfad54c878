import { open, type FileHandle } from 'node:fs/promises';

/** Text that goes to a file a piece at a time: no more than a piece is in memory, and a full disk is an error at once. */
export class PieceWriter {
  private handle: FileHandle | null = null;

  constructor(
    private readonly file: string,
    /** What is still to be written. */
    public text: string,
  ) {}

  async write(): Promise<void> {
    this.handle ??= await open(this.file, 'w');
    const piece = this.text;
    this.text = '';
    await this.handle.writeFile(piece);
  }

  /** Writes the rest; a file without a line is there and empty. */
  async end(): Promise<void> {
    await this.write();
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = null;
  }
}
