import type { PersonRecord } from '../../records/index.js';
import { nearestFirst, recordChanges } from './record-changes.js';

const COURT = { name: 'Circuit Court', state: 'MD' };

/** Somebody with a case of two counts and a warrant. */
function someone(): PersonRecord {
  return {
    personId: 'P1',
    source: { file: 'a.csv', row: 2 },
    race: 'unknown',
    cases: [
      {
        caseNumber: 'C-1',
        court: COURT,
        charges: [
          { count: 1, statute: 'CR 5-601', disposition: { type: 'convicted' } },
          { count: 2, statute: 'CR 5-602', disposition: { type: 'pending' }, indicia: ['scale'] },
        ],
        warrants: [{ warrantNumber: 'W-1', status: 'open' }],
      },
    ],
  };
}

/** What is said of the changes that somebody makes to the record. */
function said(change: (record: PersonRecord) => void): string[] {
  const after = someone();
  change(after);
  return recordChanges(someone(), after).map(({ says }) => says);
}
const firstCase = (record: PersonRecord): PersonRecord['cases'][number] => {
  const [found] = record.cases;
  if (found === undefined) throw new Error('no case');
  return found;
};

describe('what changed in a record', () => {
  it('is said down to the field of a count', () => {
    expect(
      said((record) => {
        const count = firstCase(record).charges[1];
        if (count !== undefined) {
          count.disposition = { type: 'dismissed', date: '2026-03-01' };
          count.indicia = ['scale', 'ledger'];
          count.sentence = { endDate: '2020-01-01' };
        }
      }),
    ).toEqual([
      'disposition of count 2 in case C-1: pending → dismissed',
      'indicia of count 2 in case C-1: scale → scale, ledger',
      'disposition date of count 2 in case C-1: nothing → 2026-03-01',
      'sentence end date of count 2 in case C-1: nothing → 2020-01-01',
    ]);
  });

  it('is said of the person, the case, a warrant, and an answer that somebody gave', () => {
    expect(
      said((record) => {
        record.deceased = true;
        record.race = 'white';
        firstCase(record).status = 'closed';
        firstCase(record).warrants = [{ warrantNumber: 'W-1', status: 'quashed', answers: { 'weight-grams': 9.5 } }];
      }),
    ).toEqual([
      'race: unknown → white',
      'deceased: nothing → yes',
      'status of case C-1: nothing → closed',
      'status of warrant W-1 in case C-1: open → quashed',
      'weight-grams of warrant W-1 in case C-1: nothing → 9.5',
    ]);
  });

  it('is a part that came or went', () => {
    expect(
      said((record) => {
        firstCase(record).charges.pop();
        firstCase(record).violations = [{ violationId: 'V-1' }];
        record.cases.push({ caseNumber: 'C-2', court: COURT, charges: [] });
      }),
    ).toEqual(['count 2 in case C-1 is gone', 'violation V-1 in case C-1 is new', 'case C-2 is new']);
  });

  it('is the person where the records did not know them, or know them no more', () => {
    expect(recordChanges(undefined, someone()).map(({ says }) => says)).toEqual(['the person is new in the records']);
    expect(recordChanges(someone(), undefined).map(({ change }) => change)).toEqual(['removed']);
    expect(recordChanges(undefined, undefined)).toEqual([]);
  });

  it('is nothing where only the row, the words of the source or a column that no law knows are others', () => {
    expect(
      said((record) => {
        record.source = { file: 'b.csv', row: 99 };
        record.unmapped = { docket: 'x' };
        firstCase(record).charges[0] = {
          ...{ count: 1, statute: 'CR 5-601', disposition: { type: 'convicted' } },
          original: { statute: 'CR.5.601' },
        };
      }),
    ).toEqual([]);
  });

  it('stands with what is nearest to an item first: the item, its case, the person, other cases', () => {
    const after = someone();
    after.cases.push({ caseNumber: 'C-2', court: COURT, charges: [] });
    after.race = 'white';
    firstCase(after).status = 'closed';
    const count = firstCase(after).charges[1];
    if (count !== undefined) count.statute = 'CR 5-603';
    const ordered = nearestFirst(
      recordChanges(someone(), after),
      { number: 'C-1', court: COURT.name, state: 'MD' },
      {
        kind: 'pending-charge',
        count: 2,
      },
    );
    expect(ordered.map(({ says }) => says)).toEqual([
      'statute of count 2 in case C-1: CR 5-602 → CR 5-603',
      'status of case C-1: nothing → closed',
      'race: unknown → white',
      'case C-2 is new',
    ]);
  });
});
