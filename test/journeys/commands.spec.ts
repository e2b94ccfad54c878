/** The commands that look at law, sources, templates and samples: what each prints, for a person and for a program. */
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, inShell, secondLook, temporaryDir, together, wellEnded, type Ended } from './second-look.js';

const dir = temporaryDir();

interface Look {
  args: string[];
  /** What a person reads somewhere in it. */
  shows: RegExp;
  /** What a program finds in it. */
  json: unknown;
}

const LOOKS: Look[] = [
  {
    args: ['packs', 'list'],
    shows: /us-md-baltimore-city {2}.*version/,
    json: expect.arrayContaining([
      expect.objectContaining({ jurisdiction: 'us-ca', hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown }),
    ]),
  },
  {
    args: ['packs', 'show', 'us-ca/prop-47/redesignate'],
    shows: /Sources\n/,
    json: expect.objectContaining({ id: 'us-ca/prop-47/redesignate' }),
  },
  {
    // Of a jurisdiction, the paths to choose from; of its offices none.
    args: ['packs', 'show', 'us-ri'],
    shows: /^us-ri {2}Rhode Island, version [^\n]+\n\n[^\n]+title *\n us-ri\//,
    json: [expect.objectContaining({ jurisdiction: 'us-ri' })],
  },
  { args: ['packs', 'check'], shows: / 0 problems\n$/, json: expect.objectContaining({ issues: [] }) },
  { args: ['packs', 'test'], shows: /passed, 0 failed\n$/, json: expect.objectContaining({ failed: 0, issues: [] }) },
  {
    args: ['profiles', 'list'],
    shows: /ca-doj .*\n.*canonical/,
    json: expect.arrayContaining([
      expect.objectContaining({ name: 'canonical' }),
      expect.objectContaining({ name: 'ca-doj' }),
    ]),
  },
  {
    args: ['profiles', 'check', 'canonical', 'one.jsonl', '--rows', '2'],
    shows: /2 rows read as canonical/,
    json: expect.objectContaining({ profile: 'canonical', rows: 2, quarantinedRows: 0 }),
  },
  { args: ['templates', 'check'], shows: / 0 problems\n$/, json: expect.objectContaining({ issues: [] }) },
  {
    args: ['formats'],
    shows: /charges\.csv\n {2}.*person_id/,
    json: expect.objectContaining({ record: expect.any(Object) as unknown, csv: expect.any(Array) as unknown }),
  },
  {
    args: ['migrate', '--db', 'new.sqlite'],
    shows: /new\.sqlite is up to date/,
    json: { database: 'new.sqlite', upToDate: true },
  },
];

let ended: Ended[];

beforeAll(async () => {
  await ensureBuilt();
  await wellEnded(['sample', '--jurisdiction', 'us-md', '--persons', '5', '--seed', '9', '--out', 'one.jsonl'], {
    cwd: dir,
  });
  // Both of a kind are asked for by name, since text and json are the default of one command or the other.
  const asked = LOOKS.flatMap(({ args }) => [
    [...args, '--format', /^(packs|profiles) list$/.test(args.slice(0, 2).join(' ')) ? 'table' : 'text'],
    [...args, '--format', 'json'],
  ]);
  ended = await together(asked, (args) => secondLook(args, { cwd: dir }));
}, 240_000);

it.each(LOOKS.map((look, at) => ({ ...look, at, name: look.args.join(' ') })))('$name', ({ shows, json, at }) => {
  const [text, data] = ended.slice(at * 2, at * 2 + 2) as [Ended, Ended];
  expect({ codes: [text.code, data.code], stderr: text.stderr + data.stderr }).toEqual({ codes: [0, 0], stderr: '' });
  expect(text.stdout).toMatch(shows);
  expect(JSON.parse(data.stdout)).toEqual(json);
});

it('sample gives the same bytes for the same seed, others for another, and as many people as it was told', async () => {
  const sample = (file: string, seed: string): Promise<string> =>
    wellEnded(
      ['sample', '--jurisdiction', 'us-md', '--persons', '5', '--seed', seed, '--out', file, '--format', 'json'],
      { cwd: dir },
    );
  const said = JSON.parse(await sample('two.jsonl', '9')) as unknown;
  expect(said).toMatchObject({ persons: 5, layout: 'canonical-jsonl' });
  await sample('three.jsonl', '10');
  const [one, two, three] = ['one', 'two', 'three'].map((name) => readFileSync(join(dir, `${name}.jsonl`), 'utf8'));
  expect(two).toBe(one);
  expect(three).not.toBe(one);
}, 60_000);

it('sample writes to stdout where it is told to, says the rest on stderr, and is content with a reader that goes away', async () => {
  const sample = 'second-look sample --jurisdiction us-md --seed 9 --out /dev/stdout';
  const piped = await inShell(`${sample} --persons 5 | cat`, dir);
  expect(piped.stdout).toBe(readFileSync(join(dir, 'one.jsonl'), 'utf8'));
  expect(piped.stderr).toMatch(/^5 invented people in \d+ rows \(canonical-jsonl\): \/dev\/stdout\n$/);
  const appended = await inShell(`(echo begin; ${sample} --persons 5) > all.txt; cat all.txt`, dir);
  expect(appended.stdout).toBe(`begin\n${piped.stdout}`);
  const cut = await inShell(`set -o pipefail; ${sample} --persons 9000 | head -c 1`, dir);
  expect(cut).toEqual({ code: 0, stdout: '{', stderr: '' });
  expect(lstatSync('/dev/stdout').isSymbolicLink()).toBe(true);
}, 60_000);

it('sample writes each table of the CSV, and the import reads them together', async () => {
  mkdirSync(join(dir, 'tables'));
  for (const table of ['charges', 'people', 'warrants', 'violations']) {
    const args = ['--jurisdiction', 'us-md-baltimore-city', '--persons', '40', '--table', table];
    const said = await wellEnded(['sample', ...args, '--out', `tables/${table}.csv`, '--format', 'json'], { cwd: dir });
    expect(JSON.parse(said)).toMatchObject({ persons: 40, layout: 'canonical-csv', table });
  }
  const head = (table: string) => readFileSync(join(dir, `tables/${table}.csv`), 'utf8').split('\n')[0];
  expect(head('warrants')).toMatch(/,warrant_number,/);
  expect(head('violations')).toMatch(/,violation_id,/);
  await wellEnded(['import', 'tables', '--db', 'tables.sqlite'], { cwd: dir });
}, 60_000);
