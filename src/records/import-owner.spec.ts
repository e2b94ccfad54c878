import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { DEAD_AFTER_MS, isAlive, newOwner } from './import-owner.js';

describe('the owner of an import', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  const justNow = '2026-11-22T11:59:59Z';
  const self = newOwner();

  it('is alive while its process runs', () => {
    expect(isAlive(`${hostname()}|${process.ppid}|aa`, justNow, now, self)).toBe(true);
    expect(isAlive(self, justNow, now, self)).toBe(true);
  });

  it('is dead as soon as its process is gone from this machine', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(isAlive(`${hostname()}|${pid}|aa`, justNow, now, self)).toBe(false);
  });

  it('on another machine is alive until it has been silent for too long', () => {
    expect(isAlive('elsewhere|1|aa', justNow, now, self)).toBe(true);
    const silent = new Date(now.getTime() - DEAD_AFTER_MS - 1).toISOString();
    expect(isAlive('elsewhere|1|aa', silent, now, self)).toBe(false);
  });

  it('is dead when it has the id of this process but spoke before this process began', () => {
    const before = new Date(now.getTime() - process.uptime() * 1000 - 1000).toISOString();
    expect(isAlive(`${hostname()}|${process.pid}|aa`, before, now, self)).toBe(false);
  });
});
