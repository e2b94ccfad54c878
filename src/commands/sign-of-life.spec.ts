import { existsSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { keepSignOfLife } from './sign-of-life.js';

const dir = mkdtempSync(join(tmpdir(), 'sign-of-life-'));
const file = join(dir, 'alive');
const LONG_AGO = new Date('2026-01-01T00:00:00Z');
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the sign of life of a worker', () => {
  it('is given again and again while everything can be reached, and taken away at the end', async () => {
    const end = keepSignOfLife(file, () => Promise.resolve(), 5);
    utimesSync(file, LONG_AGO, LONG_AGO);
    while (statSync(file).mtime.getTime() === LONG_AGO.getTime()) await pause(2);
    end();
    expect(existsSync(file)).toBe(false);
  });

  it('stays away while the database or the queue cannot be reached, and comes again when they can', async () => {
    let asked = 0;
    let away = true;
    const end = keepSignOfLife(
      file,
      () => {
        asked += 1;
        return away ? Promise.reject(new Error('away')) : Promise.resolve();
      },
      5,
    );
    utimesSync(file, LONG_AGO, LONG_AGO);
    while (asked < 5) await pause(2);
    expect(statSync(file).mtime).toEqual(LONG_AGO);
    away = false;
    while (statSync(file).mtime.getTime() === LONG_AGO.getTime()) await pause(2);
    end();
  });

  it('is not waited for where an answer never comes: one question at a time', async () => {
    let asked = 0;
    const end = keepSignOfLife(file, () => (asked++, new Promise(() => undefined)), 2);
    await pause(50);
    end();
    expect(asked).toBe(1);
  });

  it('is refused at the start where the file cannot be written', () => {
    expect(() => keepSignOfLife(join(dir, 'no', 'folder'), () => Promise.resolve())).toThrow(/ENOENT/);
  });
});
