/**
 * Who runs an import, so that one whose process died can be told from one that is still at work.
 *
 * An owner is `host|pid|token`. The token is new for every store: after a restart a container has the same host name
 * and the same process id, and only the token tells the two lives apart.
 */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isProcessGone } from '../common/index.js';

/** Milliseconds between two signs of life of a running import. */
export const HEARTBEAT_EVERY_MS = 20_000;

/** Milliseconds without a sign of life after which an import counts as dead, wherever it ran. */
export const DEAD_AFTER_MS = 90_000;

/** A new owner in this process. */
export function newOwner(): string {
  return `${hostname()}|${process.pid}|${randomBytes(6).toString('hex')}`;
}

/** Whether the owner of a running import may still be at work, judged by this process. */
export function isAlive(owner: string, heartbeatAt: string, now: Date, self: string): boolean {
  const [host = '', pid] = owner.split('|');
  if (isProcessGone({ host, pid: Number(pid), heardAt: heartbeatAt }, now, DEAD_AFTER_MS)) return false;
  const [myHost, myPid] = self.split('|');
  if (host !== myHost || pid !== myPid) return true;
  // Another store in this same process is alive; another token with this process id in an earlier life is not, but
  // the two look alike from here. A process that finds its own id waits for the heartbeat unless it has just begun.
  return owner === self || now.getTime() - Date.parse(heartbeatAt) < process.uptime() * 1000;
}
