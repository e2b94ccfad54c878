import { fileURLToPath } from 'node:url';
import type { Charge, PersonRecord } from '../../records/record.js';
import {
  caDojRow,
  imported,
  temporaryDir,
  written,
  type EverythingRead,
} from '../../../test/fixtures/imports/inputs.js';

const dir = temporaryDir();
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../test/fixtures/ca-doj/${name}`, import.meta.url));

let files = 0;
function rowsRead(...rows: string[]): Promise<EverythingRead> {
  return imported([written(dir, `rows-${files++}.dat`, `${rows.join('\n')}\n`)]);
}

function person(read: EverythingRead, id = '1001'): PersonRecord {
  const found = read.records.find((record) => record.personId === id);
  if (found === undefined) throw new Error(`no person ${id}`);
  return found;
}

function onlyCharge(read: EverythingRead): Charge {
  const charges = person(read).cases.flatMap((one) => one.charges);
  expect(charges).toHaveLength(1);
  return charges[0] as Charge;
}

/** A conviction in a line: statute, grade, outcome, day, last day of the sentence. */
function told(charge: Charge): string {
  return [
    charge.count,
    charge.statute,
    charge.grade,
    charge.disposition?.type,
    charge.disposition?.date,
    charge.sentence?.endDate,
  ].join(' | ');
}

describe('the files that came with the layout', () => {
  // Worked out by hand from the rows of extra_comma.csv.
  const EXPECTED: Record<string, Record<string, string[]>> = {
    '18675309': {
      '12345 @ Los Angeles': [
        '2 | 503 VC | felony | convicted | 1979-06-01 | 1979-08-30',
        '4 | 4149 BP | misdemeanor | convicted | 1981-04-10 | 1981-05-10',
      ],
      '98776 @ Los Angeles': [
        '5 | 632 PC | felony | dismissed | 1981-04-11 | ',
        '6 | 11358 HS | felony | convicted | 2014-02-11 | 2014-08-11',
        '7 | 4060 BP | felony | convicted | 2014-02-11 | 2014-08-11',
      ],
    },
    '17954908': {
      '998877; 34345 @ Los Angeles': [
        '8 | 11357(C)HS | felony | convicted | 1979-06-01 | 1979-08-30',
        '10 | 11357(b)HS | felony | convicted | 1980-11-01 | 1981-01-30',
        '11 | 503 VC | felony | convicted | 1981-11-26 | 1991-11-26',
      ],
    },
    '23675654': {
      'cycle 101 step 001 @ Los Angeles': [
        '12 | 11358 HS | felony | convicted | 1981-04-11 | 1981-10-11',
        '15 | 11359(C) HS | felony | convicted | 1981-02-11 | 1981-08-11',
        '16 | 314(1) PC | felony | dismissed | 1981-04-11 | ',
      ],
      'cycle 101 step 001 @ Yolo': [
        '13 | 11358 HS | felony | convicted | 1981-04-11 | 1981-10-11',
        '14 | 11358 HS | felony | convicted | 1981-03-11 | 1981-09-11',
      ],
    },
    '90675321': {
      'cycle 101 step 001 @ Los Angeles': [
        '17 | 11358 HS | felony | convicted | 1981-04-11 | 1981-10-11',
        '18 | 314(1) PC | felony | convicted | 1981-04-11 | 1981-10-11',
        '19 | 11358 HS | misdemeanor | convicted | 2017-03-12 | 2017-09-12',
      ],
    },
    '84734892': {
      'cycle 101 step 001 @ Los Angeles': [
        '20 | 11358 HS | felony | convicted | 1998-05-04 | 1998-11-04',
        '21 | 220 PC | felony | convicted | 1998-05-04 | 1998-11-04',
        '22 | 632 PC | misdemeanor | convicted | 2015-02-14 | 2015-04-14',
        '23 | 11357(C)HS | misdemeanor | convicted | 2015-05-19 | 2015-07-19',
        '24 | 11359HS | felony | convicted | 2015-10-31 | 2015-12-31',
      ],
    },
    '14575654': {
      'cycle 101 step 001 @ Los Angeles': [
        '25 | 11359 HS | felony | convicted | 1991-04-11 | 1991-10-11',
        '27 | 11359 HS | misdemeanor | convicted | 2014-05-12 | 2014-11-12',
      ],
      'cycle 101 step 001 @ Yolo': ['26 | 11359 HS | felony | convicted | 1991-04-11 | 1991-10-11'],
    },
    '95875321': {
      'cycle 101 step 001 @ Los Angeles': [
        '28 | 11358 HS | felony | convicted | 1991-04-11 | 1991-10-11',
        '29 | 187 PC | felony | convicted | 1991-04-11 | 1991-10-11',
      ],
    },
    '34499400': {
      'cycle 101 step 001 @ Los Angeles': ['30 | 11358 HS | felony | convicted | 2008-04-10 | 2018-04-10'],
    },
    '43322421': {
      'cycle 101 step 001 @ Los Angeles': ['31 | 11358 HS | felony | convicted | 2015-02-14 | 2020-02-14'],
    },
    '66678381': {
      'cycle 101 step 001 @ Los Angeles': ['34 | 4149 BP | misdemeanor | convicted | 2015-02-14 | 2015-03-16'],
    },
    '34174567': {
      'cycle 101 step 001 @ Los Angeles': [
        '34 | 11358 HS | felony | dismissed | 2005-02-14 | ',
        '35 | 148 PC | misdemeanor | convicted | 2005-02-14 | 2010-02-14',
      ],
    },
  };

  const histories = (read: EverythingRead): Record<string, Record<string, string[]>> =>
    Object.fromEntries(
      read.records.map((record) => [
        record.personId,
        Object.fromEntries(
          record.cases.map((one) => [`${one.caseNumber} @ ${one.court.county}`, one.charges.map(told)]),
        ),
      ]),
    );

  it('become these histories, with a header that has one comma too many', async () => {
    const read = await imported([fixture('extra_comma.csv')]);
    expect(histories(read)).toEqual(EXPECTED);
    expect(read.issues).toEqual([]);
    expect(read.rows).toBe(38);
  });

  it('become the same histories without a header, each row one line higher', async () => {
    const withHeader = await imported([fixture('extra_comma.csv')]);
    const without = await imported([fixture('no_headers.csv')]);
    expect(histories(without)).toEqual(EXPECTED);
    expect(person(withHeader, '34174567').cases[0]?.charges[1]?.source).toEqual({ file: 'extra_comma.csv', row: 39 });
    expect(person(without, '34174567').cases[0]?.charges[1]?.source).toEqual({ file: 'no_headers.csv', row: 38 });
  });

  it('are refused whole where a column is missing', async () => {
    const sentence =
      'bad.csv lacks the column RECORD_ID, which the table events of the profile ca-doj needs; export it again with it, or choose another profile.';
    await expect(imported([fixture('bad.csv')])).rejects.toMatchObject({ message: sentence, exitCode: 2 });
    await expect(imported([fixture('bad.csv')], { profile: 'ca-doj' })).rejects.toMatchObject({ message: sentence });
  });

  it('keep who the person is: name, birth date, number, death and registration', async () => {
    const bird = person(await imported([fixture('extra_comma.csv')]), '17954908');
    expect(bird).toMatchObject({
      name: { last: 'BIRD', first: 'BIG' },
      original: { name: 'BIRD,BIG' },
      birthDate: '1985-08-22',
      identifiers: [{ type: 'CII', value: '8690594867' }],
      deceased: true,
      registrations: [{ kind: 'sex-offense', statute: '290 PC', date: '1979-06-01', source: { row: 12 } }],
    });
    expect(bird.unmapped?.['otherSteps']).toMatchObject([
      { step: 'DECEASED', row: 10 },
      { step: 'REGISTRATION', row: 12 },
    ]);
  });

  it('keep arrests that a court action followed beside the case, not as second charges', async () => {
    const luke = person(await imported([fixture('extra_comma.csv')]), '18675309');
    expect(luke.cases[0]?.unmapped?.['arrests']).toMatchObject([
      { row: 2, offense: '503 VC-TAKE CAR W/OUT OWNERS CONSENT', disposition: 'REL/TOT OTHER JURIS/AUTH' },
      { row: 4, offense: '632 PC-SPYING ON CATS' },
    ]);
    expect(luke.cases[0]?.charges[0]?.arrestDate).toBe('1979-05-25');
  });

  it('say that a section came from the comment', async () => {
    const elmo = person(await imported([fixture('extra_comma.csv')]), '23675654');
    expect(elmo.cases[0]?.charges[0]).toMatchObject({
      statute: '11358 HS',
      description: 'CULTIVATE CANNABIS',
      original: { statuteFrom: 'comment', statute: 'SEE COMMENT FOR CHARGE' },
    });
  });
});

describe('sentence parts', () => {
  it('belong to the conviction with their own CNT_ORDER, not to the last one', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', loc: 'PROBATION', length: '2', unit: 'Y' }),
      caDojRow({ order: '101002002000', offense: '459 PC-BURGLARY', loc: 'JAIL', length: '10', unit: 'D' }),
      caDojRow({ order: '101002001000', loc: 'JAIL', length: '30', unit: 'D' }),
    );
    const [first, second] = person(read).cases[0]?.charges ?? [];
    expect(first?.sentence).toEqual({
      imposedDate: '1999-04-15',
      endDate: '2001-05-15',
      probationDays: 731,
      confinementDays: 30,
    });
    expect(first?.original).toMatchObject({ sentence: 'PROBATION 2 Y; JAIL 30 D', sentenceRows: '1, 3' });
    expect(second?.sentence?.endDate).toBe('1999-04-25');
  });

  it.each([
    ['a leap day and one calendar year', { date: '20000229', loc: 'JAIL', length: '1', unit: 'Y' }, '2001-02-28'],
    ['a month from the 31st', { date: '19990131', loc: 'JAIL', length: '1', unit: 'M' }, '1999-02-28'],
    ['a fine alone, which runs for no time', { loc: 'FINE', length: '', unit: '' }, '1999-04-15'],
  ])('end as the calendar says: %s', async (_, given, endDate) => {
    expect(onlyCharge(await rowsRead(caDojRow(given))).sentence?.endDate).toBe(endDate);
  });

  it('tell a sentence of unknown end from a conviction without any part', async () => {
    const sentenceOf = async (given: Parameters<typeof caDojRow>[0]): Promise<unknown> =>
      onlyCharge(await rowsRead(caDojRow(given))).sentence;
    const imposedDate = '1999-04-15';
    expect(await sentenceOf({ loc: 'PRISON', length: '', unit: '' })).toEqual({ imposedDate, status: 'unknown' });
    expect(await sentenceOf({ loc: 'PRISON', length: '400', unit: 'Y' })).toMatchObject({
      imposedDate,
      status: 'unknown',
    });
    expect(await sentenceOf({ date: '0', loc: 'JAIL', length: '30', unit: 'D' })).toEqual({
      confinementDays: 30,
      status: 'unknown',
    });
    expect(await sentenceOf({ loc: '', length: '', unit: '' })).toEqual({ imposedDate });
  });

  it.each([
    ['an unknown unit', 'Q', '6'],
    ['no unit', '', '6'],
    ['a length that is no number', 'M', '6+'],
  ])('with %s leave the end unknown and are noted', async (_, unit, length) => {
    const read = await rowsRead(caDojRow({ unit, length }));
    expect(onlyCharge(read).sentence).toEqual({ imposedDate: '1999-04-15', status: 'unknown' });
    expect(read.issues.map((issue) => issue.code)).toContain('sentence-length-unreadable');
  });

  it('of a dismissed count are kept in words and make no sentence', async () => {
    const charge = onlyCharge(await rowsRead(caDojRow({ disp: 'DISMISSED/FURTHERANCE OF JUSTICE' })));
    expect(charge).toMatchObject({ disposition: { type: 'dismissed' }, original: { sentence: 'PROBATION 6 M' } });
    expect(charge.sentence).toBeUndefined();
  });
});

describe('grades', () => {
  it.each([
    ['FELONY', 'M', 'felony'],
    ['MISDEMEANOR', 'F', 'misdemeanor'],
    ['', 'F', 'felony'],
    ['', 'I', 'infraction'],
    ['', '', undefined],
    ['WOBBLER', 'F', undefined],
  ])('come from the conviction (%p), and from the offence (%p) only where that is blank', async (stat, toc, grade) => {
    expect(onlyCharge(await rowsRead(caDojRow({ stat, toc }))).grade).toBe(grade);
  });
});

describe('arrests', () => {
  const arrest = { step: 'ARREST/DETAINED/CITED', disp: '', stat: '', loc: '', length: '', unit: '' };

  it('without any outcome stay charges of their own, possibly pending', async () => {
    const read = await rowsRead(caDojRow({ ...arrest, order: '103001001000', ofn: 'AR-77' }));
    const found = person(read).cases[0];
    expect(found).toMatchObject({
      caseNumber: 'AR-77',
      status: 'unknown',
      original: { caseNumberFrom: 'arrest', courtFrom: 'county of the arrest' },
      charges: [{ count: 1, arrestDate: '1999-04-15', disposition: { type: 'none-recorded' } }],
    });
    expect(found?.charges[0]?.disposition?.date).toBeUndefined();
  });

  it('that the prosecutor let go are no complaint', async () => {
    const read = await rowsRead(caDojRow({ ...arrest, disp: 'PROS REL-DET ONLY-LACK OF EVID' }));
    expect(onlyCharge(read).disposition).toEqual({ type: 'no-complaint', text: 'PROS REL-DET ONLY-LACK OF EVID' });
  });

  it('of another cycle than the court action are not superseded by it', async () => {
    const read = await rowsRead(
      caDojRow({ ...arrest, order: '102001001000' }),
      caDojRow({ order: '101002001000', date: '20010101' }),
    );
    expect(person(read).cases.map((one) => one.caseNumber)).toEqual(['cycle 101 step 002', 'cycle 102 step 001']);
  });

  it('later than every court action of their cycle are not superseded either', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', date: '19990415' }),
      caDojRow({ ...arrest, order: '101003001000', date: '20050101' }),
    );
    expect(
      person(read)
        .cases.flatMap((one) => one.charges)
        .map((one) => one.disposition?.type),
    ).toEqual(['convicted', 'none-recorded']);
  });

  it('give their day to the charge of the same section, whatever order the rows come in', async () => {
    const rows = [
      caDojRow({ ...arrest, order: '101001001000', date: '19990101', offense: '11358 HS-CULTIVATE' }),
      caDojRow({ ...arrest, order: '101001002000', date: '19990202', offense: '459 PC-BURGLARY' }),
      caDojRow({ order: '101002001000', offense: '459 PC-BURGLARY' }),
      caDojRow({ order: '101002002000', offense: '148 PC-RESISTING' }),
    ];
    for (const order of [rows, [...rows].reverse()]) {
      const charges = person(await rowsRead(...order)).cases.flatMap((one) => one.charges);
      expect(charges.map((charge) => charge.arrestDate)).toEqual(['1999-02-02', undefined]);
    }
  });

  it('that say CONVICTED are convictions', async () => {
    const read = await rowsRead(caDojRow({ ...arrest, disp: 'CONVICTED-JAIL', loc: 'JAIL', length: '5', unit: 'D' }));
    expect(onlyCharge(read)).toMatchObject({
      disposition: { type: 'convicted', date: '1999-04-15' },
      sentence: { endDate: '1999-04-20' },
    });
  });
});

describe('cases', () => {
  it('are numbered by the court, all numbers of the step joined', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', ofn: 'BA1' }),
      caDojRow({ order: '101002002000', ofn: 'BA2' }),
      caDojRow({ order: '101002003000', ofn: 'BA1' }),
    );
    expect(person(read).cases.map((one) => one.caseNumber)).toEqual(['BA1; BA2']);
  });

  it('keep apart two steps that bear the same number, so that no count replaces another', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', ofn: 'BA1' }),
      caDojRow({ order: '101004001000', ofn: 'BA1', date: '20010101' }),
    );
    expect(person(read).cases.map((one) => [one.caseNumber, one.charges[0]?.disposition?.date])).toEqual([
      ['BA1', '1999-04-15'],
      ['BA1 (cycle 101 step 004)', '2001-01-01'],
    ]);
  });

  it('take the county of the count or the step where a row has none', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', county: 'SAN LUIS OBISPO' }),
      caDojRow({ order: '101002001000', county: '', loc: 'FINE', length: '', unit: '' }),
    );
    expect(person(read).cases.map((one) => one.court)).toEqual([
      { name: 'Superior Court of California, County of San Luis Obispo', county: 'San Luis Obispo', state: 'CA' },
    ]);
  });

  it('have a court without a county where no row names one', async () => {
    const read = await rowsRead(caDojRow({ county: '' }));
    expect(person(read).cases[0]?.court).toEqual({ name: 'Superior Court of California', state: 'CA' });
  });

  it('know of warrants and not what became of them', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', bench: 'W-9' }),
      caDojRow({ order: '101002002000', bench: 'W-9', warrant: '  -  ' }),
    );
    expect(person(read).cases[0]?.warrants).toEqual([
      { warrantNumber: 'W-9', kind: 'bench', counts: [1, 2], source: expect.anything() },
    ]);
  });
});

describe('dirty rows', () => {
  it('with padded values and fillers read as if there were none', async () => {
    const row = caDojRow({ name: '"DOE,JAN Q          "', disp: 'CONVICTED-JAIL          ', ofn: '  -  ', sex: 'F  ' });
    const read = await rowsRead(row);
    expect(person(read)).toMatchObject({ name: { last: 'DOE', first: 'JAN', middle: 'Q' }, sex: 'female' });
    expect(person(read).cases[0]?.caseNumber).toBe('cycle 101 step 002');
  });

  it.each([
    ['00000000', undefined, undefined],
    ['99999999', undefined, undefined],
    ['19990000', '1999', undefined],
    ['19990400', '1999-04', undefined],
    ['19990230', undefined, 'bad-date'],
    ['APRIL', undefined, 'bad-date'],
  ])('have the date %s as far as it is known', async (date, expected, code) => {
    const read = await rowsRead(caDojRow({ date }));
    expect(onlyCharge(read).disposition?.date).toBe(expected);
    expect(onlyCharge(read).original?.['eventDate']).toBe(expected === undefined ? date : undefined);
    expect(read.issues.map((issue) => issue.code)).toEqual(code === undefined ? [] : [code]);
  });

  it('take the disposition date where the event has none', async () => {
    const read = await rowsRead(caDojRow({ date: '', dispDate: '19990501' }));
    expect(onlyCharge(read).disposition?.date).toBe('1999-05-01');
  });

  it.each(['', '101002', '10100200100', '10100200100A'])('are set aside where CNT_ORDER is %p', async (order) => {
    const read = await rowsRead(caDojRow(), caDojRow({ order }));
    expect(read.issues).toMatchObject([{ code: 'bad-count-order', severity: 'quarantined', row: 2, personId: '1001' }]);
    expect(person(read).cases[0]?.charges).toHaveLength(1);
  });

  it('are set aside without a subject', async () => {
    const read = await rowsRead(caDojRow(), caDojRow({ id: '   ' }));
    expect(read.issues).toMatchObject([
      { code: 'missing-person', severity: 'quarantined', row: 2, column: 'SUBJECT_ID' },
    ]);
  });

  it('with several dates of birth flag the person and keep them all', async () => {
    const read = await rowsRead(
      caDojRow({ dob: '19700203' }),
      caDojRow({ dob: '00000000' }),
      caDojRow({ dob: '19700302', name: '"ROE,JAN Q"' }),
    );
    expect(person(read)).toMatchObject({
      birthDate: '1970-02-03',
      otherBirthDates: ['1970-03-02'],
      aliases: [{ last: 'ROE', first: 'JAN', middle: 'Q' }],
    });
    expect(read.issues.map((issue) => issue.code)).toEqual(['several-birth-dates']);
  });

  it('report each disposition that the profile does not know, with how often it stands there', async () => {
    const read = await rowsRead(
      caDojRow({ order: '101002001000', disp: 'CERTIFIED TO JUVENILE COURT' }),
      caDojRow({ order: '101002002000', disp: 'CERTIFIED TO JUVENILE COURT' }),
    );
    expect(person(read).cases[0]?.charges.map((one) => one.disposition?.type)).toEqual(['other', 'other']);
    expect(read.issues).toMatchObject([
      { code: 'unmapped-value', column: 'DISP_DESCR', value: 'CERTIFIED TO JUVENILE COURT', row: 1, severity: 'noted' },
    ]);
    expect(read.issues[0]?.message).toContain('on 2 rows');
  });

  it('that contradict each other within a count take the conviction and say so', async () => {
    const read = await rowsRead(
      caDojRow({ disp: 'DISMISSED/1203.4 PC', loc: '', length: '', unit: '' }),
      caDojRow({ disp: 'CONVICTED-PROBATION' }),
    );
    expect(onlyCharge(read)).toMatchObject({
      disposition: { type: 'convicted' },
      original: { otherDispositions: 'DISMISSED/1203.4 PC' },
    });
    expect(read.issues.map((issue) => issue.code)).toEqual(['count-with-two-dispositions']);
  });

  it('that record the conviction for another offence are noted', async () => {
    const read = await rowsRead(caDojRow({ convOffense: '11357 HS-POSSESS' }));
    expect(onlyCharge(read)).toMatchObject({
      statute: '11358 HS',
      original: { convictionOffense: '11357 HS-POSSESS' },
    });
    expect(read.issues.map((issue) => issue.code)).toEqual(['other-conviction-offense']);
  });

  it('of which one among thousands is ragged lose only that one', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => caDojRow({ id: String(5_000 + i) }));
    rows[3_000] = 'only,three,fields';
    const read = await rowsRead(...rows);
    expect(read.records).toHaveLength(4_999);
    expect(read.issues).toMatchObject([
      { code: 'wrong-field-count', row: 3_001, severity: 'quarantined', value: 'only,three,fields' },
    ]);
    expect(read.batches).toBeGreaterThan(1);
  });

  it('cut short at the end of the file are set aside with the reason', async () => {
    const path = written(dir, 'cut.dat', `${caDojRow()}\n${caDojRow().slice(0, 120)}`);
    const read = await imported([path]);
    expect(read.issues).toMatchObject([{ code: 'row-cut-short', row: 2, severity: 'quarantined' }]);
    expect(read.issues[0]?.message).toContain('cut short');
  });
});

describe('subjects whose rows do not stand together', () => {
  const scatteredRows = [
    caDojRow({ id: '1', order: '101002001000', ofn: 'A1', loc: 'JAIL', length: '10', unit: 'D' }),
    caDojRow({ id: '2', order: '101002001000' }),
    caDojRow({ id: '1', order: '101002001000', ofn: 'A2', loc: 'PROBATION', length: '1', unit: 'Y' }),
    caDojRow({ id: '3', order: '101002001000' }),
    caDojRow({ id: 'X-2', order: '101002001000' }),
    caDojRow({ id: '2', order: '102002001000', dob: '19700204' }),
    caDojRow({ id: 'X-2', order: '103002001000' }),
  ];

  it('come out once and whole, as if they stood together', async () => {
    const scattered = await rowsRead(...scatteredRows);
    const sorted = await rowsRead(...[...scatteredRows].sort());
    const plain = (read: EverythingRead): unknown =>
      read.records
        .map((record) => JSON.stringify(record).replace(/"source":\{[^}]*\},?|"sentenceRows":"[^"]*",?/g, ''))
        .sort();
    expect(plain(scattered)).toEqual(plain(sorted));
    expect(person(scattered, '1').cases).toMatchObject([
      { caseNumber: 'A1; A2', charges: [{ sentence: { endDate: '2000-04-25' } }] },
    ]);
    expect(person(scattered, '2')).toMatchObject({ birthDate: '1970-02-03', otherBirthDates: ['1970-02-04'] });
    expect(scattered.rows).toBe(7);
  });

  it('may stand in two files of one import', async () => {
    const first = written(dir, 'part-1.dat', `${scatteredRows.slice(0, 2).join('\n')}\n`);
    const second = written(dir, 'part-2.dat', `${scatteredRows.slice(2).join('\n')}\n`);
    const read = await imported([first, second]);
    expect(person(read, '1').cases).toMatchObject([{ caseNumber: 'A1; A2' }]);
    expect(read.records).toHaveLength(4);
  });
});
