/**
 * `draft --scan ID --out DIR`: the motions of a scan, as files.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import { RELIEFS, type Relief } from '../law/index.js';
import { DRAFT_JOB, FORMATS, readOffice, type DraftProblemEntity, type Format, type Office } from '../motions/index.js';
import { oneOf } from './findings.js';
import { settingsForStored, withHouse, type House } from './house.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { beginMotions, openDraftFolder } from './output-folder.js';
import { startProgress } from './progress.js';
import { formatOption, list, scanArgument, type Finish } from './shared.js';

export interface Drafted {
  motions: number;
  files: number;
  issues: DraftProblemEntity[];
}

export interface DraftOptions {
  /** The full path of the folder. */
  out: string;
  formats: readonly Format[];
  relief?: readonly Relief[] | undefined;
  /** Who files. */
  office: Office;
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
          const settings = settingsForStored(options.db);
          const office = readOffice(options.office ?? settings.officeFile);
          return withHouse<ExitStatus>(settings, async (house) => {
            await house.scans.read(scanId);
            const folder = openDraftFolder(options.out);
            const drafted = await draftScan(house, scanId, { out: folder.path, formats, relief, office }).finally(() =>
              folder.leave(),
            );
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

async function draftScan(house: House, scanId: number, options: DraftOptions): Promise<Drafted> {
  await dropUnfinishedDrafts(house, options.out);
  await house.runner.start({ others: false });
  return draftInto(house, scanId, options);
}

/** Drafts the motions of a scan into `out/motions`, in place of those of an earlier run. The runner has been started. */
export async function draftInto(house: House, scanId: number, options: DraftOptions): Promise<Drafted> {
  const finish = beginMotions(options.out);
  const jobId = await house.drafts.start({
    scanId,
    dir: options.out,
    formats: options.formats,
    office: options.office,
    attended: true,
    ...(options.relief === undefined ? {} : { relief: options.relief }),
    ...(house.settings.templatesDirs[0] === undefined ? {} : { templatesDir: house.settings.templatesDirs[0] }),
  });
  const progress = startProgress('drafting', 'people');
  let last;
  for await (last of house.drafts.follow(jobId)) progress.update(last.done, last.total);
  progress.stop();
  if (last?.status !== 'done') {
    throw new AppError(
      'draft-not-done',
      `Not all motions were drafted (${last?.status ?? 'no answer'}). ${last?.error ?? ''}`.trim(),
      {
        exitCode: 3,
      },
    );
  }
  const counts = await house.drafts.writeIndexes(jobId);
  finish();
  return { motions: counts.motions, files: counts.files, issues: await house.drafts.problems(jobId) };
}

/**
 * Ends drafting into the same folder that an earlier process began and did not finish. Call it before the runner is
 * started.
 */
export async function dropUnfinishedDrafts(house: House, out: string): Promise<void> {
  for (const { job } of await house.runner.ledger.unfinished([DRAFT_JOB])) {
    const { dir } = JSON.parse(job.params) as { dir: string };
    if (dir === out) await house.runner.cancel(job.id);
  }
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
