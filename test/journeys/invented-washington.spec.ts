import { join } from 'node:path';
import { compilePacks, evaluateRecord, loadPackFolder, parseStatute, SHIPPED_PACKS } from '../../src/law/index.js';
import type { PersonRecord } from '../../src/records/record.js';
import { Dice } from '../../src/sample/dice.js';
import { generateSample } from '../../src/sample/generate-sample.js';
import { loadMix } from '../../src/sample/mix.js';

/** Only somebody's answer opens these: that a person was a victim, or how many points fall out of a score. */
const OPENED_BY_ANSWERS = ['us-wa/felony-vacation-victim', 'us-wa/blake/correct-judgment'];

async function caseload(persons: number): Promise<PersonRecord[]> {
  const pieces: Buffer[] = [];
  for await (const piece of generateSample({ jurisdiction: 'us-wa', persons, seed: 3, asOf: '2026-01-31' })) {
    pieces.push(piece);
  }
  const lines = Buffer.concat(pieces).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as PersonRecord);
}

describe('an invented Washington caseload', () => {
  it('writes its statutes as charging documents do, and each is read as a section', () => {
    const mix = loadMix('us-wa');
    const dice = new Dice(2);
    const unread = new Set<string>();
    for (let draw = 0; draw < 4000; draw += 1) {
      const statute = mix
        .offencesIn(1972 + (draw % 54))
        .draw(dice)
        .spellings.draw(dice);
      if (!/^(RCW|SMC)$/.test(parseStatute(statute, 'WA')?.code ?? '')) unread.add(statute);
    }
    expect([...unread]).toEqual([]);
  });

  it('gives every path something to answer, and every outcome', async () => {
    const { pack } = loadPackFolder(join(SHIPPED_PACKS, 'us-wa'));
    if (pack === null) throw new Error('the pack us-wa could not be loaded');
    const compiled = compilePacks([pack]);
    const outcomes = new Set<string>();
    const answered = new Set<string>();
    const open = new Set<string>();
    for (const record of await caseload(1500)) {
      for (const { path, outcome } of evaluateRecord(record, compiled, { asOf: '2026-02-01' })) {
        outcomes.add(outcome);
        answered.add(path);
        if (outcome === 'eligible') open.add(path);
      }
    }
    expect([...outcomes].sort()).toEqual(['eligible', 'eligible-later', 'needs-facts', 'needs-review', 'not-eligible']);
    const all = pack.paths.map(({ path }) => `us-wa/${path}`);
    expect(all.filter((id) => !answered.has(id) && !OPENED_BY_ANSWERS.includes(id))).toEqual([]);
    // Possession from before May 2021 is void in whatever shape it stands in the file.
    const blake = ['us-wa/blake/vacate', 'us-wa/blake/pending-charge', 'us-wa/blake/warrant', 'us-wa/blake/violation'];
    expect(blake.filter((id) => !open.has(id))).toEqual([]);
  });

  it('names possession by its section of the time: letters until 2003, a section of its own from 2005 on', async () => {
    const charges = (await caseload(600)).flatMap(({ cases }) => cases.flatMap((each) => each.charges));
    const years = (pattern: RegExp) =>
      charges
        .filter(
          ({ statute, offenseDate }) => pattern.test(statute ?? '') && /^\d{4}-\d{2}-\d{2}$/.test(offenseDate ?? ''),
        )
        .map(({ offenseDate }) => Number((offenseDate ?? '').slice(0, 4)));
    expect(Math.max(...years(/69\.50\.401\((d|D|e|E)\)/))).toBeLessThan(2004);
    expect(Math.min(...years(/69\.50\.4013/))).toBeGreaterThan(2003);
  });
});
