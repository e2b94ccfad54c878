import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvColumns, openIntake } from '../../src/imports/index.js';
import type { IntakeIssue } from '../../src/imports/index.js';
import type { PersonRecord } from '../../src/records/record.js';
import { CSV_TABLES, writeSample } from '../../src/sample/index.js';
import { csvHeader } from '../../src/sample/write-csv.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'second-look-sample-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Everything that intake makes of the files. */
async function readBack(
  ...files: string[]
): Promise<{ records: PersonRecord[]; issues: IntakeIssue[]; profile: string }> {
  const intake = await openIntake(files);
  const records: PersonRecord[] = [];
  const issues: IntakeIssue[] = [];
  for await (const batch of intake.batches()) {
    records.push(...batch.records);
    issues.push(...batch.issues);
  }
  return { records, issues, profile: intake.profile.profile };
}

const quarantined = (issues: IntakeIssue[]) => issues.filter(({ severity }) => severity === 'quarantined');

describe('an invented caseload, read by intake', () => {
  it('comes back whole from canonical JSON Lines: nothing is quarantined', async () => {
    const file = join(folder, 'md.jsonl');
    const { persons, rows } = await writeSample({ jurisdiction: 'us-md', persons: 300, seed: 3 }, file);
    const { records, issues, profile } = await readBack(file);
    expect(profile).toBe('canonical');
    expect(quarantined(issues)).toEqual([]);
    expect(new Set(records.map(({ personId }) => personId)).size).toBe(rows);
    expect(rows).toBeGreaterThanOrEqual(persons);
  });

  it('names only columns that the product publishes for canonical CSV', () => {
    for (const table of CSV_TABLES) {
      const published = csvColumns().find(({ file }) => file === `${table}.csv`);
      const columns = new Set(published?.columns.map(({ column }) => column));
      expect({
        table,
        unknown: csvHeader(table)
          .split(',')
          .filter((name) => !columns.has(name)),
      }).toEqual({
        table,
        unknown: [],
      });
    }
  });

  it('comes back with warrants and violations from the four canonical CSV files', async () => {
    const files: string[] = [];
    for (const table of CSV_TABLES) {
      files.push(join(folder, `${table}.csv`));
      const settings = { jurisdiction: 'us-md-baltimore-city', persons: 200, seed: 5 } as const;
      await writeSample({ ...settings, layout: 'canonical-csv', table }, join(folder, `${table}.csv`));
    }
    const { records, issues } = await readBack(...files);
    expect(quarantined(issues)).toEqual([]);
    const cases = records.flatMap((record) => record.cases);
    expect(cases.some(({ warrants }) => (warrants?.length ?? 0) > 0)).toBe(true);
    expect(cases.some(({ violations }) => (violations?.length ?? 0) > 0)).toBe(true);
  });

  it('comes back from the California file with its slips noted and no row quarantined', async () => {
    const file = join(folder, 'ca.dat');
    await writeSample({ jurisdiction: 'us-ca', persons: 400, seed: 7, layout: 'ca-doj' }, file);
    const { records, issues, profile } = await readBack(file);
    expect(profile).toBe('ca-doj');
    expect(quarantined(issues)).toEqual([]);
    const charges = records.flatMap((record) => record.cases.flatMap((each) => each.charges));
    expect(charges.filter(({ disposition }) => disposition?.type === 'convicted').length).toBeGreaterThan(300);
    expect(charges.some(({ disposition }) => disposition?.type === undefined)).toBe(true);
  });
});
