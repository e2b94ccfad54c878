/** A disk of a few hundred kilobytes, to find out what happens when it is full. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  /** Why there is none here, as a clause; empty where there is one. */
  why: string;
  /** The same for the title of a test. */
  because: string;
  /** Makes it larger or smaller: `600k`, `60m`. */
  resize(size: string): void;
  /** Leaves so many kilobytes free. */
  leave(kilobytes: number): void;
}

/** Mounts a small disk for the tests of this file; only root can, and elsewhere `why` says so. */
export function smallDisk(size: string): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { encoding: 'utf8' });
  afterAll(() => {
    // At once, though a process that was killed may not have let go of it yet.
    if (mounted.status === 0) spawnSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  const why = mounted.status === 0 ? '' : 'a small disk can only be mounted by root';
  const resize = (to: string): void => void spawnSync('mount', ['-o', `remount,size=${to}`, folder]);
  return {
    folder,
    why,
    because: why === '' ? '' : ` (not tested here: ${why})`,
    resize,
    leave(kilobytes) {
      const { bsize, blocks, bfree } = statfsSync(folder);
      resize(`${Math.ceil(((blocks - bfree) * bsize) / 1024) + kilobytes}k`);
    },
  };
}
