import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { addressed, type BatchStep } from '../batch-step.js';
import { ThreadLost } from '../thread-lost.js';
import type { StretchPart, StretchTask, SubjectFiles } from './read-stretch.js';
import type { StretchAnswer, StretchFiles } from './stretch-thread.js';

/**
 * A thread holds one stretch of rows at a time and lives on some 30 MB. Without a limit its heap grows to several times
 * that before it is tidied.
 */
const THREAD_MEMORY_MB = 192;

/**
 * Beside that, room for what has just been made. Where only the heap is limited there is so little of it that what a
 * stretch needs for a moment is kept and moved about: a third more processor time in all, and with 16 MB still a tenth.
 * With 64 MB a thread comes to use all of it only in a long file, for no gain: a million rows took 70 MB more than 100,000.
 */
const YOUNG_MEMORY_MB = 32;

/**
 * Stretches that are given out at a time, for each thread: what bounds the memory. With two for each an import of a million
 * rows held 500 MB in place of 350, since more than a few outlive every quick tidying, and was no faster.
 */
const AHEAD = 1;

/** A stretch takes a part of a second; a thread that is silent for so long is taken to be stuck. */
const ANSWER_WITHIN_MS = 120_000;

/** The compiled thread beside this file; only there when the program was built. */
const THREAD_FILE = new URL('./stretch-thread.js', import.meta.url);

/** So often threads that are lost have others put in their place, for each thread: threads may be lost for good. */
const RESTARTS = 4;

/** Where a thread's program is. */
interface ThreadProgram {
  /** The thread's file, for a program that runs from elsewhere than its build. */
  file?: URL;
  execArgv?: string[];
}

export interface StretchThreadsOptions<T> extends ThreadProgram {
  size: number;
  /** Reads a stretch in the calling thread, where the thread that had it is lost. Without it that is the end. */
  here?: (task: StretchTask) => AsyncIterable<StretchPart<T>>;
  /** Threads that were started for this, to be used before others are. */
  started?: StartedThreads | null;
}

/** Whether there is a build, and so threads; tests from the sources read in the calling thread. */
export function hasStretchThreads(): boolean {
  return existsSync(fileURLToPath(THREAD_FILE));
}

interface Waiting {
  resolve(parts: StretchPart<unknown>[]): void;
  reject(error: Error): void;
}

/**
 * Reads stretches in threads and gives what they came to in the order of the tasks. No more than a few stretches for each
 * thread are in memory: a thread gets the next one when its turn is near. Ends its threads when it is left.
 *
 * A thread whose memory does not suffice, for a subject with very many rows, is lost: what it had not answered is read
 * `here`, where there is more memory, or `ThreadLost` is thrown.
 */
export async function* readInThreads<T>(
  input: SubjectFiles,
  step: BatchStep<T>,
  tasks: Iterable<StretchTask>,
  { size, here, started, ...program }: StretchThreadsOptions<T>,
): AsyncGenerator<{ task: StretchTask; part: StretchPart<T> }> {
  const files: StretchFiles = {
    // The first bytes of a file served to recognise it.
    input: { ...input, files: input.files.map((one) => ({ ...one, file: { ...one.file, head: Buffer.alloc(0) } })) },
    step: addressed(step),
  };
  const start = (): Thread => (started?.take() ?? startThread(files.step.module, program)).begin(files);
  const threads = Array.from({ length: size }, start);
  let restarts = size * RESTARTS;
  const leastBusy = (): Thread => {
    const able = threads.filter((one) => !one.isLost);
    if (able.length < size && restarts > 0) {
      restarts--;
      const another = start();
      threads.push(another);
      return another;
    }
    return (able.length > 0 ? able : threads).reduce((least, one) => (one.busyWith < least.busyWith ? one : least));
  };
  const line: { task: StretchTask; parts: Promise<StretchPart<unknown>[]> }[] = [];
  const next = tasks[Symbol.iterator]();
  const fill = (): void => {
    while (line.length < size * AHEAD) {
      const following = next.next();
      if (following.done === true) return;
      const task = following.value;
      const parts = leastBusy().read(task);
      // A failure is met when its turn comes, and must not count as unhandled until then.
      parts.catch(() => undefined);
      line.push({ task, parts });
    }
  };
  try {
    for (fill(); line.length > 0; fill()) {
      const { task, parts } = line.shift() as (typeof line)[number];
      const read = await parts.catch((error: unknown) => {
        if (here !== undefined && error instanceof ThreadLost) return null;
        throw error;
      });
      fill();
      if (read !== null) for (const part of read as StretchPart<T>[]) yield { task, part };
      else if (here !== undefined) for await (const part of here(task)) yield { task, part };
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
  }
}

function startThread(module: string, { file, execArgv }: ThreadProgram): Thread {
  return new Thread(
    new Worker(file ?? THREAD_FILE, {
      workerData: module,
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
      ...(execArgv === undefined ? {} : { execArgv }),
    }),
  );
}

/**
 * Threads that are started before it is known what there is to read, and load what the work needs meanwhile: half a second
 * each. Whoever started them ends those that nobody took.
 */
export class StartedThreads {
  private readonly threads: Thread[];

  /** `module` is that of the step that they will be given. */
  constructor(size: number, module: URL, program: ThreadProgram = {}) {
    this.threads = Array.from({ length: size }, () => startThread(module.href, program));
  }

  /** One of them, which is the caller's from then on; undefined where there are no more. */
  take(): Thread | undefined {
    return this.threads.shift();
  }

  /** Ends those that are left. */
  end(): void {
    for (const thread of this.threads.splice(0)) void thread.end();
  }
}

/** One thread and the tasks it was given, which it answers in their order. */
class Thread {
  private readonly waiting: Waiting[] = [];
  private lost: Error | null = null;
  private silence: NodeJS.Timeout | undefined;

  constructor(private readonly worker: Worker) {
    worker.unref();
    worker.on('message', (answer: StretchAnswer) => {
      const asked = this.waiting.shift();
      this.expectAnswer();
      if ('failed' in answer) asked?.reject(answer.failed);
      else asked?.resolve(answer.parts);
    });
    worker.on('error', (error) => this.lose(new ThreadLost(`A thread that reads stopped (${error.message})`)));
    worker.on('exit', () => this.lose(new ThreadLost('A thread that reads ended before its time')));
  }

  get isLost(): boolean {
    return this.lost !== null;
  }

  get busyWith(): number {
    return this.waiting.length;
  }

  /** Tells it what it will read; until then it does not keep the program alive. */
  begin(files: StretchFiles): this {
    this.worker.ref();
    this.worker.postMessage(files);
    return this;
  }

  read(task: StretchTask): Promise<StretchPart<unknown>[]> {
    return new Promise((resolve, reject) => {
      if (this.lost !== null) return reject(this.lost);
      this.waiting.push({ resolve, reject });
      if (this.waiting.length === 1) this.expectAnswer();
      this.worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    clearTimeout(this.silence);
    await this.worker.terminate();
  }

  /** Begins to wait for the next answer, where there is one to come. */
  private expectAnswer(): void {
    clearTimeout(this.silence);
    if (this.waiting.length === 0) return;
    const lose = (): void => this.lose(new ThreadLost('A thread that reads did not come to an end'));
    this.silence = setTimeout(lose, ANSWER_WITHIN_MS);
  }

  private lose(error: Error): void {
    clearTimeout(this.silence);
    this.lost ??= error;
    for (const one of this.waiting.splice(0)) one.reject(this.lost);
  }
}
