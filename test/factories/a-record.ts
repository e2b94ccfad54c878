/**
 * Builds records for tests. Every default is lawful and dull (a trespass in Maryland, sentenced and long over), so that
 * a test states only what it is about:
 *
 *     aRecord(aConviction({ statute: 'CR 5-601(a)(1)', grade: 'misdemeanor', sentenceEndDate: '2019-03-01' }))
 *     aRecord({ birthDate: '1950-01-01' }, aPendingCharge(), aWarrant())
 *     aRecord(aCase(aConviction(), aConviction({ count: 2 }), aViolation()))
 *
 * A charge on its own stands in a case of its own. A warrant or a violation on its own joins the case before it.
 */
import type { Charge, CourtCase, LegalDate, PersonRecord, Violation, Warrant } from '../../src/records/record.js';

type Part =
  | { part: 'charge'; charge: Charge }
  | { part: 'warrant'; warrant: Warrant }
  | { part: 'violation'; violation: Violation };
type CasePart = { part: 'case'; theCase: CourtCase };

/** What a conviction of a test may say: the fields of a charge, and the two that most tests are about. */
export interface ConvictionFields extends Omit<Charge, 'count'> {
  count?: number;
  convictionDate?: LegalDate;
  sentenceEndDate?: LegalDate;
}

/** A charge that ended in a conviction in 2010, with a month of probation that ended in the same year. */
export function aConviction(fields: ConvictionFields = {}): Part {
  const { convictionDate = '2010-06-01', sentenceEndDate = '2010-07-01', ...rest } = fields;
  return {
    part: 'charge',
    charge: {
      count: 1,
      statute: 'CR 6-403(b)',
      description: 'Trespass on private property',
      grade: 'misdemeanor',
      offenseDate: '2010-03-01',
      arrestDate: '2010-03-01',
      disposition: { type: 'convicted', date: convictionDate },
      sentence: {
        imposedDate: convictionDate,
        probationDays: 30,
        supervision: 'probation',
        status: 'completed',
        probationEndDate: sentenceEndDate,
        endDate: sentenceEndDate,
      },
      ...rest,
    },
  };
}

/** A charge of early 2022 that has not ended. */
export function aPendingCharge(fields: Partial<Charge> = {}): Part {
  return {
    part: 'charge',
    charge: {
      count: 1,
      statute: 'CR 6-403(b)',
      description: 'Trespass on private property',
      grade: 'misdemeanor',
      offenseDate: '2022-02-01',
      arrestDate: '2022-02-01',
      disposition: { type: 'pending' },
      ...fields,
    },
  };
}

/** An open bench warrant on every charge of its case. */
export function aWarrant(fields: Partial<Warrant> = {}): Part {
  return {
    part: 'warrant',
    warrant: { warrantNumber: 'W-1', kind: 'bench', issuedDate: '2022-03-01', status: 'open', ...fields },
  };
}

/** A pending technical violation of probation on every conviction of its case; what is alleged is not said. */
export function aViolation(fields: Partial<Violation> = {}): Part {
  return {
    part: 'violation',
    violation: { violationId: 'V-1', kind: 'technical', filedDate: '2010-06-20', status: 'pending', ...fields },
  };
}

/** A case of Baltimore City's district court with the parts given; open where one of its charges is pending. */
export function aCase(...given: (Part | Partial<CourtCase>)[]): CasePart {
  const parts = given.filter(isPart);
  const fields = Object.assign({}, ...given.filter((each) => !isPart(each))) as Partial<CourtCase>;
  const charges = parts.flatMap((each) => (each.part === 'charge' ? [each.charge] : []));
  const warrants = parts.flatMap((each) => (each.part === 'warrant' ? [each.warrant] : []));
  const violations = parts.flatMap((each) => (each.part === 'violation' ? [each.violation] : []));
  const pending = charges.some(({ disposition }) => disposition?.type === 'pending');
  return {
    part: 'case',
    theCase: {
      caseNumber: 'CASE-1',
      court: { name: 'District Court of Maryland for Baltimore City', county: 'Baltimore City', state: 'MD' },
      status: pending ? 'open' : 'closed',
      charges,
      ...(warrants.length > 0 ? { warrants } : {}),
      ...(violations.length > 0 ? { violations } : {}),
      ...fields,
    },
  };
}

/** A person of 42 (in 2022) whose file is complete for the state and for pending matters, with the parts given. */
export function aRecord(...given: (Part | CasePart | Partial<PersonRecord>)[]): PersonRecord {
  const cases: CourtCase[] = [];
  let fields: Partial<PersonRecord> = {};
  let loose: Part[] = [];
  const close = () => {
    if (loose.length > 0) cases.push(aCase(...loose).theCase);
    loose = [];
  };
  for (const each of given) {
    if (!isPart(each)) fields = { ...fields, ...each };
    else if (each.part === 'case') {
      close();
      cases.push(each.theCase);
    } else {
      if (each.part === 'charge') close();
      loose.push(each);
    }
  }
  close();
  numberCases(cases);
  return {
    personId: 'P-1',
    name: { first: 'Alex', last: 'Example' },
    birthDate: '1980-01-15',
    coverage: { history: 'state', pendingMatters: 'yes' },
    ...fields,
    cases: fields.cases ?? cases,
  };
}

/** Cases that were not given a number of their own count up, so that no two share one. */
function numberCases(cases: CourtCase[]): void {
  cases.forEach((each, index) => {
    if (each.caseNumber === 'CASE-1') each.caseNumber = `CASE-${index + 1}`;
  });
}

function isPart<T extends object>(given: T): given is Extract<T, { part: string }> {
  return 'part' in given;
}
