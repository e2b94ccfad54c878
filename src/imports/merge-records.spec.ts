import fc from 'fast-check';
import type { Charge, CourtCase, PersonRecord } from '../records/record.js';
import { mergeRecords } from './merge-records.js';

const court = { name: 'Circuit Court', state: 'MD' };

function person(given: Partial<PersonRecord> = {}): PersonRecord {
  return { personId: 'P1', cases: [], ...given };
}

function aCase(caseNumber: string, charges: Charge[] = [], given: Partial<CourtCase> = {}): CourtCase {
  return { caseNumber, court, charges, ...given };
}

describe('two records of one person', () => {
  it('are joined by natural keys: case, count, warrant, violation', () => {
    const merged = mergeRecords(
      person({
        cases: [
          aCase('B', [{ count: 2, statute: 'CR 5-601' }], { warrants: [{ warrantNumber: 'W1', status: 'open' }] }),
          aCase('A', [{ count: 1 }]),
        ],
      }),
      person({
        cases: [
          aCase('B', [{ count: 1 }, { count: 2, grade: 'felony' }], {
            warrants: [{ warrantNumber: 'W1', status: 'recalled' }],
            violations: [{ violationId: 'V1' }],
          }),
        ],
      }),
    );
    expect(merged.cases).toEqual([
      aCase('A', [{ count: 1 }]),
      aCase('B', [{ count: 1 }, { count: 2, statute: 'CR 5-601', grade: 'felony' }], {
        warrants: [{ warrantNumber: 'W1', status: 'recalled' }],
        violations: [{ violationId: 'V1' }],
      }),
    ]);
  });

  it('with the same case number in two courts have two cases', () => {
    const elsewhere = { name: 'District Court', state: 'MD' };
    const merged = mergeRecords(
      person({ cases: [aCase('A')] }),
      person({ cases: [{ ...aCase('A'), court: elsewhere }] }),
    );
    expect(merged.cases.map((one) => one.court.name)).toEqual(['Circuit Court', 'District Court']);
  });

  it('of which the later has another outcome take the whole of it', () => {
    const merged = mergeRecords(
      person({ cases: [aCase('A', [{ count: 1, disposition: { type: 'deferred', grantedDate: '2010-01-01' } }])] }),
      person({ cases: [aCase('A', [{ count: 1, disposition: { type: 'dismissed', date: '2011-01-01' } }])] }),
    );
    expect(merged.cases[0]?.charges[0]?.disposition).toEqual({ type: 'dismissed', date: '2011-01-01' });
  });

  it('that tell the same outcome complete each other', () => {
    const merged = mergeRecords(
      person({
        cases: [
          aCase('A', [
            {
              count: 1,
              disposition: { type: 'convicted', date: '2010-01-01' },
              sentence: { imposedDate: '2010-01-01', fineCents: 100 },
            },
          ]),
        ],
      }),
      person({
        cases: [aCase('A', [{ count: 1, disposition: { text: 'GUILTY' }, sentence: { endDate: '2012-01-01' } }])],
      }),
    );
    expect(merged.cases[0]?.charges[0]).toMatchObject({
      disposition: { type: 'convicted', date: '2010-01-01', text: 'GUILTY' },
      sentence: { imposedDate: '2010-01-01', fineCents: 100, endDate: '2012-01-01' },
    });
  });

  it('keep the names and dates of birth that a person has also borne', () => {
    const merged = mergeRecords(
      person({ name: { last: 'DOE' }, birthDate: '1970-01-01', identifiers: [{ type: 'SID', value: '1' }] }),
      person({ name: { last: 'ROE' }, birthDate: '1970-01-02', identifiers: [{ type: 'FBI', value: '2' }] }),
    );
    expect(merged).toMatchObject({
      name: { last: 'ROE' },
      aliases: [{ last: 'DOE' }],
      birthDate: '1970-01-02',
      otherBirthDates: ['1970-01-01'],
    });
    expect(merged.identifiers).toHaveLength(2);
  });

  it('know a stand-in for a case number and the number that came later for one case', () => {
    const standIn = aCase('cycle 101 step 002', [{ count: 1 }], {
      original: { cycleStep: '101002', caseNumberFrom: 'position in the file' },
    });
    const numbered = aCase('BA1', [{ count: 1, grade: 'felony' }], { original: { cycleStep: '101002' } });
    for (const [earlier, later] of [
      [standIn, numbered],
      [numbered, standIn],
    ] as const) {
      const merged = mergeRecords(person({ cases: [earlier] }), person({ cases: [later] }));
      expect(merged.cases).toEqual([
        aCase('BA1', [{ count: 1, grade: 'felony' }], { original: { cycleStep: '101002' } }),
      ]);
    }
  });

  const charge = fc.record(
    {
      count: fc.integer({ min: 1, max: 3 }),
      statute: fc.constantFrom('A', 'B'),
      grade: fc.constantFrom('felony' as const),
    },
    { requiredKeys: ['count'] },
  );
  const anyCase = fc
    .tuple(fc.constantFrom('1', '2', '3'), fc.uniqueArray(charge, { selector: (one) => one.count, maxLength: 3 }))
    .map(([number, charges]) => aCase(number, charges));
  const anyPerson = fc.record(
    {
      personId: fc.constant('P1'),
      cases: fc.uniqueArray(anyCase, { selector: (one) => one.caseNumber, maxLength: 3 }),
      birthDate: fc.constantFrom('1970-01-01', '1971-01-01'),
      name: fc.constantFrom({ last: 'DOE' }, { last: 'ROE' }),
    },
    { requiredKeys: ['personId', 'cases'] },
  );

  it('come to the same when merged again, and lose nothing that was there', () => {
    fc.assert(
      fc.property(anyPerson, anyPerson, (a, b) => {
        const merged = mergeRecords(a, b);
        expect(mergeRecords(merged, b)).toEqual(merged);
        for (const one of [...a.cases, ...b.cases]) {
          const kept = merged.cases.find((other) => other.caseNumber === one.caseNumber);
          expect(kept?.charges.map((c) => c.count)).toEqual(expect.arrayContaining(one.charges.map((c) => c.count)));
        }
        for (const date of [a.birthDate, b.birthDate]) {
          if (date !== undefined) expect([merged.birthDate, ...(merged.otherBirthDates ?? [])]).toContain(date);
        }
      }),
    );
  });

  it('do not depend on the order in which three fragments are joined', () => {
    fc.assert(
      fc.property(anyPerson, anyPerson, anyPerson, (a, b, c) => {
        expect(mergeRecords(mergeRecords(a, b), c)).toEqual(mergeRecords(a, mergeRecords(b, c)));
      }),
    );
  });

  it('are left as they were', () => {
    fc.assert(
      fc.property(anyPerson, anyPerson, (a, b) => {
        const before = JSON.stringify([a, b]);
        mergeRecords(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });
});

describe('what a person put right', () => {
  const said = { by: 'A. Clerk', at: '2026-11-22T10:00:00.00Z', source: 'the file jacket' };
  const answered = person({
    cases: [
      aCase('A', [
        {
          count: 1,
          disposition: { type: 'dismissed', date: '2010-03-02' },
          corrections: [{ field: 'disposition.type', fact: 'disposition', to: 'dismissed', ...said }],
        },
      ]),
    ],
  });

  it('is not undone by a newer export, and what that says is kept beside it', () => {
    const later = person({
      cases: [aCase('A', [{ count: 1, grade: 'felony', disposition: { type: 'convicted', date: '2010-04-01' } }])],
    });
    const [charge] = mergeRecords(answered, later).cases[0]?.charges ?? [];
    expect(charge).toEqual({
      count: 1,
      grade: 'felony',
      disposition: { type: 'dismissed', date: '2010-04-01' },
      corrections: [{ field: 'disposition.type', fact: 'disposition', from: 'convicted', to: 'dismissed', ...said }],
    });
    expect(later.cases[0]?.charges[0]?.disposition?.type).toBe('convicted');
  });

  it('stays as it is where a newer export says nothing of it', () => {
    expect(mergeRecords(answered, person({ cases: [aCase('A', [{ count: 1 }])] }))).toEqual(answered);
  });

  it('about other records ends with the coverage of a newer export', () => {
    const looked = person({
      coverage: { history: 'national' },
      corrections: [{ field: 'coverage.history', fact: 'criminal-history', to: 'national', ...said }],
    });
    expect(mergeRecords(looked, person({ coverage: { history: 'county' } }))).toEqual(
      person({ coverage: { history: 'county' } }),
    );
    expect(mergeRecords(looked, person())).toEqual(looked);
  });
});
