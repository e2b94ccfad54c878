import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/**
 * Sends pieces of text as one answer without holding them all. The first piece is made before the headers go out, so
 * that what goes wrong at once is still a proper refusal; later the connection is cut, and the client sees it is not whole.
 */
export async function streamText(
  response: Response,
  pieces: AsyncGenerator<string>,
  as: { type: string; fileName: string },
): Promise<void> {
  const first = await pieces.next();
  response.status(200);
  response.setHeader('Content-Type', as.type);
  response.setHeader('Content-Disposition', `attachment; filename="${as.fileName}"`);
  await pipeline(Readable.from(withFirst(first, pieces)), response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
    // The client went away in the middle; nobody is left to tell.
    void pieces.return(undefined);
  });
}

async function* withFirst(first: IteratorResult<string>, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
