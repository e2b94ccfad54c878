/**
 * `draft --scan ID --out DIR`: the motions of a scan, as files; with `--path` or `--finding` those that are drafted only on
 * request.
 */
import type { Command } from 'commander';
import { AppError } from '../common/index.js';
import { RELIEFS, type Relief } from '../law/index.js';
import {
  DRAFT_JOB,
  FORMATS,
  readOffice,
  type DraftProblemEntity,
  type Format,
  type Office,
  type OnRequest,
} from '../motions/index.js';
import { withHouse, type House } from './house.js';
import { settingsForStored } from './settings.js';
import { atStop, IS_FINISHED_BY_THE_SAME } from './interrupt.js';
import { count, print, printJson, type ExitStatus } from './output.js';
import { beginMotions, openDraftFolder } from './output-folder.js';
import { startProgress } from './progress.js';
import { formatOption, list, oneOf, scanArgument, type Finish } from './shared.js';

export interface Drafted {
  motions: number;
  files: number;
  issues: DraftProblemEntity[];
  /** What was left out because nobody asked for it; nothing where somebody asked for paths or findings by name. */
  onRequest: OnRequest;
}

export interface DraftOptions {
  /** The full path of the folder. */
  out: string;
  formats: readonly Format[];
  relief?: readonly Relief[] | undefined;
  /** Motions under these paths or for these findings only. */
  paths?: readonly string[] | undefined;
  findings?: readonly string[] | undefined;
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
    .option('--path <paths>', 'motions under these paths only, also those that are drafted on request', list)
    .option('--finding <ids>', 'motions for these findings only, also those that are drafted on request', list)
    .option('--formats <formats>', FORMATS.join(', '), list, [...FORMATS])
    .option('--office <file>', 'a YAML file with the office that files: name, attorney, address')
    .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
    .addOption(formatOption(['text', 'json']))
    .action(
      (options: {
        scan: string;
        out: string;
        relief?: string[];
        path?: string[];
        finding?: string[];
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
            atStop(IS_FINISHED_BY_THE_SAME);
            const folder = openDraftFolder(options.out);
            const asked = { relief, paths: options.path, findings: options.finding };
            const drafted = await draftScan(house, scanId, { out: folder.path, formats, ...asked, office }).finally(
              () => folder.leave(),
            );
            if (options.format === 'json') printJson(drafted);
            else {
              print(`${count(drafted.motions)} motions drafted in ${count(drafted.files)} files.`);
              for (const issue of drafted.issues.slice(0, 20)) print(issue.sentence);
              if (drafted.issues.length > 0)
                print(`${count(drafted.issues.length)} need a person: see motions/needs-a-person.csv.`);
              for (const line of onRequestLines(drafted.onRequest, { scanId, db: options.db })) print(line);
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
    ...(options.paths === undefined ? {} : { paths: options.paths }),
    ...(options.findings === undefined ? {} : { findings: options.findings }),
    ...(house.settings.templatesDirs[0] === undefined ? {} : { templatesDir: house.settings.templatesDirs[0] }),
  });
  const progress = startProgress('drafting', 'people');
  let last;
  for await (last of house.drafts.follow(jobId)) progress.show(last);
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
  const named = options.paths !== undefined || options.findings !== undefined;
  return {
    motions: counts.motions,
    files: counts.files,
    issues: await house.drafts.problems(jobId),
    onRequest: named ? { findings: 0, byPath: {} } : await house.drafts.onRequest(scanId, options.relief),
  };
}

/**
 * How many findings were left for review, under which paths, and how their motions are had; nothing where there are none.
 * `kept` says where the scan is: its number and the database that was named; null where it was not kept.
 */
export function onRequestLines(
  { findings, byPath }: OnRequest,
  kept: { scanId: number; db?: string | undefined } | null,
): string[] {
  if (findings === 0) return [];
  const paths = Object.entries(byPath).map(([path, many]) => `  ${path}: ${count(many)}`);
  const db = kept?.db === undefined ? '' : ` --db ${kept.db}`;
  const how =
    kept === null
      ? 'To have some of them drafted, run again with --db FILE, then: second-look draft --scan 1 --path PATH --out DIR --db FILE'
      : `To have some of them drafted, in a folder of their own: second-look draft --scan ${kept.scanId} --path PATH --out DIR${db}`;
  return [
    `${count(findings)} findings are for an attorney to look through first; no motion was drafted for them:`,
    ...paths,
    `${how} (or --finding ID).`,
  ];
}

/**
 * Ends drafting into the same folder that an earlier process began and did not finish. Call it before the runner is
 * started.
 */
export async function dropUnfinishedDrafts(house: House, out: string): Promise<void> {
  for (const { job } of await house.runner.ledger.openJobs([DRAFT_JOB])) {
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
