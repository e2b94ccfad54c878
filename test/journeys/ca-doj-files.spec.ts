/** The three small files in the California layout, as an office receives them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvRows } from './csv-rows.js';
import { findingLine, summaryFile } from './documented-shapes.js';
import { CA_DOJ_FILES, differences, ensureBuilt, secondLook, temporaryDir, wellEnded } from './second-look.js';

const dir = temporaryDir();
const AS_OF = '2019-11-11';

beforeAll(ensureBuilt, 120_000);

describe.each(['no_headers.csv', 'extra_comma.csv'])('%s', (name) => {
  const input = join(CA_DOJ_FILES, name);
  const named = join(dir, `${name}-named`);
  const recognised = join(dir, `${name}-recognised`);
  const run = ['run', input, '--jurisdiction', 'us-ca', '--as-of', AS_OF, '--no-motions'];

  it('gives the same findings with the profile named and with the file recognised', async () => {
    const ends = await Promise.all([
      secondLook([...run, '--out', named, '--profile', 'ca-doj']),
      secondLook([...run, '--out', recognised]),
    ]);
    for (const { code, stderr } of ends) {
      expect(stderr).toBe('');
      expect([0, 1]).toContain(code);
    }
    expect(differences(named, recognised, ['summary.json'])).toEqual([]);
    const summary = summaryFile.parse(JSON.parse(readFileSync(join(recognised, 'summary.json'), 'utf8')));
    expect(JSON.parse(readFileSync(join(recognised, 'summary.json'), 'utf8'))).toMatchObject({ profile: 'ca-doj' });
    const lines = readFileSync(join(recognised, 'findings.jsonl'), 'utf8').split('\n').filter(Boolean);
    expect(lines.map((line) => findingLine.parse(JSON.parse(line)))).toHaveLength(summary.findings);
    expect(summary.charges).toBeGreaterThan(0);
    expect(csvRows(readFileSync(join(recognised, 'findings.csv'), 'utf8'))).toHaveLength(summary.findings);
  }, 60_000);
});

it('imported twice, a file changes nothing', async () => {
  const db = ['--db', join(dir, 'twice.sqlite')];
  const input = join(CA_DOJ_FILES, 'no_headers.csv');
  const first = JSON.parse(await wellEnded(['import', input, ...db, '--format', 'json'])) as Record<string, unknown>;
  expect(first).toMatchObject({ alreadyImported: false, profile: 'ca-doj', status: 'done' });
  expect(await wellEnded(['import', input, ...db])).toBe(
    'These files were imported before, as import 1: nothing has changed.\n',
  );
  const again = JSON.parse(await wellEnded(['import', input, ...db, '--format', 'json'])) as Record<string, unknown>;
  expect(again).toMatchObject({ ...first, alreadyImported: true });
}, 60_000);

it('the broken one is refused whole beside a good one, and the good one still goes in by itself', async () => {
  const db = ['--db', join(dir, 'broken.sqlite')];
  const good = join(CA_DOJ_FILES, 'no_headers.csv');
  const both = await secondLook(['import', good, join(CA_DOJ_FILES, 'bad.csv'), ...db]);
  expect(both).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^bad\.csv .*\n$/) as unknown });
  const alone = JSON.parse(await wellEnded(['import', good, ...db, '--format', 'json'])) as Record<string, unknown>;
  expect(alone).toMatchObject({ id: 1, alreadyImported: false });
}, 60_000);
