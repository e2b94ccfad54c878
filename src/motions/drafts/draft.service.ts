import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { AppError } from '../../common/index.js';
import { inTransaction } from '../../database/index.js';
import type { FindingsService } from '../../findings/index.js';
import type { Pack, Relief } from '../../law/index.js';
import type { JobProgress, JobRunner, PlannedChunk } from '../../queue/index.js';
import type { RecordStore } from '../../records/index.js';
import type { Scan, ScanStore } from '../../scans/index.js';
import { DRAFTED_OUTCOMES, isOpen } from '../drafting/choose-drafted.js';
import type { Office } from '../drafting/motion-draft.js';
import { wordsOfPacks } from '../drafting/path-words.js';
import type { Format } from '../emitters/emitter.js';
import { csvCell } from '../packet/csv-cell.js';
import { DraftProblemEntity } from './draft-problem.entity.js';
import { DRAFT_JOB, type DraftCounts, type DraftParams } from './draft-work.js';
import { MotionEntity } from './motion.entity.js';
import { writeIndexes } from './write-indexes.js';

/** What somebody asks of a drafting job. */
export interface DraftRequest {
  scanId: number;
  dir: string;
  formats: readonly Format[];
  relief?: readonly Relief[];
  /** Full ids of paths, or keys of findings: motions for these only, also for what is drafted on request alone. */
  paths?: readonly string[];
  findings?: readonly string[];
  office?: Office;
  templatesDir?: string;
  /** Set by who waits for the end and completes the folder then: no other process takes the job up. */
  attended?: boolean;
}

/** Findings that are for review: a motion is drafted when their path or they themselves are named. */
export interface OnRequest {
  findings: number;
  /** Their number by the path's full id. */
  byPath: Record<string, number>;
}

/** So few people a chunk that a thread's memory stays small and progress is seen. */
const PEOPLE_PER_CHUNK = 500;

/** Starts drafting jobs and reads what came of them. */
export class DraftService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly records: RecordStore,
    private readonly scans: ScanStore,
    private readonly findings: FindingsService,
    private readonly runner: JobRunner,
  ) {}

  /**
   * Plans the drafting of a finished scan and puts it on the line; gives the job's id. Refuses a scan that is not done, a
   * path that its law does not have, and a finding that is not its own or that no motion can rest on.
   */
  async start(request: DraftRequest): Promise<number> {
    const scan = await this.scans.read(request.scanId);
    if (scan.status !== 'done') {
      throw new AppError(
        'scan-not-done',
        `Scan ${scan.id} is ${scan.status}: motions are drafted from a scan that is done.`,
        { status: 409 },
      );
    }
    if (request.paths !== undefined) this.refuseUnknownPaths(scan, request.paths, await this.scans.packsOf(scan));
    const people = request.findings === undefined ? null : await this.peopleOf(scan, request.findings);
    const chunks: PlannedChunk[] = [];
    for await (const range of this.records.planRanges(scan.snapshot, PEOPLE_PER_CHUNK)) {
      if (people !== null && !people.some((key) => key >= range.fromKey && key <= range.toKey)) continue;
      chunks.push({ fromKey: range.fromKey, toKey: range.toKey, size: range.people });
    }
    const params: DraftParams = {
      scanId: scan.id,
      dir: request.dir,
      formats: [...request.formats],
      relief: request.relief === undefined ? null : [...request.relief],
      paths: request.paths === undefined ? null : [...request.paths],
      findings: request.findings === undefined ? null : [...request.findings],
      office: request.office ?? {},
      templatesDir: request.templatesDir ?? null,
      attended: request.attended ?? false,
    };
    const jobId = await inTransaction(this.dataSource, (manager) =>
      this.runner.ledger.plan(manager, { kind: DRAFT_JOB, params, chunks }),
    );
    await this.runner.enqueue(jobId);
    return jobId;
  }

  /** What drafting leaves out unless it is asked for by name. */
  async onRequest(scanId: number, relief?: readonly Relief[]): Promise<OnRequest> {
    const packs = await this.scans.packsOf(await this.scans.read(scanId));
    const path = [...wordsOfPacks(packs).values()]
      .filter(({ drafted }) => drafted === 'on-request')
      .map(({ id }) => id);
    const found: OnRequest = { findings: 0, byPath: {} };
    if (path.length === 0) return found;
    const filter = { path, outcome: DRAFTED_OUTCOMES, preferred: true, ...(relief === undefined ? {} : { relief }) };
    for (const { path: id, findings } of await this.findings.store.counts(scanId, filter)) {
      found.findings += findings;
      found.byPath[id] = (found.byPath[id] ?? 0) + findings;
    }
    return found;
  }

  private refuseUnknownPaths(scan: Scan, paths: readonly string[], packs: readonly Pack[]): void {
    const known = wordsOfPacks(packs);
    const unknown = paths.filter((path) => !known.has(path));
    if (unknown.length === 0) return;
    throw new AppError(
      'unknown-path',
      `The law of scan ${scan.id} has no path "${unknown.join('", "')}". "second-look packs list" shows the paths of each jurisdiction; this scan used ${scan.jurisdictions.join(', ')}.`,
    );
  }

  /** The keys of the people whom these findings of the scan are about. */
  private async peopleOf(scan: Scan, keys: readonly string[]): Promise<string[]> {
    const people: string[] = [];
    for (const key of keys) {
      const finding = await this.findings.store.findIn(scan.id, key);
      if (finding === null) {
        throw new AppError(
          'finding-not-found',
          `Scan ${scan.id} has no finding ${key}. Its id is the 16 characters in the column "id" of findings.csv.`,
        );
      }
      if (!isOpen(finding)) {
        throw new AppError(
          'finding-not-open',
          `Finding ${key} is ${finding.outcome}: a motion is drafted only where relief is eligible or needs-review.`,
        );
      }
      people.push(finding.personKey);
    }
    return people;
  }

  /** Progress in people, until the job is over. */
  follow(jobId: number, signal?: AbortSignal): AsyncIterable<JobProgress> {
    return this.runner.follow(jobId, signal);
  }

  /**
   * Writes `motions/schedule.csv`, `motions/manifest.json` and, where documents need a person,
   * `motions/needs-a-person.csv`, from the rows of a finished job: the same rows give the same bytes.
   */
  async writeIndexes(jobId: number): Promise<DraftCounts> {
    const job = await this.runner.ledger.job(jobId);
    const { dir } = JSON.parse(job.params) as DraftParams;
    const counts: DraftCounts = { motions: 0, files: 0, problems: 0 };
    await writeIndexes(join(dir, 'motions'), this.motionsOf(jobId), (motion) => {
      counts.motions++;
      counts.files += motion.files.length;
    });
    const problems = await this.problems(jobId);
    counts.problems = problems.length;
    if (problems.length > 0) {
      const lines = problems.map((each) =>
        [each.court, each.caseNumber, each.personKey, each.code, each.sentence].map(csvCell).join(','),
      );
      const text = ['court,case_number,person_id,code,what_to_do', ...lines].map((line) => `${line}\r\n`).join('');
      await writeFile(join(dir, 'motions', 'needs-a-person.csv'), text);
    }
    return counts;
  }

  /** The documents that were not made, in the order of court and case. */
  async problems(jobId: number): Promise<DraftProblemEntity[]> {
    return this.dataSource.getRepository(DraftProblemEntity).find({
      where: { jobId },
      order: { court: 'ASC', caseNumber: 'ASC', personKey: 'ASC', code: 'ASC', id: 'ASC' },
    });
  }

  /** One page of motions, newest drafting first; `before` is the id of the last one on the page before. */
  async list(filter: { scanId?: number; relief?: Relief }, limit: number, before?: number): Promise<MotionEntity[]> {
    const query = this.dataSource
      .getRepository(MotionEntity)
      .createQueryBuilder('motion')
      .orderBy('motion.id', 'DESC')
      .limit(limit);
    if (before !== undefined) query.andWhere('motion.id < :before', { before });
    if (filter.scanId !== undefined) query.andWhere('motion.scanId = :scanId', { scanId: filter.scanId });
    if (filter.relief !== undefined) query.andWhere('motion.relief = :relief', { relief: filter.relief });
    return query.getMany();
  }

  /** One motion; refuses with a sentence when there is none. */
  async read(id: number): Promise<MotionEntity> {
    const motion = await this.dataSource.getRepository(MotionEntity).findOneBy({ id });
    if (motion === null) throw new AppError('motion-not-found', `There is no motion ${id}.`, { status: 404 });
    return motion;
  }

  /** The folder that a motion's files are in. */
  async folderOf(motion: MotionEntity): Promise<string> {
    const job = await this.runner.ledger.job(motion.jobId);
    return (JSON.parse(job.params) as DraftParams).dir;
  }

  private async *motionsOf(jobId: number): AsyncGenerator<MotionEntity> {
    // Court and case first, as a clerk files; ids differ between two runs and decide nothing.
    const repository = this.dataSource.getRepository(MotionEntity);
    const order = await repository.find({
      select: {
        id: true,
        state: true,
        county: true,
        court: true,
        judge: true,
        caseNumber: true,
        personKey: true,
        draftId: true,
      },
      where: { jobId },
    });
    const key = (motion: MotionEntity): string =>
      [
        motion.state,
        motion.county ?? '',
        motion.court,
        motion.judge ?? '',
        motion.caseNumber,
        motion.personKey,
        motion.draftId,
      ].join('\n');
    order.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    for (const { id } of order) {
      const motion = await repository.findOneBy({ id });
      if (motion !== null) yield motion;
    }
  }
}
