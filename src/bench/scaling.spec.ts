import { existsSync, readFileSync } from 'node:fs';
import { format } from 'prettier';
import {
  BUSY_SHARE,
  IMPORT_CORES,
  LOG_MB_PER_SECOND,
  projectImport,
  projectScan,
  scalingTables,
  usefulWorkerCores,
  type ScalingFigures,
} from './scaling.js';

const step = { seconds: 10, cpuSeconds: 20, peakMb: 300 };
/** A million charges, with round numbers: 70 seconds of a worker, 14 of the server, 500 MB of log. */
const FIGURES: ScalingFigures = {
  ...{ measuredAt: '2026-11-22T09:00:00Z', rows: 1_700_000, people: 250_000, charges: 1_000_000, findings: 600_000 },
  jurisdiction: 'us-ca',
  machine: { processors: 2, model: 'a processor', memoryGb: 8, loadBefore: 0.1 },
  sqlite: { import: step, scan: step, export: step, recordsMb: 900, findingsMb: 100 },
  postgres: {
    workers: 2,
    import: { seconds: 36, cpuSeconds: 60, serverCpuSeconds: 40, walMb: 900, statements: 1000 },
    scan: {
      ...{ seconds: 40, cpuSeconds: 70, serverCpuSeconds: 14, walMb: 500, statements: 2000 },
      ...{ chunks: 125, workerPeakMb: 250 },
    },
    recordsMb: 1000,
    findingsMb: 200,
  },
  redis: { commands: 2500, cpuSeconds: 0.5, bytesPerWaitingId: 300 },
};

describe('a scan of a caseload that no machine at hand holds', () => {
  it('takes as long as the workers need, where they are few', () => {
    const { hours, limitedBy, logMbPerSecond } = projectScan(FIGURES, 50e6, {
      workerCores: 4,
      servers: 1,
      serverCores: 16,
    });
    expect(limitedBy).toBe('workers');
    // 50 times 70 seconds of processors on four of them.
    const seconds = (50 * 70) / (4 * BUSY_SHARE);
    expect(hours).toBeCloseTo(seconds / 3600, 9);
    expect(logMbPerSecond).toBeCloseTo((50 * 500) / seconds, 9);
  });

  it('takes as long as the PostgreSQL server needs, where workers are many', () => {
    const fleet = { workerCores: 1000, servers: 1, serverCores: 2 };
    const { hours, limitedBy, redisCommandsPerSecond } = projectScan(FIGURES, 50e6, fleet);
    expect(limitedBy).toBe('PostgreSQL');
    expect(hours * 3600).toBeCloseTo((50 * 14) / (2 * BUSY_SHARE), 6);
    expect(redisCommandsPerSecond).toBeCloseTo((50 * 2500) / (hours * 3600), 6);
  });

  it('takes as long as the disk needs for the log, where processors are plenty', () => {
    const { hours, limitedBy, logMbPerSecond } = projectScan(FIGURES, 50e6, {
      workerCores: 1000,
      servers: 1,
      serverCores: 64,
    });
    expect(limitedBy).toBe('disk');
    expect(logMbPerSecond).toBeCloseTo(LOG_MB_PER_SECOND, 9);
    expect(hours * 3600).toBeCloseTo((50 * 500) / LOG_MB_PER_SECOND, 6);
  });

  it('is ten times shorter with ten of everything, and ten times longer with ten times the charges', () => {
    const one = projectScan(FIGURES, 50e6, { workerCores: 10, servers: 1, serverCores: 4 }).hours;
    expect(projectScan(FIGURES, 50e6, { workerCores: 100, servers: 10, serverCores: 4 }).hours).toBeCloseTo(
      one / 10,
      9,
    );
    expect(projectScan(FIGURES, 500e6, { workerCores: 10, servers: 1, serverCores: 4 }).hours).toBeCloseTo(one * 10, 9);
    const hours = (100 * 100) / (IMPORT_CORES * BUSY_SHARE) / 3600;
    expect(projectImport(FIGURES, 100e6, 1)).toBeCloseTo(hours, 9);
    expect(projectImport(FIGURES, 100e6, 4)).toBeCloseTo(hours / 4, 9);
  });

  it('is made faster by workers up to where the server limits it, and no further', () => {
    const cores = usefulWorkerCores(FIGURES, 1, 2);
    expect(cores).toBe(10);
    const at = (workerCores: number): string =>
      projectScan(FIGURES, 50e6, { workerCores, servers: 1, serverCores: 2 }).limitedBy;
    expect([at(cores - 1), at(cores + 1)]).toEqual(['workers', 'PostgreSQL']);
  });
});

describe('docs/scaling.md', () => {
  const doc = new URL('../../docs/scaling.md', import.meta.url);
  const measured = new URL('../../docs/scaling-figures.json', import.meta.url);

  it('shows the tables that follow from the measured figures', async () => {
    expect(existsSync(doc)).toBe(true);
    const figures = JSON.parse(readFileSync(measured, 'utf8')) as ScalingFigures;
    const shown = /<!-- tables -->\n([\s\S]*)<!-- end of tables -->/.exec(readFileSync(doc, 'utf8'))?.[1] ?? '';
    expect(shown.trim()).toBe((await format(scalingTables(figures), { parser: 'markdown', printWidth: 120 })).trim());
  });
});
