/**
 * Caseloads that no machine at hand holds, by arithmetic from what was measured on one: `docs/scaling.md` shows the tables,
 * `npm run scaling` measures and writes them again.
 *
 * The arithmetic is proportion, nothing else: a charge costs what it cost, however many there are (`bench --only growth`
 * holds that against 5 million rows), and whichever of the processors of the workers, the processors of the PostgreSQL
 * server or its log on the disk needs longest says how long a scan takes. What proportion cannot know (locks, networks, a
 * cache that grows too small) is left out, and the page says so.
 */

/** What a step cost. Seconds of processors are those of all threads and processes of that kind together. */
export interface StepCost {
  seconds: number;
  /** The program's own processes. */
  cpuSeconds: number;
}

/** The same on PostgreSQL, where the server works too. */
export interface ServedCost extends StepCost {
  serverCpuSeconds: number;
  /** Written to the write-ahead log, in megabytes. */
  walMb: number;
  /** Statements that the server was given. */
  statements: number;
}

/** Everything that was measured, on one machine in one go. Megabytes are millions of bytes. */
export interface ScalingFigures {
  measuredAt: string;
  machine: { processors: number; model: string; memoryGb: number; loadBefore: number };
  /** The law of the scan. */
  jurisdiction: string;
  rows: number;
  people: number;
  charges: number;
  findings: number;
  sqlite: {
    import: StepCost & { peakMb: number };
    scan: StepCost & { peakMb: number };
    export: StepCost & { peakMb: number };
    recordsMb: number;
    findingsMb: number;
  };
  postgres: {
    workers: number;
    import: ServedCost;
    scan: ServedCost & { chunks: number; workerPeakMb: number };
    recordsMb: number;
    findingsMb: number;
  };
  redis: { commands: number; cpuSeconds: number; bytesPerWaitingId: number };
}

/** Machines for a scan. */
export interface Fleet {
  /** Processors of all worker machines together. */
  workerCores: number;
  /** PostgreSQL servers, each with its own share of the people. */
  servers: number;
  /** Processors of each PostgreSQL server. */
  serverCores: number;
}

/** Of a processor's time so much is taken to be work: the rest is waiting, the system, and the uneven end. */
export const BUSY_SHARE = 0.7;
/** So many processors an import is taken to keep busy: it reads in threads and writes in one stream. */
export const IMPORT_CORES = 2;
/** What a server's disk is taken to keep up with writing for hours, in megabytes a second. */
export const LOG_MB_PER_SECOND = 100;

export interface Projection {
  hours: number;
  /** What takes longest: more of anything else makes nothing faster. */
  limitedBy: 'workers' | 'PostgreSQL' | 'disk';
  /** What each server writes to its log, in megabytes a second. */
  logMbPerSecond: number;
  redisCommandsPerSecond: number;
}

/** How long a scan of so many charges takes on the fleet, and what says so. */
export function projectScan(figures: ScalingFigures, charges: number, fleet: Fleet): Projection {
  const times = charges / figures.charges;
  const { scan } = figures.postgres;
  const needs = [
    { limitedBy: 'workers' as const, seconds: (scan.cpuSeconds * times) / (fleet.workerCores * BUSY_SHARE) },
    {
      limitedBy: 'PostgreSQL' as const,
      seconds: (scan.serverCpuSeconds * times) / (fleet.servers * fleet.serverCores * BUSY_SHARE),
    },
    { limitedBy: 'disk' as const, seconds: (scan.walMb * times) / (fleet.servers * LOG_MB_PER_SECOND) },
  ];
  const longest = needs.reduce((most, each) => (each.seconds > most.seconds ? each : most));
  return {
    hours: longest.seconds / 3600,
    limitedBy: longest.limitedBy,
    logMbPerSecond: (scan.walMb * times) / fleet.servers / longest.seconds,
    redisCommandsPerSecond: (figures.redis.commands * times) / longest.seconds,
  };
}

/** Worker processors with which the workers, and no longer they, stop being what limits a scan. */
export function usefulWorkerCores(figures: ScalingFigures, servers: number, serverCores: number): number {
  const { scan } = figures.postgres;
  const perCharge = Math.max(
    scan.serverCpuSeconds / (servers * serverCores * BUSY_SHARE),
    scan.walMb / (servers * LOG_MB_PER_SECOND),
  );
  return Math.ceil(scan.cpuSeconds / (perCharge * BUSY_SHARE));
}

/** Hours of the import of so many charges: as long as the processors that an import keeps busy need for its work. */
export function projectImport(figures: ScalingFigures, charges: number, databases: number): number {
  const { cpuSeconds, serverCpuSeconds } = figures.postgres.import;
  const perCharge = (cpuSeconds + serverCpuSeconds) / figures.charges;
  return (perCharge * charges) / (databases * IMPORT_CORES * BUSY_SHARE) / 3600;
}

const FLEETS: readonly Fleet[] = [
  { workerCores: 4, servers: 1, serverCores: 4 },
  { workerCores: 16, servers: 1, serverCores: 8 },
  { workerCores: 64, servers: 1, serverCores: 16 },
  { workerCores: 64, servers: 4, serverCores: 16 },
  { workerCores: 256, servers: 10, serverCores: 16 },
];
const CASELOADS = [50e6, 500e6];

/** The tables of `docs/scaling.md`, in Markdown. */
export function scalingTables(figures: ScalingFigures): string {
  const { machine, jurisdiction, rows, people, charges, findings } = figures;
  return [
    `Measured ${figures.measuredAt.slice(0, 16).replace('T', ' ')} UTC on ${machine.processors} processors (${machine.model}, ${machine.memoryGb} GB, shared with other work; load ${machine.loadBefore} at the beginning), on ${whole(rows)} rows: ${whole(people)} people, ${whole(charges)} charges, ${whole(findings)} findings under the law of ${jurisdiction}.`,
    '### Cost per million charges',
    costTable(figures),
    '### 50 and 500 million charges',
    diskTable(figures),
    fleetTable(figures),
    `With one PostgreSQL server of 16 processors, more than ${whole(usefulWorkerCores(figures, 1, 16))} worker processors make a scan no faster.`,
  ].join('\n\n');
}

function costTable(figures: ScalingFigures): string {
  const million = 1e6 / figures.charges;
  const { sqlite, postgres, redis } = figures;
  const seconds = (value: number): string => (value * million).toFixed(1);
  const { scan } = postgres;
  return table(
    ['', 'import', 'scan', 'export'],
    [
      [
        'SQLite: processor seconds',
        ...[sqlite.import, sqlite.scan, sqlite.export].map((each) => seconds(each.cpuSeconds)),
      ],
      ['SQLite: seconds', ...[sqlite.import, sqlite.scan, sqlite.export].map((each) => seconds(each.seconds))],
      [
        'SQLite: peak MB (not per million)',
        ...[sqlite.import, sqlite.scan, sqlite.export].map(({ peakMb }) => whole(peakMb)),
      ],
      ['SQLite: MB on disk', whole(sqlite.recordsMb * million), whole(sqlite.findingsMb * million), ''],
      [
        'PostgreSQL: processor seconds of the program',
        seconds(postgres.import.cpuSeconds),
        seconds(scan.cpuSeconds),
        '',
      ],
      [
        'PostgreSQL: processor seconds of the server',
        seconds(postgres.import.serverCpuSeconds),
        seconds(scan.serverCpuSeconds),
        '',
      ],
      [
        `PostgreSQL: seconds (scan: ${postgres.workers} workers)`,
        seconds(postgres.import.seconds),
        seconds(scan.seconds),
        '',
      ],
      ['PostgreSQL: peak MB of a worker (not per million)', '', whole(scan.workerPeakMb), ''],
      ['PostgreSQL: statements', whole(postgres.import.statements * million), whole(scan.statements * million), ''],
      ['PostgreSQL: MB of write-ahead log', whole(postgres.import.walMb * million), whole(scan.walMb * million), ''],
      ['PostgreSQL: MB on disk', whole(postgres.recordsMb * million), whole(postgres.findingsMb * million), ''],
      [
        'Redis: commands',
        '',
        `${whole(redis.commands * million)} (${(redis.commands / scan.chunks).toFixed(0)} a chunk)`,
        '',
      ],
      ['Redis: processor seconds', '', seconds(redis.cpuSeconds), ''],
    ],
  );
}

function diskTable(figures: ScalingFigures): string {
  const { postgres, redis } = figures;
  const chunksOf = (charges: number): number => (postgres.scan.chunks / figures.charges) * charges;
  return table(
    ['', ...CASELOADS.map((charges) => `${charges / 1e6} million`)],
    [
      [
        'people',
        ...CASELOADS.map((charges) => `${(((figures.people / figures.charges) * charges) / 1e6).toFixed(0)} million`),
      ],
      ['chunks of a scan', ...CASELOADS.map((charges) => whole(chunksOf(charges)))],
      [
        'GB on disk: records',
        ...CASELOADS.map((charges) => whole(((postgres.recordsMb / figures.charges) * charges) / 1e3)),
      ],
      [
        'GB on disk: findings of each scan kept',
        ...CASELOADS.map((charges) => whole(((postgres.findingsMb / figures.charges) * charges) / 1e3)),
      ],
      [
        'MB of Redis while all chunks wait',
        ...CASELOADS.map((charges) => whole((chunksOf(charges) * redis.bytesPerWaitingId) / 1e6)),
      ],
      ['hours of import, one database', ...CASELOADS.map((charges) => projectImport(figures, charges, 1).toFixed(1))],
      [
        'hours of import, ten databases at once',
        ...CASELOADS.map((charges) => projectImport(figures, charges, 10).toFixed(1)),
      ],
    ],
  );
}

function fleetTable(figures: ScalingFigures): string {
  return table(
    [
      'charges',
      'worker processors',
      'PostgreSQL',
      'hours of a scan',
      'limited by',
      'log of each server, MB/s',
      'Redis commands/s',
    ],
    CASELOADS.flatMap((charges) =>
      FLEETS.map((fleet) => {
        const { hours, limitedBy, logMbPerSecond, redisCommandsPerSecond } = projectScan(figures, charges, fleet);
        return [
          ...[
            `${charges / 1e6} million`,
            String(fleet.workerCores),
            `${fleet.servers} × ${fleet.serverCores} processors`,
          ],
          ...[hours.toFixed(1), limitedBy, logMbPerSecond.toFixed(0), whole(redisCommandsPerSecond)],
        ];
      }),
    ),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map((_, n) => (n === 0 ? '---' : '---:')), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
