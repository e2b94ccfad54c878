/**
 * What a person may get wrong, and what they are told: one plain sentence on stderr, the documented exit code, and
 * nothing stored or written anywhere.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  CA_DOJ_FILES,
  ensureBuilt,
  filesIn,
  secondLook,
  temporaryDir,
  together,
  wellEnded,
  written,
  type Ended,
} from './second-look.js';

const dir = temporaryDir();
const JURISDICTIONS = /us-ca, us-ca-los-angeles, .*us-md, us-md-baltimore-city/;

interface Refusal {
  title: string;
  /** Run in the folder of the test's files. */
  args: string[];
  says: RegExp;
}

const run = (input: string, ...more: string[]): string[] => [
  ...['run', input, '--jurisdiction', 'us-md', '--as-of', '2022-06-01', '--out', 'out'],
  ...more,
];

const REFUSALS: Refusal[] = [
  { title: 'a path where nothing is', args: run('nowhere.csv'), says: /no file or directory at nowhere\.csv/ },
  { title: 'a folder without data', args: run('no-data'), says: /no-data holds no data file/ },
  {
    title: 'a jurisdiction that there is not, listing those there are',
    args: ['run', 'good.jsonl', '--jurisdiction', 'us-zz', '--as-of', '2022-06-01', '--out', 'out'],
    says: JURISDICTIONS,
  },
  {
    title: 'a date that is not on the calendar',
    args: ['run', 'good.jsonl', '--jurisdiction', 'us-md', '--as-of', '2020-02-30', '--out', 'out'],
    says: /--as-of "2020-02-30" is not a calendar date; write it as YYYY-MM-DD/,
  },
  {
    title: 'a date in words',
    args: ['run', 'good.jsonl', '--jurisdiction', 'us-md', '--as-of', 'yesterday', '--out', 'out'],
    says: /"yesterday" is not a calendar date/,
  },
  { title: 'an unknown option', args: run('good.jsonl', '--nonsense'), says: /Unknown option '--nonsense'.*--help/ },
  {
    title: 'an option misspelt, guessing which was meant',
    args: run('good.jsonl', '--no-motion'),
    says: /did you mean --no-motions\?/,
  },
  { title: 'an unknown command', args: ['rum'], says: /Unknown command 'rum' \(did you mean run\?\)/ },
  {
    title: 'a required option left out',
    args: ['run', 'good.jsonl', '--jurisdiction', 'us-md', '--out', 'out'],
    says: /Required option '--as-of <date>' not specified/,
  },
  { title: 'an input left out', args: ['import'], says: /Missing required argument 'input'/ },
  {
    title: 'a profile that there is not, listing those there are',
    args: run('good.jsonl', '--profile', 'texas'),
    says: /called texas; there are ca-doj, canonical/,
  },
  {
    title: 'a California file that lacks a column',
    args: run(join(CA_DOJ_FILES, 'bad.csv'), '--profile', 'ca-doj'),
    says: /bad\.csv lacks the column RECORD_ID/,
  },
  { title: 'a picture under another name', args: run('picture.csv'), says: /picture\.csv is a PNG picture/ },
  { title: 'an empty file', args: run('empty.csv'), says: /empty\.csv is empty/ },
  { title: 'half a gzip file', args: run('half.jsonl.gz'), says: /half\.jsonl\.gz is a gzip file that was cut short/ },
  {
    title: 'a good file beside a bad one, whole',
    args: [...run('good.jsonl'), 'picture.csv'],
    says: /picture\.csv is a PNG picture/,
  },
  {
    title: 'an unknown relief, listing those there are',
    args: run('good.jsonl', '--relief', 'mercy'),
    says: /"mercy".*quash, dismiss, resentence, redesignate, vacate, expunge, seal/,
  },
  {
    title: 'an unknown format, listing those there are',
    args: run('good.jsonl', '--formats', 'pdf,papyrus'),
    says: /"papyrus".*pdf, docx, html/,
  },
  {
    title: 'an unknown assumption, listing those there are',
    args: run('good.jsonl', '--assume', 'innocence'),
    says: /"innocence".*no-pending-matters/,
  },
  { title: 'an output folder that is a file', args: [...run('good.jsonl'), '--out', 'a-file'], says: /a-file/ },
  {
    title: 'an output folder that holds findings of somebody else',
    args: [...run('good.jsonl'), '--out', 'theirs'],
    says: /findings\.csv is there already and was not written by a run/,
  },
  {
    title: 'an output folder that holds motions of somebody else',
    args: [...run('good.jsonl'), '--out', 'their-motions'],
    says: /motions is there already and was not written by a run/,
  },
  {
    title: 'an office file that is not there',
    args: run('good.jsonl', '--office', 'office.yaml'),
    says: /office\.yaml/,
  },
  {
    title: 'a database that is something else',
    args: run('good.jsonl', '--db', 'empty.png'),
    says: /empty\.png is not a SQLite database\. Name another file \(--db or DATABASE_URL\)/,
  },
  {
    title: 'to look into a database that is not there',
    args: ['scans', '--db', 'no.sqlite'],
    says: /no database no\.sqlite/,
  },
  { title: 'a scan that is not there', args: ['findings', '--scan', '7', '--db', 'good.sqlite'], says: /no scan 7/ },
  {
    title: 'a number that is none',
    args: ['scans', '--limit', 'few', '--db', 'good.sqlite'],
    says: /--limit "few" is not a whole number/,
  },
  {
    title: 'a path of law that there is not',
    args: ['packs', 'show', 'us-ca/prop-99'],
    says: /no path "us-ca\/prop-99".*us-ca\/prop-47/,
  },
  { title: 'a folder of packs that is not there', args: ['packs', 'check', 'nowhere'], says: /no folder nowhere/ },
  { title: 'a folder without packs', args: ['packs', 'check', 'no-data'], says: /no pack in/ },
  { title: 'to check an unknown profile', args: ['profiles', 'check', 'texas', 'good.jsonl'], says: /called texas/ },
  { title: 'to check a file that is not there', args: ['profiles', 'check', 'canonical', 'nowhere'], says: /nowhere/ },
  {
    title: 'a caseload that cannot be invented, listing those that can',
    args: ['sample', '--jurisdiction', 'us-tx', '--persons', '3', '--out', 'sample.jsonl'],
    says: JURISDICTIONS,
  },
  {
    title: 'a caseload of no size',
    args: ['sample', '--jurisdiction', 'us-md', '--out', 'sample.jsonl'],
    says: /either --persons N or --rows N/,
  },
  {
    title: 'a table of a caseload that is not written in tables',
    args: ['sample', '--jurisdiction', 'us-md', '--persons', '3', '--table', 'warrants', '--out', 'sample.jsonl'],
    says: /charges, people, warrants, violations.*canonical-csv/,
  },
  {
    title: 'a caseload into a folder that is not there',
    args: ['sample', '--jurisdiction', 'us-md', '--persons', '3', '--out', 'nowhere/sample.jsonl'],
    says: /nowhere\/sample\.jsonl could not be written/,
  },
];

let ended: Ended[];
let before: Map<string, Buffer>;

beforeAll(async () => {
  await ensureBuilt();
  mkdirSync(join(dir, 'no-data'));
  mkdirSync(join(dir, 'theirs'));
  mkdirSync(join(dir, 'their-motions/motions'), { recursive: true });
  await wellEnded(['sample', '--jurisdiction', 'us-md', '--persons', '6', '--seed', '4', '--out', 'good.jsonl'], {
    cwd: dir,
  });
  await wellEnded(['import', 'good.jsonl', '--db', 'good.sqlite'], { cwd: dir });
  const good = readFileSync(join(dir, 'good.jsonl'));
  const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(300, 7)]);
  written(dir, 'empty.csv', '');
  written(dir, 'a-file', 'This is not a folder.');
  written(dir, 'picture.csv', picture);
  written(dir, 'empty.png', picture);
  written(dir, 'fruit.csv', 'apple,pear\n1,2\n');
  written(join(dir, 'theirs'), 'findings.csv', 'theirs');
  written(join(dir, 'their-motions/motions'), 'motion.txt', 'theirs');
  const packed = gzipSync(good);
  written(dir, 'half.jsonl.gz', packed.subarray(0, packed.length / 2));
  before = filesIn(dir);
  ended = await together(REFUSALS, ({ args }) => secondLook(args, { cwd: dir }));
}, 300_000);

it.each(REFUSALS.map((refusal, at) => ({ ...refusal, at })))('refuses $title', ({ says, at }) => {
  const { code, stdout, stderr } = ended[at] as Ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(says);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/\w.* .*[.?]\n$/);
  expect(stderr).not.toMatch(/\bat .*\.(js|ts):\d+|Error:|undefined|\[object/);
});

it('leaves everything as it was: no folder made, no file written, nothing stored', async () => {
  const after = filesIn(dir);
  const isJournal = (name: string): boolean => /\.sqlite-(wal|shm)$/.test(name);
  expect([...after.keys()].filter((name) => !isJournal(name))).toEqual(
    [...before.keys()].filter((name) => !isJournal(name)),
  );
  for (const [name, bytes] of before)
    if (!isJournal(name)) expect([name, after.get(name)?.equals(bytes)]).toEqual([name, true]);
  const scans = await secondLook(['scans', '--db', 'good.sqlite', '--format', 'json'], { cwd: dir });
  expect(JSON.parse(scans.stdout)).toEqual([]);
}, 60_000);

it('lists every setting that is wrong, each with what is accepted', async () => {
  const { code, stderr } = await secondLook(['scans'], {
    cwd: dir,
    env: { DATABASE_URL: 'mysql://somewhere', PORT: 'many' },
  });
  expect(code).toBe(2);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^The settings cannot be used/),
    expect.stringMatching(/DATABASE_URL .*accepted: postgres:\/\//),
    expect.stringMatching(/PORT .*accepted: a whole number/),
  ]);
}, 60_000);

it('shows how each command is used', async () => {
  for (const args of [['--help'], ['run', '--help'], ['packs', '--help']]) {
    const { code, stdout, stderr } = await secondLook(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: second-look /);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  }
}, 60_000);
