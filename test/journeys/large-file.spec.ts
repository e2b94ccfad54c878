/** A California file so large that threads read it, with the records kept and without. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summaryFile } from './documented-shapes.js';
import { ensureBuilt, temporaryDir, wellEnded } from './second-look.js';

const dir = temporaryDir();
const input = join(dir, 'large.dat');
const FILES = ['findings.jsonl', 'findings.csv', 'quarantine.csv'];

beforeAll(ensureBuilt, 120_000);

/** Runs the job, and gives the files and the summary without what differs from run to run. */
async function results(
  name: string,
  threads: number,
  ...more: string[]
): Promise<{ stages: string[]; inputHash: string; all: unknown }> {
  const out = join(dir, name);
  const asked = ['--jurisdiction', 'us-ca', '--as-of', '2022-06-01', '--no-motions', '--out', out, ...more];
  await wellEnded(['run', input, ...asked], { env: { EVALUATION_THREADS: String(threads) } });
  const {
    stages,
    total: _total,
    inputHash,
    ...summary
  } = summaryFile.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
  return {
    stages: Object.keys(stages),
    inputHash,
    all: [summary, ...FILES.map((file) => readFileSync(join(out, file), 'utf8'))],
  };
}

it('gives the same bytes when its records are kept and when they are not, with few threads and with many', async () => {
  const sample = ['--jurisdiction', 'us-ca-los-angeles', '--layout', 'ca-doj', '--rows', '26000', '--seed', '5'];
  await wellEnded(['sample', ...sample, '--out', input]);
  const kept = await results('kept', 1, '--db', join(dir, 'kept.sqlite'));
  const readOnce = await results('read-once', 1);
  const inMany = await results('many', 3);
  expect(kept.stages).toEqual(['open', 'import', 'scan', 'findings']);
  expect(readOnce.stages).toEqual(['open', 'scan', 'findings']);
  expect(readOnce.all).toEqual(kept.all);
  expect(inMany.all).toEqual(kept.all);
  // Of records that nobody keeps the data's hash is of another kind, and the same each time.
  expect(inMany.inputHash).toBe(readOnce.inputHash);
  expect(kept.inputHash).not.toBe(readOnce.inputHash);
  expect(existsSync(join(dir, 'kept.sqlite'))).toBe(true);
}, 600_000);
