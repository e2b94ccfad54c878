import type { UnmappedValue } from './intake.js';
import { unmappedIn, unmappedIssue } from './unmapped-issue.js';

describe('what a profile did not know', () => {
  it.each<UnmappedValue>([
    { file: 'a.csv', field: 'Judge', count: 1, firstRow: 2 },
    { file: 'a.csv', field: 'Judge', count: 4711, firstRow: 3 },
    { file: 'a.csv', field: 'Outcome', value: 'Transferred', count: 1, firstRow: 9 },
    { file: 'a.csv', field: 'Outcome', value: '', count: 12, firstRow: 9 },
    { file: 'a.csv', field: 'disposition.text', value: 'ODD ENDING', count: 2, firstRow: 5 },
    { file: 'list, on 3 rows, first on row 1.csv', field: 'x, on 8 rows, first on row 2', count: 6, firstRow: 7 },
  ])('comes back from its issue as it went in: %j', (entry) => {
    expect(unmappedIn(unmappedIssue(entry))).toEqual(entry);
  });

  it('is in no other issue', () => {
    expect(unmappedIn({ file: 'a.csv', row: 2, column: 'x', code: 'bad-date', message: 'x, on 2 rows.' })).toBeNull();
  });
});
