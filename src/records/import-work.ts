import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../common/index.js';
import { openIntake, type Intake, type IntakeOptions } from '../imports/index.js';
import type { ChunkContext, ChunkOutcome, ClaimedChunk, JobWork, Ledger } from '../queue/index.js';
import { storeIntake, type StoredIntake } from './import-job.js';
import { IMPORT_JOB, type ImportRequest, outcomeOf, type UploadRequest } from './import-request.js';
import type { RecordStore } from './record-store.js';

/**
 * How often a running import looks whether its job was cancelled meanwhile, and a waiting one whether the import before
 * it is over, in milliseconds.
 */
const LOOK_EVERY_MS = 1000;

export interface ImportPlaces {
  /** The folder of uploads. */
  uploads: string;
  /** A folder with an office's own source profiles. */
  profileDir: string | undefined;
  lookEveryMs?: number;
  /** Threads to read in; without it the calling thread reads. */
  threads?: number;
  /** Whether it is known what a disposition's phrase comes to in a state; the others are listed with the import. */
  knowsDisposition?: KnowsDisposition;
}

/** Says whether it is known what a disposition's phrase comes to in a state's law. */
export type KnowsDisposition = (phrase: string, state: string) => boolean;

/**
 * An upload into the records, as a job with a single chunk: an import is visible as a whole or not at all.
 *
 * It stores as it goes, not with the chunk's `done` mark. A process that dies in between does no harm: the next one
 * takes back what was left half-way, or finds the import done and says so.
 */
export class ImportWork implements JobWork {
  readonly kind = IMPORT_JOB;
  readonly unit = 'bytes';
  readonly concurrency = 1;

  constructor(
    private readonly store: RecordStore,
    private readonly ledger: Ledger,
    private readonly places: ImportPlaces,
  ) {}

  async run(chunk: ClaimedChunk, context: ChunkContext): Promise<ChunkOutcome> {
    const request = chunk.params as UploadRequest;
    const watch = this.watch(chunk.jobId, context.signal);
    try {
      const stored = await this.inTurn(request, watch, ({ bytes, totalBytes }) =>
        // The chunk counts the bytes on the disk; of a compressed file more come out of them.
        context.note((chunk.size * bytes) / Math.max(1, totalBytes)),
      );
      return { result: outcomeOf(stored), save: async () => undefined };
    } catch (error) {
      // A file that was refused once is refused every time: the job ends here, with the sentence for the person.
      if (isRefusedInput(error)) await this.ledger.fail(chunk.jobId, error.message).catch(() => undefined);
      throw error;
    } finally {
      watch.end();
    }
  }

  async finish(_manager: unknown, _job: unknown, [outcome]: unknown[]): Promise<unknown> {
    return outcome;
  }

  /** Files that are no upload are imported where they lie, by the process that began it (`ImportHere`). */
  takesUp(params: unknown): boolean {
    return (params as ImportRequest).upload !== null;
  }

  /** Removes the upload once nobody needs it: its content is in the records, original values included. */
  rested(jobId: number): void {
    void this.clear(jobId).catch(() => undefined);
  }

  private async clear(jobId: number): Promise<void> {
    const job = await this.ledger.job(jobId);
    if (job.status !== 'done' && job.status !== 'cancelled') return;
    const { upload } = JSON.parse(job.params) as ImportRequest;
    if (upload !== null) await rm(join(this.places.uploads, upload), { recursive: true, force: true });
  }

  /** Imports, after the import that may be at work elsewhere. */
  private async inTurn(request: UploadRequest, watch: Watch, onProgress: OnProgress): Promise<StoredIntake> {
    for (;;) {
      watch.check();
      try {
        return await storeIntake(this.store, await this.open(request, onProgress), {
          onProgress: () => watch.check(),
          threads: this.places.threads ?? 0,
        });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'import-running') throw error;
        await sleep(this.places.lookEveryMs ?? LOOK_EVERY_MS, undefined, { signal: watch.signal }).catch(
          () => undefined,
        );
      }
    }
  }

  private async open(request: UploadRequest, onProgress: OnProgress): Promise<Intake> {
    const { uploads, profileDir, knowsDisposition } = this.places;
    const names = request.files.map(({ name }) => name);
    const missing = names.find((name) => !existsSync(join(uploads, request.upload, name)));
    if (missing !== undefined) {
      // Where the file should be is nothing that whoever sent it could look at.
      throw new AppError(
        'upload-missing',
        `The uploaded file ${missing} is not in the data folder of the process that imports it. Have all processes use the same DATA_DIR and run the job again, or send the file again.`,
      );
    }
    return openIntake(
      request.files.map(({ name }) => join(uploads, request.upload, name)),
      {
        coverage: request.coverage,
        today: request.today,
        onProgress,
        ...(request.profile === null ? {} : { profile: request.profile }),
        ...(profileDir === undefined ? {} : { profileDir }),
        ...(knowsDisposition === undefined ? {} : { knowsDisposition }),
      },
    );
  }

  /** Watches for the end of this process and for a job that was cancelled, here or in another process. */
  private watch(jobId: number, signal: AbortSignal): Watch {
    let cancelled = false;
    const look = setInterval(() => {
      this.ledger.job(jobId).then(
        ({ status }) => (cancelled ||= status === 'cancelled'),
        () => undefined,
      );
    }, this.places.lookEveryMs ?? LOOK_EVERY_MS);
    return {
      signal,
      end: () => clearInterval(look),
      check: () => {
        if (cancelled) throw new Error(`Job ${jobId} was cancelled.`);
        if (signal.aborted) throw new Error('The process is closing.');
      },
    };
  }
}

type OnProgress = NonNullable<IntakeOptions['onProgress']>;

interface Watch {
  signal: AbortSignal;
  /** Throws when the import should stop. */
  check(): void;
  end(): void;
}

function isRefusedInput(error: unknown): error is AppError {
  return error instanceof AppError && error.exitCode === 2;
}
