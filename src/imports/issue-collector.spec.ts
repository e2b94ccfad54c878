import { IssueCollector } from './issue-collector.js';

describe('texts that a profile does not know', () => {
  it('are counted each by itself, however often they stand there', () => {
    const issues = new IssueCollector();
    for (let row = 1; row <= 5000; row++)
      issues.tally({ file: 'a.csv', row }, 'Outcome', row % 5 === 0 ? 'ODD' : 'RARE');
    expect(issues.unmapped()).toEqual([
      { file: 'a.csv', field: 'Outcome', value: 'RARE', count: 4000, firstRow: 1 },
      { file: 'a.csv', field: 'Outcome', value: 'ODD', count: 1000, firstRow: 5 },
    ]);
  });

  it('are counted together behind two thousand different ones, in parts of the input as in the whole', () => {
    const whole = new IssueCollector();
    const parts = new IssueCollector();
    for (let from = 1; from <= 6000; from += 1000) {
      const part = new IssueCollector();
      for (let row = from; row < from + 1000; row++) {
        // The second half names some of the first again.
        const text = `text ${row <= 3000 ? row : row - 2500}`;
        for (const issues of [whole, part]) issues.tally({ file: 'a.csv', row }, 'Remarks', text);
      }
      parts.add(part.takeAll());
    }
    expect(whole.unmapped()[0]).toMatchObject({ value: '(other texts)', firstRow: 2001 });
    expect(whole.unmapped().reduce((sum, { count }) => sum + count, 0)).toBe(6000);
    expect(parts.unmapped()).toEqual(whole.unmapped());
  });
});
