import { AppError } from '../common/index.js';
import { imported, temporaryDir, written } from '../../test/fixtures/imports/inputs.js';
import { listProfiles, loadProfile, parseProfile } from './load-profile.js';

const dir = temporaryDir();
const office = temporaryDir();

/** A small profile; `tables` is what a test is about. */
const profileOf = (tables: string, top = ''): string => `profile: county
title: County export
summary: For tests.
dates: { formats: [YYYY-MM-DD] }
${top}tables:
${tables}
`;

function refusalOf(yaml: string): string {
  try {
    parseProfile(yaml, 'county.yaml');
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  return '';
}

describe('source profiles', () => {
  it('that are shipped are in order and listed by name', () => {
    expect(listProfiles().map((profile) => profile.name)).toEqual(['ca-doj', 'canonical']);
    expect(loadProfile('ca-doj').coverage).toEqual({ history: 'state', pendingMatters: 'no' });
    expect(loadProfile('canonical').coverage).toEqual({ history: 'state', pendingMatters: 'yes' });
  });

  it.each([
    ['no YAML', 'profile: [', /county\.yaml, line \d+: this is not YAML/],
    ['a field that is missing', 'profile: x\n', /line 1, title: /],
    [
      'a word that means nothing',
      profileOf('  - table: t\n    grouping: sideways\n    reads: { kind: delimited }'),
      /county\.yaml is not a source profile: line 7, tables\.0\.grouping: /,
    ],
    [
      'a key nobody knows',
      profileOf('  - table: t\n    grouping: person-lines\n    reads: { kind: json-lines, colour: red }'),
      /line 8, tables\.0\.reads: .*colour/,
    ],
    [
      'a field the record does not have',
      profileOf(
        '  - table: t\n    grouping: rows\n    gives: charge\n    reads: { kind: delimited }\n    fields:\n      person.personId: ID\n      charge.weight: W',
      ),
      /line 12, tables\.0\.fields\.charge\.weight: is not a field of the record/,
    ],
    [
      'a map that is not there',
      profileOf(
        '  - table: t\n    grouping: rows\n    gives: charge\n    reads: { kind: delimited }\n    fields:\n      charge.grade: { column: G, map: grades }',
      ),
      /line 11, .*: there is no map called grades/,
    ],
    [
      'fixed width without widths',
      profileOf(
        '  - table: t\n    grouping: rows\n    gives: charge\n    reads: { kind: fixed-width, columns: [A] }\n    fields: { person.personId: A }',
      ),
      /line 9, .*each column of a fixed-width file needs from and width/,
    ],
    [
      'a date format nobody knows',
      profileOf('  - table: t\n    grouping: person-lines\n    reads: { kind: json-lines }').replace(
        'YYYY-MM-DD',
        'Y-M-D',
      ),
      /line 4, dates\.formats\.0: /,
    ],
    [
      'a broken regular expression',
      profileOf(
        '  - table: t\n    grouping: rows\n    gives: charge\n    reads: { kind: delimited }\n    fields:\n      charge.statute: { column: A, match: "(" }',
      ),
      /line 11, /,
    ],
  ])('with %s are refused with file and line', (_, yaml, expected) => {
    expect(refusalOf(yaml)).toMatch(expected);
  });

  it('of an office stand beside the shipped ones, and replace one of the same name', () => {
    written(
      office,
      'county.yaml',
      profileOf('  - table: t\n    grouping: person-lines\n    reads: { kind: json-lines }'),
    );
    written(
      office,
      'mine.yml',
      profileOf('  - table: t\n    grouping: person-lines\n    reads: { kind: json-lines }').replace(
        'profile: county',
        'profile: canonical',
      ),
    );
    const listed = listProfiles(office);
    expect(listed.map((profile) => [profile.name, profile.title])).toEqual([
      ['ca-doj', expect.anything()],
      ['canonical', 'County export'],
      ['county', 'County export'],
    ]);
  });
});

describe('what a profile can say', () => {
  it('a court export: one row per charge, own words, values from several columns', async () => {
    const profile = written(
      dir,
      'courts.yaml',
      `profile: courts
title: A state's court export
summary: Tab-separated, one row per charge, no count numbers.
coverage: { history: state, pendingMatters: yes }
missing: ['NULL']
dates: { formats: [MM/DD/YY], pivot: 30 }
maps:
  outcomes: { 'Guilty*': convicted, Nolle Prosequi: nolle-prosequi }
  grades: { F: felony, M: misdemeanor }
tables:
  - table: cases
    grouping: rows
    gives: charge
    reads: { kind: delimited, delimiter: tab, quote: none }
    required: [PersonKey, CaseNo]
    leftOut: [Internal]
    fields:
      person.personId: PersonKey
      person.name: Defendant
      person.birthDate: DOB
      person.registrations.0.kind: { constant: sex-offense }
      case.caseNumber: CaseNo
      case.court.name: { columns: [CourtType, Locality], join: ' Court of ' }
      case.court.state: { constant: VA }
      charge.count: { as: sequence }
      charge.statute: { column: Code, match: '^§? ?(.+)$' }
      charge.grade: { column: Class, map: grades, default: misdemeanor }
      charge.disposition.type: { column: Outcome, map: outcomes }
      charge.disposition.text: Outcome
      charge.sentence.confinementDays: { column: Months, as: months }
      charge.sentence.fineCents: { column: Fine, as: dollars }
`,
    );
    const rows = [
      'PersonKey\tDefendant\tDOB\tCaseNo\tCourtType\tLocality\tCode\tClass\tOutcome\tMonths\tFine\tInternal\tJudge',
      '7\tDOE, JAN "JJ"\t02/03/31\tGC1\tCircuit\tTown\t§ 18.2-250.1\tF\tGuilty In Absentia\t12\t$1,250.50\tx\tRoe',
      '7\tDOE, JAN "JJ"\t02/03/31\tGC1\tCircuit\tTown\t18.2-248\t\tTransferred\tNULL\tNULL\tx\t',
    ];
    const read = await imported([written(dir, 'export.txt', `${rows.join('\n')}\n`)], { profile });
    expect(read.records).toMatchObject([
      {
        personId: '7',
        birthDate: '1931-02-03',
        original: { name: 'DOE, JAN "JJ"', birthDate: '02/03/31' },
        registrations: [{ kind: 'sex-offense' }],
        cases: [
          {
            caseNumber: 'GC1',
            court: { name: 'Circuit Court of Town', state: 'VA' },
            charges: [
              {
                count: 1,
                statute: '18.2-250.1',
                grade: 'felony',
                disposition: { type: 'convicted', text: 'Guilty In Absentia' },
                sentence: { confinementDays: 365, fineCents: 125050 },
                unmapped: { Judge: 'Roe' },
              },
              {
                count: 2,
                statute: '18.2-248',
                grade: 'misdemeanor',
                disposition: { type: 'other', text: 'Transferred' },
              },
            ],
          },
        ],
      },
    ]);
    expect(read.issues.map((issue) => [issue.code, issue.column, issue.value])).toEqual([
      ['unknown-field', 'Judge', undefined],
      ['unmapped-value', 'Outcome', 'Transferred'],
    ]);
  });

  it('a prison list in fixed columns without a header', async () => {
    const profile = written(
      dir,
      'prison.yaml',
      `profile: prison
title: A prison's commitments
summary: Fixed width.
dates: { formats: [YYYYMMDD, excel-serial] }
tables:
  - table: commitments
    grouping: rows
    gives: charge
    reads:
      kind: fixed-width
      header: none
      columns:
        - { name: id, from: 1, width: 6 }
        - { name: name, from: 7, width: 14 }
        - { name: county, from: 21, width: 6 }
        - { name: case, from: 27, width: 6 }
        - { name: count, from: 33, width: 2 }
        - { name: offense, from: 35, width: 10 }
        - { name: sentenced, from: 45, width: 8 }
    fields:
      person.personId: id
      person.identifiers.0.type: { constant: DOC }
      person.identifiers.0.value: id
      person.name: name
      case.caseNumber: case
      case.court.county: county
      case.court.name: { constant: Superior Court }
      case.court.state: { constant: CA }
      charge.count: count
      charge.statute: offense
      charge.disposition.type: { constant: convicted }
      charge.sentence.imposedDate: sentenced
`,
    );
    const rows = [
      'AB1234DOE,JÖRG      Kern  BF100101PC459     20050607',
      'AB1234DOE,JÖRG      Kern  BF100102HS11350   38510',
      'AB1235ROE,ANA',
    ];
    const path = written(dir, 'prison.dat', Buffer.from(`${rows.join('\r\n')}\r\n`, 'latin1'));
    const read = await imported([path], { profile });
    expect(read.records).toMatchObject([
      {
        personId: 'AB1234',
        name: { last: 'DOE', first: 'JÖRG' },
        identifiers: [{ type: 'DOC', value: 'AB1234' }],
        cases: [
          {
            court: { name: 'Superior Court', county: 'Kern', state: 'CA' },
            charges: [
              { count: 1, statute: 'PC459', sentence: { imposedDate: '2005-06-07' } },
              { count: 2, statute: 'HS11350', sentence: { imposedDate: '2005-06-07' } },
            ],
          },
        ],
      },
    ]);
    expect(read.issues.map((issue) => issue.code)).toEqual(['wrong-field-count', 'read-as-latin-1']);
  });
});
