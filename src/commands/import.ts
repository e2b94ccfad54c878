/**
 * `import`: files into the configured database.
 */
import type { Command } from 'commander';
import { DISPOSITION_PHRASE, type Intake } from '../imports/index.js';
import { PREPARING_MODULE } from '../records/in-threads.js';
import type { StoredIntake } from '../records/index.js';
import { beginImport } from './begin-reading.js';
import type { House } from './house.js';
import { atStop, IS_FINISHED_BY_THE_SAME } from './interrupt.js';
import { openInputs, tellReading, type ImportOptions } from './open-inputs.js';
import { count, print, printJson } from './output.js';
import { meter, startProgress } from './progress.js';
import { readingThreads, settingsFor } from './settings.js';
import { coverageOptions, formatOption, type Finish } from './shared.js';

export function addImportCommand(program: Command, finish: Finish): void {
  const command = program
    .command('import <input...>')
    .description('read files (or folders of them) into the database; the same file twice changes nothing')
    .option(
      '--profile <profile>',
      "how to read them: a profile's name or the path of a YAML file (default: recognised)",
    )
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']));
  for (const option of coverageOptions()) command.addOption(option);
  command.action((inputs: string[], options: ImportOptions & { db?: string; format: string }) =>
    finish(async () => {
      const settings = settingsFor(options.db);
      const threads = { size: readingThreads(settings), module: PREPARING_MODULE };
      const intake = beginImport(await openInputs(inputs, options, settings.profilesDirs[0], threads), threads.size);
      try {
        const { withHouse } = await import('./house.js');
        return await withHouse(settings, async (house) => {
          atStop(IS_FINISHED_BY_THE_SAME);
          const stored = await runImport(house, intake);
          if (options.format === 'json')
            printJson({ ...stored.import, alreadyImported: stored.alreadyImported, unmapped: stored.unmapped });
          else printImport(stored);
          return stored.import.rowsQuarantined > 0 ? 1 : 0;
        });
      } finally {
        intake.leave();
      }
    }),
  );
}

/** Stores what was opened, as a job of the ledger, and shows how far it is. */
export async function runImport(house: House, intake: Intake): Promise<StoredIntake> {
  const here = house.imports.here(intake);
  return showReading(
    'importing',
    () => here.import(readingThreads(house.settings)),
    (bytes, total) => here.note(bytes, total),
  );
}

/** Shows how much of what was opened has been read while the work goes on; `also` is told too. */
export async function showReading<T>(
  label: string,
  work: () => Promise<T>,
  also?: (bytes: number, total: number) => void,
): Promise<T> {
  const progress = startProgress(label, 'bytes');
  const soFar = meter();
  tellReading((bytes, total) => {
    progress.show(soFar(bytes, total));
    also?.(bytes, total);
  });
  try {
    return await work();
  } finally {
    tellReading(null);
    progress.stop();
  }
}

function printImport(stored: StoredIntake): void {
  const { import: done } = stored;
  if (stored.alreadyImported) {
    print(`These files were imported before, as import ${done.id}: nothing has changed.`);
    return;
  }
  print(
    `Import ${done.id}: ${count(done.rowsRead)} rows read as ${done.profile}; ${count(done.peopleNew)} people new, ${count(done.peopleChanged)} changed, ${count(done.peopleUnchanged)} as before.`,
  );
  if (done.rowsQuarantined > 0)
    print(
      done.rowsQuarantined === 1
        ? '1 row was set aside: its reason is kept with the import.'
        : `${count(done.rowsQuarantined)} rows were set aside: their reasons are kept with the import.`,
    );
  for (const each of stored.unmapped.slice(0, 20)) {
    const where = each.field === DISPOSITION_PHRASE ? 'to the list of dispositions' : 'to the profile';
    print(
      `Not known ${where}: ${each.field}${each.value === undefined ? ' (the whole column)' : ` "${each.value}"`}, ${count(each.count)} times, first in row ${each.firstRow}.`,
    );
  }
}
