import { hostname } from 'node:os';
import { isProcessGone } from '../common/index.js';

/** Who has begun a chunk, and when something was last heard of it. */
export interface ChunkHolder {
  worker: string | null;
  heardAt: string | null;
}

/** Milliseconds between two signs of life of the chunks that a process works on. */
export const ALIVE_EVERY_MS = 20_000;
/** A worker elsewhere of which nothing was heard for so long is taken for dead. */
export const ABANDONED_AFTER_MS = 2 * 60_000;

/** The name of this process in the ledger. */
export function workerName(): string {
  return `${hostname()}:${process.pid}`;
}

/**
 * Whether the holder is gone, judged by this process: on this machine by its process, and elsewhere by its silence.
 * A name that is this process's own belongs to an earlier life, or to an attempt that is over.
 */
export function isGone({ worker, heardAt }: ChunkHolder, self: string, now: Date): boolean {
  if (worker === null || worker === self) return true;
  const [, host = '', pid] = /^(.*):(\d+)$/.exec(worker) ?? [];
  return isProcessGone({ host, pid: Number(pid), heardAt }, now, ABANDONED_AFTER_MS);
}
