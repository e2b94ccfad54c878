import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError, parseLegalDate } from '../common/index.js';
import { Dice, Weighted } from './dice.js';
import { generateSample, SAMPLE_AS_OF, type SampleOptions } from './generate-sample.js';
import { loadMix, SAMPLE_JURISDICTIONS } from './mix.js';
import { CA_DOJ_COLUMNS } from './write-ca-doj.js';

async function textOf(options: SampleOptions): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of generateSample(options)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

const linesOf = (text: string) => text.trimEnd().split('\n');

/** Splits a line of CSV without line breaks inside its cells. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? '');
}

const date = z.string().refine((text) => text === '0000-00-00' || parseLegalDate(text) !== null, 'is no legal date');
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const sentence = z.strictObject({
  imposedDate: day,
  confinementDays: z.number().int().positive().optional(),
  suspendedDays: z.number().int().positive().optional(),
  probationDays: z.number().int().positive().optional(),
  fineCents: z.number().int().positive().optional(),
  status: z.enum(['serving', 'completed', 'unknown']).optional(),
  startDate: day.optional(),
  endDate: day,
  releaseDate: day.optional(),
  probationEndDate: day.optional(),
  supervision: z.enum(['probation', 'none']),
});
const charge = z.strictObject({
  count: z.number().int().positive(),
  statute: z.string().min(1),
  description: z.string().min(1),
  grade: z.enum(['felony', 'misdemeanor', 'infraction', 'violation', 'civil']).optional(),
  class: z.string().optional(),
  offenseDate: date,
  arrestDate: day.optional(),
  inchoate: z.literal('attempt').optional(),
  substance: z.string().optional(),
  quantities: z.array(z.strictObject({ amount: z.number().positive(), unit: z.string() })).optional(),
  valueCents: z.number().int().positive().optional(),
  indicia: z.array(z.string()).optional(),
  disposition: z
    .strictObject({
      type: z.enum([
        'convicted',
        'dismissed',
        'nolle-prosequi',
        'acquitted',
        'stet',
        'diverted',
        'deferred',
        'probation-before-judgment',
        'vacated',
        'set-aside',
        'no-complaint',
        'pending',
        'other',
      ]),
      date: date.optional(),
      text: z.string().optional(),
      grantedDate: date.optional(),
    })
    .optional(),
  sentence: sentence.optional(),
});
const name = z.strictObject({
  first: z.string().optional(),
  middle: z.string().optional(),
  last: z.string().min(1),
  suffix: z.string().optional(),
});
const record = z.strictObject({
  personId: z.string().min(1),
  name: name.optional(),
  birthDate: date.optional(),
  sex: z.enum(['female', 'male', 'other', 'unknown']).optional(),
  race: z.string().optional(),
  residence: z.strictObject({ city: z.string(), state: z.string(), zip: z.string().length(5) }).optional(),
  deceased: z.literal(true).optional(),
  immigrationConcern: z.literal(true).optional(),
  identifiers: z.array(z.strictObject({ type: z.enum(['SID', 'CII', 'FBI']), value: z.string().min(8) })).optional(),
  registrations: z.array(z.strictObject({ kind: z.literal('sex-offense'), date: day })).optional(),
  cases: z
    .array(
      z.strictObject({
        caseNumber: z.string().min(4),
        court: z.strictObject({ name: z.string(), county: z.string(), state: z.string().length(2) }),
        filedDate: date,
        closedDate: day.optional(),
        status: z.enum(['open', 'closed', 'unknown']),
        judge: z.string().optional(),
        hasVictim: z.boolean(),
        charges: z.array(charge).min(1),
        warrants: z
          .array(
            z.strictObject({
              warrantNumber: z.string(),
              kind: z.enum(['arrest', 'bench', 'failure-to-appear', 'probation-violation', 'other']),
              issuedDate: date,
              status: z.enum(['open', 'served', 'recalled']),
            }),
          )
          .optional(),
        violations: z
          .array(
            z.strictObject({
              violationId: z.string(),
              kind: z.enum(['technical', 'drug-test', 'new-offense', 'other']),
              filedDate: date,
              hearingDate: day.optional(),
              status: z.enum(['pending', 'sustained', 'dismissed', 'withdrawn']),
              alleged: z.array(z.strictObject({ statute: z.string(), description: z.string() })).optional(),
            }),
          )
          .optional(),
      }),
    )
    .min(1),
});

describe('an invented caseload', () => {
  const layouts: SampleOptions[] = [
    { jurisdiction: 'us-md', persons: 120, seed: 1 },
    { jurisdiction: 'us-md-baltimore-city', persons: 120, seed: 1, layout: 'canonical-csv' },
    { jurisdiction: 'us-ca', persons: 120, seed: 1, layout: 'ca-doj' },
  ];

  it.each(layouts)('has the same bytes for the same seed, and others for another: $jurisdiction', async (options) => {
    const first = await textOf(options);
    expect(await textOf(options)).toBe(first);
    expect(await textOf({ ...options, seed: 2 })).not.toBe(first);
  });

  it('keeps the bytes it had in earlier releases, because bench figures and bug reports name only the seed', async () => {
    const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
    expect({
      md: hash(await textOf({ jurisdiction: 'us-md', persons: 50, seed: 1 })),
      ca: hash(await textOf({ jurisdiction: 'us-ca', persons: 50, seed: 1, layout: 'ca-doj' })),
    }).toMatchInlineSnapshot(`
      {
        "ca": "209fcb0442a315ef",
        "md": "1af8a0358fec9ed1",
      }
    `);
  });

  it('begins with the same people whatever its size', async () => {
    const small = await textOf({ jurisdiction: 'us-ca', persons: 20, seed: 4 });
    const large = await textOf({ jurisdiction: 'us-ca', persons: 200, seed: 4 });
    expect(large.startsWith(small)).toBe(true);
  });

  it('holds the same people in every layout', async () => {
    const records = linesOf(await textOf({ jurisdiction: 'us-ca', persons: 40, seed: 9 })).map(
      (line) => JSON.parse(line) as z.infer<typeof record>,
    );
    const rows = linesOf(
      await textOf({ jurisdiction: 'us-ca', persons: 40, seed: 9, layout: 'ca-doj', header: false }),
    );
    const numbers = new Set(rows.map((row) => (cellsOf(row)[11] ?? '').trim().slice(1)).filter((text) => text !== ''));
    const expected = records.flatMap((one) => (one.identifiers ?? []).filter(({ type }) => type === 'CII'));
    expect([...numbers].sort()).toEqual([...new Set(expected.map(({ value }) => value))].sort());
  });

  it.each(SAMPLE_JURISDICTIONS)('has the shape of the canonical record in every line: %s', async (jurisdiction) => {
    for (const line of linesOf(await textOf({ jurisdiction, persons: 400, seed: 11 }))) {
      const { error } = record.safeParse(JSON.parse(line));
      expect(error?.issues ?? []).toEqual([]);
    }
  });

  it('has nothing later than the day on which it stands', async () => {
    const text = await textOf({ jurisdiction: 'us-md', persons: 400, seed: 2, asOf: '2015-06-30' });
    const past =
      /"(?:filedDate|closedDate|offenseDate|arrestDate|issuedDate|hearingDate|releaseDate|imposedDate|date)":"(\d{4}-\d{2}-\d{2})"/g;
    const days = [...text.matchAll(past)].map((match) => match[1] ?? '');
    expect(days.length).toBeGreaterThan(1000);
    expect(days.filter((each) => each > '2015-06-30')).toEqual([]);
  });

  it('is interesting in places: old warrants, pending violations, mixed counts, unknown weights, split subjects', async () => {
    const lines = linesOf(await textOf({ jurisdiction: 'us-md-baltimore-city', persons: 1500, seed: 6 }));
    const records = lines.map((line) => JSON.parse(line) as z.infer<typeof record>);
    const cases = records.flatMap((one) => one.cases);
    const open = cases.flatMap((one) => one.warrants ?? []).filter(({ status }) => status === 'open');
    expect(open.filter(({ issuedDate }) => issuedDate < '2002-01-01').length).toBeGreaterThan(10);
    expect(
      cases.flatMap((one) => one.violations ?? []).filter(({ status }) => status === 'pending').length,
    ).toBeGreaterThan(20);
    expect(cases.filter(({ status, charges }) => status === 'open' && charges.length > 1).length).toBeGreaterThan(20);
    const drugs = cases.flatMap((one) => one.charges).filter(({ substance }) => substance !== undefined);
    expect(drugs.some(({ quantities }) => quantities === undefined)).toBe(true);
    expect(drugs.some(({ quantities }) => quantities !== undefined)).toBe(true);
    expect(cases.flatMap((one) => one.charges).some(({ disposition }) => disposition === undefined)).toBe(true);
    expect(records.some(({ personId }) => personId.endsWith('B'))).toBe(true);
    const ids = records.map(({ personId }) => personId);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    expect(twice.length).toBeGreaterThan(0);
  });
});

describe('the California layout', () => {
  it('has 95 columns in every row and about 800 bytes, and 8 to 12 rows a person', async () => {
    const persons = 600;
    const rows = linesOf(await textOf({ jurisdiction: 'us-ca', persons, seed: 8, layout: 'ca-doj' }));
    expect(CA_DOJ_COLUMNS).toHaveLength(95);
    expect(rows[0]).toBe(CA_DOJ_COLUMNS.join(','));
    expect(new Set(rows.map((row) => cellsOf(row).length))).toEqual(new Set([95]));
    const data = rows.slice(1);
    const bytes = data.reduce((sum, row) => sum + row.length, 0) / data.length;
    expect(bytes).toBeGreaterThan(700);
    expect(bytes).toBeLessThan(900);
    expect(data.length / persons).toBeGreaterThan(8);
    expect(data.length / persons).toBeLessThan(12);
  });

  it('writes the parts of a sentence on rows that share a CNT_ORDER of twelve digits', async () => {
    const rows = linesOf(
      await textOf({ jurisdiction: 'us-ca', persons: 200, seed: 8, layout: 'ca-doj', header: false }),
    );
    const cells = rows.map(cellsOf);
    expect(cells.every((row) => /^\d{9}000$/.test(row[50] ?? ''))).toBe(true);
    const second = cells.filter((row) => row[84] === '2');
    expect(second.length).toBeGreaterThan(100);
    for (const row of second) {
      const first = cells.find((each) => each[2] === row[2] && each[50] === row[50] && each[84] === '1');
      expect(first?.[80]).toBe(row[80]);
    }
  });

  it('has the slips that real rows have, in one or two rows of a hundred', async () => {
    const rows = linesOf(
      await textOf({ jurisdiction: 'us-ca', persons: 3000, seed: 8, layout: 'ca-doj', header: false }),
    );
    const cells = rows.map(cellsOf);
    const share = (slip: (row: string[]) => boolean) => cells.filter(slip).length / cells.length;
    const zeros = share((row) => row[40] === '00000000');
    const yearOnly = share((row) => /^\d{4}0000$/.test(row[40] ?? '') && row[40] !== '00000000');
    const comment = share((row) => row[54]?.trim() === 'SEE COMMENT FOR CHARGE' && row[93]?.trim() !== '');
    expect([zeros, yearOnly, comment].every((each) => each > 0.0005 && each < 0.01)).toBe(true);
    expect(cells.some((row) => row[42]?.trim() === 'DECEASED')).toBe(true);
    expect(cells.some((row) => row[42]?.trim() === 'REGISTRATION' && row[54]?.startsWith('290'))).toBe(true);
    expect(cells.some((row) => row[68]?.trim().startsWith('W'))).toBe(true);
    expect(cells.some((row) => row[63]?.trim() !== '')).toBe(true);
  });

  it('writes exactly the rows asked for', async () => {
    const text = await textOf({ jurisdiction: 'us-ca', rows: 777, seed: 1, layout: 'ca-doj' });
    expect(linesOf(text)).toHaveLength(778);
  });
});

describe('the memory that a caseload takes', () => {
  it('does not grow with the size of the caseload', async () => {
    const rss = async (persons: number) => {
      let most = 0;
      let pieces = 0;
      for await (const piece of generateSample({ jurisdiction: 'us-ca', persons, seed: 1, layout: 'ca-doj' })) {
        pieces += 1;
        if (pieces % 50 === 0) most = Math.max(most, process.memoryUsage().rss);
        expect(piece.length).toBeGreaterThan(0);
      }
      return most;
    };
    await rss(20_000);
    const settled = process.memoryUsage().rss;
    // 60,000 people are 400 MB of text: kept, they would show.
    expect((await rss(60_000)) - settled).toBeLessThan(200e6);
  });
});

describe('settings that make no caseload', () => {
  const lawful = { jurisdiction: 'us-md', persons: 1, seed: 1 };
  it.each([
    [{ ...lawful, jurisdiction: 'us-tx' }, 'there is one for us-ca, us-ca-los-angeles, us-md, us-md-baltimore-city'],
    [{ ...lawful, layout: 'ca-doj' as const }, "The layout ca-doj is California's"],
    [{ ...lawful, rows: 5 }, 'not both'],
    [{ jurisdiction: 'us-md', seed: 1 }, 'Say how many people'],
    [{ ...lawful, table: 'warrants' as const }, 'choose that layout, or leave the table out'],
    [{ ...lawful, persons: 0 }, 'a whole number from 1'],
    [{ ...lawful, seed: 1.5 }, 'give a whole number'],
    [{ ...lawful, asOf: '2022-02-30' }, 'as YYYY-MM-DD'],
  ])('are refused before anything is written: %j', (options, sentence) => {
    expect(() => generateSample(options)).toThrow(AppError);
    expect(() => generateSample(options)).toThrow(sentence);
  });
});

describe('the mixes', () => {
  it.each(SAMPLE_JURISDICTIONS)('can be drawn from in every year that a person can be of age: %s', (jurisdiction) => {
    const mix = loadMix(jurisdiction);
    const dice = new Dice(1);
    for (let year = 1960; year <= 2040; year += 1) {
      const offence = mix.offencesIn(year).draw(dice);
      expect(offence.spellings.draw(dice)).not.toMatch(/[{}]|undefined/);
      expect(offence.gradesIn(year).draw(dice)).toMatch(/^(felony|misdemeanor|infraction|violation|civil)$/);
    }
  });

  it('draw in proportion to their weights, and never what has none', () => {
    const dice = new Dice(5);
    const choice = new Weighted([['often', 9] as const, ['rarely', 1] as const, ['never', 0] as const]);
    const drawn = Array.from({ length: 4000 }, () => choice.draw(dice));
    expect(drawn.filter((each) => each === 'rarely').length / 4000).toBeCloseTo(0.1, 1);
    expect(drawn).not.toContain('never');
  });

  it('stand on a fixed day where none is given', () => {
    expect(SAMPLE_AS_OF).toBe('2022-06-01');
  });
});
