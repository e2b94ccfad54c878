import { join } from 'node:path';
import {
  compilePacks,
  evaluateRecord,
  loadPackFolder,
  parseStatute,
  SHIPPED_PACKS,
  type Pack,
} from '../../src/law/index.js';
import type { PersonRecord } from '../../src/records/record.js';
import { Dice } from '../../src/sample/dice.js';
import { generateSample } from '../../src/sample/generate-sample.js';
import { loadMix } from '../../src/sample/mix.js';

const PRESENT = '2026-11-22';

async function caseload(jurisdiction: string, persons: number, asOf: string): Promise<PersonRecord[]> {
  const pieces: Buffer[] = [];
  for await (const piece of generateSample({ jurisdiction, persons, seed: 5, asOf })) pieces.push(piece);
  const lines = Buffer.concat(pieces).toString('utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as PersonRecord);
}

function shipped(jurisdiction: string): Pack {
  const { pack } = loadPackFolder(join(SHIPPED_PACKS, jurisdiction));
  if (pack === null) throw new Error(`the pack ${jurisdiction} could not be loaded`);
  return pack;
}

async function answersTo(pack: Pack, persons: number, asOf: string): Promise<{ outcomes: string[]; silent: string[] }> {
  const compiled = compilePacks([pack]);
  const outcomes = new Set<string>();
  const paths = new Set<string>();
  for (const record of await caseload(pack.file.jurisdiction, persons, asOf)) {
    for (const { outcome, path } of evaluateRecord(record, compiled, { asOf })) {
      outcomes.add(outcome);
      paths.add(path);
    }
  }
  const ids = pack.paths.map(({ path }) => `${pack.file.jurisdiction}/${path}`);
  return { outcomes: [...outcomes].sort(), silent: ids.filter((id) => !paths.has(id)) };
}

describe('an invented New York caseload', () => {
  it('writes its statutes as files do, attempts among them, and each is read as a section of the code it is in', () => {
    const mix = loadMix('us-ny');
    const dice = new Dice(2);
    const unread = new Set<string>();
    for (let draw = 0; draw < 4000; draw += 1) {
      const offence = mix.offencesIn(1975 + (draw % 50)).draw(dice);
      const statute = offence.spellings.draw(dice);
      const attempt = offence.attempts.draw(dice);
      if (parseStatute(statute, 'NY')?.code == null) unread.add(statute);
      if (parseStatute(attempt, 'NY')?.inchoate !== 'attempt') unread.add(attempt);
    }
    expect([...unread]).toEqual([]);
  });

  it('gives the statewide pack every outcome, and every path but the one that needs a sentence of twenty years ago', async () => {
    const { outcomes, silent } = await answersTo(shipped('us-ny'), 1500, PRESENT);
    expect(outcomes).toEqual(['eligible', 'eligible-later', 'needs-facts', 'needs-review', 'not-eligible']);
    // A count that still runs beside a class B felony from before 2005 is too rare to count on.
    expect(silent.filter((id) => id !== 'us-ny/drug-law-reform/companion-count')).toEqual([]);
  });

  it('gives the Brooklyn pack warrants to explain on the day of the motion of 2018', async () => {
    const { outcomes, silent } = await answersTo(shipped('us-ny-kings'), 400, '2018-12-19');
    expect(outcomes).toEqual(['eligible', 'needs-facts', 'needs-review', 'not-eligible']);
    // Those of 2021 are of another day.
    expect(silent).toEqual([
      'us-ny-kings/marihuana/dismissal-2021-charge',
      'us-ny-kings/marihuana/dismissal-2021-warrant',
    ]);
  });

  it('gives the Manhattan pack warrants to explain after the motion of 2018', async () => {
    const { silent } = await answersTo(shipped('us-ny-new-york'), 400, '2018-10-01');
    expect(silent).toEqual([]);
  });
});
