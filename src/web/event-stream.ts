/** Server-Sent Events: a connection that stays open and tells what changes. */
import type { Request, Response } from 'express';

export interface ServerEvent {
  event: string;
  id: string;
  data: unknown;
}

/** A line without meaning every so often keeps proxies from closing a quiet connection. */
const HEARTBEAT_EVERY_MS = 15_000;
/** After a break the browser comes back after so long. */
const RETRY_AFTER_MS = 2000;

/**
 * Writes events until there are no more, the client goes away, or the server closes (`closing`). `events` gets a
 * signal that ends it when nobody listens any more.
 */
export async function sendEvents(
  request: Request,
  response: Response,
  closing: AbortSignal,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  response.status(200);
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('X-Accel-Buffering', 'no');
  response.write(`retry: ${RETRY_AFTER_MS}\n\n`);
  request.socket.setNoDelay(true);
  const beat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_EVERY_MS);
  try {
    for await (const { event, id, data } of events(signal)) {
      if (signal.aborted) break;
      const text = `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
      if (!response.write(text)) await drained(response, signal);
    }
  } finally {
    clearInterval(beat);
    response.end();
  }
}

function drained(response: Response, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
