import { join } from 'node:path';
import { compilePacks, evaluateRecord, loadPackFolder, parseStatute, SHIPPED_PACKS } from '../../src/law/index.js';
import type { PersonRecord } from '../../src/records/record.js';
import { Dice } from '../../src/sample/dice.js';
import { generateSample } from '../../src/sample/index.js';
import { loadMix } from '../../src/sample/mix.js';

/** Nothing in a file of the court says these: a judgment of insanity, and that a conviction was a juvenile's. */
const ONLY_BY_ANSWERS = ['us-or/set-aside/guilty-except-insane', 'us-or/set-aside/marijuana-juvenile'];

async function caseload(persons: number): Promise<PersonRecord[]> {
  const pieces: Buffer[] = [];
  for await (const piece of generateSample({ jurisdiction: 'us-or', persons, seed: 3, asOf: '2026-01-31' })) {
    pieces.push(piece);
  }
  const lines = Buffer.concat(pieces).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as PersonRecord);
}

describe('an invented Oregon caseload', () => {
  it('writes its statutes as the court system does, mostly without a dot, and each is read as a section', () => {
    const mix = loadMix('us-or');
    const dice = new Dice(2);
    const unread = new Set<string>();
    for (let draw = 0; draw < 4000; draw += 1) {
      const statute = mix
        .offencesIn(1978 + (draw % 49))
        .draw(dice)
        .spellings.draw(dice);
      if (parseStatute(statute, 'OR')?.code !== 'ORS') unread.add(statute);
    }
    expect([...unread]).toEqual([]);
  });

  it('gives every path something to answer, and every outcome', async () => {
    const { pack } = loadPackFolder(join(SHIPPED_PACKS, 'us-or'));
    if (pack === null) throw new Error('the pack us-or could not be loaded');
    const compiled = compilePacks([pack]);
    const outcomes = new Set<string>();
    const answered = new Set<string>();
    for (const record of await caseload(1500)) {
      for (const { path, outcome } of evaluateRecord(record, compiled, { asOf: '2026-02-01' })) {
        outcomes.add(outcome);
        answered.add(path);
      }
    }
    expect([...outcomes].sort()).toEqual(['eligible', 'eligible-later', 'needs-facts', 'needs-review', 'not-eligible']);
    const all = pack.paths.map(({ path }) => `us-or/${path}`);
    expect(all.filter((id) => !answered.has(id) && !ONLY_BY_ANSWERS.includes(id))).toEqual([]);
  });

  it('gives most charges a class, since waits depend on it, and none to an attempt', async () => {
    const charges = (await caseload(300)).flatMap(({ cases }) => cases.flatMap((each) => each.charges));
    const classed = charges.filter((charge) => charge.class !== undefined);
    expect(classed.length / charges.length).toBeGreaterThan(0.8);
    expect(classed.filter(({ inchoate }) => inchoate === 'attempt')).toEqual([]);
    expect(new Set(classed.map((charge) => charge.class))).toContain('Felony Unclassified');
  });

  it('files possession as a violation under Measure 110 alone', async () => {
    const violations = (await caseload(600))
      .flatMap(({ cases }) => cases.flatMap((each) => each.charges))
      .filter(({ grade, statute, offenseDate }) => {
        const section = parseStatute(statute ?? '', 'OR')?.section;
        return grade === 'violation' && section === '475.894' && /^\d{4}-/.test(offenseDate ?? '');
      })
      .map(({ offenseDate }) => Number((offenseDate ?? '').slice(0, 4)));
    expect(violations.length).toBeGreaterThan(0);
    expect(Math.min(...violations)).toBeGreaterThan(2020);
    expect(Math.max(...violations)).toBeLessThan(2025);
  });
});
