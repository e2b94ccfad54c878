/**
 * The ledger of long work: which parts of which job are done.
 *
 * A job is planned into chunks, each a row. Whoever gets a chunk's id from the queue claims it here, does the work, and
 * writes what came of it together with the `done` mark in one transaction. So a chunk done twice writes once, and what
 * was not written is not marked: kill any process at any point and the rows that are not `done` are what is left to do.
 */
import type { DataSource, EntityManager, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { In, IsNull, MoreThanOrEqual, Not } from 'typeorm';
import { AppError } from '../common/index.js';
import { inTransaction } from '../database/index.js';
import type { ChunkHolder } from './chunk-holder.js';
import { JobChunkEntity } from './job-chunk.entity.js';
import { JobEntity } from './job.entity.js';
import { isQuiet, type JobProgress, RATE_OVER_CHUNKS, rateOf, secondsLeft, type WorkedChunk } from './job-progress.js';
import { type ChunkStatus, JOB_ACTIONS, type JobAction, type JobStatus, refusedAction } from './job-status.js';

/** A part of a job before it is planned. Keys are the job kind's own; both ends are included. */
export interface PlannedChunk {
  fromKey: string;
  toKey: string;
  size: number;
}

export interface ChunkRef {
  jobId: number;
  index: number;
}

/** One worker's attempt at a chunk; a later one of the same worker is another. */
export interface ChunkAttempt extends ChunkRef {
  worker: string;
  /** Counts from 1. */
  attempt: number;
}

/** A chunk that is this worker's to do, with what the job was asked for. */
export interface ClaimedChunk extends ChunkAttempt, PlannedChunk {
  kind: string;
  /** The job's parameters, as they were given when it was planned. */
  params: unknown;
}

/** How often a chunk may be begun. Killed workers count too, so that a chunk which kills its worker ends as failed. */
export const MAX_CHUNK_ATTEMPTS = 5;

const ROWS_AT_ONCE = 500;
/** A job whose chunks may still be written. */
const OPEN: readonly JobStatus[] = ['planned', 'running', 'paused'];

/** The id under which the queue carries a chunk. */
export function chunkId({ jobId, index }: ChunkRef): string {
  return `${jobId}-${index}`;
}

/** The chunk behind an id of the queue, or null when the text is no such id. */
export function parseChunkId(id: string): ChunkRef | null {
  const match = /^(\d+)-(\d+)$/.exec(id);
  return match === null ? null : { jobId: Number(match[1]), index: Number(match[2]) };
}

export class Ledger {
  constructor(
    private readonly dataSource: DataSource,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** Writes a job with all its chunks in the caller's transaction, and gives its id. */
  async plan(
    manager: EntityManager,
    job: { kind: string; params: unknown; chunks: readonly PlannedChunk[] },
  ): Promise<number> {
    const inserted = await manager.insert(JobEntity, {
      kind: job.kind,
      status: 'planned',
      total: job.chunks.reduce((sum, chunk) => sum + chunk.size, 0),
      params: JSON.stringify(job.params),
      result: null,
      error: null,
      createdAt: this.moment(),
      startedAt: null,
      finishedAt: null,
    });
    const jobId = Number(inserted.identifiers[0]?.['id']);
    for (let from = 0; from < job.chunks.length; from += ROWS_AT_ONCE) {
      await manager.insert(
        JobChunkEntity,
        job.chunks.slice(from, from + ROWS_AT_ONCE).map((chunk, n) => ({
          jobId,
          index: from + n,
          fromKey: chunk.fromKey,
          toKey: chunk.toKey,
          size: chunk.size,
          status: 'todo' as const,
          attempts: 0,
        })),
      );
    }
    return jobId;
  }

  /** The job; refuses with a sentence when there is none. */
  async job(jobId: number): Promise<JobEntity> {
    const job = await this.dataSource.manager.findOneBy(JobEntity, { id: jobId });
    if (job === null) throw new AppError('job-not-found', `There is no job ${jobId}.`, { status: 404 });
    return job;
  }

  /** The latest jobs, newest first; only those of one kind where it is given. */
  async jobs(limit = 100, kind?: string): Promise<JobEntity[]> {
    const where = kind === undefined ? {} : { kind };
    return this.dataSource.manager.find(JobEntity, { where, order: { id: 'DESC' }, take: limit });
  }

  /** The first parts of a job that failed, with their reasons, in the order of the keys. */
  async failedChunks(jobId: number, limit: number): Promise<JobChunkEntity[]> {
    const where = { jobId, status: 'failed' as const };
    return this.dataSource.manager.find(JobChunkEntity, { where, order: { index: 'ASC' }, take: limit });
  }

  /** The chunk of an id, whatever its status; null when there is none. */
  async chunk(ref: ChunkRef): Promise<JobChunkEntity | null> {
    return this.dataSource.manager.findOneBy(JobChunkEntity, { jobId: ref.jobId, index: ref.index });
  }

  /**
   * Takes a chunk for this worker, or answers null when there is nothing to do: the chunk is done or failed, or its job
   * is paused, cancelled or over. A chunk that another worker began is taken where `mayTakeFrom` says so, since that
   * worker may be dead; if it is alive after all, the second one to finish writes nothing.
   */
  async claim(
    ref: ChunkRef,
    worker: string,
    mayTakeFrom: (holder: ChunkHolder) => boolean = () => true,
  ): Promise<ClaimedChunk | null> {
    return inTransaction(this.dataSource, async (manager) => {
      const job = await manager.findOneBy(JobEntity, { id: ref.jobId });
      if (job === null || (job.status !== 'planned' && job.status !== 'running')) return null;
      const chunk = await manager.findOneBy(JobChunkEntity, { jobId: ref.jobId, index: ref.index });
      if (chunk === null || (chunk.status !== 'todo' && chunk.status !== 'running')) return null;
      const holder = { worker: chunk.worker, heardAt: chunk.notedAt ?? chunk.startedAt };
      if (chunk.status === 'running' && !mayTakeFrom(holder)) return null;
      if (chunk.attempts >= MAX_CHUNK_ATTEMPTS) {
        await this.giveUp(manager, ref, chunk.error ?? 'It was begun several times and its worker never came back.');
        return null;
      }
      const taken = await manager
        .createQueryBuilder()
        .update(JobChunkEntity)
        .set({
          ...{ status: 'running', attempts: () => 'attempts + 1', worker, startedAt: this.moment() },
          ...{ notedUnits: null, notedAt: null },
        })
        // As it was looked at: of two who come at the same time one takes it.
        .where({ jobId: ref.jobId, index: ref.index, status: chunk.status, attempts: chunk.attempts })
        .andWhere(...jobIsOneOf(ref.jobId, ['planned', 'running']))
        .execute();
      if (taken.affected !== 1) return null;
      if (job.status === 'planned') await this.change(manager, ref.jobId, 'begin');
      if (job.startedAt === null) {
        await manager.update(JobEntity, { id: ref.jobId, startedAt: IsNull() }, { startedAt: this.moment() });
      }
      return {
        jobId: ref.jobId,
        index: ref.index,
        fromKey: chunk.fromKey,
        toKey: chunk.toKey,
        size: chunk.size,
        kind: job.kind,
        params: JSON.parse(job.params) as unknown,
        worker,
        attempt: chunk.attempts + 1,
      };
    });
  }

  /**
   * Marks a chunk done and runs `save`, in one transaction. Gives false, having saved nothing, when another worker was
   * first or the job was cancelled meanwhile. A chunk that was given up counts too when its worker comes back after all
   * while the job is still open.
   */
  async complete(ref: ChunkRef, result: unknown, save: (manager: EntityManager) => Promise<void>): Promise<boolean> {
    return inTransaction(this.dataSource, async (manager) => {
      // The mark comes first: its row lock makes a second worker wait, and then find that it is too late.
      const counts =
        (await this.markDone(manager, ref, ['todo', 'running'], result)) ||
        // Nobody waits for a chunk that was given up: its job may be closing just now.
        ((await this.holdOpen(manager, ref.jobId)) && (await this.markDone(manager, ref, ['failed'], result)));
      if (counts) await save(manager);
      return counts;
    });
  }

  private async markDone(
    manager: EntityManager,
    ref: ChunkRef,
    from: readonly ChunkStatus[],
    result: unknown,
  ): Promise<boolean> {
    const marked = await manager
      .createQueryBuilder()
      .update(JobChunkEntity)
      .set({
        ...{ status: 'done', error: null, finishedAt: this.moment(), result: JSON.stringify(result) },
        // Given back by a process that was stopping, and done by it all the same: then that attempt does count.
        attempts: () => 'CASE WHEN attempts > 0 THEN attempts ELSE 1 END',
      })
      .where({ jobId: ref.jobId, index: ref.index, status: In([...from]) })
      .andWhere(...jobIsOneOf(ref.jobId, OPEN))
      .execute();
    return marked.affected === 1;
  }

  /** Whether the job is open; it stays so until the end of the transaction, since its row is locked. */
  private async holdOpen(manager: EntityManager, jobId: number): Promise<boolean> {
    const held = await manager.update(JobEntity, { id: jobId, status: In([...OPEN]) }, { status: () => 'status' });
    return held.affected === 1;
  }

  /**
   * Notes how many units of a chunk are done while it is under way, for whoever asks how far the job is. Changes nothing
   * when the chunk is over, or another attempt at it was begun.
   */
  async note(ref: ChunkRef, attempt: number, units: number): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await manager.update(
        JobChunkEntity,
        { jobId: ref.jobId, index: ref.index, status: 'running', attempts: attempt },
        { notedUnits: units, notedAt: this.moment() },
      );
    });
  }

  /** Notes that these chunks are still being worked on. Changes nothing of one that is over, or not this attempt's. */
  async noteAlive(chunks: readonly ChunkAttempt[]): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      for (const chunk of chunks) {
        await manager.update(JobChunkEntity, underWay(chunk), { notedAt: this.moment() });
      }
    });
  }

  /**
   * Gives a chunk back untouched, as when the process is told to stop: the attempt does not count. Leaves it alone when
   * it is no longer this attempt's.
   */
  async release(attempt: ChunkAttempt): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await manager
        .createQueryBuilder()
        .update(JobChunkEntity)
        .set({ status: 'todo', attempts: () => 'CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END' })
        .where(underWay(attempt))
        .execute();
    });
  }

  /**
   * Notes that an attempt went wrong, and gives what becomes of the chunk: `again`; `failed` when it was the last
   * attempt, or the reason is `final`; `not-ours` when another attempt has begun or the chunk is over meanwhile.
   */
  async failAttempt(
    attempt: ChunkAttempt,
    error: string,
    options: { final?: boolean } = {},
  ): Promise<'again' | 'failed' | 'not-ours'> {
    return inTransaction(this.dataSource, async (manager) => {
      const isLast = options.final === true || attempt.attempt >= MAX_CHUNK_ATTEMPTS;
      const noted = await manager.update(
        JobChunkEntity,
        underWay(attempt),
        isLast ? { status: 'failed', error, finishedAt: this.moment() } : { status: 'todo', error },
      );
      if (noted.affected !== 1) return 'not-ours';
      return isLast ? 'failed' : 'again';
    });
  }

  /**
   * Closes the job when none of its chunks is left to do: `done` with what `finish` gives, or `failed` with a sentence
   * when some chunks failed. Gives the job's status where this call closed it, else null. Only one caller closes a job.
   */
  async settle(
    jobId: number,
    finish: (manager: EntityManager, job: JobEntity) => Promise<unknown>,
  ): Promise<'done' | 'failed' | null> {
    // A cheap look first: after every chunk somebody asks, and only the last time does the answer matter.
    if (await this.hasOpenChunks(this.dataSource.manager, jobId)) return null;
    return inTransaction(this.dataSource, async (manager) => {
      // First the lock, then the count: what a worker brings of a chunk that was given up comes before both, or too late.
      if (!(await this.holdOpen(manager, jobId)) || (await this.hasOpenChunks(manager, jobId))) return null;
      const failed = await manager.countBy(JobChunkEntity, { jobId, status: 'failed' });
      const action: JobAction = failed > 0 ? 'fail' : 'finish';
      const closed = await this.change(manager, jobId, action, { finishedAt: this.moment() });
      if (!closed) return null;
      if (failed > 0) {
        const all = await manager.countBy(JobChunkEntity, { jobId });
        const first = await manager.findOne(JobChunkEntity, {
          where: { jobId, status: 'failed' },
          order: { index: 'ASC' },
        });
        await manager.update(
          JobEntity,
          { id: jobId },
          {
            error: `${failed} of ${all} parts failed; the others are done. The first said: ${withoutFullStop(first?.error)}. Run the failed parts again when the cause is mended.`,
          },
        );
        return 'failed';
      }
      const job = await manager.findOneByOrFail(JobEntity, { id: jobId });
      const result = await finish(manager, job);
      await manager.update(JobEntity, { id: jobId }, { error: null, result: JSON.stringify(result ?? null) });
      return 'done';
    });
  }

  /** What the chunks counted, in the order of the keys. */
  async chunkResults(jobId: number, manager: EntityManager = this.dataSource.manager): Promise<unknown[]> {
    const rows = await manager.find(JobChunkEntity, {
      select: { jobId: true, index: true, result: true },
      where: { jobId },
      order: { index: 'ASC' },
    });
    return rows.flatMap((row) => (row.result === null ? [] : [JSON.parse(row.result) as unknown]));
  }

  async pause(jobId: number): Promise<void> {
    await this.act(jobId, 'pause');
  }

  async resume(jobId: number): Promise<void> {
    await this.act(jobId, 'resume', { finishedAt: null });
  }

  async cancel(jobId: number): Promise<void> {
    await this.act(jobId, 'cancel', { finishedAt: this.moment() });
  }

  /** Puts the failed chunks of a failed job back to be done, with all their attempts. */
  async rerunFailed(jobId: number): Promise<void> {
    await inTransaction(this.dataSource, async (manager) => {
      await this.actIn(manager, jobId, 'rerun', { finishedAt: null, error: null });
      await manager.update(JobChunkEntity, { jobId, status: 'failed' }, { status: 'todo', attempts: 0, error: null });
    });
  }

  /** Fails a job as a whole, as when it could not be started at all. */
  async fail(jobId: number, sentence: string): Promise<void> {
    await this.act(jobId, 'fail', { finishedAt: this.moment(), error: sentence });
  }

  /** Open jobs of these kinds, oldest first, each with how many of its chunks are still to be done or at work. */
  async openJobs(kinds: readonly string[]): Promise<{ job: JobEntity; open: number }[]> {
    if (kinds.length === 0) return [];
    const jobs = await this.dataSource.manager.find(JobEntity, {
      where: { kind: In([...kinds]), status: In(['planned', 'running']) },
      order: { id: 'ASC' },
    });
    const found: { job: JobEntity; open: number }[] = [];
    for (const job of jobs) {
      const open = await this.dataSource.manager.countBy(JobChunkEntity, {
        jobId: job.id,
        status: In(['todo', 'running']),
      });
      found.push({ job, open });
    }
    return found;
  }

  /**
   * The queue ids of the chunks still to do; of those that are running, only the ones of which nothing was heard after
   * `runningSince`.
   */
  async openIds(jobId: number, runningSince?: Date): Promise<string[]> {
    const query = this.dataSource.manager
      .createQueryBuilder(JobChunkEntity, 'chunk')
      .select('chunk.index', 'index')
      .where('chunk.jobId = :jobId', { jobId })
      .orderBy('chunk.index', 'ASC');
    if (runningSince === undefined) query.andWhere("chunk.status IN ('todo', 'running')");
    else {
      query.andWhere(
        "(chunk.status = 'todo' OR (chunk.status = 'running' AND COALESCE(chunk.notedAt, chunk.startedAt) < :since))",
        {
          since: runningSince.toISOString(),
        },
      );
    }
    const rows = await query.getRawMany<{ index: number }>();
    return rows.map((row) => chunkId({ jobId, index: Number(row.index) }));
  }

  /** How far the job is, by the ledger alone; the same from every process. */
  async progress(jobId: number): Promise<JobProgress> {
    // The job first: when it says that it is over, the chunks read after it are.
    const job = await this.job(jobId);
    const rows = await this.dataSource.manager
      .createQueryBuilder(JobChunkEntity, 'chunk')
      .select('chunk.status', 'status')
      .addSelect('COUNT(*)', 'chunks')
      .addSelect('SUM(chunk.size)', 'units')
      .addSelect('MAX(chunk.startedAt)', 'begun')
      .where('chunk.jobId = :jobId', { jobId })
      .groupBy('chunk.status')
      .getRawMany<{ status: ChunkStatus; chunks: number | string; units: number | string; begun: string | null }>();
    const chunks: Record<ChunkStatus, number> = { todo: 0, running: 0, done: 0, failed: 0 };
    const units = { ...chunks };
    for (const row of rows) {
      chunks[row.status] = Number(row.chunks);
      units[row.status] = Number(row.units);
    }
    const finished = await this.dataSource.manager.find(JobChunkEntity, {
      select: { jobId: true, index: true, size: true, startedAt: true, finishedAt: true },
      where: { jobId, status: 'done' },
      order: { finishedAt: 'DESC', index: 'DESC' },
      take: RATE_OVER_CHUNKS,
    });
    const noted = chunks.running === 0 ? [] : await this.notedParts(jobId);
    const latest = [...finished, ...noted];
    const lastBegun = rows.find(({ status }) => status === 'running')?.begun ?? null;
    const rate =
      job.status === 'running' && isQuiet(latest, lastBegun, this.now())
        ? null
        : rateOf(latest, { isAll: chunks.done <= finished.length, underWay: chunks.running - noted.length });
    const done = units.done + noted.reduce((sum, { size }) => sum + size, 0);
    // What failed is not done before somebody runs it again.
    const rest = job.total - done - units.failed;
    return {
      jobId,
      kind: job.kind,
      status: job.status,
      done,
      total: job.total,
      chunks,
      ratePerSecond: rate,
      secondsLeft: job.status === 'done' ? 0 : job.status === 'running' ? secondsLeft(rest, rate) : null,
      error: job.error,
      finishedAt: job.finishedAt,
    };
  }

  /** As much of the chunks under way as was noted. */
  private async notedParts(jobId: number): Promise<WorkedChunk[]> {
    const noted = await this.dataSource.manager.find(JobChunkEntity, {
      select: { jobId: true, index: true, size: true, startedAt: true, notedUnits: true, notedAt: true },
      where: { jobId, status: 'running', notedUnits: Not(IsNull()) },
    });
    return noted.map(({ size, notedUnits, startedAt, notedAt }) => ({
      size: Math.min(size, notedUnits ?? 0),
      startedAt,
      finishedAt: notedAt,
    }));
  }

  private async act(jobId: number, action: JobAction, fields: Partial<JobEntity> = {}): Promise<void> {
    await inTransaction(this.dataSource, (manager) => this.actIn(manager, jobId, action, fields));
  }

  private async actIn(
    manager: EntityManager,
    jobId: number,
    action: JobAction,
    fields: Partial<JobEntity>,
  ): Promise<void> {
    if (await this.change(manager, jobId, action, fields)) return;
    const job = await manager.findOneBy(JobEntity, { id: jobId });
    if (job === null) throw new AppError('job-not-found', `There is no job ${jobId}.`, { status: 404 });
    throw refusedAction(jobId, job.status, action);
  }

  /** Changes the status where the table allows it, in one statement, so that of two who try one succeeds. */
  private async change(
    manager: EntityManager,
    jobId: number,
    action: JobAction,
    fields: Partial<JobEntity> = {},
  ): Promise<boolean> {
    const { from, to } = JOB_ACTIONS[action];
    const changed = await manager.update(JobEntity, { id: jobId, status: In([...from]) }, { ...fields, status: to });
    return changed.affected === 1;
  }

  /** Calls a chunk failed that has been begun as often as it may be. */
  private async giveUp(manager: EntityManager, ref: ChunkRef, error: string): Promise<void> {
    await manager.update(
      JobChunkEntity,
      {
        jobId: ref.jobId,
        index: ref.index,
        status: In(['todo', 'running']),
        attempts: MoreThanOrEqual(MAX_CHUNK_ATTEMPTS),
      },
      { status: 'failed', error, finishedAt: this.moment() },
    );
  }

  private async hasOpenChunks(manager: EntityManager, jobId: number): Promise<boolean> {
    return manager.existsBy(JobChunkEntity, { jobId, status: In(['todo', 'running']) });
  }

  private moment(): string {
    return this.now().toISOString();
  }
}

/** The condition that the attempt is the chunk's latest and not over. */
function underWay({ jobId, index, worker, attempt }: ChunkAttempt): FindOptionsWhere<JobChunkEntity> {
  return { jobId, index, status: 'running', worker, attempts: attempt };
}

/** The condition that the job has one of these statuses, so that a change of its chunk depends on it in one statement. */
function jobIsOneOf(jobId: number, statuses: readonly JobStatus[]): [sql: string, parameters: ObjectLiteral] {
  return [
    'EXISTS (SELECT 1 FROM jobs WHERE jobs.id = :jobId AND jobs.status IN (:...statuses))',
    { jobId, statuses: [...statuses] },
  ];
}

function withoutFullStop(text: string | null | undefined): string {
  return (text ?? 'nothing').replace(/\.+$/, '');
}
