import { hostname } from 'node:os';

/** Whether a process with this id is there on this machine, under whatever account. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another account.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process of some machine, and when it last gave a sign of life. */
export interface HeardOf {
  host: string;
  pid: number;
  /** ISO 8601; null where it never did. */
  heardAt: string | null;
}

/**
 * Whether a process is gone, judged from this machine: here by its id, elsewhere by its silence, and everywhere once it
 * was silent for so long, since its id may be another's by then.
 */
export function isProcessGone({ host, pid, heardAt }: HeardOf, now: Date, silentForMs: number): boolean {
  if (heardAt === null || now.getTime() - Date.parse(heardAt) > silentForMs) return true;
  return host === hostname() && !isProcessRunning(pid);
}
