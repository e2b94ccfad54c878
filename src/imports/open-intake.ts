/**
 * The door: inputs become an `Intake`, or are refused in one sentence before anything is stored.
 *
 * Opening looks at every file, chooses the profile, finds each file's table and columns, and reads until the first row
 * that can be used. Reading (`batches`) then streams.
 */
import { AppError, parseDay, type Day } from '../common/index.js';
import type { Coverage } from '../records/record.js';
import { beginHere, collectRecords, type BatchStep, type BatchWork } from './batch-step.js';
import { lookAhead, type LookAhead, type LookedAhead } from './ca-doj/look-ahead.js';
import { caDojLayout } from './ca-doj/layout.js';
import { isWorthThreads, readSubjectFiles, startThreads } from './ca-doj/read-subject-files.js';
import type { StartedThreads } from './ca-doj/stretch-threads.js';
import { RecordChecker } from './canonical/check-record.js';
import { readLines } from './canonical/read-lines.js';
import { CaseCourts } from './case-courts.js';
import { chooseProfile } from './choose-profile.js';
import { PhraseCounter, tallyUnknownPhrases } from './disposition-phrases.js';
import { refuseChanged } from './file-state.js';
import { findInputs } from './find-inputs.js';
import { hashFiles } from './hash-files.js';
import { inspectFile } from './inspect-file.js';
import type { Intake, IntakeBatch, IntakeIssue, IntakeOptions } from './intake.js';
import { IssueCollector } from './issue-collector.js';
import { rowMapper } from './map-rows.js';
import { delimitedRules, openFeed, openWindow, type OnRead } from './open-feed.js';
import { coverageSchema, type SourceProfile } from './profile.js';
import { readRows } from './read-rows.js';
import { ReadingRoom } from './reading-room.js';
import { resolveTable, type ResolvedFile } from './resolve-table.js';
import { WHOLE_FILE } from './stretch.js';
import { unmappedIssue } from './unmapped-issue.js';

/** Rows of a batch, which goes to the database in one transaction: many of them are a person each. */
const BATCH_ROWS = 2_000;
/** The same where a person has many rows: with 2,000 an import into PostgreSQL took a sixth longer. */
const SUBJECT_BATCH_ROWS = 5_000;
/** The look ahead does little with each block, so that waiting for the next one weighs: large ones are fetched in two thirds of the time. */
const LOOK_AHEAD_BYTES = 1 << 20;
/** How many rows the look for a first usable row takes at a time. */
const PROBE_ROWS = 200;

/** Tables are read in this order, so that cases are known when their warrants come. */
const ORDER = ['person', 'charge', 'warrant', 'violation'];

/**
 * Opens files and directories for import. Refuses (`AppError`, exit code 2) what is not what it claims: a path that is
 * not there, a picture under another name, a damaged gzip file, the wrong delimiter, a missing column, a file of which
 * no row can be used.
 */
export async function openIntake(inputs: readonly string[], options: IntakeOptions = {}): Promise<Intake> {
  const today = todayOf(options);
  const given = coverageOf(options);
  const { paths, skipped } = await findInputs(inputs);
  const inspected = [];
  for (const path of paths) inspected.push(await inspectFile(path));
  const profile = chooseProfile(inspected, options);
  const files = inspected
    .map((file) => resolveTable(profile, file))
    .sort((a, b) => ORDER.indexOf(a.table.gives ?? '') - ORDER.indexOf(b.table.gives ?? ''));
  const source = new IntakeSource(profile, files, today, options);
  await source.prepare();

  let unmapped: IssueCollector | null = null;
  let hash: Promise<string> | null = null;
  const coverage: Coverage = { ...profile.coverage, ...given };
  return {
    profile,
    coverage,
    files: files.map(({ file }) => ({ name: file.name, path: file.path, bytes: file.bytes, gzip: file.gzip })),
    skipped,
    givesPeopleOnce: source.groups().length === 1 && files[0]?.table.grouping === 'ca-doj',
    readsInThreads: source.readsInThreads,
    batches: () => source.read((unmapped = newCollector(unmapped)), null, 0),
    batchesFor: <T>(step: BatchStep<T>, threads: number) =>
      source.read<T>((unmapped = newCollector(unmapped)), step, threads),
    contentHash: () => (hash ??= hashFiles(paths)),
    unmapped: () => unmapped?.unmapped() ?? [],
  };
}

function newCollector(before: IssueCollector | null): IssueCollector {
  if (before !== null) throw new Error('The batches of an intake can be read once.');
  return new IssueCollector();
}

/** The files with all that is needed to read them, as often as wanted. */
class IntakeSource {
  private ahead: LookAhead = { scattered: [], stretches: [] };
  private courts: CaseCourts | null = null;
  private started: StartedThreads | null = null;

  constructor(
    private readonly profile: SourceProfile,
    private readonly files: readonly ResolvedFile[],
    private readonly today: Day | undefined,
    private readonly options: IntakeOptions,
  ) {}

  /** Of subjects' rows; `isFull` sees to it that they are not too many people. */
  private get subjectBatchRows(): number {
    return this.options.batchRows ?? SUBJECT_BATCH_ROWS;
  }

  /** All that is done before reading. Refuses a file of which no row can be used. */
  async prepare(): Promise<void> {
    const { threads } = this.options;
    if (threads !== undefined) this.started = startThreads(this.subjectFiles(), threads.size, threads.module);
    let isReady = false;
    try {
      await this.lookAhead();
      await this.refuseWithoutUsableRow();
      isReady = this.readsInThreads;
    } finally {
      if (!isReady) this.started?.end();
    }
  }

  /** Looks ahead for what streaming alone cannot see: scattered subjects, and cases that warrants refer to. */
  private async lookAhead(): Promise<void> {
    this.ahead = await lookAhead(this.subjectFiles().map((one) => this.lookedAhead(one)));
    const joined = this.files.filter((one) => CaseCourts.isNeededFor(one));
    if (joined.length > 0) {
      this.courts = new CaseCourts();
      for (const one of joined) {
        await this.courts.remember(await openFeed(this.profile, one, new IssueCollector()), one);
      }
    }
  }

  get readsInThreads(): boolean {
    return isWorthThreads(this.ahead);
  }

  /** How the look ahead goes through a file, and whether it may be cut: a plain file whose lines are its rows. */
  private lookedAhead(one: ResolvedFile): LookedAhead {
    const { reads } = one.table;
    const rows: LookedAhead['rows'] =
      reads.kind === 'delimited' && !reads.quotedNewlines
        ? {
            open: () => openWindow(one, undefined, WHOLE_FILE, new ReadingRoom({ blockBytes: LOOK_AHEAD_BYTES })),
            read: delimitedRules(this.profile, one),
            stretchRows: one.file.gzip ? null : this.subjectBatchRows,
          }
        : { openFeed: () => openFeed(this.profile, one, new IssueCollector()) };
    return { column: caDojLayout(this.profile, one.table, one.columns, this.today).at.subjectId, rows };
  }

  /** Refuses a file in which no row at all can be used: that is a wrong file or a wrong profile, not bad rows. */
  private async refuseWithoutUsableRow(): Promise<void> {
    for (const one of this.files) {
      if (CaseCourts.isNeededFor(one)) continue;
      const issues = new IssueCollector();
      let first: IntakeIssue | undefined;
      let rows = 0;
      let usable = false;
      const batches = isSubjectFile(one)
        ? this.readSubjects([one], { scattered: [], stretches: [[WHOLE_FILE]] }, issues, PROBE_ROWS, {
            step: null,
            work: collectRecords(),
            threads: 0,
          })
        : this.readFile(one, issues, PROBE_ROWS);
      for await (const batch of batches) {
        rows += batch.rows;
        first ??= batch.issues.find((issue) => issue.severity === 'quarantined');
        usable = batch.records.length > 0;
        if (usable) break;
      }
      if (usable) continue;
      if (first === undefined) {
        throw new AppError('empty-file', `${one.file.name} holds no rows; export it again.`);
      }
      throw new AppError(
        'no-usable-row',
        `None of the ${rows} rows of ${one.file.name} can be read with the profile ${this.profile.profile}, so nothing was imported; the first problem: ${first.message}`,
      );
    }
  }

  /**
   * Reads everything, and does the step (if there is one) with every batch. Refuses (`file-changed`) at the end when a file
   * is no longer as it was opened; that is also what is said of an error that may have come of it.
   */
  async *read<T>(issues: IssueCollector, step: BatchStep<T> | null, threads: number): AsyncGenerator<IntakeBatch<T>> {
    const files = this.files.map(({ file }) => file);
    try {
      yield* this.readFiles(issues, step, threads);
    } catch (error) {
      await refuseChanged(files);
      throw error;
    }
    await refuseChanged(files);
  }

  private async *readFiles<T>(
    issues: IssueCollector,
    step: BatchStep<T> | null,
    threads: number,
  ): AsyncGenerator<IntakeBatch<T>> {
    const work = (step === null ? collectRecords() : beginHere(step)) as BatchWork<T>;
    const totalBytes = this.files.reduce((sum, { file }) => sum + file.contentBytes, 0);
    const progress = { rows: 0, bytesBefore: 0 };
    for (const group of this.groups()) {
      const name = group.map(({ file }) => file.name).join(', ');
      let bytesNow = 0;
      const onRead = (bytes: number): number => (bytesNow += bytes);
      for await (const batch of this.readGroup(group, issues, { step, work, threads }, onRead)) {
        progress.rows += batch.rows;
        this.options.onProgress?.({
          file: name,
          rows: progress.rows,
          bytes: Math.min(totalBytes, progress.bytesBefore + bytesNow),
          totalBytes,
        });
        yield batch;
      }
      progress.bytesBefore += group.reduce((sum, { file }) => sum + file.contentBytes, 0);
    }
    const closing = issues.unmapped().map(unmappedIssue);
    if (closing.length > 0) yield { records: work.take(), issues: closing, rows: 0 };
  }

  /** Files that have to be read together: those in the DOJ layout, since a subject may stand in several. */
  groups(): ResolvedFile[][] {
    const events = this.subjectFiles();
    const others = this.files.filter((one) => !isSubjectFile(one)).map((file) => [file]);
    return events.length > 0 ? [events, ...others] : others;
  }

  private subjectFiles(): ResolvedFile[] {
    return this.files.filter(isSubjectFile);
  }

  private async *readGroup<T>(
    group: readonly ResolvedFile[],
    issues: IssueCollector,
    what: ReadingWork<T>,
    onRead: OnRead,
  ): AsyncGenerator<IntakeBatch<T>> {
    const [first] = group;
    if (first === undefined) return;
    if (isSubjectFile(first)) {
      yield* this.readSubjects(group, this.ahead, issues, this.subjectBatchRows, what, onRead);
      return;
    }
    const phrases = new PhraseCounter();
    for await (const batch of this.readFile(first, issues, this.options.batchRows ?? BATCH_ROWS, onRead)) {
      for (const record of batch.records) {
        phrases.add(record);
        what.work.add(record);
      }
      tallyUnknownPhrases(phrases.take(), issues, this.options.knowsDisposition);
      yield { ...batch, records: what.work.take() };
    }
  }

  private readSubjects<T>(
    group: readonly ResolvedFile[],
    ahead: LookAhead,
    issues: IssueCollector,
    batchRows: number,
    { step, work, threads }: ReadingWork<T>,
    onRead?: OnRead,
  ): AsyncGenerator<IntakeBatch<T>> {
    const input = { profile: this.profile, files: group, ...ahead, today: this.today, batchRows };
    const { knowsDisposition } = this.options;
    return readSubjectFiles(input, issues, step, work, { threads, started: this.started, onRead, knowsDisposition });
  }

  private async *readFile(
    one: ResolvedFile,
    issues: IssueCollector,
    batchRows: number,
    onRead?: OnRead,
  ): AsyncGenerator<IntakeBatch> {
    const { file, table } = one;
    const rules = { dates: this.profile.dates, today: this.today };
    if (table.grouping === 'person-lines') {
      const window = await openWindow(one, onRead);
      yield* readLines(window, file.name, table.reads.encoding, new RecordChecker(rules, issues), issues, batchRows);
    } else {
      const mapper = rowMapper(this.profile, table, one.columns, issues);
      const checker = new RecordChecker({ ...rules, columnNames: mapper.columnNames }, issues);
      const complete = this.courts?.completion(one, issues);
      const feed = await openFeed(this.profile, one, issues, onRead);
      yield* readRows(feed, mapper, checker, issues, batchRows, complete);
    }
  }
}

/** What is done with the records: the step, if there is one, and its work in the calling thread. */
interface ReadingWork<T> {
  step: BatchStep<T> | null;
  work: BatchWork<T>;
  threads: number;
}

function isSubjectFile({ table }: ResolvedFile): boolean {
  return table.grouping === 'ca-doj';
}

function todayOf(options: IntakeOptions): Day | undefined {
  if (options.today === undefined) return undefined;
  const day = parseDay(options.today);
  if (day === null) {
    throw new AppError('bad-date', `The day of the import, ${options.today}, is not a day; write it as YYYY-MM-DD.`);
  }
  return day;
}

function coverageOf(options: IntakeOptions): Coverage {
  const parsed = coverageSchema.safeParse(options.coverage ?? {});
  const day = parsed.success ? parsed.data.completeThrough : undefined;
  if (!parsed.success || (day !== undefined && parseDay(day) === null)) {
    throw new AppError(
      'bad-coverage',
      'The coverage is not one; history is county, state or national, pendingMatters is yes or no, and completeThrough is a day, YYYY-MM-DD.',
    );
  }
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}
