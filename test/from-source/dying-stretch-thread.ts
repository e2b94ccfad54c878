/** A thread that reads stretches, and has too little memory for the fifth. */
import { parentPort } from 'node:worker_threads';
import type { StretchTask } from '../../src/imports/ca-doj/read-stretch.js';

// The reader listens from its first moment on: a task that came before would be lost.
await import('../../src/imports/ca-doj/stretch-thread.js');
parentPort?.on('message', (task: StretchTask) => {
  const held: number[][] = [];
  while (task.stretch === 4) held.push(new Array<number>(100_000).fill(1));
});
