/**
 * Every caseload that can be invented, evaluated on the command line on a day when its law has something to say.
 * California's and Maryland's are in `run.spec.ts`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE_JURISDICTIONS, writeSample } from '../../src/sample/index.js';
import { summaryFile } from './documented-shapes.js';
import { ensureBuilt, secondLook, temporaryDir, together, type Ended } from './second-look.js';

const dir = temporaryDir();

/** The policy of an office had its day: on another there is nothing to find. */
const DAYS: Record<string, string> = {
  'us-ny-kings': '2018-12-19',
  'us-ny-new-york': '2018-10-01',
  'us-vt-chittenden': '2021-05-20',
};
const PRESENT = '2026-11-22';
const CASELOADS = SAMPLE_JURISDICTIONS.filter((jurisdiction) => !/^us-(ca|md)/.test(jurisdiction));

let ended: Ended[];

beforeAll(async () => {
  await ensureBuilt();
  ended = await together(CASELOADS, async (jurisdiction) => {
    const asOf = DAYS[jurisdiction] ?? PRESENT;
    const file = `${jurisdiction}.jsonl`;
    await writeSample({ jurisdiction, persons: 100, seed: 5, asOf }, join(dir, file));
    const run = ['run', file, '--jurisdiction', jurisdiction, '--as-of', asOf, '--no-motions', '--out', jurisdiction];
    return secondLook(run, { cwd: dir });
  });
}, 300_000);

it.each(CASELOADS.map((jurisdiction, at) => ({ jurisdiction, at })))(
  'an invented caseload of $jurisdiction has answers of several kinds, and none of its rows is set aside',
  ({ jurisdiction, at }) => {
    expect(ended[at]).toMatchObject({ code: 0, stderr: '' });
    const { rows, outcomes } = summaryFile.parse(
      JSON.parse(readFileSync(join(dir, jurisdiction, 'summary.json'), 'utf8')),
    );
    expect(rows.quarantined).toBe(0);
    expect(Object.keys(outcomes).length).toBeGreaterThanOrEqual(3);
  },
);
