import { join } from 'node:path';
import { compilePacks, evaluateRecord, loadPackFolder, parseStatute, SHIPPED_PACKS } from '../../src/law/index.js';
import type { PersonRecord } from '../../src/records/record.js';
import { Dice } from '../../src/sample/dice.js';
import { generateSample } from '../../src/sample/index.js';
import { loadMix } from '../../src/sample/mix.js';

async function caseload(jurisdiction: string, persons: number): Promise<PersonRecord[]> {
  const pieces: Buffer[] = [];
  for await (const piece of generateSample({ jurisdiction, persons, seed: 5 })) pieces.push(piece);
  const lines = Buffer.concat(pieces).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as PersonRecord);
}

function shippedPack(jurisdiction: string) {
  const { pack } = loadPackFolder(join(SHIPPED_PACKS, jurisdiction));
  if (pack === null) throw new Error(`the pack ${jurisdiction} could not be loaded`);
  return pack;
}

/** The paths that answered and the outcomes they gave, for a scan as of a day. */
async function answersOf(jurisdiction: string, asOf: string) {
  const compiled = compilePacks([shippedPack('us-vt'), shippedPack('us-vt-chittenden')]);
  const outcomes = new Set<string>();
  const paths = new Set<string>();
  for (const record of await caseload(jurisdiction, 1500)) {
    for (const determination of evaluateRecord(record, compiled, { asOf })) {
      outcomes.add(determination.outcome);
      paths.add(determination.path);
    }
  }
  return { outcomes: [...outcomes].sort(), paths };
}

describe('an invented Vermont caseload', () => {
  it('writes its statutes as dockets do, and each is read as a section of its title', () => {
    const mix = loadMix('us-vt');
    const dice = new Dice(2);
    const unread = new Set<string>();
    for (let draw = 0; draw < 4000; draw += 1) {
      const offence = mix.offencesIn(1980 + (draw % 45)).draw(dice);
      const statute = offence.spellings.draw(dice);
      if (!/^\d+ VSA$/.test(parseStatute(statute, 'VT')?.code ?? '')) unread.add(statute);
    }
    expect([...unread]).toEqual([]);
  });

  it('gives every path something to answer in one of its times, and every outcome', async () => {
    const now = await answersOf('us-vt', '2026-11-20');
    expect(now.outcomes).toEqual(['eligible', 'eligible-later', 'needs-facts', 'needs-review', 'not-eligible']);
    // The law before July 2025 answers for a scan as of then.
    const then = await answersOf('us-vt', '2025-06-30');
    const answered = new Set([...now.paths, ...then.paths]);
    const all = shippedPack('us-vt').paths.map(({ path }) => `us-vt/${path}`);
    expect(all.filter((id) => !answered.has(id))).toEqual([]);
  });

  it('gives every path of the office in Chittenden County something to answer', async () => {
    const { paths } = await answersOf('us-vt-chittenden', '2026-11-20');
    const all = shippedPack('us-vt-chittenden').paths.map(({ path }) => `us-vt-chittenden/${path}`);
    expect(all.filter((id) => !paths.has(id))).toEqual([]);
  });
});
