/**
 * Files over HTTP onto the disk, a piece at a time: an upload of gigabytes takes no more memory than one of kilobytes.
 *
 * Either all of it arrives or nothing of it stays: too large, broken off or no room left, the folder is removed again.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import { AppError } from '../common/index.js';
import { uploadName } from './upload-name.js';

export interface ReceivedFile {
  name: string;
  path: string;
  bytes: number;
}

export interface ReceivedUpload {
  files: ReceivedFile[];
  /** The fields of a form, each once. */
  fields: Record<string, string>;
}

export interface UploadRules {
  /** A folder that is not there yet; it is made, and removed when the upload fails. */
  folder: string;
  /** Of all files together. */
  limitBytes: number;
  /** The name of a file that is sent as the whole body. */
  fileName?: string | undefined;
}

const MOST_FILES = 50;
const MOST_FIELDS = 50;
const LONGEST_FIELD = 4096;

/**
 * Receives the files of a form (`multipart/form-data`), or the whole body as one file. Throws AppError: 413 over the
 * limit, 400 for a body that is no form, breaks off, or holds no file.
 */
export async function receiveUpload(request: IncomingMessage, rules: UploadRules): Promise<ReceivedUpload> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > rules.limitBytes + (isForm(request) ? 64 * 1024 : 0)) throw tooLarge(rules.limitBytes);
  await mkdir(rules.folder, { recursive: true, mode: 0o700 });
  try {
    const room = new Room(rules.limitBytes);
    const received = isForm(request)
      ? await receiveForm(request, rules.folder, room)
      : await receiveBody(request, rules, room);
    if (received.files.length === 0) {
      throw new AppError('no-file', 'The upload holds no file: send it as a form with a file, or as the whole body.');
    }
    for (const file of received.files) {
      if (file.bytes === 0) throw new AppError('empty-file', `${file.name} is empty; export it again.`);
    }
    return received;
  } catch (error) {
    await rm(rules.folder, { recursive: true, force: true });
    throw error;
  }
}

/** How much may still come, over all files of an upload. */
class Room {
  private left: number;

  constructor(private readonly limitBytes: number) {
    this.left = limitBytes;
  }

  /** Takes a piece; throws when the upload is over the limit. */
  take(piece: Buffer): void {
    this.left -= piece.length;
    if (this.left < 0) throw tooLarge(this.limitBytes);
  }
}

function isForm(request: IncomingMessage): boolean {
  return /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');
}

async function receiveBody(request: IncomingMessage, rules: UploadRules, room: Room): Promise<ReceivedUpload> {
  const name = uploadName(rules.fileName);
  try {
    return { files: [await save(request, name, rules.folder, room)], fields: {} };
  } catch (error) {
    throw request.complete || error instanceof AppError ? error : brokenOff(error);
  }
}

async function receiveForm(request: IncomingMessage, folder: string, room: Room): Promise<ReceivedUpload> {
  const files: ReceivedFile[] = [];
  const names = new Set<string>();
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  const saving: Promise<void>[] = [];
  let failure: Error | undefined;
  const parser = openParser(request);
  const stop = (error: unknown): void => {
    failure ??= error instanceof Error ? error : new Error('The upload could not be stored.', { cause: error });
    request.unpipe(parser);
    parser.destroy();
  };
  parser.on('field', (name, value, { valueTruncated, nameTruncated }) => {
    if (valueTruncated || nameTruncated) stop(new AppError('bad-upload', 'A field of the form is too long.'));
    else if (name in fields) stop(new AppError('bad-upload', `The form gives the field "${name}" twice.`));
    else fields[name] = value;
  });
  parser.on('file', (_field, stream, { filename }) => {
    // Destroying the parser breaks the file off, and `saving` tells of it; without a listener it would end the process.
    stream.on('error', () => undefined);
    if ((filename ?? '') === '') {
      stream.resume();
      return;
    }
    const name = uploadName(filename);
    if (names.has(name)) {
      stop(new AppError('repeated-input', `The upload holds two files with the name ${name}; name each differently.`));
      return;
    }
    names.add(name);
    const place = files.push({ name, path: '', bytes: 0 }) - 1;
    saving.push(save(stream, name, folder, room).then((file) => void (files[place] = file), stop));
  });
  parser.on('filesLimit', () => stop(new AppError('bad-upload', `Send up to ${MOST_FILES} files at a time.`)));
  parser.on('fieldsLimit', () => stop(new AppError('bad-upload', 'The form has too many fields.')));
  await new Promise<void>((resolve) => {
    parser.once('error', (error) => {
      stop(request.complete ? badForm(error) : brokenOff(error));
      resolve();
    });
    parser.once('close', resolve);
    request.once('close', () => {
      if (request.complete) return;
      stop(brokenOff(undefined));
      resolve();
    });
    request.once('error', (error) => stop(brokenOff(error)));
    request.pipe(parser);
  });
  await Promise.all(saving);
  if (failure !== undefined) throw failure;
  return { files, fields };
}

function openParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: MOST_FILES, fields: MOST_FIELDS, fieldSize: LONGEST_FIELD, fieldNameSize: 200 },
    });
  } catch (error) {
    throw badForm(error);
  }
}

async function save(from: Readable, name: string, folder: string, room: Room): Promise<ReceivedFile> {
  const path = join(folder, name);
  let bytes = 0;
  await pipeline(
    from,
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        room.take(piece);
        bytes += piece.length;
        yield piece;
      }
    },
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  );
  return { name, path, bytes };
}

function tooLarge(limitBytes: number): AppError {
  const limit = `${Math.round(limitBytes / 1024 / 1024).toLocaleString('en-US')} MB`;
  return new AppError(
    'upload-too-large',
    `The upload is larger than ${limit}. Send it in parts or compressed with gzip, import it on the server with "second-look import", or raise UPLOAD_LIMIT_MB.`,
    { status: 413 },
  );
}

function badForm(cause: unknown): AppError {
  return new AppError('bad-upload', 'The body of the request is not a form as its Content-Type says; send it again.', {
    cause,
  });
}

function brokenOff(cause: unknown): AppError {
  return new AppError('upload-broken-off', 'The upload broke off before its end; nothing of it was kept.', { cause });
}
