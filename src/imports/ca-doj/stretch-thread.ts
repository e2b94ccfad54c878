/**
 * The thread that reads stretches. It is started with the modules of its work, loads them, and is then told of the files
 * and of its step once, and of one stretch after another.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { beginAddressed, type AddressedStep, type BatchWork } from '../batch-step.js';
import { StretchReader, type StretchPart, type StretchTask, type SubjectFiles } from './read-stretch.js';

/** What a thread is told of before its first stretch. */
export interface StretchFiles {
  input: SubjectFiles;
  step: AddressedStep;
}

/** A thread's answer to a `StretchTask`. */
export type StretchAnswer = { parts: StretchPart<unknown>[] } | { failed: Error };

let begun: { reader: StretchReader; work: BatchWork<unknown> } | null = null;

/** One after the other, so that the answers come in the order of the tasks. */
let turn: Promise<unknown> = import(workerData as string);
parentPort?.on('message', (told: StretchFiles | StretchTask) => {
  // What cannot begin is met by the stretch that is asked for next.
  if ('step' in told) turn = turn.then(() => begin(told));
  else
    turn = turn
      .then(() => read(told))
      .then(answer, (error: unknown) => answer({ failed: error instanceof Error ? error : new Error(String(error)) }));
});

async function begin({ input, step }: StretchFiles): Promise<void> {
  begun = { reader: new StretchReader(input, { blocking: true }), work: await beginAddressed(step) };
}

async function read(task: StretchTask): Promise<StretchAnswer> {
  if (begun === null) throw new Error('a stretch was asked for before its files were told');
  const parts: StretchPart<unknown>[] = [];
  for await (const part of begun.reader.read(task, begun.work)) parts.push(part);
  return { parts };
}

function answer(message: StretchAnswer): void {
  const parts = 'parts' in message ? message.parts : [];
  parentPort?.postMessage(
    message,
    parts.flatMap(({ content }) => begun?.work.handsOver?.(content) ?? []),
  );
}
