/**
 * An import of files of this machine, as a job of the ledger that the process which began it does itself.
 *
 * Nobody else can read the files, so nobody else takes the job up. It is planned once the import has begun: what is
 * refused, and what was imported before, leaves no job behind. One whose process was killed stays under way in the
 * ledger until the same files are imported again, which goes on with it, or others are, which ends it as failed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { AppError } from '../common/index.js';
import { inTransaction } from '../database/index.js';
import type { Intake } from '../imports/index.js';
import type { ClaimedChunk, Ledger } from '../queue/index.js';
import { storeIntake, type StoredIntake } from './import-job.js';
import { isAlive, newOwner } from './import-owner.js';
import { type FilesHere, IMPORT_JOB, type ImportRequest, outcomeOf, planOf } from './import-request.js';
import type { RecordStore } from './record-store.js';

/** What is said of a job whose process is gone, when another import begins. */
const KILLED =
  'Its process was stopped before the end, and what it had stored is taken back. Import the files again to have them.';

/** How often the ledger is told how far the import is, and asked whether its job was cancelled, in milliseconds. */
const LOOK_EVERY_MS = 1000;

export class ImportHere {
  private readonly owner = newOwner();
  private readonly request: FilesHere;
  private chunk: ClaimedChunk | null = null;
  private readonly over = new AbortController();
  private cancelled = false;
  private read = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly ledger: Ledger,
    private readonly store: RecordStore,
    private readonly intake: Intake,
    private readonly options: { lookEveryMs?: number } = {},
  ) {
    const { profile, coverage, files } = intake;
    this.request = {
      upload: null,
      files: files.map(({ name, bytes }) => ({ name, bytes })),
      profile: profile.profile,
      coverage,
    };
  }

  /** Says how much of the files was read, for whoever asks how far the job is. */
  note(bytes: number, totalBytes: number): void {
    this.read = bytes / Math.max(1, totalBytes);
  }

  /**
   * Stores everything, as `storeIntake` does and with its refusals, and tells the ledger. Throws AppError
   * `import-cancelled` when the job was cancelled meanwhile; what was stored is taken back then.
   */
  async import(threads: number): Promise<StoredIntake> {
    try {
      const stored = await storeIntake(this.store, this.intake, {
        threads,
        onBegun: () => this.begin(),
        onProgress: () => this.refuseWhenCancelled(),
      });
      // A process that was killed after it had stored everything left its job under way.
      if (stored.alreadyImported) this.chunk = await this.takeUp();
      if (this.chunk !== null) await this.done(this.chunk, stored);
      return stored;
    } catch (error) {
      if (this.chunk !== null) await this.failed(this.chunk, error).catch(() => undefined);
      throw error;
    } finally {
      this.over.abort();
    }
  }

  private async begin(): Promise<void> {
    this.chunk = (await this.takeUp()) ?? (await this.plan());
    void this.keepLooking();
  }

  private async plan(): Promise<ClaimedChunk | null> {
    const jobId = await inTransaction(this.dataSource, (manager) => this.ledger.plan(manager, planOf(this.request)));
    return this.ledger.claim({ jobId, index: 0 }, this.owner);
  }

  /**
   * Goes on with the job of a process that imported the same files and is gone; null where there is none. Only one import
   * is at work at a time, so that the jobs of others that are gone can be ended.
   */
  private async takeUp(): Promise<ClaimedChunk | null> {
    let mine: ClaimedChunk | null = null;
    for (const { job } of await this.ledger.openJobs([IMPORT_JOB])) {
      if ((JSON.parse(job.params) as ImportRequest).upload !== null) continue;
      const ref = { jobId: job.id, index: 0 };
      const chunk = await this.ledger.chunk(ref);
      const heardAt = chunk?.notedAt ?? chunk?.startedAt ?? job.createdAt;
      if (isAlive(chunk?.worker ?? '', heardAt, new Date(), this.owner)) continue;
      if (mine === null && job.params === JSON.stringify(this.request)) mine = await this.ledger.claim(ref, this.owner);
      if (mine?.jobId === job.id) continue;
      await this.ledger.fail(job.id, KILLED);
      const killed = { ...ref, worker: chunk?.worker ?? '', attempt: chunk?.attempts ?? 0 };
      await this.ledger.failAttempt(killed, KILLED, { final: true });
    }
    return mine;
  }

  /** Looks now and then until the import is over; a slow database is not asked again before it has answered. */
  private async keepLooking(): Promise<void> {
    const { signal } = this.over;
    for (;;) {
      const wait = sleep(this.options.lookEveryMs ?? LOOK_EVERY_MS, undefined, { ref: false, signal });
      await wait.catch(() => undefined);
      if (signal.aborted) return;
      await this.look().catch(() => undefined);
    }
  }

  /** Says how far it is, which is the sign of life too, and learns whether the job was cancelled. */
  private async look(): Promise<void> {
    if (this.chunk === null) return;
    const { jobId, attempt, size } = this.chunk;
    await this.ledger.note(this.chunk, attempt, Math.floor(size * Math.min(1, this.read)));
    this.cancelled ||= (await this.ledger.job(jobId)).status === 'cancelled';
  }

  private refuseWhenCancelled(): void {
    if (!this.cancelled) return;
    throw new AppError('import-cancelled', `Job ${this.chunk?.jobId} was cancelled: nothing of the files is stored.`, {
      exitCode: 3,
    });
  }

  private async done(chunk: ClaimedChunk, stored: StoredIntake): Promise<void> {
    const outcome = outcomeOf(stored);
    await this.ledger.complete(chunk, outcome, async () => undefined);
    await this.ledger.settle(chunk.jobId, async () => outcome);
  }

  private async failed(chunk: ClaimedChunk, error: unknown): Promise<void> {
    const sentence = error instanceof AppError ? error.message : 'The import failed by a fault of the program.';
    await this.ledger.fail(chunk.jobId, sentence);
    await this.ledger.failAttempt(chunk, sentence, { final: true });
  }
}
