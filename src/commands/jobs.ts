/**
 * `jobs`: the long work there is and was, how far it is, and how to steer it. The same numbers and sentences as the HTTP
 * interface gives, since both read the ledger.
 */
import { Option, type Command } from 'commander';
import { JobWatch, subjectsOf, toJob, type Job } from '../api/index.js';
import { AppError } from '../common/index.js';
import { DRAFT_JOB } from '../motions/index.js';
import { IMPORT_JOB } from '../records/index.js';
import { SCAN_JOB } from '../scans/index.js';
import { withHouse, type House } from './house.js';
import { settingsForStored } from './settings.js';
import { atStop } from './interrupt.js';
import { count, print, printJson, printTable, tell, type ExitStatus } from './output.js';
import { figuresOf, startProgress } from './progress.js';
import { printCounts } from './scan.js';
import { countArgument, formatOption, type Finish } from './shared.js';

interface JobOptions {
  db?: string;
  format: string;
}

/** What can be done to a job, by the word that is typed. */
const ACTIONS = {
  pause: { about: 'stop beginning parts of a job; those under way are finished', act: 'pause' },
  resume: { about: 'go on with a paused job', act: 'resume' },
  cancel: { about: 'end a job for good; an import that is under way is taken back', act: 'cancel' },
  rerun: { about: 'do the parts of a failed job that failed once more', act: 'rerunFailed' },
} as const;

const FAILED_PARTS_SHOWN = 20;

export function addJobCommands(program: Command, finish: Finish): void {
  const jobs = program
    .command('jobs')
    .description('long work (scans, imports, drafting): how far it is, and how to steer it');
  const command = (name: string, about: string, formats: readonly string[]): Command =>
    jobs
      .command(name, { isDefault: name === 'list' })
      .description(about)
      .option('--db <database>', 'a SQLite file or a postgres:// address in place of DATABASE_URL')
      .addOption(formatOption(formats));

  command('list', 'the jobs there are and were, newest first (what "jobs" alone does)', ['table', 'json'])
    .addOption(new Option('--kind <kind>', 'only these').choices(['import', 'scan', 'draft']))
    .addOption(new Option('--limit <n>', 'how many').default('20'))
    .action((options: JobOptions & { kind?: string; limit: string }) =>
      finish(() => {
        const limit = countArgument(options.limit, '--limit');
        return withJobs(options, (house, watch) => listJobs(house, watch, limit, options));
      }),
    );
  command('show <id>', 'one job: where it stands, what came of it, what went wrong', ['text', 'json']).action(
    (id: string, options: JobOptions) =>
      finish(() => {
        const jobId = jobArgument(id);
        return withJobs(options, async (house, watch) => {
          await showJob(house, await read(house, watch, jobId), options.format);
          return 0;
        });
      }),
  );
  command('follow <id>', 'watch a job until it is over; Ctrl-C stops watching, and the job goes on', [
    'text',
    'json',
  ]).action((id: string, options: JobOptions) =>
    finish(() => {
      const jobId = jobArgument(id);
      return withJobs(options, (house, watch) => followJob(house, watch, jobId, options.format));
    }),
  );
  for (const [word, { about, act }] of Object.entries(ACTIONS)) {
    command(`${word} <id>`, about, ['text', 'json']).action((id: string, options: JobOptions) =>
      finish(() => {
        const jobId = jobArgument(id);
        return withJobs(options, async (house, watch) => {
          await house.runner[act](jobId);
          const job = await read(house, watch, jobId);
          if (options.format === 'json') printJson(job);
          else print(job.progress.sentence);
          await tellWhoGoesOn(house, job);
          return 0;
        });
      }),
    );
  }
}

function withJobs(
  options: JobOptions,
  work: (house: House, watch: JobWatch) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  return withHouse(settingsForStored(options.db), (house) => work(house, new JobWatch(house.runner, house.imports)));
}

function jobArgument(text: string): number {
  const id = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(id) || id < 1) {
    throw new AppError('bad-job', `"${text}" is not the number of a job. "second-look jobs list" lists them.`);
  }
  return id;
}

async function read(house: House, watch: JobWatch, jobId: number): Promise<Job> {
  const job = await house.runner.ledger.job(jobId);
  const subjectOf = await subjectsOf(house.dataSource, [job]);
  return toJob(job, subjectOf(job), await watch.progress(jobId));
}

async function listJobs(
  house: House,
  watch: JobWatch,
  limit: number,
  options: { kind?: string; format: string },
): Promise<ExitStatus> {
  const found = await house.runner.ledger.jobs(limit, options.kind);
  const subjectOf = await subjectsOf(house.dataSource, found);
  const jobs: Job[] = [];
  for (const job of found) jobs.push(toJob(job, subjectOf(job), await watch.progress(job.id)));
  if (options.format === 'json') printJson(jobs);
  else if (jobs.length === 0) print('There are no jobs yet.');
  else {
    printTable(
      ['#id', 'kind', 'of', 'begun', 'status', 'how far'],
      jobs.map(({ jobId, kind, scanId, importId, startedAt, createdAt, status, progress }) => [
        ...[
          jobId,
          kind,
          subjectWords({ scanId, importId }),
          (startedAt ?? createdAt).replace('T', ' ').slice(0, 16),
          status,
        ],
        figuresOf(progress, progress.unit),
      ]),
    );
  }
  return 0;
}

/** `scan 3`; nothing for an import that is not done, which has no number yet. */
function subjectWords({ scanId, importId }: Pick<Job, 'scanId' | 'importId'>): string {
  if (scanId !== null) return `scan ${scanId}`;
  return importId === null ? '' : `import ${importId}`;
}

async function showJob(house: House, job: Job, format: string): Promise<void> {
  if (format === 'json') {
    printJson(job);
    return;
  }
  const { chunks, rows } = job.progress;
  print(job.progress.sentence);
  print(`Planned ${job.createdAt}, begun ${job.startedAt ?? 'not yet'}, over ${job.finishedAt ?? 'not yet'}.`);
  print(`Parts: ${chunks.done} done, ${chunks.running} under way, ${chunks.todo} to do, ${chunks.failed} failed.`);
  if (rows !== null) print(`Rows stored so far: ${rows.toLocaleString('en-US')}.`);
  const subject = subjectWords(job);
  if (subject !== '') print(`It is of ${subject}.`);
  if (job.result !== null) await printResult(house, job);
  if (chunks.failed === 0) return;
  print();
  printTable(
    ['#part', 'why it failed'],
    (await house.runner.ledger.failedChunks(job.jobId, FAILED_PARTS_SHOWN)).map(({ index, error }) => [index, error]),
  );
}

/** What came of a job, as the command that does such work would print it. */
async function printResult({ scans }: House, { kind, scanId, result }: Job): Promise<void> {
  const number = (name: string): string => count(Number(result?.[name] ?? 0));
  if (kind === SCAN_JOB && scanId !== null) {
    print();
    printCounts(await scans.read(scanId));
  } else if (kind === DRAFT_JOB) {
    print(`${number('motions')} motions drafted in ${number('files')} files; ${number('problems')} need a person.`);
  } else if (kind === IMPORT_JOB) {
    const before = result?.['alreadyImported'] === true ? 'The files were imported before: nothing has changed. ' : '';
    print(`${before}${number('rowsRead')} rows read, ${number('rowsQuarantined')} set aside.`);
  }
}

/** Says who does a job that is to go on, where that is nobody who is there for all jobs. */
async function tellWhoGoesOn({ runner, settings }: House, { jobId, status }: Job): Promise<void> {
  if (status !== 'running') return;
  if (!runner.mayDo(await runner.ledger.job(jobId))) {
    tell(
      'The command that began this job goes on with it, if it still runs; nobody else does. If it does not run any more, give that command again.',
    );
  } else if (settings.redisUrl === null) {
    tell('Jobs run inside "second-look serve": it takes this one up within 15 seconds, or when it is started.');
  }
}

/** Shows the bar until the job is over. 0 and 1 as the command that began it would have ended, 3 where it is not done. */
async function followJob(house: House, watch: JobWatch, jobId: number, format: string): Promise<ExitStatus> {
  const leave = new AbortController();
  const forget = atStop(
    `No longer watching: job ${jobId} is left as it is. "second-look jobs follow ${jobId}" watches it again, "jobs cancel ${jobId}" ends it.`,
  );
  const bar = startProgress((await house.runner.ledger.job(jobId)).kind, (await watch.progress(jobId)).unit);
  let status = '';
  try {
    for await (const { event, data } of watch.events(jobId, leave.signal)) {
      if (event === 'trouble') tell((data as { sentence: string }).sentence);
      else {
        const progress = data as Job['progress'];
        if (progress.status === 'paused' && status !== 'paused') {
          tell(`${progress.sentence} "second-look jobs resume ${jobId}" goes on with it.`);
        }
        status = progress.status;
        bar.show(progress);
      }
    }
  } finally {
    bar.stop();
    forget();
  }
  const job = await read(house, watch, jobId);
  if (format === 'json') printJson(job);
  else print(job.progress.sentence);
  if (job.status !== 'done') return 3;
  return hadProblems(job) ? 1 : 0;
}

/** Whether what came of the job lists something that a person should look at. */
function hadProblems({ result }: Job): boolean {
  return ['problems', 'rowsQuarantined'].some((name) => Number(result?.[name] ?? 0) > 0);
}
