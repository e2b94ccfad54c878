/**
 * The door: inputs become an `Intake`, or are refused in one sentence before anything is stored.
 *
 * Opening looks at every file, chooses the profile, finds each file's table and columns, and reads until the first row
 * that can be used. Reading (`batches`) then streams.
 */
import { AppError, parseDay, type Day } from '../common/index.js';
import type { Coverage, PersonRecord } from '../records/record.js';
import { readSubjects } from './ca-doj/read-subjects.js';
import { findScattered } from './ca-doj/find-scattered.js';
import { caDojLayout } from './ca-doj/layout.js';
import { RecordChecker } from './canonical/check-record.js';
import { readLines } from './canonical/read-lines.js';
import { CaseCourts } from './case-courts.js';
import { chooseProfile } from './choose-profile.js';
import { findInputs } from './find-inputs.js';
import { FixedWidthFeed } from './fixed-width-feed.js';
import { hashFiles } from './hash-files.js';
import { inspectFile } from './inspect-file.js';
import type { Intake, IntakeBatch, IntakeIssue, IntakeOptions } from './intake.js';
import { IssueCollector } from './issue-collector.js';
import { rowMapper } from './map-rows.js';
import { coverageSchema, type SourceProfile } from './profile.js';
import { ByteWindow } from './read-bytes.js';
import { readRows } from './read-rows.js';
import { resolveTable, scanRules, type ResolvedFile } from './resolve-table.js';
import { DelimitedFeed, type RowFeed } from './row-feed.js';
import { DISPOSITION_PHRASE, unmappedIssue } from './unmapped-issue.js';

const BATCH_ROWS = 2_000;
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
  const source = new IntakeSource(profile, files, today);
  await source.prepare();
  await source.refuseWithoutUsableRow();

  let unmapped: IssueCollector | null = null;
  let hash: Promise<string> | null = null;
  const coverage: Coverage = { ...profile.coverage, ...given };
  return {
    profile,
    coverage,
    files: files.map(({ file }) => ({ name: file.name, path: file.path, bytes: file.bytes, gzip: file.gzip })),
    skipped,
    batches: () => {
      if (unmapped !== null) throw new Error('batches() can be called once');
      unmapped = new IssueCollector();
      return source.read(unmapped, options);
    },
    contentHash: () => (hash ??= hashFiles(paths)),
    unmapped: () => unmapped?.unmapped() ?? [],
  };
}

/** The files with all that is needed to read them, as often as wanted. */
class IntakeSource {
  private scattered: string[] = [];
  private courts: CaseCourts | null = null;

  constructor(
    private readonly profile: SourceProfile,
    private readonly files: readonly ResolvedFile[],
    private readonly today: Day | undefined,
  ) {}

  /** Looks ahead for what streaming alone cannot see: scattered subjects, and cases that warrants refer to. */
  async prepare(): Promise<void> {
    const events = this.files.filter(({ table }) => table.grouping === 'ca-doj');
    this.scattered = await findScattered(
      events.map((one) => ({
        open: () => ByteWindow.open(one.file.path, one.file.gzip),
        column: this.layout(one).at.subjectId,
        delimiter: scanRules(one.table).delimiter,
      })),
    );
    const joined = this.files.filter((one) => CaseCourts.isNeededFor(one));
    if (joined.length > 0) {
      this.courts = new CaseCourts();
      for (const one of joined) await this.courts.remember(await this.feed(one, new IssueCollector()), one);
    }
  }

  /** Refuses a file in which no row at all can be used: that is a wrong file or a wrong profile, not bad rows. */
  async refuseWithoutUsableRow(): Promise<void> {
    for (const one of this.files) {
      if (CaseCourts.isNeededFor(one)) continue;
      const issues = new IssueCollector();
      let first: IntakeIssue | undefined;
      let rows = 0;
      let usable = false;
      for await (const batch of this.readFile(one, issues, PROBE_ROWS)) {
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

  /** Reads everything. */
  async *read(
    issues: IssueCollector,
    { batchRows = BATCH_ROWS, onProgress, knowsDisposition }: IntakeOptions,
  ): AsyncGenerator<IntakeBatch> {
    const totalBytes = this.files.reduce((sum, { file }) => sum + file.contentBytes, 0);
    const progress = { rows: 0, bytesBefore: 0 };
    for (const group of this.groups()) {
      const name = group.map(({ file }) => file.name).join(', ');
      this.bytesNow = 0;
      for await (const batch of this.readGroup(group, issues, batchRows)) {
        progress.rows += batch.rows;
        if (knowsDisposition !== undefined) tallyDispositions(batch.records, issues, knowsDisposition);
        onProgress?.({
          file: name,
          rows: progress.rows,
          bytes: Math.min(totalBytes, progress.bytesBefore + this.bytesNow),
          totalBytes,
        });
        yield batch;
      }
      progress.bytesBefore += group.reduce((sum, { file }) => sum + file.contentBytes, 0);
    }
    const closing = issues.unmapped().map(unmappedIssue);
    if (closing.length > 0) yield { records: [], issues: closing, rows: 0 };
  }

  /** Bytes read of the group at hand. */
  private bytesNow = 0;

  /** Files that have to be read together: those in the DOJ layout, since a subject may stand in several. */
  private groups(): ResolvedFile[][] {
    const events = this.files.filter(({ table }) => table.grouping === 'ca-doj');
    const others = this.files.filter(({ table }) => table.grouping !== 'ca-doj').map((file) => [file]);
    return events.length > 0 ? [events, ...others] : others;
  }

  private async *readGroup(
    group: readonly ResolvedFile[],
    issues: IssueCollector,
    batchRows: number,
  ): AsyncGenerator<IntakeBatch> {
    const first = group[0];
    if (first === undefined) return;
    if (first.table.grouping !== 'ca-doj') {
      yield* this.readFile(first, issues, batchRows);
      return;
    }
    yield* readSubjects(
      group.map((one) => ({ layout: this.layout(one), open: (into: IssueCollector) => this.feed(one, into) })),
      this.scattered,
      issues,
      batchRows,
    );
  }

  private async *readFile(one: ResolvedFile, issues: IssueCollector, batchRows: number): AsyncGenerator<IntakeBatch> {
    const { file, table } = one;
    const rules = { dates: this.profile.dates, today: this.today };
    if (table.grouping === 'ca-doj') {
      yield* readSubjects([{ layout: this.layout(one), open: (into) => this.feed(one, into) }], [], issues, batchRows);
    } else if (table.grouping === 'person-lines') {
      const window = await this.window(one);
      yield* readLines(window, file.name, table.reads.encoding, new RecordChecker(rules, issues), issues, batchRows);
    } else {
      const mapper = rowMapper(this.profile, table, one.columns, issues);
      const checker = new RecordChecker({ ...rules, columnNames: mapper.columnNames }, issues);
      const complete = this.courts?.completion(one, issues);
      yield* readRows(await this.feed(one, issues), mapper, checker, issues, batchRows, complete);
    }
  }

  private async window(one: ResolvedFile): Promise<ByteWindow> {
    const window = await ByteWindow.open(one.file.path, one.file.gzip, (bytes) => (this.bytesNow += bytes));
    await window.skipByteOrderMark();
    return window;
  }

  private async feed(one: ResolvedFile, issues: IssueCollector): Promise<RowFeed> {
    const { file, table, columns, hasHeader } = one;
    const window = await this.window(one);
    const common = {
      file: file.name,
      encoding: table.reads.encoding,
      header: hasHeader,
      missing: new Set(this.profile.missing),
    };
    if (table.reads.kind === 'fixed-width') {
      const places = (table.reads.columns ?? []).flatMap((column) => (typeof column === 'string' ? [] : [column]));
      return new FixedWidthFeed(window, { ...common, columns: places }, issues);
    }
    const { trailingDelimiters } = table.reads;
    return new DelimitedFeed(
      window,
      { ...scanRules(table), ...common, columns: columns.length, trailingDelimiters },
      issues,
    );
  }

  private layout(one: ResolvedFile): ReturnType<typeof caDojLayout> {
    return caDojLayout(this.profile, one.table, one.columns, this.today);
  }
}

/** Counts the phrases for dispositions of which nobody wrote down what they come to in law. */
function tallyDispositions(
  records: readonly PersonRecord[],
  issues: IssueCollector,
  isKnown: NonNullable<IntakeOptions['knowsDisposition']>,
): void {
  for (const person of records) {
    for (const { court, charges } of person.cases) {
      for (const { disposition, source } of charges) {
        const phrase = disposition?.text;
        if (phrase === undefined || source === undefined || isKnown(phrase, court.state)) continue;
        issues.tally(source, DISPOSITION_PHRASE, phrase);
      }
    }
  }
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
