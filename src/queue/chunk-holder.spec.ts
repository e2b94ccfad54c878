import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { isGone, workerName } from './chunk-holder.js';

describe('who has begun a chunk', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  const justNow = '2026-11-22T09:59:00.000Z';
  const self = workerName();

  it('is at work while its process is there, or it was heard of elsewhere', () => {
    expect(isGone({ worker: `${hostname()}:${process.ppid}`, heardAt: justNow }, self, now)).toBe(false);
    expect(isGone({ worker: 'elsewhere:1', heardAt: justNow }, self, now)).toBe(false);
  });

  it('is gone at once where its process on this machine is', () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    expect(isGone({ worker: `${hostname()}:${pid}`, heardAt: justNow }, self, now)).toBe(true);
  });

  it('is gone where it has the name of whoever asks: after a restart a container has the same process id', () => {
    expect(isGone({ worker: self, heardAt: justNow }, self, now)).toBe(true);
  });

  it('is gone after two minutes of silence, whatever runs under its process id by then', () => {
    const silent = '2026-11-22T09:57:59.000Z';
    expect(isGone({ worker: 'elsewhere:1', heardAt: silent }, self, now)).toBe(true);
    expect(isGone({ worker: `${hostname()}:${process.ppid}`, heardAt: silent }, self, now)).toBe(true);
    expect(isGone({ worker: null, heardAt: null }, self, now)).toBe(true);
  });
});
