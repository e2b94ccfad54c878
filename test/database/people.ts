import type { CourtCase, PersonRecord } from '../../src/records/index.js';
import type { ImportMeta } from '../../src/records/index.js';

/** A dull record of an invented person: one case, one charge. */
export function aPerson(personId: string, more: Partial<PersonRecord> = {}): PersonRecord {
  return {
    personId,
    name: { first: 'Ada', last: 'Example' },
    birthDate: '1980-02-29',
    cases: [aCase(`${personId}-1`)],
    ...more,
  };
}

/** A closed case with one conviction. */
export function aCase(caseNumber: string, statute = 'HS 11350(a)'): CourtCase {
  return {
    caseNumber,
    court: { name: 'Superior Court', county: 'Fresno', state: 'CA' },
    charges: [
      {
        count: 1,
        statute,
        grade: 'felony',
        offenseDate: '2010-01-05',
        disposition: { type: 'convicted', date: '2010-03-02' },
      },
    ],
  };
}

/** What an import of the invented file is told; each hash is another file. */
export function aFile(inputHash: string): ImportMeta {
  return {
    profile: 'canonical',
    coverage: { history: 'state', pendingMatters: 'yes' },
    files: [{ name: 'people.jsonl', bytes: 100 }],
    inputHash,
  };
}
