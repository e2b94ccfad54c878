/**
 * `npm test`: every spec, then one plain line with the counts. Arguments go to jest: `npm test -- src/law -t quash`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readyThen } from './ensure-ready.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

await readyThen(() => {
  const run = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'node_modules/jest/bin/jest.js'),
      '--reporters=default',
      `--reporters=${join(ROOT, 'scripts/lib/count-reporter.mjs')}`,
      // Ends the list of reporters, which would else swallow the arguments that follow.
      '--config=jest.config.mjs',
      ...process.argv.slice(2),
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  return run.status ?? 1;
});
