/**
 * The part of `run` that needs the rooms: a database, and what goes with it.
 */
import { join } from 'node:path';
import type { Intake } from '../imports/index.js';
import { FORMATS, readOffice } from '../motions/index.js';
import type { StoredIntake } from '../records/index.js';
import { NeedsOrdinaryScan, type Scan } from '../scans/index.js';
import type { AskedAsRead } from '../scans/in-threads.js';
import { draftInto, dropUnfinishedDrafts, formatsOf, onRequestLines, type Drafted } from './draft.js';
import { withHouse, type House } from './house.js';
import { runImport, showReading } from './import.js';
import { atStop, IS_FINISHED_BY_THE_SAME } from './interrupt.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { beginResults, openRunFolder } from './output-folder.js';
import { writeFindings, writeQuarantine, writeSummary, type Summary } from './results.js';
import type { CheckedRun } from './run.js';
import { printCounts, runScan, type ScanOptions } from './scan.js';
import { makeScratch } from './scratch.js';
import type { Stages } from './stages.js';

/** What a run without a database of its own says when it is stopped. */
const KEEPS_NO_RECORDS =
  'Stopped before it was done, and no records are kept: the same command begins anew. With --db FILE it goes on with what is stored.';

/** Imports (or reads), scans, drafts, and writes the results. */
export async function runInRooms(run: CheckedRun): Promise<ExitStatus> {
  const { options, settings: base, relief, packs, stages, asked } = run;
  const formats = formatsOf(options.formats ?? FORMATS);
  const office = readOffice(options.office ?? base.officeFile);
  const folder = openRunFolder(options.out);
  const out = folder.path;
  const scratch = options.db === undefined ? makeScratch() : null;
  const settings =
    scratch === null
      ? base
      : {
          ...base,
          database: { kind: 'sqlite' as const, file: join(scratch.folder, 'run.sqlite'), disposable: true as const },
        };
  try {
    atStop(scratch === null ? IS_FINISHED_BY_THE_SAME : KEEPS_NO_RECORDS);
    const work = async (house: House): Promise<ExitStatus> => {
      await dropUnfinishedDrafts(house, out);
      const { stored, scan } =
        (asked === null ? null : await scanAsRead(house, stages, run.intake, asked)) ??
        (await importAndScan(house, stages, asked === null ? run.intake : await run.openAgain(), options));
      const finish = beginResults(out);
      const filter = relief === undefined ? {} : { relief };
      await stages.run('findings', () => writeFindings(house, scan.id, out, filter));
      await writeQuarantine(house, stored.import.id, out);
      const drafted = options.motions
        ? await stages.run('motions', () => draftInto(house, scan.id, { out, formats, relief, office }))
        : null;
      const summary = await writeSummary({ scan, stored, drafted, stages, out, relief });
      finish();
      report(
        scan,
        summary,
        drafted,
        options.format,
        out,
        scratch === null ? { scanId: scan.id, db: options.db } : null,
      );
      return summary.rows.quarantined > 0 || scan.counts?.problems || (drafted?.issues.length ?? 0) > 0 ? 1 : 0;
    };
    return await withHouse(settings, work, packs);
  } finally {
    scratch?.remove();
    folder.leave();
  }
}

interface Scanned {
  stored: StoredIntake;
  scan: Scan;
}

/** Imports, then scans: the records are kept, so a scan can be gone on with and its people looked up. */
async function importAndScan(house: House, stages: Stages, intake: Intake, options: ScanOptions): Promise<Scanned> {
  const stored = await stages.run('import', () => runImport(house, intake));
  const scan = await stages.run('scan', () => runScan(house, options));
  return { stored, scan };
}

/** Scans while reading. Null where that cannot be done: an ordinary scan can. */
async function scanAsRead(house: House, stages: Stages, intake: Intake, asked: AskedAsRead): Promise<Scanned | null> {
  try {
    return await stages.run('scan', () => showReading('scanning', () => house.scanAsRead.run(intake, asked)));
  } catch (error) {
    if (error instanceof NeedsOrdinaryScan) return null;
    throw error;
  }
}

function report(
  scan: Scan,
  summary: Summary,
  drafted: Drafted | null,
  format: string,
  out: string,
  kept: { scanId: number; db?: string | undefined } | null,
): void {
  if (format === 'json') {
    printJson(summary);
    return;
  }
  print(`${count(summary.rows.read)} rows read, ${count(summary.rows.quarantined)} set aside.`);
  printCounts(scan);
  print();
  if (drafted !== null) print(`${count(drafted.motions)} motions drafted in ${count(drafted.files)} files.`);
  if (drafted !== null && drafted.issues.length > 0) {
    print(`${count(drafted.issues.length)} motions need a person: see motions/needs-a-person.csv.`);
  }
  if (drafted !== null) for (const line of onRequestLines(drafted.onRequest, kept)) print(line);
  print(`Everything is in ${out}.`);
}
