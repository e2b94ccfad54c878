import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPackFolder } from './load-pack.js';
import { checkReadiness } from './pack-readiness.js';
import { testPackFolder } from './test-pack.js';
import type { Pack } from './pack.js';

const PACK = `jurisdiction: us-ca
title: A test state
version: '1'
state: CA
authorities:
  act: { cite: Test Act § 1, verified: yes }
offenses:
  possession: { include: ['HS 11350'], authority: act }
definitions:
  adult: { authority: act, when: { age: { on: offense-date, atLeast: 21 } } }
`;
const PATH = `path: test
title: A test path
summary: For tests.
relief: expunge
kind: statute
inForce: { from: 2000-01-01, until: 2030-01-01 }
items: [conviction]
offense: possession
authority: act
requires:
  - { id: adult, text: The person was an adult., authority: act, when: { use: adult } }
  - { id: wait, text: Five years have run., authority: act, when: { elapsed: { since: conviction-date, years: 5 } } }
unless:
  - { id: felony, text: It was a felony., authority: act, when: { fact: grade, is: felony } }
review:
  - { id: justice, question: Is it in the interest of justice? }
cautions:
  - { id: appeal, text: Is an appeal pending? }
result: { becomes: expunged }
movant: people
`;
const CASES = [
  '{ title: The first day in force is in force., asOf: 2000-01-01, charge: { disposition: { date: 1990-01-01 } }, expect: { outcome: needs-review, review: [justice], cautions: [appeal] } }',
  '{ title: The day before it is not in force., asOf: 1999-12-31, expect: { outcome: not-covered } }',
  '{ title: The last day in force is in force., asOf: 2029-12-31, expect: { outcome: needs-review } }',
  '{ title: The day after it is not in force., asOf: 2030-01-01, expect: { outcome: not-covered } }',
  '{ title: An attempt is not on the list., charge: { inchoate: attempt }, expect: { outcome: not-covered } }',
  '{ title: A conspiracy is not on the list., charge: { inchoate: conspiracy }, expect: { outcome: not-covered } }',
  '{ title: Someone under 21 is outside., person: { birthDate: 2000-01-01 }, expect: { outcome: not-eligible, decidedBy: [adult] } }',
  "{ title: The last day of the wait., asOf: 2015-03-01, expect: { outcome: eligible-later, eligibleOn: '2015-03-02' } }",
  '{ title: A felony is excluded by name., charge: { grade: felony }, expect: { outcome: not-eligible, decidedBy: [felony] } }',
  '{ title: A grade that is not known is asked for., charge: { grade: null }, expect: { outcome: needs-facts, missing: [grade] } }',
];
const HEAD = `path: us-ca/test
asOf: 2020-01-01
base:
  person: { birthDate: 1980-01-01 }
  charge:
    { statute: HS 11350, grade: misdemeanor, offenseDate: 2010-01-05, disposition: { type: convicted, date: 2010-03-02 } }
`;

describe('a pack is done', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'readiness-')), 'us-ca');
    mkdirSync(folder);
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  /** What is missing in a folder of these files, the problems of reading them first. */
  function missing(cases: readonly string[], head = HEAD, pack = PACK): string[] {
    writeFileSync(join(folder, 'pack.yaml'), pack);
    writeFileSync(join(folder, 'test.yaml'), PATH);
    writeFileSync(join(folder, 'test.test.yaml'), `${head}cases:\n${cases.map((each) => `  - ${each}\n`).join('')}`);
    const loaded = loadPackFolder(folder);
    expect(loaded.issues).toEqual([]);
    const tests = testPackFolder(folder, loaded.pack as Pack);
    expect([...tests.issues, ...tests.results.flatMap(({ failures }) => failures)]).toEqual([]);
    return checkReadiness(folder, loaded.pack as Pack, tests).map(({ field, message }) => `${field}: ${message}`);
  }

  it('when every test that a path needs is there, and every number and list has an authority', () => {
    expect(missing(CASES)).toEqual([]);
  });

  it.each([
    ['first-day-in-force: no case shows the first day on which it was in force (2000-01-01)', 0],
    ['day-before-in-force: no case shows the day before it came into force (1999-12-31)', 1],
    ['last-day-in-force: no case shows the last day on which it was in force (2029-12-31)', 2],
    ['day-after-in-force: no case shows the first day on which it was no more in force (2030-01-01)', 3],
    ['attempt: no case shows a charge of attempt', 4],
    ['conspiracy: no case shows a charge of conspiracy', 5],
    ['adult: no case shows the requirement "adult" not met', 6],
    ['eligible-tomorrow: no case shows the last day of a wait, on which it is eligible tomorrow', 7],
    ['felony: no case shows the disqualifier "felony" alone ruling relief out', 8],
    ['unknown-fact: no case shows what is asked when a fact is missing', 9],
  ])('not without its test: %s', (message, index) => {
    expect(missing(CASES.filter((_each, at) => at !== index))).toContain(message);
  });

  it('not while a disqualifier is only ever tested together with another bar', () => {
    const both = CASES.map((each, at) =>
      at === 8
        ? '{ title: A felony by someone under 21., person: { birthDate: 2000-01-01 }, charge: { grade: felony }, expect: { outcome: not-eligible } }'
        : each,
    );
    expect(missing(both)).toEqual(['felony: no case shows the disqualifier "felony" alone ruling relief out']);
  });

  it('where the file says why a test cannot be made, and not where it excuses one that nobody asks for', () => {
    const excused = `${HEAD}untestable: { attempt: No attempt of this offence is known to the law. }\n`;
    expect(
      missing(
        CASES.filter((_each, at) => at !== 4),
        excused,
      ),
    ).toEqual([]);
    expect(missing(CASES, `${HEAD}untestable: { other: Because it was never written down. }\n`)).toEqual([
      'untestable: nothing asks for a test "other"',
    ]);
  });

  it('not while a list or a number in a definition names no authority', () => {
    const bare = PACK.replace(', authority: act }', ' }').replace(
      '{ authority: act, when: { age: { on: offense-date, atLeast: 21 } } }',
      '{ age: { on: offense-date, atLeast: 21 } }',
    );
    expect(missing(CASES, HEAD, bare)).toEqual([
      'offenses.possession: this list names no authority',
      'definitions.adult: atLeast: 21 stands without an authority; name one ({authority: …, when: …}), or make it a parameter',
    ]);
  });

  it('without any test of a path, that is what is missing', () => {
    missing(CASES);
    rmSync(join(folder, 'test.test.yaml'));
    const { pack } = loadPackFolder(folder);
    const tests = testPackFolder(folder, pack as Pack);
    expect(checkReadiness(folder, pack as Pack, tests).map(({ message }) => message)).toEqual([
      'this path has no tests beside it',
    ]);
  });
});
