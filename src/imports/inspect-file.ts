/**
 * A first look at a file, before anything is read from it: is it text at all, and how does it begin?
 *
 * Refuses what no profile could read: an empty file, pictures and documents under another name, UTF-16, and a gzip file
 * that was cut short.
 */
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../common/index.js';
import { fileState } from './file-state.js';
import { ByteWindow } from './read-bytes.js';

const HEAD_BYTES = 256 * 1024;

export interface InspectedFile {
  path: string;
  name: string;
  /** Bytes on disk. */
  bytes: number;
  /** Bytes of content: the same, or more for gzip. */
  contentBytes: number;
  gzip: boolean;
  /** The first bytes of the content, behind a byte order mark. */
  head: Buffer;
  /** How it was when it was inspected; see `fileState`. */
  state: string;
  /** Whether the head is all there is. */
  headIsAll: boolean;
}

/** How well-known kinds of file begin, and what a person calls them. */
const KINDS: readonly [number[], string][] = [
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive or an Office document such as .xlsx'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Office document such as .xls'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'an SQLite database'],
  [[0x42, 0x5a, 0x68], 'a bzip2 archive'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz archive'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
];

/** Looks at the file; a gzip file is decompressed once to its end, so that one cut short is refused before it is used. */
export async function inspectFile(path: string): Promise<InspectedFile> {
  const name = basename(path);
  const state = await fileState(path);
  const { size } = await stat(path);
  if (size === 0) throw new AppError('empty-file', `${name} is empty; export it again.`);
  const gzip = await isGzip(path);
  let contentBytes = size;
  if (gzip) contentBytes = await contentOfGzip(path, name);
  if (contentBytes === 0) throw new AppError('empty-file', `${name} is empty; export it again.`);

  const window = await ByteWindow.open(path, gzip);
  let head: Buffer;
  let headIsAll: boolean;
  try {
    while (window.to < HEAD_BYTES && !window.atEnd) await window.refill();
    refuseBinary(window.bytes.subarray(0, Math.min(window.to, HEAD_BYTES)), name);
    await window.skipByteOrderMark();
    headIsAll = window.atEnd && window.to - window.from <= HEAD_BYTES;
    head = Buffer.from(window.bytes.subarray(window.from, Math.min(window.to, window.from + HEAD_BYTES)));
  } finally {
    await window.close();
  }
  if (isBlank(head) && headIsAll)
    throw new AppError('empty-file', `${name} holds nothing but blanks; export it again.`);
  return { path, name, bytes: size, contentBytes, gzip, head, headIsAll, state };
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const start = Buffer.alloc(2);
    await handle.read(start, 0, 2, 0);
    return start[0] === 0x1f && start[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

async function contentOfGzip(path: string, name: string): Promise<number> {
  const window = await ByteWindow.open(path, true);
  try {
    while (!window.atEnd) {
      await window.refill();
      window.from = window.to;
    }
    return window.bytesRead;
  } catch (error) {
    throw new AppError(
      'damaged-gzip',
      `${name} is a gzip file that was cut short or damaged while it was written or copied; get it again.`,
      { detail: (error as Error).message, cause: error },
    );
  } finally {
    await window.close();
  }
}

function refuseBinary(head: Buffer, name: string): void {
  for (const [start, kind] of KINDS) {
    if (start.every((byte, i) => head[i] === byte)) {
      throw new AppError(
        'not-text',
        `${name} is ${kind}, not a text file of records; export the records as CSV or JSON Lines.`,
      );
    }
  }
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (utf16) {
    throw new AppError('wrong-encoding', `${name} is written in UTF-16; save it as UTF-8 and import it again.`);
  }
  const start = head.subarray(0, 4096);
  let nuls = 0;
  for (const byte of start) if (byte === 0) nuls++;
  if (nuls > start.length / 5) {
    throw new AppError(
      'wrong-encoding',
      `${name} is written in UTF-16 or is not text at all; save it as UTF-8 and import it again.`,
    );
  }
  let controls = 0;
  for (const byte of start) if (byte < 9 || (byte > 13 && byte < 32)) controls++;
  if (controls > start.length / 20) {
    throw new AppError('not-text', `${name} is not a text file of records; export the records as CSV or JSON Lines.`);
  }
}

function isBlank(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte !== 0x20 && (byte < 9 || byte > 13)) return false;
  return true;
}
