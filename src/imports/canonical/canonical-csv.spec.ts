import { imported, temporaryDir, written, type EverythingRead } from '../../../test/fixtures/imports/inputs.js';
import { csvColumns } from './csv-columns.js';

const dir = temporaryDir();
const KEYS = 'person_id,case_number,court_name,court_state,count';

let files = 0;
const csv = (name: string, ...lines: string[]): string => written(dir, `${files++}-${name}`, `${lines.join('\n')}\n`);

describe('charges.csv', () => {
  it('fills every part of the record from one row', async () => {
    const columns = {
      person_id: 'P1', name_first: 'Jan', name_last: 'Doe', alias_last: 'Roe', alias_2_last: 'Poe', birth_date: '1970-02-03',
      other_birth_dates: '1970-03-02;1971-03-02', sex: 'female', residence_city: 'Town', identifier_type: 'SID', identifier_value: '9',
      registration_kind: 'sex-offense', registration_statute: 'PC 290', coverage_history: 'county',
      case_number: 'A', court_name: 'Circuit Court', court_county: 'Baltimore City', court_state: 'MD', filed_date: '2013-01-02',
      case_status: 'closed', has_victim: 'no', count: '1', statute: 'CR 5-601', grade: 'misdemeanor', quantity_amount: '10',
      quantity_unit: 'g', quantity_2_amount: '3', quantity_2_unit: 'pills', indicia: 'scales; cash', enhancement_statute: 'X',
      disposition_type: 'convicted', disposition_date: '2014-03-09', sentence_confinement_days: '90', sentence_range_from_months: '6',
      sentence_scored_prior_statute: 'CR 5-602', sentence_scored_prior_points: '1.5',
    }; // prettier-ignore
    const quoted = Object.values(columns).map((value) => `"${value}"`);
    const read = await imported([csv('charges.csv', Object.keys(columns).join(','), quoted.join(','))]);
    expect(read.issues).toEqual([]);
    expect(read.records).toMatchObject([
      {
        personId: 'P1',
        name: { first: 'Jan', last: 'Doe' },
        aliases: [{ last: 'Roe' }, { last: 'Poe' }],
        birthDate: '1970-02-03',
        otherBirthDates: ['1970-03-02', '1971-03-02'],
        sex: 'female',
        residence: { city: 'Town' },
        identifiers: [{ type: 'SID', value: '9' }],
        registrations: [{ kind: 'sex-offense', statute: 'PC 290' }],
        coverage: { history: 'county' },
        cases: [
          {
            caseNumber: 'A',
            court: { name: 'Circuit Court', county: 'Baltimore City', state: 'MD' },
            filedDate: '2013-01-02',
            status: 'closed',
            hasVictim: false,
            charges: [
              {
                count: 1,
                statute: 'CR 5-601',
                grade: 'misdemeanor',
                quantities: [
                  { amount: 10, unit: 'g' },
                  { amount: 3, unit: 'pills' },
                ],
                indicia: ['scales', 'cash'],
                enhancements: [{ statute: 'X' }],
                disposition: { type: 'convicted', date: '2014-03-09' },
                sentence: {
                  confinementDays: 90,
                  range: { fromMonths: 6 },
                  scoredPriors: [{ statute: 'CR 5-602', points: 1.5 }],
                },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('joins the rows of a person, wherever they stand, and knows each by its row', async () => {
    const read = await imported([csv('charges.csv', KEYS, 'P1,A,C,MD,2', 'P2,A,C,MD,1', 'P1,B,C,MD,1', 'P1,A,C,MD,1')]);
    const [first] = read.records;
    expect(first?.cases.map((one) => [one.caseNumber, one.charges.map((c) => [c.count, c.source?.row])])).toEqual([
      ['A', [[1, 5], [2, 2]]],
      ['B', [[1, 4]]],
    ]); // prettier-ignore
    expect(read.records).toHaveLength(2);
  });

  it('takes the names that people give to columns, and keeps columns it does not know', async () => {
    const read = await imported([
      csv('charges.csv', `${KEYS},first_name,dob,Precinct,,`, 'P1,A,C,MD,1,Jan,02/03/1970,7,,', 'P1,A,C,MD,2,Jan,,8,,'),
    ]);
    expect(read.records).toMatchObject([
      { name: { first: 'Jan' }, birthDate: '1970-02-03', original: { birthDate: '02/03/1970' } },
    ]);
    expect(read.records[0]?.cases[0]?.charges.map((charge) => charge.unmapped)).toEqual([
      { Precinct: '7' },
      { Precinct: '8' },
    ]);
    expect(read.issues).toMatchObject([{ code: 'unknown-field', column: 'Precinct', row: 2 }]);
  });

  it('names the column of a value that cannot be read', async () => {
    const read = await imported([
      csv('charges.csv', `${KEYS},disposition_date,quantity_amount,quantity_unit`, 'P1,A,C,MD,1,2031-02-30,ten,g'),
    ]);
    expect(read.issues).toMatchObject([
      { column: 'quantity_amount', value: 'ten', severity: 'noted', row: 2 },
      { column: 'disposition_date', value: '2031-02-30', severity: 'noted', row: 2 },
    ]);
    const charge = read.records[0]?.cases[0]?.charges[0];
    expect(charge?.quantities).toBeUndefined();
    expect(charge?.original).toMatchObject({
      'quantities[0]': '{"amount":"ten","unit":"g"}',
      'disposition.date': '2031-02-30',
    });
  });

  it('sets aside a row without what it needs, and says whose it was', async () => {
    const read = await imported([csv('charges.csv', KEYS, 'P1,A,C,MD,1', 'P1,A,C,MD,', 'P1,A,,MD,3')]);
    expect(read.issues).toMatchObject([
      { code: 'missing-field', column: 'count', row: 3, personId: 'P1', severity: 'quarantined' },
      { code: 'missing-field', column: 'court_name', row: 4, personId: 'P1', severity: 'quarantined' },
    ]);
    expect(read.records[0]?.cases[0]?.charges).toHaveLength(1);
  });

  it('counts a repeated row once and sets aside one that contradicts', async () => {
    const read = await imported([
      csv('charges.csv', `${KEYS},statute`, 'P1,A,C,MD,1,X', 'P1,A,C,MD,1,X', 'P1,A,C,MD,1,Y'),
    ]);
    expect(read.records[0]?.cases[0]?.charges).toMatchObject([{ statute: 'X', source: { row: 2 } }]);
    expect(read.issues).toMatchObject([
      { code: 'repeated-row', row: 3, severity: 'noted' },
      { code: 'conflicting-rows', row: 4, severity: 'quarantined' },
    ]);
  });

  it('reads a quoted value over several lines', async () => {
    const read = await imported([
      csv('charges.csv', `${KEYS},description`, 'P1,A,C,MD,1,"two', 'lines"', 'P1,A,C,MD,2,x'),
    ]);
    expect(read.records[0]?.cases[0]?.charges.map((one) => [one.description, one.source?.row])).toEqual([
      ['two\nlines', 2],
      ['x', 3],
    ]);
  });

  it('does not let an open quote swallow the rows behind it', async () => {
    const read = await imported([
      csv(
        'charges.csv',
        `${KEYS},description`,
        'P1,A,C,MD,1,"open',
        'P2,A,C,MD,1,x',
        'P3,A,C,MD,1,"y"',
        'P4,A,C,MD,1,z',
      ),
    ]);
    expect(read.records.map((record) => record.personId)).toEqual(['P2', 'P3', 'P4']);
    expect(read.issues).toMatchObject([{ code: 'unreadable-row', row: 2, value: 'P1,A,C,MD,1,"open' }]);
  });

  it('does not take two open quotes for one value, where the line between them is a row', async () => {
    const read = await imported([
      csv('charges.csv', `${KEYS},description`, 'P1,A,C,MD,1,"open', 'P2,A,C,MD,1,"', 'P3,A,C,MD,1,z'),
    ]);
    expect(read.records.map((record) => record.personId)).toEqual(['P3']);
    expect(read.issues.map((issue) => [issue.row, issue.code])).toEqual([
      [2, 'unreadable-row'],
      [3, 'unreadable-row'],
    ]);
  });
});

describe('people.csv, warrants.csv and violations.csv', () => {
  const charges = (): string => csv('charges.csv', KEYS, 'P1,A,Circuit Court,MD,1', 'P2,B,District Court,MD,1');
  const read = (...paths: string[]): Promise<EverythingRead> => imported(paths);

  it('are joined on person_id and case_number, in whatever order they are given', async () => {
    const people = csv('people.csv', 'person_id,name_last,deceased', 'P1,Doe,yes', 'P3,Poe,');
    const warrants = csv(
      'warrants.csv',
      'person_id,case_number,warrant_number,kind,issued_date,status,counts',
      'P1,A,W1,bench,1999-05-06,open,1;2',
    );
    const violations = csv(
      'violations.csv',
      'person_id,case_number,violation_id,violation_kind,status,alleged_statute',
      'P2,B,V1,technical,pending,CR 5-601',
    );
    const all = await read(warrants, violations, charges(), people);
    expect(all.issues).toEqual([]);
    expect(all.records).toMatchObject([
      {
        personId: 'P1',
        name: { last: 'Doe' },
        deceased: true,
        cases: [
          {
            court: { name: 'Circuit Court' },
            charges: [{ count: 1 }],
            warrants: [
              { warrantNumber: 'W1', kind: 'bench', issuedDate: '1999-05-06', status: 'open', counts: [1, 2] },
            ],
          },
        ],
      },
      { personId: 'P3', cases: [] },
      {
        personId: 'P2',
        cases: [
          {
            violations: [
              { violationId: 'V1', kind: 'technical', status: 'pending', alleged: [{ statute: 'CR 5-601' }] },
            ],
          },
        ],
      },
    ]);
  });

  it('are set aside where no charge has their case, or two courts have one', async () => {
    const ambiguous = csv('charges.csv', KEYS, 'P1,A,Circuit Court,MD,1', 'P1,A,District Court,MD,1');
    const warrants = csv('warrants.csv', 'person_id,case_number,warrant_number', 'P1,A,W1', 'P1,Z,W2');
    const all = await read(ambiguous, warrants);
    expect(all.issues).toMatchObject([
      { code: 'unknown-case', row: 2, column: 'case_number', value: 'A', personId: 'P1', severity: 'quarantined' },
      { code: 'unknown-case', row: 3, value: 'Z' },
    ]);
    expect(all.issues[0]?.message).toMatch(/two courts .* add the columns court_name and court_state/);
  });

  it('stand alone where they name the court', async () => {
    const warrants = csv(
      'warrants.csv',
      'person_id,case_number,court_name,court_state,warrant_number',
      'P1,A,Circuit Court,MD,W1',
    );
    expect((await read(warrants)).records).toMatchObject([
      { cases: [{ charges: [], warrants: [{ warrantNumber: 'W1' }] }] },
    ]);
  });
});

describe('the published columns', () => {
  it('are each there once per file, and need what the record needs', () => {
    for (const { columns } of csvColumns()) {
      const names = columns.map((column) => column.column);
      expect(new Set(names).size).toBe(names.length);
    }
    const required = Object.fromEntries(
      csvColumns().map(({ file, columns }) => [file, columns.filter((one) => one.required).map((one) => one.column)]),
    );
    expect(required).toEqual({
      'charges.csv': ['person_id', 'case_number', 'court_name', 'court_state', 'count'],
      'people.csv': ['person_id'],
      'warrants.csv': ['person_id', 'case_number', 'warrant_number'],
      'violations.csv': ['person_id', 'case_number', 'violation_id'],
    });
  });
});
