/** A lock file that holds its owner's process id, so that a lock whose owner died is seen and taken over. */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const UNWRITTEN_GRACE_MS = 10_000;

/** Runs `work` while this process alone holds the lock `file`; waits for whoever holds it and says so once. */
export async function withLock(file, say, work) {
  let told = false;
  while (!take(file)) {
    if (isAbandoned(file)) {
      release(file);
      continue;
    }
    if (!told) say('Another run is setting up this folder; waiting for it …');
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function isAbandoned(file) {
  const owner = ownerOf(file);
  if (owner === null) return false;
  if (owner === '') {
    // Between making the file and writing the id: its owner gets a moment, a crash in between does not block forever.
    try {
      return Date.now() - statSync(file).mtimeMs > UNWRITTEN_GRACE_MS;
    } catch {
      return false;
    }
  }
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Moves an abandoned lock aside first, so that of two who saw it only one removes it. */
function release(file) {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Another may have taken it over between our look and our move: then it is theirs, and goes back.
  if (isAbandoned(aside)) rmSync(aside, { force: true });
  else renameSync(aside, file);
}
