import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvRows } from './csv-rows.js';
import { findingLine, manifestFile, QUARANTINE_COLUMNS, summaryFile, type FindingLine } from './documented-shapes.js';
import {
  differences,
  ensureBuilt,
  filesIn,
  secondLook,
  temporaryDir,
  together,
  wellEnded,
  type Ended,
} from './second-look.js';

const dir = temporaryDir();
const AS_OF = '2022-06-01';

interface Caseload {
  title: string;
  sample: string;
  jurisdiction: string;
  file: string;
  persons: number;
}

const CASELOADS: Caseload[] = [
  { title: 'Maryland', sample: 'us-md-baltimore-city', jurisdiction: 'us-md', file: 'baltimore.jsonl', persons: 5 },
  {
    title: 'the California file',
    sample: 'us-ca-los-angeles',
    jurisdiction: 'us-ca',
    file: 'los-angeles.dat',
    persons: 8,
  },
];

const linesOf = (out: string): FindingLine[] =>
  readFileSync(join(out, 'findings.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => findingLine.parse(JSON.parse(line)));
const summaryOf = (out: string): ReturnType<typeof summaryFile.parse> =>
  summaryFile.parse(JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')));
const tally = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

beforeAll(ensureBuilt, 120_000);

describe.each(CASELOADS)(
  'a run on an invented caseload of $title',
  ({ sample, jurisdiction, file, persons, title }) => {
    const input = join(dir, file);
    const out = join(dir, `out-${jurisdiction}`);
    const again = join(dir, `again-${jurisdiction}`);
    const run = (...more: string[]): Promise<Ended> =>
      secondLook(['run', input, '--jurisdiction', jurisdiction, '--as-of', AS_OF, ...more], { cwd: dir });
    let first: Ended;
    let second: Ended;

    beforeAll(async () => {
      await wellEnded([
        'sample',
        '--jurisdiction',
        sample,
        '--persons',
        String(persons),
        '--seed',
        '2',
        '--out',
        input,
      ]);
      first = await run('--out', out, '--db', `${jurisdiction}.sqlite`);
      second = await run('--out', again, '--format', 'json');
    }, 300_000);

    it('ends with 0 or, with problems listed, 1, says nothing on stderr, and sums up on stdout', () => {
      const { rows, motions } = summaryOf(out);
      expect(first.stderr).toBe('');
      expect(first.code).toBe(rows.quarantined > 0 || (motions?.needAPerson ?? 0) > 0 ? 1 : 0);
      expect(first.stdout).toContain(`${rows.read} rows read`);
      expect(first.stdout).toContain(out);
    });

    it('writes every file of the documented folder and no other', () => {
      const names = [...filesIn(out).keys()].filter((name) => !name.startsWith('motions/'));
      expect(names).toEqual(['findings.csv', 'findings.jsonl', 'quarantine.csv', 'summary.json']);
      const loose = [...filesIn(join(out, 'motions')).keys()].filter((name) => !name.includes('/'));
      expect(loose.filter((name) => name !== 'needs-a-person.csv')).toEqual(['manifest.json', 'schedule.csv']);
      expect(readFileSync(join(out, 'quarantine.csv'), 'utf8').split('\n')[0]?.split(',').slice(0, 6)).toEqual(
        QUARANTINE_COLUMNS,
      );
    });

    it('writes findings in the documented shape, by person, case, item and path', () => {
      const lines = linesOf(out);
      expect(lines.length).toBeGreaterThan(10);
      const people = lines.map(({ personId }) => personId);
      expect(people).toEqual([...people].sort());
      // Cases of a person, items of a case and paths of an item each stand together.
      const groups = (key: (line: FindingLine) => string): string[] =>
        lines.map(key).filter((each, at, all) => each !== all[at - 1]);
      for (const key of [
        (line: FindingLine) => `${line.personId} ${line.case.number} ${line.case.court}`,
        (line: FindingLine) =>
          `${line.personId} ${line.case.number} ${line.case.court} ${line.item.kind} ${line.item.count} ${line.item.number}`,
      ])
        expect(new Set(groups(key)).size).toBe(groups(key).length);
      for (const [at, line] of lines.entries()) {
        const before = lines[at - 1];
        if (
          before !== undefined &&
          JSON.stringify([before.personId, before.case, before.item]) ===
            JSON.stringify([line.personId, line.case, line.item])
        )
          expect(line.path > before.path).toBe(true);
      }
      expect(new Set(lines.map(({ scan }) => scan.asOf))).toEqual(new Set([AS_OF]));
    });

    it('writes the same findings to the spreadsheet, in the same order', () => {
      const rows = csvRows(readFileSync(join(out, 'findings.csv'), 'utf8'));
      expect(
        rows.map((row) => [row['person_id'], row['case_number'], row['path'], row['outcome'], row['eligible_on']]),
      ).toEqual(
        linesOf(out).map((line) => [line.personId, line.case.number, line.path, line.outcome, line.eligibleOn ?? '']),
      );
    });

    it('counts in summary.json what stands in findings.jsonl', () => {
      const lines = linesOf(out);
      const summary = summaryOf(out);
      const nonZero = (counts: Record<string, number>): Record<string, number> =>
        Object.fromEntries(Object.entries(counts).filter(([, value]) => value > 0));
      expect(summary.findings).toBe(lines.length);
      expect(nonZero(summary.outcomes)).toEqual(tally(lines.map((line) => line.outcome)));
      for (const [by, key] of [
        ['byRelief', 'relief'],
        ['byPath', 'path'],
        ['byJurisdiction', 'jurisdiction'],
      ] as const) {
        const expected: Record<string, Record<string, number>> = {};
        for (const value of new Set(lines.map((line) => line[key])))
          expected[value] = tally(lines.filter((line) => line[key] === value).map((line) => line.outcome));
        expect(
          Object.fromEntries(Object.entries(summary[by]).map(([name, counts]) => [name, nonZero(counts)])),
        ).toEqual(expected);
      }
      const helped = new Set(lines.filter((line) => line.outcome === 'eligible').map((line) => line.personId));
      expect(summary.peopleHelped).toBe(helped.size);
      expect(new Set(lines.map((line) => line.scan.packHash)).size).toBeLessThanOrEqual(summary.packs.length);
      expect(Object.keys(summary.stages)).toEqual(expect.arrayContaining(['import', 'scan', 'findings', 'motions']));
    });

    it('drafts motions in all three formats, each with its true hash in the manifest', () => {
      const { files } = manifestFile.parse(JSON.parse(readFileSync(join(out, 'motions/manifest.json'), 'utf8')));
      const found = [...filesIn(out)].filter(([name]) => name.startsWith('motions/') && name.split('/').length === 4);
      expect(found.map(([name]) => name)).toEqual(Object.keys(files).sort());
      for (const [name, bytes] of found) {
        expect({ name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }).toEqual({
          name,
          sha256: files[name]?.sha256,
          bytes: files[name]?.bytes,
        });
      }
      const begins = (ending: string): string[] =>
        found.filter(([name]) => name.endsWith(ending)).map(([, bytes]) => bytes.subarray(0, 5).toString('latin1'));
      expect(new Set(begins('.pdf'))).toEqual(new Set(['%PDF-']));
      expect(new Set(begins('.docx'))).toEqual(new Set(['PK\u0003\u0004\u0014']));
      expect(new Set(begins('.html').map((start) => start.toLowerCase()))).toEqual(new Set(['<!doc']));
      expect(summaryOf(out).motions).toMatchObject({ files: found.length });
    });

    it('draws up a motion for a case only where a finding of that case is open to it', () => {
      const schedule = csvRows(readFileSync(join(out, 'motions/schedule.csv'), 'utf8'));
      expect(schedule.length).toBe(summaryOf(out).motions?.drafted);
      const open = new Set(
        linesOf(out)
          .filter(({ outcome }) => outcome === 'eligible' || outcome === 'needs-review')
          .map((line) => `${line.personId} ${line.case.number} ${line.relief}`),
      );
      for (const row of schedule) expect(open).toContain(`${row['person_id']} ${row['case_number']} ${row['relief']}`);
    });

    it('gives the same bytes in every file but the figures of time when it is done twice', () => {
      expect(second.stderr).toBe('');
      expect(differences(out, again, ['summary.json'])).toEqual([]);
      const [one, two] = [summaryOf(out), summaryOf(again)].map(({ stages: _stages, total: _total, ...rest }) => rest);
      expect(two).toEqual(one);
      expect(JSON.parse(second.stdout)).toEqual(JSON.parse(readFileSync(join(again, 'summary.json'), 'utf8')));
    });

    it(`keeps the records of ${title} in the database, where the other commands find them`, async () => {
      const db = ['--db', `${jurisdiction}.sqlite`];
      const scans = JSON.parse(await wellEnded(['scans', ...db, '--format', 'json'], { cwd: dir })) as {
        id: number;
        status: string;
      }[];
      expect(scans.map(({ id, status }) => [id, status])).toEqual([[1, 'done']]);

      const [csv, jsonl, json] = await Promise.all(
        ['csv', 'jsonl', 'json'].map((format) =>
          wellEnded(['findings', '--scan', '1', ...db, '--format', format], { cwd: dir }),
        ),
      );
      expect(csv).toBe(readFileSync(join(out, 'findings.csv'), 'utf8'));
      expect(jsonl).toBe(readFileSync(join(out, 'findings.jsonl'), 'utf8'));
      const found = JSON.parse(json ?? '') as { id: string; outcome: string; path: string }[];
      const one = found.find(({ outcome }) => outcome === 'eligible');
      const told = await wellEnded(['explain', one?.id ?? '', ...db], { cwd: dir });
      expect(told).toContain(AS_OF);
      expect(told).not.toMatch(/undefined|null|NaN/);

      const drafted = await wellEnded(
        ['draft', '--scan', '1', ...db, '--formats', 'html', '--out', `draft-${jurisdiction}`],
        { cwd: dir },
      );
      expect(drafted).toContain('motions drafted');
      const pages = (folder: string): [string, Buffer][] =>
        [...filesIn(join(folder, 'motions'))].filter(([name]) => name.endsWith('.html'));
      expect(pages(join(dir, `draft-${jurisdiction}`))).toEqual(pages(out));
    }, 120_000);
  },
);

describe('what a run is told to leave out or to take for granted', () => {
  const input = join(dir, 'options.jsonl');
  const runs: Record<string, Ended> = {};
  const BASE = ['--jurisdiction', 'us-md', '--as-of', AS_OF];
  const OPTIONS: Record<string, string[]> = {
    all: ['--no-motions'],
    pdf: ['--relief', 'quash', '--formats', 'pdf'],
    assumed: ['--no-motions', '--pending-matters', 'no', '--assume', 'no-pending-matters'],
    unknown: ['--no-motions', '--pending-matters', 'no'],
  };

  beforeAll(async () => {
    await wellEnded([
      'sample',
      '--jurisdiction',
      'us-md-baltimore-city',
      '--persons',
      '12',
      '--seed',
      '2',
      '--out',
      input,
    ]);
    const ended = await together(Object.entries(OPTIONS), ([name, options]) =>
      secondLook(['run', input, ...BASE, '--out', join(dir, name), ...options]),
    );
    for (const [at, name] of Object.keys(OPTIONS).entries()) runs[name] = ended[at] as Ended;
  }, 300_000);

  it('drafts nothing with --no-motions', () => {
    expect(runs['all']?.code).toBe(0);
    expect(existsSync(join(dir, 'all/motions'))).toBe(false);
    expect(summaryOf(join(dir, 'all')).motions).toBeNull();
    expect(runs['all']?.stdout).not.toContain('motions drafted');
  });

  it('writes findings and motions of the kinds named with --relief only, in the formats named', () => {
    const lines = linesOf(join(dir, 'pdf'));
    expect(lines).toEqual(linesOf(join(dir, 'all')).filter(({ relief }) => relief === 'quash'));
    expect(lines.length).toBeGreaterThan(0);
    const endings = [...filesIn(join(dir, 'pdf/motions')).keys()].map((name) => name.slice(name.lastIndexOf('.')));
    expect(new Set(endings)).toEqual(new Set(['.csv', '.json', '.pdf']));
    const schedule = csvRows(readFileSync(join(dir, 'pdf/motions/schedule.csv'), 'utf8'));
    expect(new Set(schedule.map((row) => row['relief']))).toEqual(new Set(['quash']));
  });

  it('marks every finding that rests on an assumption of the office, and no other', () => {
    const assumed = linesOf(join(dir, 'assumed'));
    const resting = assumed.filter(({ restsOn }) => restsOn.some((name) => name.includes('assumed for this scan')));
    expect(resting.length).toBeGreaterThan(0);
    expect(resting.length).toBeLessThan(assumed.length);
    expect(
      linesOf(join(dir, 'unknown'))
        .flatMap(({ restsOn }) => restsOn)
        .filter((name) => name.includes('assumed for this scan')),
    ).toEqual([]);
    expect(summaryOf(join(dir, 'assumed')).assumptions).toEqual(['no-pending-matters']);
    expect(readFileSync(join(dir, 'assumed/findings.csv'), 'utf8')).toContain('assumed for this scan');
  });

  it('does not assume what the coverage leaves open: those findings ask for the fact', () => {
    const asked = linesOf(join(dir, 'unknown')).filter(({ outcome }) => outcome === 'needs-facts').length;
    expect(asked).toBeGreaterThan(
      linesOf(join(dir, 'assumed')).filter(({ outcome }) => outcome === 'needs-facts').length,
    );
  });

  it('replaces the results of an earlier run in the same folder, motions too', async () => {
    const ended = await secondLook(['run', input, ...BASE, '--out', join(dir, 'pdf'), '--no-motions']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(dir, 'pdf/motions'))).toBe(false);
    expect(differences(join(dir, 'pdf'), join(dir, 'all'), ['summary.json'])).toEqual([]);
  }, 60_000);
});
