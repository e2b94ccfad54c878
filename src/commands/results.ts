/**
 * The files of `run`: findings.jsonl, findings.csv, quarantine.csv, summary.json. Each is written aside and put in its
 * place when it is whole.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvCell, type FindingFilter } from '../findings/index.js';
import { ENGINE_VERSION, type Relief } from '../law/index.js';
import type { OnRequest } from '../motions/index.js';
import type { StoredIntake } from '../records/index.js';
import type { Scan } from '../scans/index.js';
import type { Drafted } from './draft.js';
import type { House } from './house.js';
import type { StageFigures, Stages } from './stages.js';

const ISSUES_AT_ONCE = 5000;

/** Writes the findings in both formats, sorted by person, case, item and path; the same bytes for the same inputs. */
export async function writeFindings(house: House, scanId: number, out: string, filter: FindingFilter): Promise<void> {
  await whole(join(out, 'findings.jsonl'), (jsonl) =>
    whole(join(out, 'findings.csv'), (csv) => house.findings.exportToFiles(scanId, { jsonl, csv }, filter)),
  );
}

/** Writes the rows that were set aside, and those that went in without a value, each with its reason. */
export async function writeQuarantine(house: House, importId: number, out: string): Promise<void> {
  await whole(join(out, 'quarantine.csv'), (file) =>
    pipeline(Readable.from(quarantineLines(house, importId)), createWriteStream(file)),
  );
}

async function* quarantineLines(house: House, importId: number): AsyncGenerator<string> {
  yield 'file,row,column,value,code,message,severity\n';
  let after = 0;
  for (;;) {
    const issues = await house.records.readIssues(importId, ISSUES_AT_ONCE, after);
    let text = '';
    for (const issue of issues) {
      const cells = [issue.file, issue.row, issue.column, issue.value, issue.code, issue.message, issue.severity];
      text += `${cells.map((cell) => csvCell(cell ?? '')).join(',')}\n`;
    }
    if (text !== '') yield text;
    const last = issues.at(-1);
    if (last === undefined || issues.length < ISSUES_AT_ONCE) return;
    after = last.id;
  }
}

export interface Summary {
  asOf: string;
  jurisdictions: string[];
  /** Only findings and motions of these kinds were written; absent means all. */
  relief?: readonly Relief[];
  assumptions: string[];
  engineVersion: string;
  inputHash: string;
  packs: { jurisdiction: string; version: string; hash: string; overlays: readonly string[] }[];
  profile: string;
  coverage: unknown;
  rows: { read: number; quarantined: number };
  people: number;
  peopleHelped: number;
  charges: number;
  findings: number;
  outcomes: unknown;
  peopleByOutcome: unknown;
  byRelief: unknown;
  byJurisdiction: unknown;
  byPath: unknown;
  peopleHelpedByPath: unknown;
  notCovered: unknown;
  recordsSetAside: number;
  unmapped: unknown;
  motions: { drafted: number; files: number; needAPerson: number; onRequest: OnRequest } | null;
  stages: Record<string, StageFigures>;
  total: StageFigures;
}

/** Writes summary.json: what was counted, with which law, on which data, and what it cost. */
export async function writeSummary(run: {
  scan: Scan;
  stored: StoredIntake;
  drafted: Drafted | null;
  stages: Stages;
  out: string;
  relief?: readonly Relief[] | undefined;
}): Promise<Summary> {
  const { scan, stored, drafted } = run;
  const counts = scan.counts;
  if (counts === null) throw new Error(`Scan ${scan.id} is done and has no counts.`);
  const summary: Summary = {
    asOf: scan.asOf,
    jurisdictions: scan.jurisdictions,
    ...(run.relief === undefined ? {} : { relief: run.relief }),
    assumptions: scan.assume,
    engineVersion: ENGINE_VERSION,
    inputHash: scan.inputHash,
    packs: scan.packs.map(({ jurisdiction, version, hash, overlays }) => ({ jurisdiction, version, hash, overlays })),
    profile: stored.import.profile,
    coverage: stored.import.coverage,
    rows: { read: stored.import.rowsRead, quarantined: stored.import.rowsQuarantined },
    people: counts.people,
    peopleHelped: counts.peopleHelped,
    charges: counts.charges,
    findings: counts.findings,
    outcomes: counts.byOutcome,
    peopleByOutcome: counts.peopleByOutcome,
    byRelief: counts.byRelief,
    byJurisdiction: counts.byJurisdiction,
    byPath: counts.byPath,
    peopleHelpedByPath: counts.peopleHelpedByPath,
    notCovered: counts.notCovered,
    recordsSetAside: counts.problems,
    unmapped: stored.unmapped.slice(0, 200),
    motions:
      drafted === null
        ? null
        : {
            drafted: drafted.motions,
            files: drafted.files,
            needAPerson: drafted.issues.length,
            onRequest: drafted.onRequest,
          },
    stages: run.stages.figures,
    total: run.stages.total(),
  };
  await whole(join(run.out, 'summary.json'), (file) => writeFile(file, `${JSON.stringify(summary, null, 2)}\n`));
  return summary;
}

/** Writes a file under another name and renames it when it is complete, so that a reader never sees half of one. */
export async function whole(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.part`;
  try {
    await write(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
