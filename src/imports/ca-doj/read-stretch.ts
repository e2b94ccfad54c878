/**
 * Reads a stretch of a file in the California DOJ layout: the same in the calling thread and in any number of others.
 */
import type { Day } from '../../common/index.js';
import type { PersonRecord } from '../../records/record.js';
import type { BatchWork } from '../batch-step.js';
import { PhraseCounter, type CountedPhrase } from '../disposition-phrases.js';
import { IssueCollector, type CollectedIssues } from '../issue-collector.js';
import { openFeed } from '../open-feed.js';
import { ReadingRoom } from '../reading-room.js';
import type { SourceProfile } from '../profile.js';
import type { ResolvedFile } from '../resolve-table.js';
import { WHOLE_FILE, type Stretch } from '../stretch.js';
import type { CaDojSubject } from './event.js';
import { caDojLayout, type CaDojLayout } from './layout.js';
import { passOf, readSubjects, type Pass } from './read-subjects.js';

/** Files whose subjects are read together, with what the look ahead found: plain data, so that a thread can be told. */
export interface SubjectFiles {
  profile: SourceProfile;
  files: readonly ResolvedFile[];
  /** Of each file. */
  stretches: readonly (readonly Stretch[])[];
  scattered: readonly string[];
  today: Day | undefined;
  batchRows: number;
}

/** Which stretch of which file, in which pass; all from 0. */
export interface StretchTask {
  pass: number;
  file: number;
  stretch: number;
}

/** What a batch of rows gave; `content` is what became of its records. */
export interface StretchPart<T> {
  content: T;
  waiting: CaDojSubject[];
  rows: number;
  /** Bytes read for it. */
  bytes: number;
  /** Whether the stretch ends with it. */
  isLast: boolean;
  found: CollectedIssues;
  phrases: CountedPhrase[];
}

export class StretchReader {
  private readonly layouts: CaDojLayout[];
  private readonly rooms: ReadingRoom[];
  private pass: { number: number; pass: Pass } | null = null;

  /** `blocking` has the thread wait for the disk, where it has nothing else to do. */
  constructor(
    private readonly input: SubjectFiles,
    { blocking }: { blocking: boolean },
  ) {
    const { profile, files, today } = input;
    this.rooms = files.map(() => new ReadingRoom({ blocking }));
    this.layouts = files.map(({ table, columns }) => caDojLayout(profile, table, columns, today));
  }

  /** The layout of a file by its place among the files. */
  layout(file: number): CaDojLayout {
    return this.layouts[file] as CaDojLayout;
  }

  /** Reads the stretch, in as many parts as it has batches. One stretch at a time. */
  async *read<T>(task: StretchTask, work: BatchWork<T>): AsyncGenerator<StretchPart<T>> {
    const { profile, files, stretches, batchRows } = this.input;
    const pass = this.passOf(task.pass);
    const issues = new IssueCollector();
    const phrases = new PhraseCounter();
    let bytes = 0;
    const feed = await openFeed(
      profile,
      files[task.file] as ResolvedFile,
      pass.isFirst ? issues : new IssueCollector(),
      (more) => (bytes += more),
      stretches[task.file]?.[task.stretch] ?? WHOLE_FILE,
      this.rooms[task.file],
    );
    const onPerson = (person: PersonRecord): void => {
      phrases.add(person);
      work.add(person);
    };
    for await (const part of readSubjects(feed, this.layout(task.file), pass, issues, batchRows, onPerson)) {
      yield { ...part, content: work.take(), bytes, found: issues.takeAll(), phrases: phrases.take() };
      bytes = 0;
    }
  }

  private passOf(number: number): Pass {
    if (this.pass?.number !== number) this.pass = { number, pass: passOf(this.input.scattered, number) };
    return this.pass.pass;
  }
}
