/** What intake takes and gives: the words that the other rooms use. Everything here is plain data but `batches`. */
import type { Coverage, PersonRecord } from '../records/record.js';
import type { BatchStep } from './batch-step.js';
import type { SourceProfile } from './profile.js';

/** Something imperfect in what we were given, with its place. */
export interface IntakeIssue {
  file: string;
  /** Counted from 1, the header line included; 0 where it concerns the whole file. */
  row: number;
  column?: string;
  value?: string;
  code: string;
  /** One sentence: what was found, and what was done about it. */
  message: string;
  /** `quarantined`: the row was set aside. `noted`: the row went in without that value. */
  severity: 'quarantined' | 'noted';
  /** The person the row speaks of, where that much could be read: their record lacks this row. */
  personId?: string;
}

export interface IntakeProgress {
  file: string;
  /** Rows read so far, of all files. */
  rows: number;
  /** Bytes of content read so far, of all files. */
  bytes: number;
  /** Bytes of content to read, of all files. */
  totalBytes: number;
}

export interface IntakeOptions {
  /** A shipped profile's name or the path of a YAML file. Absent: recognised by content. */
  profile?: string;
  /** What the files cover, where that differs from the profile's defaults. */
  coverage?: Partial<Coverage>;
  /** A folder with an office's own profiles. */
  profileDir?: string;
  /** The day of the import, `YYYY-MM-DD`: a date of birth cannot lie after it. The caller's clock. */
  today?: string;
  /** About how many rows a batch holds; 2,000 by default, 5,000 in the California layout. A person's rows are not split when they stand together. */
  batchRows?: number;
  /** Whether it is known what a disposition's phrase comes to in a state; those that are not are listed as unmapped. */
  knowsDisposition?: (phrase: string, state: string) => boolean;
  /**
   * So many threads are started before anything else, where the files are large: they load the module of a step, the one
   * that `batchesFor` will be given, while the files are looked through. Threads that nobody uses hold nothing up.
   */
  threads?: { size: number; module: URL };
  onProgress?: (progress: IntakeProgress) => void;
}

export interface IntakeFile {
  /** The base name, as sources and issues give it. */
  name: string;
  path: string;
  /** Bytes on disk. */
  bytes: number;
  gzip: boolean;
}

/** What a number of rows came to. */
export interface IntakeBatch<T = PersonRecord[]> {
  /** One record per person seen in this batch, holding what this batch says about them; or what a step made of them. */
  records: T;
  issues: IntakeIssue[];
  /** Rows read for this batch: good, blank and quarantined; header lines are no rows. */
  rows: number;
}

/** A text of the source that a value map does not know, or a column that no field takes. */
export interface UnmappedValue {
  file: string;
  /** The column, or the field's name in JSON. */
  field: string;
  /** The text; absent where the whole column is unknown. */
  value?: string;
  count: number;
  firstRow: number;
}

/** Input that has been found to be what it claims, ready to be read once. */
export interface Intake {
  readonly profile: SourceProfile;
  readonly coverage: Coverage;
  readonly files: readonly IntakeFile[];
  /** Names of files in a given directory that were left out because their extension is not one of data. */
  readonly skipped: readonly string[];
  /**
   * Whether every person comes in a single batch, whole. Else a person may come again, with more of their rows.
   */
  readonly givesPeopleOnce: boolean;
  /** Whether `batchesFor` makes use of threads. */
  readonly readsInThreads: boolean;
  /**
   * Reads everything, in order. Call this or `batchesFor`, and once. Throws AppError `file-changed` behind the last batch
   * when a file was written to or replaced since it was opened: what came before is then not to be kept.
   */
  batches(): AsyncGenerator<IntakeBatch>;
  /**
   * The same with a step that is done with every batch, in so many threads where the input can be divided among them and
   * is large enough for that; the batches come in the order of the input all the same.
   */
  batchesFor<T>(step: BatchStep<T>, threads: number): AsyncGenerator<IntakeBatch<T>>;
  /** The SHA-256 of the files' bytes as they lie on disk, in order; worked out on another thread at the first call. */
  contentHash(): Promise<string>;
  /** What the profile did not know so far, most frequent first. Complete when `batches` has ended. */
  unmapped(): UnmappedValue[];
}
