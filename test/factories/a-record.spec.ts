import { aCase, aConviction, aPendingCharge, aRecord, aViolation, aWarrant } from './index.js';

describe('the record factories', () => {
  it('put each charge on its own into a case of its own, with a number of its own', () => {
    const record = aRecord(aConviction(), aConviction({ statute: 'CR 5-601(a)(1)' }));
    expect(record.cases.map((each) => [each.caseNumber, each.charges[0]?.statute])).toEqual([
      ['CASE-1', 'CR 6-403(b)'],
      ['CASE-2', 'CR 5-601(a)(1)'],
    ]);
  });

  it('join a warrant to the charge before it, and leave that case open', () => {
    const [theCase] = aRecord(aPendingCharge(), aWarrant({ issuedDate: '1989-04-01' })).cases;
    expect(theCase).toMatchObject({ status: 'open', warrants: [{ issuedDate: '1989-04-01', status: 'open' }] });
  });

  it('keep several counts and a violation in one case where a case is given', () => {
    const { cases } = aRecord(aCase({ caseNumber: 'X-9' }, aConviction(), aConviction({ count: 2 }), aViolation()));
    expect(cases).toHaveLength(1);
    expect(cases[0]).toMatchObject({ caseNumber: 'X-9', charges: [{ count: 1 }, { count: 2 }], violations: [{}] });
  });

  it('let a test state only the day the sentence ended', () => {
    const [theCase] = aRecord(aConviction({ sentenceEndDate: '2019-03-01' })).cases;
    expect(theCase?.charges[0]?.sentence).toMatchObject({ endDate: '2019-03-01', status: 'completed' });
  });
});
