import { Worker } from 'node:worker_threads';

/** Runs in the worker: hashes the files one after the other, and says what came of it. */
const HASHING = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { openSync, readSync, closeSync } = require('node:fs');
const hash = createHash('sha256');
const block = Buffer.allocUnsafe(1 << 20);
for (const path of workerData) {
  const file = openSync(path, 'r');
  try {
    for (let read; (read = readSync(file, block, 0, block.length, null)) > 0; ) hash.update(block.subarray(0, read));
  } finally {
    closeSync(file);
  }
}
parentPort.postMessage(hash.digest('hex'));
`;

/**
 * The SHA-256, in hex, of the bytes of the files one after the other, as they lie on disk. Worked out on another thread
 * (about a second for 800 MB), so that reading goes on meanwhile. Rejects when a file cannot be read.
 */
export function hashFiles(paths: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(HASHING, { eval: true, workerData: paths });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code !== 0) reject(new Error(`hashing ended with code ${code}`));
    });
  });
}
