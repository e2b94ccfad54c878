/**
 * The main job from process start to findings committed, in a process of its own: 1,000,069 rows (806 MB) in the
 * California DOJ layout, the law of Los Angeles, SQLite, no motions. Once without keeping the records, once with every
 * row kept as well; and the most memory it takes for a tenth of the rows, which should be the same.
 */
import { runCalifornia } from './california-run.js';
import type { Benchmark } from './measurement.js';

const ROWS = 1_000_069;
const QUICK_ROWS = 100_007;

function theJob(name: string, about: string, keepsRows: boolean): Benchmark {
  return {
    name,
    about,
    runs: 3,
    async run({ quick, dir }) {
      const rows = quick ? QUICK_ROWS : ROWS;
      const tenth = await runCalifornia(Math.round(rows / 10), dir, { keepsRows });
      const { seconds, people, charges, findings, stages, total } = await runCalifornia(rows, dir, { keepsRows });
      // What comes behind the commit is the export of the findings to files.
      const committed = seconds - stages.findings.seconds;
      return {
        unit: 'rows/s',
        value: rows / committed,
        peakMb: total.peakMb,
        detail: {
          rows,
          secondsToFindingsCommitted: Math.round(committed * 10) / 10,
          secondsToFilesWritten: Math.round(seconds * 10) / 10,
          cpuSeconds: Math.round(total.cpuSeconds * 10) / 10,
          peakMbOfATenth: tenth.total.peakMb,
          ...{ people, charges, findings, stages },
        },
      };
    },
  };
}

export const mainJob = theJob('run', 'ca-doj rows to findings with their trace, from process start to commit', false);
export const mainJobKeepingRows = theJob(
  'run-keeping-rows',
  'the same, with every source row kept in a database',
  true,
);
