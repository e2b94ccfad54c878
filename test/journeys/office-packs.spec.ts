/** An office's own law: a pack from its folder and a changed threshold, both named wherever a finding is read. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../src/api/index.js';
import { readSettings } from '../../src/config/index.js';
import { ApiClient } from '../support/api-client.js';
import { ensureBuilt, secondLook, temporaryDir, wellEnded, written } from './second-look.js';

const dir = temporaryDir();
const QUESTION = ['--jurisdiction', 'us-ri,us-md-harbor', '--as-of', '2026-11-22'];
const TIER = 'us-ri/reclassification/pending-charge';
const HARBOR = 'us-md-harbor/small-amounts';

interface Line {
  id: string;
  path: string;
  outcome: string;
  scan: { packHash: string; overlays?: string[] };
}
interface Used {
  jurisdiction: string;
  hash: string;
  overlays: string[];
}

const OVERLAY = `
overlay: twenty-grams
for: us-ri
because: The office asks who would be reached at 20 grams.
authorities:
  memo: { cite: 'Office memorandum of 1 March 2026', verified: no }
parameters:
  tierGrams: { values: { 2021-07-09: 20 }, authority: memo }
`;
const PACK = `
jurisdiction: us-md-harbor
title: State's Attorney for Harbor County, policy on small amounts
version: '1'
state: MD
within: us-md
courts: { county: [Harbor] }
authorities:
  memo: { cite: 'Office memorandum of 1 March 2026', verified: no }
offenses:
  possession: { title: Possession of a controlled substance, include: ['CR 5-601(a)(1)'], authority: memo }
parameters:
  maxGrams: { title: The office drops up to this, values: { 2026-03-01: 5 }, by: as-of, unit: g, authority: memo }
`;
const SMALL = `
path: small-amounts
title: Dismissal of a count for a small amount
summary: The office drops a pending count for possession of a small amount.
relief: dismiss
kind: policy
inForce: { from: 2026-03-01 }
items: [pending-charge]
offense: possession
authority: memo
requires:
  - id: small
    text: The weight is within what the office drops.
    authority: memo
    when: { fact: weight-grams, atMost: $maxGrams }
result: { becomes: nolle prosequi, order: ['The State enters nolle prosequi on this count.'] }
movant: people
`;

/** A pending charge of possession, as an office's file gives it. */
function pending(personId: string, court: object, charge: object): string {
  const charges = [{ count: 1, disposition: { type: 'pending' }, ...charge }];
  return JSON.stringify({ personId, cases: [{ caseNumber: `C-${personId}`, court, status: 'open', charges }] });
}

function linesOf(out: string): Map<string, Line> {
  const lines = readFileSync(join(dir, out, 'findings.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as Line).map((line) => [line.path, line]));
}

function lawOf(out: string, jurisdiction: string): Used | undefined {
  const summary = JSON.parse(readFileSync(join(dir, out, 'summary.json'), 'utf8')) as { packs: Used[] };
  return summary.packs.find((pack) => pack.jurisdiction === jurisdiction);
}

beforeAll(async () => {
  await ensureBuilt();
  for (const folder of ['office/us-md-harbor', 'numbers', 'wrong']) mkdirSync(join(dir, folder), { recursive: true });
  written(dir, 'office/us-md-harbor/pack.yaml', PACK);
  written(dir, 'office/us-md-harbor/small-amounts.yaml', SMALL);
  written(dir, 'numbers/twenty.overlay.yaml', OVERLAY);
  written(dir, 'wrong/typo.overlay.yaml', OVERLAY.replace('tierGrams', 'tierGram'));
  const providence = { name: 'Providence Superior Court', county: 'Providence', state: 'RI' };
  const harbor = { name: 'District Court for Harbor County', county: 'Harbor', state: 'MD' };
  const people = [
    pending('R1', providence, {
      offenseDate: '2019-05-01',
      statute: '21-28-4.01(c)(2)(i)',
      substance: 'cocaine',
      quantities: [{ amount: 15, unit: 'g' }],
      grade: 'felony',
    }),
    pending('H1', harbor, {
      offenseDate: '2025-05-01',
      statute: 'CR 5-601(a)(1)',
      quantities: [{ amount: 4, unit: 'g' }],
    }),
  ];
  written(dir, 'people.jsonl', people.join('\n'));
  const run = (out: string, folders: string): Promise<string> =>
    wellEnded(['run', 'people.jsonl', ...QUESTION, '--no-motions', '--out', out, '--packs-dir', folders], { cwd: dir });
  await run('plain', 'office');
  await run('changed', 'office,numbers');
}, 240_000);

it("a pack from the office's folder answers for its own courts, and its findings carry its hash", () => {
  const line = linesOf('plain').get(HARBOR);
  expect(line?.outcome).toBe('eligible');
  const pack = lawOf('plain', 'us-md-harbor');
  expect(pack).toMatchObject({ hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, overlays: [] });
  expect(line?.scan.packHash).toBe(pack?.hash);
});

it('a threshold changed by an overlay changes the answer; hash and name of the overlay stand in every finding and in the summary', () => {
  const [before, after] = [linesOf('plain').get(TIER), linesOf('changed').get(TIER)];
  expect(before?.outcome).toBe('not-eligible');
  expect(before?.scan.overlays).toBeUndefined();
  expect(after?.outcome).toBe('needs-review');
  expect(after?.scan.overlays).toEqual(['twenty-grams']);
  expect(after?.scan.packHash).not.toBe(before?.scan.packHash);
  expect(lawOf('changed', 'us-ri')).toMatchObject({ hash: after?.scan.packHash, overlays: ['twenty-grams'] });
  expect(after?.id).not.toBe(before?.id);
  // What the overlay does not touch stays as it was, byte for byte.
  expect(linesOf('changed').get(HARBOR)).toEqual(linesOf('plain').get(HARBOR));
  const csv = readFileSync(join(dir, 'changed/findings.csv'), 'utf8').split('\r\n');
  expect(csv[0]).toMatch(/,pack_hash,overlays$/);
  expect(csv.find((line) => line.includes(TIER))).toMatch(/,twenty-grams$/);
});

it('the law is listed and shown with what the office changed, by the folders that a command names or by PACKS_DIR', async () => {
  const listed = await wellEnded(['packs', 'list', '--packs-dir', 'office', 'numbers'], { cwd: dir });
  expect(listed).toMatch(/us-ri {2}Rhode Island, version .*, with the overlay twenty-grams\n/);
  expect(listed).toMatch(/us-md-harbor\/small-amounts +dismiss/);
  const env = { PACKS_DIR: 'office:numbers' };
  const shown = await wellEnded(['packs', 'show', TIER], { cwd: dir, env });
  expect(shown).toContain('with the overlay twenty-grams');
  const pack = JSON.parse(await wellEnded(['packs', 'show', TIER, '--format', 'json'], { cwd: dir, env })) as {
    pack: Used;
  };
  expect(pack.pack).toMatchObject({ hash: lawOf('changed', 'us-ri')?.hash, overlays: ['twenty-grams'] });
  const page = await wellEnded(['packs', 'show', HARBOR, '--format', 'html'], { cwd: dir, env });
  expect(page).toMatch(/^<!doctype html>.*Dismissal of a count for a small amount.*not verified.*<\/html>\n+$/s);
  expect(page).not.toContain('<script');
});

it('a scan in steps says which overlay it used, explain gives the reason, and the API shows both, whatever the folders hold later', async () => {
  await wellEnded(['import', 'people.jsonl', '--db', 'steps.sqlite'], { cwd: dir });
  const env = { PACKS_DIR: 'office:numbers' };
  const said = await wellEnded(['scan', ...QUESTION, '--db', 'steps.sqlite'], { cwd: dir, env });
  expect(said).toContain('The law of us-ri with the overlay twenty-grams.\n');
  const id = linesOf('changed').get(TIER)?.id ?? '';
  // Without the folders: a finding is explained with the law that it was made under.
  const explained = await wellEnded(['explain', id, '--db', 'steps.sqlite'], { cwd: dir });
  expect(explained).toContain('With the overlay twenty-grams: The office asks who would be reached at 20 grams.\n');
  expect(explained).toContain(`content ${lawOf('changed', 'us-ri')?.hash}.`);
  const database = join(dir, 'steps.sqlite');
  const settings = readSettings({
    DATA_DIR: join(dir, 'data'),
    DATABASE_URL: database,
    PORT: '0',
    PACKS_DIR: [join(dir, 'office'), join(dir, 'numbers')].join(':'),
  });
  const server = await startServer(settings, { version: '0.0.0', logger: false });
  try {
    const api = await ApiClient.open(server.url);
    const scan = await api.get<{ packs: Used[] }>('/api/v1/scans/1');
    expect(scan.json.packs.find(({ jurisdiction }) => jurisdiction === 'us-ri')?.overlays).toEqual(['twenty-grams']);
    expect((await api.get<Line>(`/api/v1/findings/${id}`)).json.scan.overlays).toEqual(['twenty-grams']);
    const pack = await api.get<{ overlays: string[]; notes: string[] }>('/api/v1/packs/us-ri');
    expect(pack.json.overlays).toEqual(['twenty-grams']);
    expect(pack.json.notes.at(-1)).toMatch(/^Overlay twenty-grams: The office asks/);
    expect((await api.get('/api/v1/packs/us-md-harbor/paths/small-amounts')).json['id']).toBe(HARBOR);
  } finally {
    await server.close();
  }
}, 120_000);

it.each([
  [
    'an overlay of a number that the pack does not have',
    'wrong',
    /typo\.overlay\.yaml.*us-ri has no parameter "tierGram"/,
  ],
  ['a folder that is not there', 'nowhere', /There is no folder nowhere to read packs from\./],
])('%s is refused before anything is stored', async (_what, folder, says) => {
  const args = ['run', 'people.jsonl', ...QUESTION, '--out', 'refused', '--packs-dir', folder];
  const ended = await secondLook(args, { cwd: dir });
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(says);
});
