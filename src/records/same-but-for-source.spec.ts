import { sameButForSource } from './same-but-for-source.js';
import type { PersonRecord } from './record.js';

function record(row: number, more: Partial<PersonRecord> = {}): PersonRecord {
  return {
    personId: 'P-1',
    source: { file: `export-${row}.csv`, row },
    cases: [
      {
        caseNumber: '14-100',
        court: { name: 'Superior Court', state: 'CA' },
        charges: [{ count: 1, statute: 'HS 11350(a)', source: { file: 'export.csv', row } }],
      },
    ],
    ...more,
  };
}

describe('two records', () => {
  it('are the same when only files and rows differ, at any depth', () => {
    expect(sameButForSource(record(2), record(9))).toBe(true);
  });

  it('differ when a fact differs, is new or is gone', () => {
    expect(sameButForSource(record(2), record(2, { sex: 'female' }))).toBe(false);
    expect(sameButForSource(record(2, { sex: 'female' }), record(2))).toBe(false);
    expect(sameButForSource(record(2, { sex: 'female' }), record(2, { sex: 'male' }))).toBe(false);
    expect(sameButForSource(record(2), record(2, { cases: [] }))).toBe(false);
  });

  it("differ by a column of the source's own that is called source", () => {
    expect(
      sameButForSource(record(2, { unmapped: { source: 'DOJ' } }), record(2, { unmapped: { source: 'FBI' } })),
    ).toBe(false);
  });

  it('do not differ by a field that is undefined', () => {
    expect(sameButForSource(record(2, { sex: undefined }), record(2))).toBe(true);
  });
});
