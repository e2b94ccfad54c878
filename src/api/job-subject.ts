import { type DataSource, In } from 'typeorm';
import { DRAFT_JOB } from '../motions/index.js';
import type { JobEntity } from '../queue/index.js';
import { IMPORT_JOB, type ImportOutcome } from '../records/index.js';
import { SCAN_JOB, ScanEntity } from '../scans/index.js';

/** What a job works on: its own scan or the one whose motions are drafted, or the import that came of it. */
export interface JobSubject {
  scanId: number | null;
  importId: number | null;
}

const NONE: JobSubject = { scanId: null, importId: null };

/** The subjects of jobs by their numbers, with one look at the database. An import that is not done has no number yet. */
export async function subjectsOf(
  dataSource: DataSource,
  jobs: readonly JobEntity[],
): Promise<(job: JobEntity) => JobSubject> {
  const ids = jobs.filter(({ kind }) => kind === SCAN_JOB).map(({ id }) => id);
  const scans =
    ids.length === 0
      ? []
      : await dataSource.manager.find(ScanEntity, { select: { id: true, jobId: true }, where: { jobId: In(ids) } });
  const scanOf = new Map(scans.map(({ id, jobId }) => [jobId, id]));
  return ({ id, kind, params, result }) => {
    if (kind === SCAN_JOB) return { ...NONE, scanId: scanOf.get(id) ?? null };
    if (kind === DRAFT_JOB) return { ...NONE, scanId: (JSON.parse(params) as { scanId: number }).scanId };
    if (kind !== IMPORT_JOB || result === null) return NONE;
    return { ...NONE, importId: (JSON.parse(result) as ImportOutcome | null)?.importId ?? null };
  };
}
