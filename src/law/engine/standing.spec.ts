import type { Charge, CourtCase, Disposition } from '../../records/record.js';
import { MET, NOT_MET, UNKNOWN } from './determination.js';
import { evaluateRecord } from './evaluate.js';
import { dispositionTypes, standingOf } from './standing.js';
import { compiledPath, criterion } from './synthetic-pack.js';

type Status = CourtCase['status'];

const aCase = (disposition: Disposition | undefined, state: string, status?: Status): CourtCase => ({
  caseNumber: 'A1',
  court: { name: 'Court', state },
  ...(status === undefined ? {} : { status }),
  charges: [{ count: 1, ...(disposition === undefined ? {} : { disposition }) }],
});

function standing(disposition: Disposition | undefined, state = 'MD', status?: Status) {
  const courtCase = aCase(disposition, state, status);
  return standingOf(courtCase.charges[0] as Charge, courtCase);
}

function types(disposition: Disposition | undefined, state = 'MD', status?: Status) {
  const courtCase = aCase(disposition, state, status);
  return dispositionTypes(courtCase.charges[0] as Charge, courtCase);
}

const CONVICTED = { conviction: MET, nonconviction: NOT_MET, pending: NOT_MET };
const ENDED = { conviction: NOT_MET, nonconviction: MET, pending: NOT_MET };
const ALIVE = { conviction: NOT_MET, nonconviction: NOT_MET, pending: MET };
const CLOSED = { conviction: NOT_MET, nonconviction: NOT_MET, pending: NOT_MET };
const UNKNOWN_ALL = { conviction: UNKNOWN, nonconviction: UNKNOWN, pending: UNKNOWN };

describe('a charge whose type of disposition says nothing', () => {
  it.each<[string, string, object, string[] | null]>([
    ['MD', 'NOLLE PROSEQUI', ENDED, ['nolle-prosequi']],
    ['MD', 'STET', ALIVE, ['stet']],
    ['MD', 'PROBATION BEFORE JUDGMENT', ENDED, ['probation-before-judgment']],
    ['MD', 'GUILTY', CONVICTED, ['convicted']],
    ['WA', 'Dismissed with leave', ALIVE, ['pending']],
    ['OR', 'Conviction of a lesser charge', CLOSED, ['lesser']],
    ['CA', 'CONV SET ASIDE & DISM PER 1203.4 PC', ENDED, ['set-aside']],
    ['CA', 'PROS REL-DET ONLY-LACK OF EVID', ENDED, ['no-complaint']],
    ['NY', 'Dismissed - ACD', ENDED, ['deferred']],
    ['CA', 'DIVERSION COMPLETED-DISMISSED', ENDED, ['diverted']],
    ['RI', 'NOLO CONTENDERE', UNKNOWN_ALL, null],
    ['CA', 'REL/TOT OTHER JURIS/AUTH', UNKNOWN_ALL, null],
    ['MD', 'a phrase nobody wrote down', UNKNOWN_ALL, null],
  ])('in %s becomes what the phrase "%s" comes to', (state, text, expected, type) => {
    expect(standing({ text }, state)).toEqual(expected);
    expect(standing({ type: 'other', text }, state)).toEqual(expected);
    expect(types({ text }, state)).toEqual(type);
    expect(types({ type: 'other', text }, state)).toEqual(type);
  });

  it('is deferred until the record says that the deferral is over - it may have been restored', () => {
    const acd = { text: 'Adjourned in Contemplation of Dismissal' };
    expect(standing(acd, 'NY')).toEqual({ conviction: NOT_MET, nonconviction: UNKNOWN, pending: UNKNOWN });
    expect(standing(acd, 'NY', 'open')).toEqual(ALIVE);
    expect(standing(acd, 'NY', 'closed')).toEqual(ENDED);
    expect(standing({ ...acd, grantedDate: '2019-01-02', date: '2019-07-02' }, 'NY')).toEqual(ENDED);
  });

  it('is over somehow in a closed case with a phrase nobody wrote down, and still charged in an open one', () => {
    expect(standing({ text: 'whatever' }, 'MD', 'closed')).toEqual({ ...UNKNOWN_ALL, pending: NOT_MET });
    expect(standing({ text: 'whatever' }, 'MD', 'open')).toEqual(ALIVE);
  });

  it('may be pending elsewhere after a transfer, though this case is closed - a transfer ends nothing', () => {
    expect(standing({ text: 'Bound over' }, 'MD', 'closed')).toEqual(UNKNOWN_ALL);
  });
});

describe('a charge with a type and a phrase', () => {
  it('stays what the type says where nobody wrote the phrase down', () => {
    expect(standing({ type: 'dismissed', text: 'whatever' })).toEqual(ENDED);
    expect(standing({ type: 'convicted', text: 'NON TRIAL DISPOSITION' }, 'VT')).toEqual(CONVICTED);
    expect(types({ type: 'dismissed', text: 'whatever' })).toEqual(['dismissed']);
  });

  it('is both a dismissal and a nolle prosequi where type and phrase say the same in two words', () => {
    expect(standing({ type: 'dismissed', text: 'NOLLE PROSEQUI' })).toEqual(ENDED);
    expect(types({ type: 'dismissed', text: 'NOLLE PROSEQUI' })).toEqual(['dismissed', 'nolle-prosequi']);
  });

  it('is pending where the type says dismissed and the phrase that it can come back - it must not be overlooked', () => {
    const found = { type: 'dismissed', text: 'Dismissed with leave to reinstate' } as const;
    expect(standing(found)).toEqual({ conviction: NOT_MET, nonconviction: UNKNOWN, pending: MET });
    expect(types(found)).toBeNull();
    expect(standing({ type: 'dismissed', text: 'STET' }).pending).toBe(MET);
    expect(standing({ type: 'pending', text: 'Dismissed' }).pending).toBe(MET);
  });

  it('may or may not be a conviction where type and phrase contradict each other', () => {
    const lesser = { type: 'convicted', text: 'Conviction of a lesser charge' } as const;
    expect(standing(lesser)).toEqual({ conviction: UNKNOWN, nonconviction: NOT_MET, pending: NOT_MET });
    expect(types(lesser)).toBeNull();
    const dismissed = { conviction: UNKNOWN, nonconviction: UNKNOWN, pending: NOT_MET };
    expect(standing({ type: 'convicted', text: 'Dismissed' })).toEqual(dismissed);
    expect(standing({ type: 'dismissed', text: 'Guilty' })).toEqual(dismissed);
    expect(standing({ type: 'vacated', text: 'Guilty' })).toEqual(dismissed);
    expect(standing({ type: 'convicted', text: 'PBJ' })).toEqual(dismissed);
    expect(standing({ type: 'pending', text: 'Guilty' })).toEqual({ ...UNKNOWN_ALL, nonconviction: NOT_MET });
  });

  it('is over where a deferral was completed, though the case is open for other counts', () => {
    expect(standing({ type: 'deferred', text: 'Deferral completed' }, 'MD', 'open')).toEqual(ENDED);
    expect(standing({ type: 'diverted', text: 'Dismissed' }, 'MD', 'open')).toEqual(ENDED);
    expect(types({ type: 'deferred', text: 'Deferral completed' }, 'MD', 'open')).toEqual(['deferred']);
    expect(types({ type: 'deferred', text: 'Deferral completed' })).toEqual(['deferred']);
  });

  it('takes from the phrase what the type leaves open', () => {
    expect(standing({ type: 'none-recorded', text: 'Dismissed' })).toEqual(ENDED);
    expect(types({ type: 'none-recorded', text: 'Dismissed' })).toEqual(['dismissed']);
    expect(types({ type: 'none-recorded' })).toBeNull();
    expect(standing({ type: 'none-recorded', text: 'Disposition unknown' }).conviction).toBe(NOT_MET);
  });

  it('dismissed because it goes on elsewhere has not ended for certain', () => {
    const found = standing({ type: 'dismissed', text: 'Dismissed - indicted' });
    expect(found).toEqual({ conviction: NOT_MET, nonconviction: UNKNOWN, pending: UNKNOWN });
    expect(standing({ type: 'convicted', text: 'Transferred' })).toEqual(CONVICTED);
  });

  it('is judged by the phrases of the court\u2019s own state', () => {
    expect(standing({ text: 'FILED' }, 'RI', 'closed')).toEqual(ENDED);
    expect(standing({ text: 'FILED' }, 'CA')).toEqual(UNKNOWN_ALL);
  });
});

describe('a determination', () => {
  const outcomes = (disposition: Disposition, path: Record<string, unknown>, more: Charge[] = []) =>
    evaluateRecord(
      {
        personId: 'P',
        cases: [
          {
            caseNumber: 'A',
            court: { name: 'Court', state: 'CA' },
            charges: [{ count: 1, statute: 'HS 11350(a)', grade: 'felony', disposition }],
          },
          { caseNumber: 'B', court: { name: 'Court', state: 'CA' }, charges: more },
        ],
      },
      compiledPath(path),
      { asOf: '2020-01-01' },
    ).map(({ item, outcome, missing }) => [item.kind, outcome, ...missing.map((each) => each.fact)].join(' '));
  const lesser = {
    count: 1,
    statute: 'PC 187',
    disposition: { date: '2019-01-01', text: 'Conviction of a lesser charge' },
  };
  const all = { items: ['conviction', 'nonconviction', 'pending-charge'] };

  it('on relief for pending charges speaks of a charge dismissed with leave', () => {
    const found = outcomes({ type: 'dismissed', text: 'Dismissed with leave to reinstate' }, all);
    expect(found).toEqual(['nonconviction needs-facts disposition', 'pending-charge eligible']);
  });

  it('speaks of no charge that was closed by a conviction of a lesser one', () => {
    expect(outcomes({ text: 'Conviction of a lesser charge' }, all)).toEqual([]);
  });

  it('asks how the charge ended where type and phrase contradict each other', () => {
    expect(outcomes({ type: 'convicted', text: 'Conviction of a lesser charge' }, all)).toEqual([
      'conviction needs-facts disposition',
    ]);
  });

  it('counts the lesser conviction among the person\u2019s convictions, under a statute that is not known', () => {
    const convicted = { type: 'convicted', date: '2010-03-02' } as const;
    const unless = (where: unknown) => ({
      unless: [criterion('prior', { some: { of: 'convictions', where } })],
    });
    expect(outcomes(convicted, unless({ fact: 'disposition', is: 'convicted' }), [lesser])).toEqual([
      'conviction not-eligible',
    ]);
    expect(outcomes(convicted, unless({ offense: 'grave' }), [lesser])).toEqual(['conviction needs-facts statute']);
    const named = { count: 2, statute: 'PC 459', disposition: convicted };
    expect(outcomes(convicted, unless({ offense: 'grave' }), [lesser, named])).toEqual(['conviction eligible']);
  });

  it('finds a probation before judgment beneath a violation by its phrase alone', () => {
    const record = {
      personId: 'P',
      cases: [
        {
          caseNumber: 'A',
          court: { name: 'Court', state: 'CA' },
          charges: [{ count: 1, statute: 'HS 11350(a)', disposition: { text: 'Deferred entry of judgment' } }],
          violations: [{ violationId: 'V', status: 'pending' as const }],
        },
      ],
    };
    const path = compiledPath({ items: ['probation-violation'] });
    expect(evaluateRecord(record, path, { asOf: '2020-01-01' }).map(({ outcome }) => outcome)).toEqual(['eligible']);
  });
});
