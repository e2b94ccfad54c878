import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { compilePacks } from './compile-pack.js';
import { evaluateRecord } from './evaluate.js';
import { SHIPPED_PACKS, loadPackFolder, loadPacks, loadPacksFor, packFolders } from './load-pack.js';
import { selectPacks } from './select-packs.js';
import { applyOverlay } from './overlay.js';
import type { Pack } from './pack.js';
import { describeIssue } from './pack-issue.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'second-look-packs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = `jurisdiction: us-ca-test
title: A test office
version: '1'
state: CA
authorities:
  act: { cite: 'Test Act § 1', verified: yes }
offenses:
  possession: { include: ['HS 11350'] }
`;

const PATH = `path: test
title: A test path
summary: For tests.
relief: expunge
kind: statute
inForce: { from: 2000-01-01 }
items: [conviction]
offense: possession
authority: act
requires:
  - id: felony
    text: The conviction is a felony.
    authority: act
    when: { fact: grade, is: felony }
result: { becomes: expunged }
movant: people
`;

/** The problems of a pack with these files, without the folder before the file's name. */
function problemsOf(head: string, path: string): string[] {
  const dir = join(mkdtempSync(join(folder, 'case-')), 'us-ca-test');
  mkdirSync(dir);
  writeFileSync(join(dir, 'pack.yaml'), head);
  writeFileSync(join(dir, 'test.yaml'), path);
  return loadPackFolder(dir).issues.map((issue) => describeIssue(issue).slice(dir.length + 1));
}

describe('a pack that is loaded', () => {
  it('is accepted when everything in it can be read', () => {
    expect(problemsOf(HEAD, PATH)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'an unknown field',
      PATH.replace('movant: people', 'movant: people\nmovnat: x'),
      'test.yaml:1: Unrecognized key: "movnat"',
    ],
    [
      'an unknown fact',
      PATH.replace('fact: grade', 'fact: grad'),
      'test.yaml:14 requires.0.when.fact: there is no fact "grad"',
    ],
    [
      'a value the fact does not have',
      PATH.replace('is: felony', 'is: felonious'),
      'test.yaml:14 requires.0.when.is: "felonious" is not a value of "grade"',
    ],
    [
      'an authority that is not in pack.yaml',
      PATH.replace('    authority: act', '    authority: other'),
      'test.yaml:13 requires.0.authority: there is no authority "other"',
    ],
    [
      'a criterion without a condition',
      PATH.replace('    when: { fact: grade, is: felony }\n', ''),
      'test.yaml:11 requires.0.when: Invalid input',
    ],
    [
      'a list of offences that is not there',
      PATH.replace('offense: possession', 'offense: sale'),
      'test.yaml:8 offense',
    ],
    [
      'a day that is not on the calendar',
      PATH.replace('2000-01-01', '2000-02-30'),
      'test.yaml:6 inForce.from: write a calendar date',
    ],
    [
      'a preference without a reason',
      `${PATH}prefers: [us-ca/x]\n`,
      'test.yaml:17 prefers: say why in "prefersBecause"',
    ],
    [
      'two operators in one place',
      PATH.replace('{ fact: grade, is: felony }', '{ fact: grade, is: felony, not: { fact: grade, is: felony } }'),
      'stand together',
    ],
  ])('is refused for %s, with file, line and field', (_name, path, message) => {
    const problems = problemsOf(HEAD, path);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it('is refused for YAML that cannot be read, with file and line', () => {
    expect(problemsOf(HEAD, `${PATH}notes: ['x\n`)[0]).toContain('test.yaml:18: not readable as YAML');
  });

  it('is refused for a statute that nobody can read', () => {
    const problems = problemsOf(HEAD.replace("'HS 11350'", "'no statute'"), PATH);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('pack.yaml:8 offenses.possession.include.0');
  });

  it('is refused for a dated offence that ends before it begins, and accepted for one that does not', () => {
    const dated = (bounds: string) => HEAD.replace("'HS 11350'", `'HS 11350', { cite: 'HS 11357(c)', ${bounds} }`);
    expect(problemsOf(dated('from: 2000-01-01, until: 2016-11-09'), PATH)).toEqual([]);
    const problems = problemsOf(dated('from: 2016-11-09, until: 2016-11-09'), PATH);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('pack.yaml:8 offenses.possession.include.1: The entry "HS 11357(c)" ends before');
  });

  it('is refused for a definition that uses itself', () => {
    const problems = problemsOf(`${HEAD}definitions:\n  a: { not: { use: b } }\n  b: { all: [{ use: a }] }\n`, PATH);
    expect(problems.map((problem) => problem.split(': ')[1])).toEqual([
      'the definition "a" uses itself',
      'the definition "b" uses itself',
    ]);
  });

  it('names every problem, not only the first', () => {
    expect(
      problemsOf(HEAD.replace('state: CA', 'state: California'), PATH.replace('relief: expunge', 'relief: forget')),
    ).toHaveLength(2);
  });

  it('has a hash that only its content decides', () => {
    const copy = mkdtempSync(join(folder, 'copy-'));
    cpSync(join(SHIPPED_PACKS, 'us-md'), join(copy, 'us-md'), { recursive: true });
    const commented = join(copy, 'us-md', 'pack.yaml');
    writeFileSync(commented, `# a comment\n${readFileSync(commented, 'utf8')}`);
    const shipped = loadPackFolder(join(SHIPPED_PACKS, 'us-md')).pack as Pack;
    const again = loadPackFolder(join(copy, 'us-md')).pack as Pack;
    expect(again.hash).toBe(shipped.hash);
    writeFileSync(commented, readFileSync(commented, 'utf8').replace('title: Maryland', "title: 'Maryland!'"));
    expect(loadPackFolder(join(copy, 'us-md')).pack?.hash).not.toBe(shipped.hash);
  });
});

/** An overlay that moves a threshold of the Los Angeles policy, on the office's own authority. */
const SIXTY = `overlay: sixty
for: us-ca-los-angeles
because: A test.
authorities:
  memo: { cite: 'Office memorandum', verified: no }
parameters:
  ageThreshold: { values: { 2019-01-01: 60 }, authority: memo }
`;

describe('an overlay', () => {
  const record = {
    personId: 'P',
    birthDate: '1970-01-01',
    cases: [
      {
        caseNumber: 'A',
        court: { name: 'Superior Court', county: 'Los Angeles', state: 'CA' },
        charges: [
          {
            count: 1,
            statute: '11358 HS',
            grade: 'felony' as const,
            disposition: { type: 'convicted' as const, date: '2012-03-02' },
          },
          {
            count: 2,
            statute: '487(A) PC',
            grade: 'felony' as const,
            disposition: { type: 'convicted' as const, date: '2019-03-02' },
          },
        ],
      },
    ],
  };
  const outcomeWith = (packs: Pack[]): string | undefined =>
    evaluateRecord(record, compilePacks(packs), { asOf: '2020-06-01' }).find(
      (each) => each.path === 'us-ca-los-angeles/prop-64-dismissal',
    )?.outcome;

  it("of an office changes a number of a shipped pack, and the pack's hash and name of it with that", () => {
    const dir = mkdtempSync(join(folder, 'overlay-'));
    writeFileSync(join(dir, 'sixty.overlay.yaml'), SIXTY);
    const shipped = loadPacks();
    const changed = loadPacks([dir]);
    expect(outcomeWith(shipped)).toBe('eligible');
    expect(outcomeWith(changed)).toBe('needs-review');
    const before = shipped.find((pack) => pack.file.jurisdiction === 'us-ca-los-angeles');
    const after = changed.find((pack) => pack.file.jurisdiction === 'us-ca-los-angeles');
    expect(after?.overlays).toEqual(['sixty']);
    expect(after?.hash).not.toBe(before?.hash);
  });

  it('has an authority of its own for each number: the law does not vouch for it', () => {
    const dir = mkdtempSync(join(folder, 'overlay-'));
    writeFileSync(join(dir, 'none.overlay.yaml'), SIXTY.replace(', authority: memo', ''));
    expect(() => loadPacks([dir])).toThrow(/none\.overlay\.yaml:7 parameters\.ageThreshold\.authority/);
    writeFileSync(join(dir, 'none.overlay.yaml'), SIXTY.replace('authority: memo', 'authority: policy'));
    expect(() => loadPacks([dir])).toThrow('there is no authority "policy" in the overlay');
  });

  it('as the README shows it: each sentence says the new number, that it is the rule of the office, and cites the office', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const example = /```yaml\n# office\/eight-years\.overlay\.yaml\n([^]*?)```/.exec(readme)?.[1] ?? '';
    const dir = mkdtempSync(join(folder, 'overlay-'));
    writeFileSync(join(dir, 'eight-years.overlay.yaml'), example);
    const pack = loadPacksFor(['us-or'], [dir]).find(({ file }) => file.jurisdiction === 'us-or') as Pack;
    const path = pack.paths.find((each) => each.path === 'set-aside/conviction');
    const touched = [...(path?.requires ?? []), ...(path?.unless ?? [])].filter(
      ({ authority }) => authority === 'office-memorandum',
    );
    expect(touched.length).toBeGreaterThan(0);
    for (const { text } of touched) {
      expect(text).toContain("The office's own rule applies, not that of ORS 137.225");
      expect(text).not.toMatch(/\bfive\b/);
      expect(text).toMatch(/5 \(from 2026-03-01 8\)/);
    }
    expect(path?.summary).toContain("The office's own rule applies");
    const other = pack.paths.find((each) => each.path === 'set-aside/dismissal');
    expect(other).toEqual(
      loadPacksFor(['us-or'])
        .flatMap(({ paths }) => paths)
        .find((each) => each.path === 'set-aside/dismissal'),
    );
  });

  it('without a change gives the same answers', () => {
    const packs = loadPacks();
    const laid = packs.map(
      (pack) =>
        applyOverlay(pack, {
          overlay: 'none',
          for: pack.file.jurisdiction,
          because: 'x',
          authorities: {},
          parameters: {},
          paths: {},
        }).pack,
    );
    expect(outcomeWith(laid)).toBe(outcomeWith(packs));
  });

  it('of a parameter that the pack does not have is refused with file and line', () => {
    const dir = mkdtempSync(join(folder, 'overlay-'));
    writeFileSync(join(dir, 'bad.overlay.yaml'), SIXTY.replace('sixty', 'bad').replace('ageThreshold', 'maxAge'));
    expect(() => loadPacks([dir])).toThrow(
      /bad\.overlay\.yaml:7 parameters\.maxAge: us-ca-los-angeles has no parameter "maxAge"/,
    );
  });
});

describe('the packs for some jurisdictions', () => {
  const all = loadPacks();
  const hashes = (packs: readonly { hash: string }[]): string[] => packs.map(({ hash }) => hash);

  it.each([...new Set([...all.map(({ file }) => file.jurisdiction), 'us-md,us-or', 'us-or,us-ca-los-angeles'])])(
    'are those that are chosen among all: %s',
    (names) => {
      const jurisdictions = names.split(',');
      expect(hashes(loadPacksFor(jurisdictions))).toEqual(hashes(selectPacks(all, jurisdictions)));
    },
  );

  it('that nobody knows are refused with the list of all that there are', () => {
    expect(() => loadPacksFor(['us-md', 'us-tx'])).toThrow(
      `There is no jurisdiction "us-tx". There are: ${all.map(({ file }) => file.jurisdiction).join(', ')}.`,
    );
    expect(() => loadPacksFor([])).toThrow('Name at least one jurisdiction. There are: us-ca');
  });

  it('are laid over with what an office has in folders of its own', () => {
    const dir = mkdtempSync(join(folder, 'own-'));
    writeFileSync(join(dir, 'sixty.overlay.yaml'), SIXTY);
    expect(loadPacksFor(['us-ca-los-angeles'], [dir]).map(({ overlays }) => overlays)).toEqual([['sixty']]);
    expect(loadPacksFor(['us-ca-los-angeles']).map(({ overlays }) => overlays)).toEqual([[]]);
  });

  it('are found by the names of their folders, which those that come with the program have', () => {
    for (const each of packFolders(SHIPPED_PACKS)) {
      const { file } = loadPackFolder(each).pack ?? { file: { jurisdiction: '', within: undefined } };
      expect(basename(each)).toBe(file.jurisdiction);
      if (file.within !== undefined) expect(file.jurisdiction.startsWith(`${file.within}-`)).toBe(true);
    }
  });
});
