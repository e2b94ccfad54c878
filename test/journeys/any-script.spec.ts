/** People whose numbers are written in any script are seen to: drafting follows the order of the database. */
import { join } from 'node:path';
import { ensureBuilt, filesIn, temporaryDir, wellEnded, written } from './second-look.js';

const dir = temporaryDir();

beforeAll(ensureBuilt, 240_000);

/** Somebody charged with possession in Baltimore City, which its office dismissed by policy on the day of the scan. */
function charged(personId: string, caseNumber: string): string {
  return JSON.stringify({
    personId,
    name: { first: 'Alex', last: `Example ${caseNumber}` },
    cases: [
      {
        caseNumber,
        court: { name: 'District Court of Maryland for Baltimore City', county: 'Baltimore City', state: 'MD' },
        status: 'open',
        charges: [{ count: 1, offenseDate: '2020-05-01', statute: 'CR 5-601(a)(1)', disposition: { type: 'pending' } }],
      },
    ],
  });
}

it('nobody is passed over, though JavaScript would order them otherwise', async () => {
  // U+FF21 comes before U+1D400 by the bytes of UTF-8, and after it by the units of UTF-16.
  const people = [charged('\uff21-1', 'B-1'), charged('\u{1d400}-2', 'B-2')];
  expect('\uff21' > '\u{1d400}').toBe(true);
  const file = written(dir, 'people.jsonl', `${people.join('\n')}\n`);
  const args = ['--jurisdiction', 'us-md-baltimore-city', '--as-of', '2022-06-01', '--out', join(dir, 'out')];
  await wellEnded(['run', file, ...args], { cwd: dir });
  const files = filesIn(join(dir, 'out'));
  expect([...files.keys()].filter((name) => /B-1-.*-motion\.pdf$/.test(name))).toHaveLength(1);
  // No font of the program has the second letter, so a clerk is asked to write that paper.
  const list = files.get(join('motions', 'needs-a-person.csv'))?.toString().split('\r\n') ?? [];
  expect(list.filter((row) => row.includes(',B-2,\u{1d400}-2,'))).toHaveLength(1);
}, 120_000);
