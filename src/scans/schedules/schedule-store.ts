import { type DataSource, type EntityManager, IsNull, LessThan, LessThanOrEqual, Not } from 'typeorm';
import { AppError } from '../../common/index.js';
import { inTransaction } from '../../database/index.js';
import { hasEnded, type JobStatus } from '../../queue/index.js';
import { ScheduleRunEntity } from './schedule-run.entity.js';
import { ScheduleEntity } from './schedule.entity.js';

/** What came of a due time, with where its scan stands now. */
export interface ScheduleRun {
  id: number;
  scheduleId: number;
  dueAt: string | null;
  missed: number;
  beganAt: string;
  asOf: string;
  scanId: number | null;
  scanStatus: JobStatus | null;
  problem: string | null;
}

export type NewSchedule = Pick<
  ScheduleEntity,
  'name' | 'cron' | 'timeZone' | 'jurisdictions' | 'assume' | 'nextDueAt' | 'createdBy' | 'createdAt'
>;
export type NewRun = Omit<ScheduleRun, 'id' | 'scanStatus'>;

/** The code of the refusal to a process whose due time another has seen to. */
export const TAKEN = 'schedule-taken';

/** Schedules and their runs in the database, where a due time is taken by one conditional statement. */
export class ScheduleStore {
  constructor(private readonly dataSource: DataSource) {}

  async insert(schedule: NewSchedule): Promise<number> {
    return inTransaction(this.dataSource, async (manager) => {
      const inserted = await manager.insert(ScheduleEntity, {
        ...schedule,
        status: 'active',
        takenBy: null,
        takenUntil: null,
      });
      return Number(inserted.identifiers[0]?.['id']);
    });
  }

  /** The schedule; refuses with a sentence when there is none. */
  async read(id: number): Promise<ScheduleEntity> {
    const schedule = await this.dataSource.manager.findOneBy(ScheduleEntity, { id });
    if (schedule === null) throw notFound(id);
    return schedule;
  }

  /** Schedules, newest first; `before` is the id of the last one on the page before. */
  async list(limit: number, before?: number): Promise<ScheduleEntity[]> {
    return this.dataSource.manager.find(ScheduleEntity, {
      where: before === undefined ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit,
    });
  }

  /** Removes a schedule with its list of runs; the scans stay. */
  async remove(id: number): Promise<void> {
    const { affected } = await inTransaction(this.dataSource, (manager) => manager.delete(ScheduleEntity, { id }));
    if (affected !== 1) throw notFound(id);
  }

  /** Sets the schedule to be due next at a moment, or to rest. A process that is planning its scan will find that out. */
  async set(id: number, to: Pick<ScheduleEntity, 'status' | 'nextDueAt'>): Promise<void> {
    const { affected } = await inTransaction(this.dataSource, (manager) =>
      manager.update(ScheduleEntity, { id }, { ...to, takenBy: null, takenUntil: null }),
    );
    if (affected !== 1) throw notFound(id);
  }

  /** The schedules that are due, whether or not somebody has taken them. */
  async due(now: Date): Promise<ScheduleEntity[]> {
    return this.dataSource.manager.find(ScheduleEntity, {
      where: { status: 'active', nextDueAt: LessThanOrEqual(now.toISOString()) },
      order: { nextDueAt: 'ASC', id: 'ASC' },
    });
  }

  /** Takes a due time until a moment. Gives false when another process has it, or when it has been seen to. */
  async take(schedule: ScheduleEntity, by: string, now: Date, until: Date): Promise<boolean> {
    const taken = await inTransaction(this.dataSource, (manager) =>
      manager
        .createQueryBuilder()
        .update(ScheduleEntity)
        .set({ takenBy: by, takenUntil: until.toISOString() })
        .where({ id: schedule.id, status: 'active', nextDueAt: schedule.nextDueAt })
        .andWhere('(taken_until IS NULL OR taken_until < :now)', { now: now.toISOString() })
        .execute(),
    );
    return taken.affected === 1;
  }

  /** Gives a due time back that could not be seen to for now. */
  async giveBack(schedule: ScheduleEntity, by: string): Promise<void> {
    await inTransaction(this.dataSource, (manager) =>
      manager.update(ScheduleEntity, { id: schedule.id, takenBy: by }, { takenBy: null, takenUntil: null }),
    );
  }

  /**
   * Notes what came of a due time and sets the next, in the caller's transaction. Throws AppError `TAKEN` where
   * the due time is not this process's any more, so that what was planned with it is undone.
   */
  async settle(
    manager: EntityManager,
    schedule: ScheduleEntity,
    by: string,
    run: NewRun,
    next: Date | null,
  ): Promise<void> {
    const settled = await manager.update(
      ScheduleEntity,
      { id: schedule.id, status: 'active', nextDueAt: schedule.nextDueAt ?? '', takenBy: by },
      { nextDueAt: next?.toISOString() ?? null, takenBy: null, takenUntil: null },
    );
    if (settled.affected !== 1) {
      throw new AppError(TAKEN, `Another process has seen to schedule ${schedule.id}.`, { status: 409 });
    }
    await this.insertRun(manager, run);
  }

  async insertRun(manager: EntityManager, run: NewRun): Promise<void> {
    await manager.insert(ScheduleRunEntity, run);
  }

  /** What came of the due times and of runs by hand, newest first. */
  async runs(scheduleId: number, limit: number, before?: number): Promise<ScheduleRun[]> {
    const rows = await this.dataSource.manager.find(ScheduleRunEntity, {
      where: { scheduleId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      relations: { scan: { job: true } },
      order: { id: 'DESC' },
      take: limit,
    });
    return rows.map(({ scan, schedule: _schedule, ...run }) => ({ ...run, scanStatus: scan?.job?.status ?? null }));
  }

  /** Keeps others from beginning a scan of this schedule until the end of the transaction. */
  async hold(manager: EntityManager, id: number): Promise<void> {
    const held = await manager.update(ScheduleEntity, { id }, { status: () => 'status' });
    if (held.affected !== 1) throw notFound(id);
  }

  /** The last scan of the schedule where it is not over, else null. */
  async openScan(
    scheduleId: number,
    manager: EntityManager = this.dataSource.manager,
  ): Promise<{ scanId: number; status: JobStatus } | null> {
    const last = await manager.findOne(ScheduleRunEntity, {
      where: { scheduleId, scanId: Not(IsNull()) },
      relations: { scan: { job: true } },
      order: { id: 'DESC' },
    });
    const scan = last?.scan;
    if (scan?.job === undefined || hasEnded(scan.job.status)) return null;
    return { scanId: scan.id, status: scan.job.status };
  }
}

function notFound(id: number): AppError {
  return new AppError('schedule-not-found', `There is no schedule ${id}.`, { status: 404 });
}
