import { stat } from 'node:fs/promises';
import { AppError } from '../common/index.js';

/** Tells a file as it is from the same file after somebody has written to it or put another in its place. */
export async function fileState(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

/**
 * Refuses (`file-changed`) files that are not as they were when they were opened. What is known of them from then, such as
 * where their rows and their people begin, does not hold for what was read since.
 */
export async function refuseChanged(files: readonly { path: string; name: string; state: string }[]): Promise<void> {
  for (const { path, name, state } of files) {
    // Of a file that is gone there is no state.
    if ((await fileState(path).catch(() => null)) === state) continue;
    throw new AppError(
      'file-changed',
      `${name} was changed, replaced or moved while it was being read, so nothing was imported. Wait until it is written to its end, and give the command again.`,
      { exitCode: 3 },
    );
  }
}
