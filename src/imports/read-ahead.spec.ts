import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSample } from '../sample/index.js';
import { collectRecords, type BatchStep } from './batch-step.js';
import type { Intake } from './intake.js';
import { openIntake } from './open-intake.js';
import { readAhead } from './read-ahead.js';

const dir = mkdtempSync(join(tmpdir(), 'second-look-'));
const file = join(dir, 'sample.dat');
beforeAll(() => writeSample({ jurisdiction: 'us-ca', rows: 600, seed: 4, layout: 'ca-doj' }, file));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const open = (): Promise<Intake> => openIntake([file], { today: '2026-11-22', batchRows: 50 });
const asTheyAre: BatchStep<unknown> = { module: new URL('file:///none'), given: null, begin: collectRecords };

/** The same intake, which counts the batches that were read. */
function counting(intake: Intake, fail?: Error): { intake: Intake; count: () => number; ended: () => boolean } {
  let count = 0;
  let ended = false;
  async function* counted<T>(step: BatchStep<T>, threads: number): ReturnType<Intake['batchesFor']> {
    try {
      for await (const batch of intake.batchesFor(step, threads)) {
        count += 1;
        if (fail !== undefined && count === 3) throw fail;
        yield batch;
      }
    } finally {
      ended = true;
    }
  }
  return { intake: { ...intake, batchesFor: counted as Intake['batchesFor'] }, count: () => count, ended: () => ended };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('files that are read before anybody asks for them', () => {
  it('are read from the beginning on, and come to what they would have come to later', async () => {
    const { intake, count } = counting(await open());
    const begun = readAhead(intake, asTheyAre, 0, 20);
    await until(() => count() >= 5);
    const ahead = [];
    for await (const batch of begun.batchesFor(asTheyAre, 0)) ahead.push(batch);
    const later = [];
    for await (const batch of (await open()).batchesFor(asTheyAre, 0)) later.push(batch);
    expect(ahead).toEqual(later);
    expect(ahead.length).toBeGreaterThan(5);
  });

  it('meet an error of reading where the batches are taken, and not before', async () => {
    const { intake, ended } = counting(await open(), new Error('the stick was pulled out'));
    const begun = readAhead(intake, asTheyAre, 0, 20);
    await until(ended);
    const taking = async (): Promise<void> => {
      for await (const batch of begun.batchesFor(asTheyAre, 0)) expect(batch).toBeDefined();
    };
    await expect(taking()).rejects.toThrow('the stick was pulled out');
  });

  it('are left when nobody takes them', async () => {
    const { intake, count, ended } = counting(await open());
    const begun = readAhead(intake, asTheyAre, 0, 20);
    await until(() => count() > 0);
    begun.leave();
    await until(ended);
    expect(ended()).toBe(true);
  });
});
