import { AppError } from '../common/index.js';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { addCounts, noCounts } from './chunk-counts.js';
import {
  type ChunkEvaluator,
  fewSetAsides,
  InlineEvaluator,
  SET_ASIDE_AT_MOST,
  type SetAsides,
} from './chunk-evaluator.js';
import { type ChunkEvaluation, type ChunkPeople, type ScanLaw } from './evaluate-chunk.js';
import type { ThreadMessage, ThreadRequest } from './evaluation-thread.js';

/** One thread of the pool and the scans whose law it has been given. */
interface Thread {
  worker: Worker;
  knows: Set<number>;
  /** Whether it has started; what ends it before that is not about any record. */
  ready: boolean;
}

interface Task {
  law: ScanLaw;
  people: ChunkPeople;
  resolve(evaluation: ChunkEvaluation): void;
  reject(error: Error): void;
}

/** A thread that ended, or did not answer in time, while it had a chunk. */
class ThreadLost extends Error {}

/** A chunk takes a second or two; a thread that is silent for so long is taken to be stuck. */
const ANSWER_WITHIN_MS = 120_000;

/** A thread starts in half a second, and on a very busy machine in some; that says nothing about any record. */
const START_WITHIN_MS = 120_000;

/**
 * A thread lives on some 30 MB. Without a limit its heap grows to several times that before it is tidied; with one, a
 * chunk that really needs more is evaluated in halves.
 */
const THREAD_MEMORY_MB = 256;

/** Beside that, room for what has just been made; see the threads that read (imports/ca-doj/stretch-threads.ts). */
const YOUNG_MEMORY_MB = 64;

/** The compiled thread beside this file; only there when the program was built. */
const THREAD_FILE = new URL('./evaluation-thread.js', import.meta.url);

export interface ThreadOptions {
  size: number;
  /** The thread's file, for a program that runs from elsewhere than its build. */
  file?: URL;
  execArgv?: string[];
  answerWithinMs?: number;
}

/** An evaluator for this many threads; without a build (as in tests from the sources), or with 0, in the calling thread. */
export function makeEvaluator(threads: number): ChunkEvaluator {
  return threads > 0 && existsSync(fileURLToPath(THREAD_FILE))
    ? new ThreadEvaluator({ size: threads })
    : new InlineEvaluator();
}

/**
 * Evaluates in a pool of threads, so that the main thread stays free to answer.
 *
 * A thread that dies or gets stuck is replaced, and its people are evaluated again in halves, until the one whose
 * record does it stands alone and is set aside.
 */
export class ThreadEvaluator implements ChunkEvaluator {
  readonly size: number;
  private readonly idle: Thread[] = [];
  private readonly all = new Set<Thread>();
  private readonly waiting: Task[] = [];
  private closed = false;

  constructor(private readonly options: ThreadOptions) {
    this.size = Math.max(1, options.size);
  }

  /** How many threads there are at present. */
  get started(): number {
    return this.all.size;
  }

  async evaluate(law: ScanLaw, people: ChunkPeople, setAsides = fewSetAsides()): Promise<ChunkEvaluation> {
    return this.evaluateOrDivide(law, people, setAsides);
  }

  private async evaluateOrDivide(law: ScanLaw, people: ChunkPeople, setAsides: SetAsides): Promise<ChunkEvaluation> {
    try {
      return await this.evaluateOnce(law, people);
    } catch (error) {
      if (!(error instanceof ThreadLost) || this.closed) throw error;
      if (people.records.length <= 1) {
        if (setAsides.left === 0) {
          throw new AppError(
            'threads-lost',
            `More than ${SET_ASIDE_AT_MOST} records of one chunk ended their thread, so it may not be about the records. ${error.message}`,
            { exitCode: 3, status: 500, cause: error },
          );
        }
        setAsides.left -= 1;
        return setAside(people, error.message);
      }
    }
    const middle = Math.ceil(people.records.length / 2);
    const first = await this.evaluateOrDivide(law, part(people, 0, middle), setAsides);
    const second = await this.evaluateOrDivide(law, part(people, middle, people.records.length), setAsides);
    const counts = noCounts();
    addCounts(counts, first.counts);
    addCounts(counts, second.counts);
    return { rows: [...first.rows, ...second.rows], counts, problems: [...first.problems, ...second.problems] };
  }

  forget(scanId: number): void {
    for (const thread of this.all) {
      if (thread.knows.delete(scanId)) this.tell(thread, { say: 'forget', scanId });
    }
    for (const thread of this.idle.splice(0)) this.rest(thread);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const task of this.waiting.splice(0)) task.reject(new Error('The evaluator is closing.'));
    await Promise.all([...this.all].map(({ worker }) => worker.terminate()));
  }

  private evaluateOnce(law: ScanLaw, people: ChunkPeople): Promise<ChunkEvaluation> {
    if (this.closed) return Promise.reject(new Error('The evaluator is closing.'));
    return new Promise((resolve, reject) => {
      this.waiting.push({ law, people, resolve, reject });
      this.turn();
    });
  }

  private turn(): void {
    while (this.waiting.length > 0) {
      const thread = this.idle.pop() ?? (this.all.size < this.size ? this.spawn() : undefined);
      if (thread === undefined) return;
      const task = this.waiting.shift();
      if (task === undefined) return;
      this.give(thread, task);
    }
  }

  private spawn(): Thread {
    const worker = new Worker(this.options.file ?? THREAD_FILE, {
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MB, maxYoungGenerationSizeMb: YOUNG_MEMORY_MB },
      ...(this.options.execArgv === undefined ? {} : { execArgv: this.options.execArgv }),
    });
    const thread = { worker, knows: new Set<number>(), ready: false };
    this.all.add(thread);
    // An idle thread does not keep the program alive.
    worker.unref();
    worker.once('exit', () => this.lose(thread));
    worker.on('error', () => this.lose(thread));
    return thread;
  }

  /** Keeps a thread that has nothing to do for the scans it knows; one that knows none costs 80 MB for nothing. */
  private rest(thread: Thread): void {
    if (thread.knows.size > 0 || this.waiting.length > 0) {
      this.idle.push(thread);
      return;
    }
    this.all.delete(thread);
    void thread.worker.terminate();
  }

  private lose(thread: Thread): void {
    this.all.delete(thread);
    const at = this.idle.indexOf(thread);
    if (at >= 0) this.idle.splice(at, 1);
    if (!this.closed) this.turn();
  }

  private give(thread: Thread, task: Task): void {
    const { worker } = thread;
    worker.ref();
    const done = (finish: () => void): void => {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      finish();
      this.turn();
    };
    const onMessage = (message: ThreadMessage): void => {
      if ('ready' in message) {
        thread.ready = true;
        clearTimeout(timer);
        timer = setTimeout(onSilence, answerWithin);
        return;
      }
      done(() => {
        worker.unref();
        this.rest(thread);
        if ('failed' in message) task.reject(new Error(message.failed));
        else task.resolve(message.evaluation);
      });
    };
    const lose = (reason: string, cause: string): void =>
      done(() => {
        this.lose(thread);
        void worker.terminate();
        task.reject(
          thread.ready
            ? new ThreadLost(reason)
            : new Error(`A thread for evaluating could not be started (${cause}). Build the program again.`),
        );
      });
    const onError = (error: Error): void =>
      lose(`Evaluating this record stopped its thread (${error.name}).`, error.message);
    const onExit = (code: number): void => lose('Evaluating this record ended its thread.', `it ended with ${code}`);
    const onSilence = (): void => lose('Evaluating this record did not come to an end.', 'it did not answer');
    const answerWithin = this.options.answerWithinMs ?? ANSWER_WITHIN_MS;
    let timer = setTimeout(onSilence, thread.ready ? answerWithin : START_WITHIN_MS);
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    if (!thread.knows.has(task.law.scanId)) {
      thread.knows.add(task.law.scanId);
      this.tell(thread, { say: 'law', law: task.law });
    }
    this.tell(thread, { say: 'evaluate', scanId: task.law.scanId, people: task.people });
  }

  private tell(thread: Thread, request: ThreadRequest): void {
    thread.worker.postMessage(request);
  }
}

function part(people: ChunkPeople, from: number, to: number): ChunkPeople {
  return {
    chunkIndex: people.chunkIndex,
    personKeys: people.personKeys.slice(from, to),
    versionIds: people.versionIds.slice(from, to),
    records: people.records.slice(from, to),
  };
}

function setAside(people: ChunkPeople, reason: string): ChunkEvaluation {
  const counts = noCounts();
  counts.people = people.records.length;
  counts.problems = people.records.length;
  return { rows: [], counts, problems: people.personKeys.map((personKey) => ({ personKey, reason })) };
}
