import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { ReadingRoom } from './reading-room.js';
import { WHOLE_FILE, type Stretch } from './stretch.js';

const LF = 0x0a;

/** Where bytes come from: a file as it lies on disk, or what a gzip file holds. */
interface ByteSource {
  /** Reads up to `length` bytes into `target` at `offset`; gives how many, 0 at the end. */
  read(target: Buffer, offset: number, length: number): Promise<number> | number;
  close(): Promise<void> | void;
}

/**
 * A block of a file's bytes that moves forward: what stands in `bytes[from, to)` has been read and not yet used.
 *
 * The reader advances `from` and calls `refill` when it needs more; unused bytes are kept. The buffer is reused, so text
 * has to be taken out of it before the next `refill`. Memory is one block, or the longest row if that is longer.
 */
export class ByteWindow {
  from = 0;
  to = 0;
  atEnd = false;
  /** How many bytes of content have been read so far, after decompression. */
  bytesRead = 0;

  private constructor(
    private readonly source: ByteSource,
    private readonly onRead: ((bytes: number) => void) | undefined,
    private readonly room: ReadingRoom,
  ) {}

  get bytes(): Buffer {
    return this.room.bytes;
  }

  /**
   * Opens a file, decompressing it when `gzip` is set, or a stretch of a plain one. The caller closes the window. `onRead`
   * hears how many bytes each reading brought. A room belongs to one window at a time.
   */
  static async open(
    path: string,
    gzip: boolean,
    onRead?: (bytes: number) => void,
    stretch: Stretch = WHOLE_FILE,
    room = new ReadingRoom(),
  ): Promise<ByteWindow> {
    if (gzip) return new ByteWindow(gzipSource(path), onRead, room);
    const source = room.blocking
      ? blockingSource(openSync(path, 'r'), stretch)
      : plainSource(await open(path, 'r'), stretch);
    return new ByteWindow(source, onRead, room);
  }

  /** A window at its end over bytes that are at hand already, as another window's line is. */
  static over(bytes: Buffer, room: ReadingRoom): ByteWindow {
    room.bytes = bytes;
    const window = new ByteWindow({ read: () => 0, close: () => undefined }, undefined, room);
    window.to = bytes.length;
    window.atEnd = true;
    return window;
  }

  /** Where `from` stands in the content. */
  get offset(): number {
    return this.bytesRead - (this.to - this.from);
  }

  /** Reads on behind the unused bytes; sets `atEnd` when there is no more. Rejects with the error of the file system or of zlib. */
  async refill(): Promise<void> {
    const unused = this.to - this.from;
    if (unused > this.bytes.length / 2) {
      const larger = Buffer.allocUnsafeSlow(this.bytes.length * 2);
      this.bytes.copy(larger, 0, this.from, this.to);
      this.room.bytes = larger;
    } else if (this.from > 0) {
      this.bytes.copyWithin(0, this.from, this.to);
    }
    this.from = 0;
    this.to = unused;
    const read = await this.source.read(this.bytes, this.to, this.bytes.length - this.to);
    this.to += read;
    this.bytesRead += read;
    this.onRead?.(read);
    if (read === 0) this.atEnd = true;
  }

  /** Moves behind the next line break, however far away it is. */
  async skipLine(): Promise<void> {
    for (;;) {
      const newline = this.bytes.indexOf(LF, this.from);
      if (newline >= 0 && newline < this.to) {
        this.from = newline + 1;
        return;
      }
      this.from = this.to;
      if (this.atEnd) return;
      await this.refill();
    }
  }

  /** Moves behind a UTF-8 byte order mark when the file starts with one. Call before anything else is read. */
  async skipByteOrderMark(): Promise<void> {
    while (this.to - this.from < 3 && !this.atEnd) await this.refill();
    const at = this.from;
    if (this.to - at >= 3 && this.bytes[at] === 0xef && this.bytes[at + 1] === 0xbb && this.bytes[at + 2] === 0xbf) {
      this.from += 3;
    }
  }

  async close(): Promise<void> {
    await this.source.close();
  }
}

function blockingSource(file: number, { from, to }: Stretch): ByteSource {
  let at = from;
  return {
    read(target, offset, length) {
      const bytesRead = readSync(file, target, offset, Math.min(length, to - at), at);
      at += bytesRead;
      return bytesRead;
    },
    close: () => closeSync(file),
  };
}

function plainSource(handle: FileHandle, { from, to }: Stretch): ByteSource {
  let at = from;
  return {
    async read(target, offset, length) {
      const { bytesRead } = await handle.read(target, offset, Math.min(length, to - at), at);
      at += bytesRead;
      return bytesRead;
    },
    close: () => handle.close(),
  };
}

function gzipSource(path: string): ByteSource {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  file.on('error', (error) => gunzip.destroy(error));
  const blocks: AsyncIterator<Buffer> = file.pipe(gunzip)[Symbol.asyncIterator]();
  let block = Buffer.alloc(0);
  return {
    async read(target, offset, length) {
      while (block.length === 0) {
        const next = await blocks.next();
        if (next.done === true) return 0;
        block = next.value as Buffer<ArrayBuffer>;
      }
      const copied = block.copy(target, offset, 0, Math.min(length, block.length));
      block = block.subarray(copied);
      return copied;
    },
    async close() {
      file.destroy();
      gunzip.destroy();
      await Promise.resolve();
    },
  };
}
