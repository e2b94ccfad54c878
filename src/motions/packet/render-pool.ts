/** Renders jobs on worker threads, or on this one when no threads are wanted. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../common/app-error.js';
import type { Format } from '../emitters/emitter.js';
import type { TemplateLibrary } from '../templating/template-library.js';
import { FileRenderer } from './render-files.js';
import { failureOf, type RenderAnswer, type RenderFailure, type RenderJob } from './render-job.js';

export interface PoolOptions {
  library: TemplateLibrary;
  formats: readonly Format[];
  /** 0 renders on the calling thread. */
  threads: number;
  onDone?: (documents: number) => void;
}

/** A folder that says this goes on saying it until somebody makes room, gives a right or names another. */
const LASTING = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'ENAMETOOLONG']);

/** Jobs go to a worker in small lots: large enough to keep it busy, small enough to spread the work evenly. */
const LOT = 8;
const WORKER = fileURLToPath(new URL('./render-worker.js', import.meta.url));

/** Answers in the order of the jobs, however many threads there are. Throws `AppError` `render-write` when a file cannot be written. */
export async function renderAll(jobs: readonly RenderJob[], options: PoolOptions): Promise<RenderAnswer[]> {
  // Under a test runner that compiles on the fly there is no compiled worker beside this file.
  const threads = existsSync(WORKER) ? Math.min(options.threads, Math.ceil(jobs.length / LOT)) : 0;
  if (threads === 0) return renderHere(jobs, options);
  const answers: (RenderAnswer | undefined)[] = new Array<RenderAnswer | undefined>(jobs.length);
  let next = 0;
  const takeLot = (): number | null => {
    if (next >= jobs.length) return null;
    const at = next;
    next += LOT;
    return at;
  };
  const workers = Array.from(
    { length: threads },
    () => new Worker(WORKER, { workerData: { templatesDir: options.library.dir, formats: [...options.formats] } }),
  );
  try {
    await Promise.all(
      workers.map(async (worker) => {
        for (let at = takeLot(); at !== null; at = takeLot()) {
          const done = await ask(worker, jobs.slice(at, at + LOT));
          for (const [index, answer] of done.entries()) answers[at + index] = answer;
          options.onDone?.(done.length);
        }
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return answers.filter((answer) => answer !== undefined);
}

async function renderHere(jobs: readonly RenderJob[], options: PoolOptions): Promise<RenderAnswer[]> {
  const renderer = new FileRenderer(options.library, options.formats);
  const answers: RenderAnswer[] = [];
  for (const job of jobs) {
    try {
      answers.push(await renderer.render(job));
    } catch (error) {
      throw cannotWrite(failureOf(error));
    }
    options.onDone?.(1);
  }
  return answers;
}

function ask(worker: Worker, jobs: RenderJob[]): Promise<RenderAnswer[]> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      settle();
      reject(cannotWrite(failureOf(error)));
    };
    const hear = (message: { answers: RenderAnswer[] } | { failure: RenderFailure }): void => {
      settle();
      if ('failure' in message) reject(cannotWrite(message.failure));
      else resolve(message.answers);
    };
    const end = (code: number): void => fail(new Error(`the thread ended with code ${code}`));
    const settle = (): void => {
      worker.off('message', hear).off('error', fail).off('exit', end);
    };
    worker.on('message', hear).on('error', fail).on('exit', end);
    worker.postMessage(jobs);
  });
}

function cannotWrite({ why, code }: RenderFailure): AppError {
  return new AppError(
    'render-write',
    `The motions could not be written: ${why}. Free the disk or choose another folder, and draft again; it is safe to repeat.`,
    { exitCode: 3, final: code !== null && LASTING.has(code) },
  );
}
