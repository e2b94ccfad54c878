import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { DataSource, EntityManager } from 'typeorm';
import { AppError } from '../../common/index.js';
import { inTransaction } from '../../database/index.js';
import type { Pack } from '../../law/index.js';
import type { Scan } from '../scan-store.js';
import type { ScanRequest, ScanService } from '../scan.service.js';
import { checkDueTimes, countTimes, dayIn, nextTime } from './due-times.js';
import { type NewRun, type ScheduleRun, type ScheduleStore, TAKEN } from './schedule-store.js';
import type { ScheduleEntity } from './schedule.entity.js';

/** What somebody asks of a schedule. */
export interface ScheduleRequest {
  jurisdictions: readonly string[];
  cron: string;
  /** An IANA name. */
  timeZone: string;
  assume?: readonly string[];
  name?: string;
  createdBy?: string;
}

/** A schedule with the last thing that came of it. */
export interface Schedule extends ScheduleEntity {
  lastRun: ScheduleRun | null;
}

/** What came of a due time in this process, for the log. */
export interface DueOutcome {
  scheduleId: number;
  dueAt: string;
  missed: number;
  scanId: number | null;
  /** Why there is no scan; noted with the schedule. */
  problem: string | null;
  /** What went wrong on the way; nothing was noted, and the next look tries again. */
  error?: unknown;
}

/** So long a process may take to plan a scan before another one tries, in milliseconds. */
const PLAN_WITHIN_MS = 10 * 60_000;

/** Scans that are repeated by the clock. Whoever calls `runDue`, a due time leads to one scan and no more. */
export class ScheduleService {
  private readonly me = `${hostname()}:${process.pid}:${randomUUID()}`;
  private readonly now: () => Date;

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: ScheduleStore,
    private readonly scans: ScanService,
    private readonly options: { packs: () => readonly Pack[]; now?: () => Date },
  ) {
    this.now = options.now ?? (() => new Date());
  }

  /** Adds a schedule. Refuses what no scan could ask, an expression that is none, and a time zone that there is not. */
  async add(request: ScheduleRequest): Promise<Schedule> {
    const now = this.now();
    const times = checkDueTimes(request, now);
    const assume = [...(request.assume ?? [])];
    const jurisdictions = [...request.jurisdictions];
    this.scans.check({ jurisdictions, assume, packs: this.options.packs() });
    const id = await this.store.insert({
      ...times,
      name: request.name ?? jurisdictions.join(', '),
      jurisdictions,
      assume,
      nextDueAt: nextTime(times, now)?.toISOString() ?? null,
      createdBy: request.createdBy ?? '',
      createdAt: now.toISOString(),
    });
    return this.read(id);
  }

  /** The schedule; refuses with a sentence when there is none. */
  async read(id: number): Promise<Schedule> {
    return this.withLastRun(await this.store.read(id));
  }

  /** Schedules, newest first; `before` is the id of the last one on the page before. */
  async list(limit: number, before?: number): Promise<Schedule[]> {
    return Promise.all((await this.store.list(limit, before)).map((schedule) => this.withLastRun(schedule)));
  }

  /** Removes a schedule. Its scans stay. */
  async remove(id: number): Promise<void> {
    await this.store.remove(id);
  }

  /** Lets a schedule rest: nothing is due until it is resumed, and what would have been is not made up for. */
  async pause(id: number): Promise<Schedule> {
    await this.store.set(id, { status: 'paused', nextDueAt: null });
    return this.read(id);
  }

  /**
   * Has a schedule that rests be due again, from now on. One that is due stays as it is. Refuses where this machine cannot
   * tell when.
   */
  async resume(id: number): Promise<Schedule> {
    const schedule = await this.store.read(id);
    if (schedule.nextDueAt === null) {
      const next = nextTime(checkDueTimes(schedule, this.now()), this.now());
      await this.store.set(id, { status: 'active', nextDueAt: next?.toISOString() ?? null });
    }
    return this.read(id);
  }

  /** What came of the due times and of runs by hand, newest first; `before` is the id of the last one on the page before. */
  async runs(id: number, limit: number, before?: number): Promise<ScheduleRun[]> {
    await this.store.read(id);
    return this.store.runs(id, limit, before);
  }

  /** Starts the schedule's scan now, whatever is due when. Refuses while its last scan is not over. */
  async run(id: number): Promise<Scan> {
    const schedule = await this.store.read(id);
    checkDueTimes(schedule, this.now());
    const open = await this.stillOpen(schedule);
    if (open !== null) throw scanOpen(open);
    const run = { ...this.newRun(schedule, this.now()), dueAt: null, missed: 0 };
    return this.scans.start(this.requestOf(schedule, run.asOf), async (manager, scanId) => {
      await this.refuseWhileOpen(manager, schedule);
      await this.store.insertRun(manager, { ...run, scanId });
    });
  }

  /**
   * Starts what is due and not yet seen to, and says what came of it. What cannot be started because of what it asks or
   * finds is noted with the reason, and the schedule is due again at its next time. Where the database or the disk fails,
   * the due time is given back, and the next call tries again. A schedule whose times cannot be told on this machine says
   * so and rests until it is resumed.
   */
  async runDue(): Promise<DueOutcome[]> {
    const outcomes: DueOutcome[] = [];
    for (const schedule of await this.store.due(this.now())) {
      const now = this.now();
      if (!(await this.store.take(schedule, this.me, now, new Date(now.getTime() + PLAN_WITHIN_MS)))) continue;
      let run: NewRun = { ...this.bareRun(schedule, now), asOf: dayIn('Etc/UTC', now) };
      try {
        const unknown = reasonWithoutTimes(schedule, now);
        if (unknown === null) run = this.newRun(schedule, now);
        const came =
          unknown === null
            ? await this.seeTo(schedule, run, nextTime(schedule, now))
            : await this.settleWithout(schedule, run, unknown, null);
        outcomes.push({ ...outcomeOf(run), ...came });
      } catch (error) {
        if (error instanceof AppError && error.code === TAKEN) continue;
        await this.store.giveBack(schedule, this.me).catch(() => undefined);
        outcomes.push({ ...outcomeOf(run), error });
      }
    }
    return outcomes;
  }

  private async seeTo(
    schedule: ScheduleEntity,
    run: NewRun,
    next: Date | null,
  ): Promise<Pick<DueOutcome, 'scanId' | 'problem'>> {
    let problem = await this.stillOpen(schedule);
    if (problem === null) {
      try {
        const scan = await this.scans.start(this.requestOf(schedule, run.asOf), async (manager, scanId) => {
          await this.refuseWhileOpen(manager, schedule);
          await this.store.settle(manager, schedule, this.me, { ...run, scanId }, next);
        });
        return { scanId: scan.id, problem };
      } catch (error) {
        if (!(error instanceof AppError) || !error.final || error.code === TAKEN) throw error;
        problem = error.message;
      }
    }
    return this.settleWithout(schedule, run, problem, next);
  }

  /** Notes why a due time led to no scan. */
  private async settleWithout(
    schedule: ScheduleEntity,
    run: NewRun,
    problem: string,
    next: Date | null,
  ): Promise<Pick<DueOutcome, 'scanId' | 'problem'>> {
    await inTransaction(this.dataSource, (manager) =>
      this.store.settle(manager, schedule, this.me, { ...run, problem }, next),
    );
    return { scanId: null, problem };
  }

  /** A sentence where the schedule's last scan is not over; two at once would only be in each other's way. */
  private async stillOpen({ id }: ScheduleEntity, manager?: EntityManager): Promise<string | null> {
    const open = await this.store.openScan(id, manager);
    if (open === null) return null;
    return `Scan ${open.scanId} of this schedule is still ${open.status}; finish or cancel it, and the next one can start.`;
  }

  /** Looks again in the transaction that plans a scan: of several who come at once, one gets to begin it. */
  private async refuseWhileOpen(manager: EntityManager, schedule: ScheduleEntity): Promise<void> {
    await this.store.hold(manager, schedule.id);
    const open = await this.stillOpen(schedule, manager);
    if (open !== null) throw scanOpen(open);
  }

  private newRun(schedule: ScheduleEntity, now: Date): NewRun {
    const { timeZone, nextDueAt } = schedule;
    return {
      ...this.bareRun(schedule, now),
      missed: nextDueAt === null ? 0 : countTimes(schedule, new Date(nextDueAt), now),
      asOf: dayIn(timeZone, now),
    };
  }

  /** What can be said of a run without looking at a calendar. */
  private bareRun({ id, nextDueAt }: ScheduleEntity, now: Date): Omit<NewRun, 'asOf'> {
    return {
      ...{ scheduleId: id, dueAt: nextDueAt, missed: 0 },
      ...{ beganAt: now.toISOString(), scanId: null, problem: null },
    };
  }

  /** What the scan asks: the day on which it runs, and the packs as they are now. */
  private requestOf({ id, name, jurisdictions, assume }: ScheduleEntity, asOf: string): ScanRequest {
    return {
      ...{ jurisdictions, asOf, assume, packs: this.options.packs() },
      name: `${name} as of ${asOf}`,
      startedBy: `schedule ${id}`,
    };
  }

  private async withLastRun(schedule: ScheduleEntity): Promise<Schedule> {
    const [lastRun] = await this.store.runs(schedule.id, 1);
    return { ...schedule, lastRun: lastRun ?? null };
  }
}

/** A sentence where this machine cannot tell when the schedule is due: it knows fewer time zones than the one before. */
function reasonWithoutTimes(schedule: ScheduleEntity, now: Date): string | null {
  try {
    checkDueTimes(schedule, now);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${error.message} The schedule rests: "schedules resume ${schedule.id}" has it be due again on a machine that can tell when.`;
  }
}

function scanOpen(sentence: string): AppError {
  return new AppError('schedule-scan-open', sentence, { status: 409 });
}

function outcomeOf({ scheduleId, dueAt, missed, scanId, problem }: NewRun): DueOutcome {
  return { scheduleId, dueAt: dueAt ?? '', missed, scanId, problem };
}
