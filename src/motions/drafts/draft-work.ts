import type { EntityManager } from 'typeorm';
import { AppError, compareBytes } from '../../common/index.js';
import type { Finding, FindingsService } from '../../findings/index.js';
import type { Determination, Relief } from '../../law/index.js';
import type { ChunkOutcome, ClaimedChunk, JobEntity, JobWork } from '../../queue/index.js';
import type { PersonRecord, RecordStore } from '../../records/index.js';
import type { Scan, ScanStore } from '../../scans/index.js';
import { type Asked, DRAFTED_OUTCOMES, isDrafted } from '../drafting/choose-drafted.js';
import { draftMotions } from '../drafting/draft-motions.js';
import type { DraftIssue, MotionDraft, Office } from '../drafting/motion-draft.js';
import { type PathWords, wordsOfPacks } from '../drafting/path-words.js';
import type { Format } from '../emitters/emitter.js';
import { planFiles } from '../packet/plan-files.js';
import { renderAll } from '../packet/render-pool.js';
import type { WrittenFile } from '../packet/render-job.js';
import { loadTemplates } from '../templating/template-library.js';
import { DraftProblemEntity } from './draft-problem.entity.js';
import { motionRow } from './motion-row.js';
import { MotionEntity } from './motion.entity.js';

export const DRAFT_JOB = 'draft';

/** What a drafting job was asked for. */
export interface DraftParams {
  scanId: number;
  /** The output folder; files go to `motions/` within it. */
  dir: string;
  formats: Format[];
  relief: Relief[] | null;
  /** Full ids of paths and keys of findings that were asked for by name; absent in jobs from before they could be. */
  paths?: string[] | null;
  findings?: string[] | null;
  office: Office;
  templatesDir: string | null;
  /** Whoever began it waits for its end, to write the indexes and to take the mark off the folder. */
  attended?: boolean;
}

/** Kept in the ledger for each chunk. */
export interface DraftCounts {
  motions: number;
  files: number;
  problems: number;
}

const PAGE = 1000;
const ROWS_AT_ONCE = 200;

/**
 * Drafting as a job of the ledger: a chunk is a range of people. Files are written first, and under names that depend on
 * the drafts alone; the rows that speak of them are written with the chunk's `done` mark. A chunk done twice writes the
 * same files again.
 */
export class DraftWork implements JobWork {
  readonly kind = DRAFT_JOB;
  readonly unit = 'people';
  readonly concurrency = 1;

  constructor(
    private readonly findings: FindingsService,
    private readonly records: RecordStore,
    private readonly scans: ScanStore,
    private readonly threads: number,
  ) {}

  /**
   * What a command was drafting when it died is nobody else's to go on with: only that command, given again, knows the
   * folder and begins it anew. Files that appear there hours later, from another command, would be nobody's.
   */
  takesUp(params: unknown): boolean {
    return (params as DraftParams).attended !== true;
  }

  async run(chunk: ClaimedChunk): Promise<ChunkOutcome> {
    const params = chunk.params as DraftParams;
    const scan = await this.scans.read(params.scanId);
    const library = loadTemplates(params.templatesDir ?? undefined);
    const words = wordsOfPacks(await this.scans.packsOf(scan));
    const drafts: MotionDraft[] = [];
    const issues: DraftIssue[] = [];
    for await (const { record, determinations, wanted } of this.people(scan, chunk, params, words)) {
      const result = draftMotions({
        record,
        determinations,
        wanted,
        words,
        office: params.office,
        asOf: scan.asOf,
        scan: {
          // Not its number in this database: the same records under the same law give the same bytes everywhere.
          id: scan.inputHash.slice(0, 12),
          asOf: scan.asOf,
          packHash: scan.packs
            .map(({ hash, overlays }) => [hash.slice(0, 12), ...overlays.map((name) => `(overlay ${name})`)].join(' '))
            .join(' '),
        },
        library,
      });
      drafts.push(...result.drafts);
      issues.push(...result.issues);
    }
    const answers = await renderAll(planFiles(drafts, params.dir), {
      library,
      formats: params.formats,
      threads: this.threads,
    });
    const filesOf = new Map<string, WrittenFile[]>();
    for (const answer of answers) {
      issues.push(...answer.issues);
      for (const file of answer.files) filesOf.set(file.draftId, [...(filesOf.get(file.draftId) ?? []), file]);
    }
    const written = drafts.filter((draft) => filesOf.has(draft.id));
    const counts: DraftCounts = {
      motions: written.length,
      files: [...filesOf.values()].reduce((sum, files) => sum + files.length, 0),
      problems: issues.length,
    };
    return { result: counts, save: (manager) => save(manager, chunk.jobId, scan.id, written, filesOf, issues) };
  }

  /** Everything drafted, counted. */
  async finish(_manager: unknown, job: JobEntity, ofChunks: unknown[]): Promise<DraftCounts & { scanId: number }> {
    const sum = { scanId: (JSON.parse(job.params) as DraftParams).scanId, motions: 0, files: 0, problems: 0 };
    for (const { motions, files, problems } of ofChunks as DraftCounts[]) {
      sum.motions += motions;
      sum.files += files;
      sum.problems += problems;
    }
    return sum;
  }

  /** The people of the range who have something to draft, each with the record that the scan judged. */
  private async *people(
    scan: Scan,
    chunk: ClaimedChunk,
    asked: Asked,
    words: ReadonlyMap<string, PathWords>,
  ): AsyncGenerator<PersonToDraft> {
    const { relief = null } = asked;
    const filter = { outcome: DRAFTED_OUTCOMES, ...(relief === null ? {} : { relief }) };
    let after = { personKey: chunk.fromKey, ordinal: -1 };
    let person: Finding[] = [];
    for (;;) {
      const page = await this.findings.store.page(scan.id, filter, { after, limit: PAGE });
      for (const finding of page) {
        if (compareBytes(finding.personKey, chunk.toKey) > 0) break;
        if (person.length > 0 && person[0]?.personKey !== finding.personKey) {
          yield* this.toDraft(person, asked, words);
          person = [];
        }
        person.push(finding);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE || compareBytes(last.personKey, chunk.toKey) > 0) break;
      after = { personKey: last.personKey, ordinal: last.ordinal };
    }
    yield* this.toDraft(person, asked, words);
  }

  /** The person whose findings these are, unless none of them is to be drafted. */
  private async *toDraft(
    findings: readonly Finding[],
    asked: Asked,
    words: ReadonlyMap<string, PathWords>,
  ): AsyncGenerator<PersonToDraft> {
    const determinations = findings.map(toDetermination);
    const wanted = new Set(
      determinations.filter((determination, at) =>
        isDrafted(findings[at]?.key ?? '', determination, words.get(determination.path), asked),
      ),
    );
    const [first] = findings;
    if (first === undefined || wanted.size === 0) return;
    const stored = await this.records.readVersion(first.versionId);
    if (stored === null) {
      throw new AppError(
        'record-missing',
        `The record that a finding of person ${first.personKey} was made on is no longer stored.`,
        { exitCode: 3, status: 500 },
      );
    }
    yield { record: stored.record, determinations, wanted };
  }
}

interface PersonToDraft {
  record: PersonRecord;
  determinations: Determination[];
  wanted: ReadonlySet<Determination>;
}

function toDetermination(finding: Finding): Determination {
  const { personKey, case: caseRef, item, jurisdiction, path, relief, outcome, preferred, eligibleOn } = finding;
  const { missing, review, criteria, cautions, ripple, restsOn } = finding;
  return {
    personId: personKey,
    case: caseRef,
    item,
    jurisdiction,
    path,
    relief,
    outcome,
    ...(eligibleOn === undefined ? {} : { eligibleOn }),
    missing,
    review,
    criteria,
    cautions,
    ripple,
    preferred,
    restsOn,
  };
}

async function save(
  manager: EntityManager,
  jobId: number,
  scanId: number,
  drafts: readonly MotionDraft[],
  filesOf: ReadonlyMap<string, WrittenFile[]>,
  issues: readonly DraftIssue[],
): Promise<void> {
  const motions = drafts.map((draft) => motionRow(draft, scanId, jobId, filesOf.get(draft.id) ?? []));
  for (let from = 0; from < motions.length; from += ROWS_AT_ONCE) {
    await manager.insert(MotionEntity, motions.slice(from, from + ROWS_AT_ONCE));
  }
  const problems = issues.map(({ code, personId, caseNumber, court, sentence }) => ({
    jobId,
    code,
    personKey: personId,
    caseNumber,
    court,
    sentence,
  }));
  for (let from = 0; from < problems.length; from += ROWS_AT_ONCE) {
    await manager.insert(DraftProblemEntity, problems.slice(from, from + ROWS_AT_ONCE));
  }
}
