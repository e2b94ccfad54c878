/** The thread that reads stretches: it is told of the files and of its step once, and then of one stretch at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { beginAddressed, type AddressedStep } from '../batch-step.js';
import { StretchReader, type StretchPart, type StretchTask, type SubjectFiles } from './read-stretch.js';

/** What a thread is told at its start. */
export interface StretchThreadData {
  input: SubjectFiles;
  step: AddressedStep;
}

/** A thread's answer to a `StretchTask`. */
export type StretchAnswer = { parts: StretchPart<unknown>[] } | { failed: Error };

const { input, step } = workerData as StretchThreadData;
const reader = new StretchReader(input, { blocking: true });
const work = await beginAddressed(step);

/** One after the other, so that the answers come in the order of the tasks. */
let turn = Promise.resolve();
parentPort?.on('message', (task: StretchTask) => {
  turn = turn
    .then(() => read(task))
    .then(answer, (error: unknown) => answer({ failed: error instanceof Error ? error : new Error(String(error)) }));
});

async function read(task: StretchTask): Promise<StretchAnswer> {
  const parts: StretchPart<unknown>[] = [];
  for await (const part of reader.read(task, work)) parts.push(part);
  return { parts };
}

function answer(message: StretchAnswer): void {
  parentPort?.postMessage(message);
}
