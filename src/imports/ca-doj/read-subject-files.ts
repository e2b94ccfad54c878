/**
 * Reads files in the California DOJ layout into batches: stretch by stretch, here or in threads, and the scattered
 * subjects at the end of each pass.
 */
import { type BatchStep, type BatchWork } from '../batch-step.js';
import { PhraseCounter, tallyUnknownPhrases } from '../disposition-phrases.js';
import type { IntakeBatch, IntakeOptions } from '../intake.js';
import type { IssueCollector } from '../issue-collector.js';
import type { OnRead } from '../open-feed.js';
import type { ResolvedFile } from '../resolve-table.js';
import { StretchReader, type StretchPart, type StretchTask, type SubjectFiles } from './read-stretch.js';
import { countPasses, WaitingSubjects } from './read-subjects.js';
import { hasStretchThreads, readInThreads, StartedThreads } from './stretch-threads.js';

/** Less is read before threads have started. */
const WORTH_THREADS = 5;

export interface ReadingOptions {
  /** Threads to read in, where there is enough to read; 0 for the calling thread. */
  threads: number;
  /** Those that were started already. */
  started: StartedThreads | null;
  onRead: OnRead | undefined;
  knowsDisposition: IntakeOptions['knowsDisposition'];
}

/** Whether the files are read in threads, when there are any. */
export function isWorthThreads({ stretches }: Pick<SubjectFiles, 'stretches'>): boolean {
  return hasStretchThreads() && stretches.flat().length >= WORTH_THREADS;
}

/** Files of fewer bytes are hardly worth threads. */
const WORTH_STARTING_BYTES = 16 << 20;

/** Starts threads for files that look worth it before it is known how they can be divided; null where they do not. */
export function startThreads(files: readonly ResolvedFile[], size: number, module: URL): StartedThreads | null {
  const bytes = files.reduce((sum, { file }) => sum + (file.gzip ? 0 : file.bytes), 0);
  return hasStretchThreads() && bytes >= WORTH_STARTING_BYTES ? new StartedThreads(size, module) : null;
}

/** Reads everything, and does the step (if there is one) with every batch: `work` is the step in the calling thread. */
export async function* readSubjectFiles<T>(
  input: SubjectFiles,
  issues: IssueCollector,
  step: BatchStep<T> | null,
  work: BatchWork<T>,
  { threads, started, onRead, knowsDisposition }: ReadingOptions,
): AsyncGenerator<IntakeBatch<T>> {
  const reader = new StretchReader(input, { blocking: false });
  const inThreads = step !== null && threads > 0 && isWorthThreads(input);
  for (let pass = 0; pass < countPasses(input.scattered); pass++) {
    const waiting = new WaitingSubjects();
    const tasks = tasksOf(input, pass);
    const here = (task: StretchTask): AsyncIterable<StretchPart<T>> => reader.read(task, work);
    const parts = inThreads
      ? readInThreads(input, step, tasks, { size: threads, started, ...(step.mayFail === true ? {} : { here }) })
      : readHere(tasks, here);
    for await (const { task, part } of parts) {
      onRead?.(part.bytes);
      issues.add(part.found);
      tallyUnknownPhrases(part.phrases, issues, knowsDisposition);
      waiting.add(part.waiting, reader.layout(task.file));
      const isFileRead = part.isLast && task.stretch === (input.stretches[task.file]?.length ?? 0) - 1;
      if (isFileRead && pass === 0) issues.noteLatin1(input.files[task.file]?.file.name ?? '');
      yield { records: part.content, issues: issues.take(), rows: part.rows };
    }
    const phrases = new PhraseCounter();
    const batch = (): IntakeBatch<T> => {
      tallyUnknownPhrases(phrases.take(), issues, knowsDisposition);
      return { records: work.take(), issues: issues.take(), rows: 0 };
    };
    let built = 0;
    for (const person of waiting.build(issues)) {
      phrases.add(person);
      work.add(person);
      if (++built % input.batchRows === 0) yield batch();
    }
    yield batch();
  }
}

function* tasksOf({ stretches }: SubjectFiles, pass: number): Generator<StretchTask> {
  for (const [file, own] of stretches.entries()) {
    for (let stretch = 0; stretch < own.length; stretch++) yield { pass, file, stretch };
  }
}

async function* readHere<T>(
  tasks: Iterable<StretchTask>,
  here: (task: StretchTask) => AsyncIterable<StretchPart<T>>,
): AsyncGenerator<{ task: StretchTask; part: StretchPart<T> }> {
  for (const task of tasks) for await (const part of here(task)) yield { task, part };
}
