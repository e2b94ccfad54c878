import { join } from 'node:path';
import { compilePacks, evaluateRecord, loadPackFolder, parseStatute, SHIPPED_PACKS } from '../../src/law/index.js';
import type { PersonRecord } from '../../src/records/record.js';
import { generateSample } from '../../src/sample/generate-sample.js';
import { loadMix } from '../../src/sample/mix.js';
import { Dice } from '../../src/sample/dice.js';

async function caseload(persons: number): Promise<PersonRecord[]> {
  const pieces: Buffer[] = [];
  for await (const piece of generateSample({ jurisdiction: 'us-ri', persons, seed: 3 })) pieces.push(piece);
  const lines = Buffer.concat(pieces).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as PersonRecord);
}

describe('an invented Rhode Island caseload', () => {
  it('writes its statutes as files do, and each is read as a section of the General Laws', () => {
    const mix = loadMix('us-ri');
    const dice = new Dice(2);
    const unread = new Set<string>();
    for (let draw = 0; draw < 4000; draw += 1) {
      const offence = mix.offencesIn(1990 + (draw % 35)).draw(dice);
      const statute = offence.spellings.draw(dice);
      if (parseStatute(statute, 'RI')?.code !== 'GL') unread.add(statute);
    }
    expect([...unread]).toEqual([]);
  });

  it('gives the pack something of every kind to answer: every outcome, and every path that a record alone can reach', async () => {
    const { pack } = loadPackFolder(join(SHIPPED_PACKS, 'us-ri'));
    if (pack === null) throw new Error('the pack us-ri could not be loaded');
    const compiled = compilePacks([pack]);
    const outcomes = new Set<string>();
    const paths = new Set<string>();
    for (const record of await caseload(1000)) {
      for (const determination of evaluateRecord(record, compiled, { asOf: '2022-06-01' })) {
        outcomes.add(determination.outcome);
        paths.add(determination.path);
      }
    }
    expect([...outcomes].sort()).toEqual(['eligible', 'eligible-later', 'needs-facts', 'needs-review', 'not-eligible']);
    // What a violation alleges as civil is for a person to say; no file writes it.
    const expected = pack.paths
      .map(({ path }) => `us-ri/${path}`)
      .filter((id) => id !== 'us-ri/violation/civil-marijuana');
    expect(expected.filter((id) => !paths.has(id))).toEqual([]);
  });
});
