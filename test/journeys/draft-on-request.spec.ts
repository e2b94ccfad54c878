/** What is only a judgement is listed for review, and drafted when an attorney asks for it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, ensureBuilt, secondLook, temporaryDir, wellEnded, written } from './second-look.js';

const dir = temporaryDir();
const DB = ['--db', 'kept.sqlite'];
const VACATUR = 'us-md/vacatur';
/** A guard against hanging; each command is a process of its own. */
const PATIENCE = 300_000;

/**
 * Two people convicted of driving without a licence years ago, one whose cannabis charge was dismissed in 2015, and one
 * whose was in 2025.
 */
const people = ['D1', 'D2', 'C1', 'L1'].map((personId) =>
  JSON.stringify({
    personId,
    name: { first: 'Rosa', last: `Example ${personId}` },
    birthDate: '1980-01-01',
    cases: [
      {
        caseNumber: `3-${personId}`,
        court: { name: 'District Court of Maryland for Baltimore County', county: 'Baltimore County', state: 'MD' },
        status: 'closed',
        charges: [
          personId === 'C1' || personId === 'L1'
            ? {
                count: 1,
                statute: 'CR 5-601(a)(1)',
                substance: 'cannabis',
                quantities: [{ amount: 5, unit: 'g' }],
                grade: 'misdemeanor',
                offenseDate: '2015-03-01',
                disposition: { type: 'dismissed', date: personId === 'C1' ? '2015-09-01' : '2025-09-01' },
              }
            : {
                count: 1,
                statute: 'TR 16-101',
                description: 'Driving without a license',
                grade: 'misdemeanor',
                offenseDate: '2019-03-01',
                disposition: { type: 'convicted', date: '2019-09-01' },
              },
        ],
      },
    ],
  }),
);

interface Finding {
  id: string;
  personId: string;
  path: string;
  outcome: string;
}

let ran: Ended;
let findings: Finding[];
const well = (...args: string[]): Promise<string> => wellEnded([...args, ...DB], { cwd: dir });
const draft = (...args: string[]): Promise<Ended> =>
  secondLook(['draft', '--scan', '1', '--formats', 'html', ...args, ...DB], { cwd: dir });
const schedule = (out: string): string[] =>
  readFileSync(join(dir, out, 'motions/schedule.csv'), 'utf8')
    .trimEnd()
    .split('\r\n')
    .slice(1);

beforeAll(async () => {
  await ensureBuilt();
  written(dir, 'people.jsonl', people.join('\n'));
  const args = ['--jurisdiction', 'us-md', '--as-of', '2026-03-01', '--formats', 'html', '--out', 'out'];
  ran = await secondLook(['run', 'people.jsonl', ...args, ...DB], { cwd: dir });
  findings = JSON.parse(await well('findings', '--scan', '1', '--format', 'json')) as Finding[];
}, PATIENCE);

describe('a motion that nobody asked for', () => {
  it('is not drafted where the whole thing is a judgement; what the record opens is', () => {
    expect(ran.code).toBe(0);
    const motions = schedule('out');
    expect(motions.length).toBeGreaterThan(0);
    expect(motions.filter((line) => !line.includes('3-C1'))).toEqual([]);
    expect(motions.join('\n')).not.toContain(VACATUR);
  });

  it('is counted, and the run says how to have it', () => {
    const summary = JSON.parse(readFileSync(join(dir, 'out/summary.json'), 'utf8')) as { motions: object };
    expect(summary.motions).toMatchObject({ onRequest: { findings: 2, byPath: { [VACATUR]: 2 } } });
    expect(ran.stdout).toContain(
      '2 findings are for an attorney to look through first; no motion was drafted for them:',
    );
    expect(ran.stdout).toContain(`${VACATUR}: 2`);
    expect(ran.stdout).toContain(
      'second-look draft --scan 1 --path PATH --out DIR --db kept.sqlite (or --finding ID).',
    );
  });

  it(
    'is announced where the path is shown and where the finding is explained',
    async () => {
      expect(await wellEnded(['packs', 'show', VACATUR])).toContain(
        'A motion is drafted only for those that an attorney asks for.',
      );
      const one = findings.find(({ path }) => path === VACATUR);
      expect(await well('explain', one?.id ?? '')).toContain(`second-look draft --scan 1 --finding ${one?.id}`);
    },
    PATIENCE,
  );
});

describe('a motion that an attorney asks for', () => {
  it(
    'is drafted for everybody whom the path may help',
    async () => {
      const { code, stdout } = await draft('--path', VACATUR, '--out', 'by-path');
      expect(code).toBe(0);
      expect(stdout).toContain('2 motions drafted');
      expect(stdout).not.toContain('look through first');
      expect(schedule('by-path').map((line) => line.includes(VACATUR))).toEqual([true, true]);
    },
    PATIENCE,
  );

  it(
    'is drafted for one finding alone',
    async () => {
      const one = findings.find(({ path, personId }) => path === VACATUR && personId === 'D2');
      const { code, stdout } = await draft('--finding', one?.id ?? '', '--out', 'by-finding');
      expect(code).toBe(0);
      expect(stdout).toContain('1 motions drafted');
      expect(schedule('by-finding')).toEqual([expect.stringContaining('3-D2')]);
    },
    PATIENCE,
  );

  it(
    'is refused in a sentence where there is no such path or finding, or where relief is not open',
    async () => {
      const closed = findings.find(({ outcome }) => outcome === 'eligible-later');
      const cases: [string[], string][] = [
        [['--path', 'us-or/joint-petition'], 'The law of scan 1 has no path "us-or/joint-petition".'],
        [['--finding', '0000000000000000'], 'Scan 1 has no finding 0000000000000000.'],
        [
          ['--finding', closed?.id ?? ''],
          `Finding ${closed?.id} is ${closed?.outcome}: a motion is drafted only where`,
        ],
      ];
      for (const [asked, says] of cases) {
        const { code, stderr } = await draft(...asked, '--out', 'refused');
        expect(stderr).toContain(says);
        expect(code).toBe(2);
        expect(existsSync(join(dir, 'refused/motions/schedule.csv'))).toBe(false);
      }
    },
    PATIENCE,
  );

  it(
    'leaves what a run drafts as it was',
    async () => {
      const { stdout } = await draft('--out', 'again');
      expect(stdout).toContain('2 findings are for an attorney to look through first');
      expect(schedule('again')).toEqual(schedule('out'));
    },
    PATIENCE,
  );
});
