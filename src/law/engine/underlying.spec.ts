import type { Charge, CourtCase, PersonRecord, Violation, Warrant } from '../../records/record.js';
import type { Determination } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import { compiledPath, criterion } from './synthetic-pack.js';

const court = { name: 'Superior Court', county: 'Fresno', state: 'CA' };

/** A path that asks the court to quash a warrant where every charge beneath it is possession. */
const quash = compiledPath({
  items: ['warrant'],
  relief: 'quash',
  requires: [criterion('all-possession', { every: { of: 'underlying', where: { offense: 'possession' } } })],
});
const drop = compiledPath({
  items: ['probation-violation'],
  relief: 'dismiss',
  requires: [criterion('all-possession', { every: { of: 'underlying', where: { offense: 'possession' } } })],
});

function possession(over: Partial<Charge> = {}): Charge {
  return { count: 1, statute: 'HS 11350(a)', offenseDate: '2010-01-05', ...over };
}
const failureToAppear: Charge = { count: 1, description: 'FAILURE TO APPEAR' };
const warrant: Warrant = { warrantNumber: 'W1', status: 'open', issuedDate: '2010-06-01' };

/** The case the matter itself stands in. */
function theMatter(over: Partial<CourtCase> = {}): CourtCase {
  return { caseNumber: '10CR00118', court, filedDate: '2010-02-01', status: 'open', charges: [possession()], ...over };
}
/** The case a warrant is booked under, with nothing in it but process. */
function theProcess(over: Partial<CourtCase> = {}): CourtCase {
  return { caseNumber: 'FT-77', court, charges: [failureToAppear], warrants: [warrant], ...over };
}

function judge(cases: CourtCase[], path = quash): Determination[] {
  const person: PersonRecord = { personId: 'P1', cases };
  return evaluateRecord(person, path, { asOf: '2020-01-01' });
}
function only(cases: CourtCase[], path = quash): Determination {
  const found = judge(cases, path);
  expect(found).toHaveLength(1);
  return found[0] as Determination;
}
const valuesOf = (found: Determination): string[] =>
  found.criteria.flatMap((each) => (each.id === 'all-possession' ? each.facts.map((fact) => fact.value) : []));

describe('a warrant rests on', () => {
  it('the charges of its own case, whatever its kind says', () => {
    const found = only([theMatter({ warrants: [{ ...warrant, kind: 'failure-to-appear' }] })]);
    expect(found.outcome).toBe('eligible');
    expect(valuesOf(found)).toEqual(['HS 11350(a), case 10CR00118 count 1']);
  });

  it('the case that the record names, where its own holds only failure to appear - with the basis in the trace', () => {
    const found = only([theMatter(), theProcess({ warrants: [{ ...warrant, underlyingCaseNumber: '10-CR-00118' }] })]);
    expect(found.outcome).toBe('eligible');
    expect(valuesOf(found)).toEqual(['HS 11350(a), case 10CR00118 count 1; linked by cross-reference: certain']);
  });

  it('a case named by the case it is booked under', () => {
    expect(only([theMatter(), theProcess({ underlyingCaseNumber: '10CR00118' })]).outcome).toBe('eligible');
  });

  it('the case whose number stands in the description', () => {
    const charges = [{ count: 1, description: 'CONTEMPT OF COURT (10-CR-00118)' }];
    expect(valuesOf(only([theMatter(), theProcess({ charges })]))).toEqual([
      'HS 11350(a), case 10CR00118 count 1; linked by cross-reference: certain',
    ]);
  });

  it('a question, where the record names a case that the file does not hold', () => {
    const found = only([theMatter(), theProcess({ underlyingCaseNumber: '09CR99999' })]);
    expect(found.outcome).toBe('needs-facts');
    expect(found.missing.map(({ fact, question }) => `${fact}: ${question}`)).toContain(
      'underlying-charges: Which charges does case 09CR99999 hold? The file does not have it.',
    );
  });

  it('probably the case whose number its own extends: a question, not a guess', () => {
    const found = only([theMatter(), theProcess({ caseNumber: '10CR00118-FTA' })]);
    expect(found.outcome).toBe('needs-facts');
    expect(found.missing[0]?.question).toBe(
      'About the underlying charge HS 11350(a), case 10CR00118 count 1; linked by the case number: probable: Is it what the warrant or the violation rests on?',
    );
  });

  it('probably the one case that was running when it was issued', () => {
    const found = only([theMatter(), theProcess()]);
    expect(found.outcome).toBe('needs-facts');
    expect(found.missing[0]?.question).toContain('linked by person and date: probable');
  });

  it('possibly one of several cases that were running', () => {
    const other = theMatter({ caseNumber: '10CR00200' });
    expect(only([theMatter(), other, theProcess()]).missing[0]?.question).toContain(
      'linked by person and date: possible',
    );
  });

  it.each([
    [
      'the day before the warrant is no more',
      '2010-05-31',
      'underlying-charges: Which charges or convictions does it rest on?',
    ],
    ['the day of the warrant is still running', '2010-06-01', 'linked by person and date: probable'],
    ['the day after the warrant is still running', '2010-06-02', 'linked by person and date: probable'],
  ])('a case dismissed %s', (_when, date, says) => {
    const matter = theMatter({ status: 'closed', charges: [possession({ disposition: { type: 'dismissed', date } })] });
    const [first] = only([matter, theProcess()]).missing;
    expect(`${first?.fact}: ${first?.question}`).toContain(says);
  });

  it('no case that was filed after it, and none of another county', () => {
    const says = 'Which charges or convictions does it rest on?';
    expect(only([theMatter({ filedDate: '2010-06-02' }), theProcess()]).missing[0]?.question).toBe(says);
    const elsewhere = theMatter({ court: { ...court, county: 'Kern' } });
    expect(only([elsewhere, theProcess()]).missing[0]?.question).toBe(says);
  });

  it('what it names, although a count of process stands beside it', () => {
    const charges = [possession(), { ...failureToAppear, count: 2 }];
    expect(only([theMatter({ charges, warrants: [{ ...warrant, counts: [1] }] })]).outcome).toBe('eligible');
    expect(only([theMatter({ charges, warrants: [warrant] })]).outcome).toBe('needs-facts');
  });
});

describe('a probation violation rests on', () => {
  const convicted = possession({
    disposition: { type: 'convicted', date: '2010-03-02' },
    sentence: { probationDays: 365, imposedDate: '2010-03-02' },
  });
  const booked = (filedDate: string): CourtCase =>
    theProcess({
      caseNumber: 'VOP-4',
      charges: [{ count: 1, description: 'Violation of probation' }],
      warrants: [],
      violations: [{ violationId: 'V1', status: 'pending', filedDate } satisfies Violation],
    });

  it.each([
    ['the last day of probation', '2011-03-02', 'linked by person and date: probable'],
    ['the day after probation ended', '2011-03-03', 'Which charges or convictions does it rest on?'],
  ])('the conviction whose probation was running on %s', (_when, filed, says) => {
    const matter = theMatter({ status: 'closed', charges: [convicted] });
    expect(only([matter, booked(filed)], drop).missing[0]?.question).toContain(says);
  });

  it('never a charge that put no one on probation', () => {
    const dismissed = possession({ disposition: { type: 'dismissed', date: '2010-12-01' } });
    expect(only([theMatter({ charges: [dismissed] }), booked('2010-06-01')], drop).missing[0]?.question).toBe(
      'Which charges or convictions does it rest on?',
    );
  });
});
