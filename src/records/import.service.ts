import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { inTransaction } from '../database/index.js';
import { openIntake, type Intake } from '../imports/index.js';
import type { JobRunner } from '../queue/index.js';
import { ImportHere } from './import-here.js';
import { IMPORT_JOB, type ImportRequest, planOf, type UploadRequest } from './import-request.js';
import type { RecordStore } from './record-store.js';

/** An upload that no job speaks of is taken for the remains of a process that died once it is so old, in milliseconds. */
const FORGOTTEN_AFTER_MS = 24 * 60 * 60_000;

/** Starts import jobs: for files that were uploaded, and for those of this machine. */
export class ImportService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly runner: JobRunner,
    private readonly store: RecordStore,
    private readonly options: { uploads: string; profileDir: string | undefined },
  ) {}

  /** The folder for an upload of that name. */
  folderOf(upload: string): string {
    return join(this.options.uploads, upload);
  }

  /**
   * Opens the files, which refuses what is not what it claims before anything is stored, and puts their import on the
   * line. Gives the job's id and what the files were recognised as.
   */
  async start(request: UploadRequest): Promise<{ jobId: number; profile: string }> {
    const { profile } = await this.open(request);
    const jobId = await inTransaction(this.dataSource, (manager) => this.runner.ledger.plan(manager, planOf(request)));
    // The job is planned: should the queue be away just now, it finds the job in the ledger when it is back.
    await this.runner.enqueue(jobId).catch(() => undefined);
    return { jobId, profile: profile.profile };
  }

  /** An import of opened files of this machine, as a job that this process does itself. */
  here(intake: Intake): ImportHere {
    return new ImportHere(this.dataSource, this.runner.ledger, this.store, intake);
  }

  /**
   * How many rows the job's import has stored so far; null for a job of another kind and for one that stores nothing at
   * the moment. An import has one chunk, so the ledger alone would say nothing until its end.
   */
  async rowsSoFar(jobId: number): Promise<number | null> {
    const job = await this.runner.ledger.job(jobId);
    if (job.kind !== IMPORT_JOB || job.status !== 'running' || job.startedAt === null) return null;
    const [running] = await this.store.listImports(1);
    // One import runs at a time, and it is this job's when it began after the job did, with the job's files.
    if (running === undefined || running.status !== 'running' || running.startedAt < job.startedAt) return null;
    const named = (files: readonly { name: string }[]): string =>
      files
        .map(({ name }) => name)
        .sort()
        .join('/');
    const { files } = JSON.parse(job.params) as ImportRequest;
    return named(files) === named(running.files) ? running.rowsRead : null;
  }

  /** Removes a refused upload. */
  async discard(upload: string): Promise<void> {
    await rm(this.folderOf(upload), { recursive: true, force: true });
  }

  /** Removes uploads that a process left behind when it died: those that no job of the ledger speaks of, a day old. */
  async removeForgotten(now: Date): Promise<void> {
    const uploads = await readdir(this.options.uploads).catch(() => []);
    if (uploads.length === 0) return;
    const known = await this.knownUploads();
    for (const upload of uploads) {
      const { mtimeMs } = await stat(this.folderOf(upload)).catch(() => ({ mtimeMs: now.getTime() }));
      if (!known.has(upload) && now.getTime() - mtimeMs > FORGOTTEN_AFTER_MS) await this.discard(upload);
    }
  }

  private async knownUploads(): Promise<Set<string | null>> {
    const jobs = await this.runner.ledger.jobs(10_000);
    const uploads = jobs
      .filter(({ kind, status }) => kind === IMPORT_JOB && status !== 'done' && status !== 'cancelled')
      .map(({ params }) => (JSON.parse(params) as ImportRequest).upload);
    return new Set(uploads);
  }

  private open(request: UploadRequest): Promise<Intake> {
    const { profileDir } = this.options;
    return openIntake(
      request.files.map(({ name }) => join(this.folderOf(request.upload), name)),
      {
        coverage: request.coverage,
        today: request.today,
        ...(request.profile === null ? {} : { profile: request.profile }),
        ...(profileDir === undefined ? {} : { profileDir }),
      },
    );
  }
}
