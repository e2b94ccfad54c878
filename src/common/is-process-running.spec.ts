import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { isProcessGone } from './is-process-running.js';

describe('a process of which something was heard', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const justNow = '2026-11-22T11:59:59Z';
  const here = { host: hostname(), pid: process.ppid };

  it('is there while it runs on this machine, and elsewhere while it is heard of', () => {
    expect(isProcessGone({ ...here, heardAt: justNow }, now, 60_000)).toBe(false);
    expect(isProcessGone({ host: 'elsewhere', pid: 1, heardAt: justNow }, now, 60_000)).toBe(false);
  });

  it('is gone from this machine as soon as nothing runs under its id', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isProcessGone({ host: hostname(), pid, heardAt: justNow }, now, 60_000)).toBe(true);
    expect(isProcessGone({ host: 'elsewhere', pid, heardAt: justNow }, now, 60_000)).toBe(false);
  });

  it('is gone everywhere once it was silent for too long, whatever runs under its id by then', () => {
    for (const heardAt of ['2026-11-22T11:58:59Z', null]) {
      expect(isProcessGone({ ...here, heardAt }, now, 60_000)).toBe(true);
      expect(isProcessGone({ host: 'elsewhere', pid: 1, heardAt }, now, 60_000)).toBe(true);
    }
  });
});
