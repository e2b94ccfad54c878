/**
 * `draft --scan ID --out DIR`: the motions of a scan, as files.
 */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import { RELIEFS, type Relief } from '../law/index.js';
import { FORMATS, readOffice, type DraftProblemEntity, type Format } from '../motions/index.js';
import { oneOf } from './findings.js';
import { settingsFor, withHouse, type House } from './house.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { startProgress } from './progress.js';
import { formatOption, list, outputFolder, scanArgument, type Finish } from './shared.js';

export interface Drafted {
  motions: number;
  files: number;
  issues: DraftProblemEntity[];
}

export interface DraftOptions {
  out: string;
  formats: readonly Format[];
  relief?: readonly Relief[] | undefined;
  /** A YAML file with the office that files, in place of the one in the settings. */
  office?: string | undefined;
}

export function addDraftCommand(program: Command, finish: Finish): void {
  program
    .command('draft')
    .description('draft the motions of a scan')
    .requiredOption('--scan <id>', 'the scan')
    .requiredOption('--out <dir>', 'the folder for the motions')
    .option('--relief <reliefs>', `motions of these kinds only: ${RELIEFS.join(', ')}`, list)
    .option('--formats <formats>', FORMATS.join(', '), list, [...FORMATS])
    .option('--office <file>', 'a YAML file with the office that files: name, attorney, address')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action(
      (options: {
        scan: string;
        out: string;
        relief?: string[];
        formats: string[];
        office?: string;
        db?: string;
        format: string;
      }) =>
        finish(() => {
          const relief = options.relief === undefined ? undefined : oneOf(options.relief, RELIEFS, '--relief');
          const formats = formatsOf(options.formats);
          const scanId = scanArgument(options.scan);
          return withHouse<ExitStatus>(settingsFor(options.db), async (house) => {
            await house.scans.read(scanId);
            await house.runner.start();
            const drafted = await draftInto(house, scanId, {
              out: outputFolder(options.out),
              formats,
              relief,
              office: options.office,
            });
            if (options.format === 'json') printJson(drafted);
            else {
              print(`${count(drafted.motions)} motions drafted in ${count(drafted.files)} files.`);
              for (const issue of drafted.issues.slice(0, 20)) print(issue.sentence);
              if (drafted.issues.length > 0)
                print(`${count(drafted.issues.length)} need a person: see motions/needs-a-person.csv.`);
            }
            return drafted.issues.length > 0 ? 1 : 0;
          });
        }),
    );
}

/** Drafts the motions of a scan into `out/motions`, in place of those of an earlier run. The runner has been started. */
export async function draftInto(house: House, scanId: number, options: DraftOptions): Promise<Drafted> {
  const office = readOffice(options.office ?? house.settings.officeFile);
  await clearEarlier(join(options.out, 'motions'));
  const jobId = await house.drafts.start({
    scanId,
    dir: resolve(options.out),
    formats: options.formats,
    office,
    ...(options.relief === undefined ? {} : { relief: options.relief }),
    ...(house.settings.templatesDirs[0] === undefined ? {} : { templatesDir: house.settings.templatesDirs[0] }),
  });
  const progress = startProgress('drafting', 'people');
  let last;
  for await (last of house.drafts.follow(jobId)) progress.update(last.done, last.total);
  progress.stop();
  if (last?.status !== 'done') {
    throw new AppError('draft-not-done', `The drafting is ${last?.status ?? 'lost'}. ${last?.error ?? ''}`.trim(), {
      exitCode: 3,
    });
  }
  const counts = await house.drafts.writeIndexes(jobId);
  return { motions: counts.motions, files: counts.files, issues: await house.drafts.problems(jobId) };
}

/** Removes the motions of an earlier run; refuses a folder of that name that no run of ours has written. */
async function clearEarlier(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  if (!existsSync(join(folder, 'manifest.json')) && !existsSync(join(folder, '.drafting'))) {
    throw new AppError(
      'folder-in-use',
      `${folder} holds something else already. Choose another output folder, or empty that one.`,
    );
  }
  await rm(folder, { recursive: true, force: true });
}

/** The formats named, each known. */
export function formatsOf(names: readonly string[]): Format[] {
  const unknown = names.filter((name) => !(FORMATS as readonly string[]).includes(name));
  if (unknown.length > 0 || names.length === 0) {
    throw new AppError(
      'bad-option',
      `--formats does not know "${unknown.join('", "')}". There are: ${FORMATS.join(', ')}.`,
    );
  }
  return [...new Set(names)] as Format[];
}
