import type { JobProgress } from './job-progress.js';
import { amount, duration, percentage, progressSentence } from './progress-sentence.js';

function sentence(changes: Partial<JobProgress>, unit = 'people'): string {
  const progress: JobProgress = {
    ...{ jobId: 12, kind: 'scan', status: 'running', done: 1200, total: 5000 },
    ...{
      chunks: { todo: 1, running: 1, done: 1, failed: 0 },
      ratePerSecond: 350,
      secondsLeft: 11,
      error: null,
      finishedAt: null,
    },
    ...changes,
  };
  return progressSentence(progress, unit);
}

describe('where a job stands, in a sentence', () => {
  it('says how much is done, how fast it goes and how long it will take', () => {
    expect(sentence({})).toBe(
      'Job 12 (scan) is running: 1,200 of 5,000 people done (24%), 350 people/s, about 11s left.',
    );
    expect(sentence({ kind: 'import', done: 12_300_000, total: 806_000_000, ratePerSecond: 4.2e6 }, 'bytes')).toBe(
      'Job 12 (import) is running: 12.3 of 806 MB done (1%), 4.2 MB/s, about 11s left.',
    );
  });

  it('says what is not known', () => {
    expect(sentence({ ratePerSecond: null, secondsLeft: null })).toMatch(/, how long the rest takes is not known\.$/);
    expect(sentence({ chunks: { todo: 3, running: 0, done: 1, failed: 0 } })).toMatch(
      /, nobody is at work on it just now\.$/,
    );
  });

  it('has a sentence for every way in which a job stands or ends', () => {
    expect(sentence({ status: 'planned' })).toBe('Job 12 (scan) has not begun: 5,000 people to do.');
    expect(sentence({ status: 'paused' })).toBe(
      'Job 12 (scan) is paused: 1,200 of 5,000 people done (24%); 1 part under way is being finished.',
    );
    expect(sentence({ status: 'done', done: 5000 })).toBe('Job 12 (scan) is done: 5,000 people.');
    expect(sentence({ status: 'failed', error: 'The disk is full.' })).toBe(
      'Job 12 (scan) failed: 1,200 of 5,000 people done (24%). The disk is full.',
    );
    expect(sentence({ status: 'cancelled' })).toBe('Job 12 (scan) was cancelled: 1,200 of 5,000 people done (24%).');
  });
});

it('a percentage is 100 only when nothing is missing', () => {
  expect(percentage(999_999, 1_000_000)).toBe(99);
  expect(percentage(3, 3)).toBe(100);
  expect(percentage(0, 0)).toBe(100);
});

it('amounts are written as a person reads them', () => {
  expect(amount(1234, 'people')).toBe('1,234 people');
  expect(amount(2.34, 'people')).toBe('2.3 people');
  expect(amount(999, 'bytes')).toBe('999 bytes');
  expect(amount(2_500_000_000, 'bytes')).toBe('2.5 GB');
});

it('durations are written as a person reads them', () => {
  expect([7, 65, 3600 + 61].map(duration)).toEqual(['7s', '1m 05s', '1h 01m']);
});
