import type { DueOutcome, ScheduleService } from './schedule.service.js';

/** How often the schedules are looked through, in milliseconds; a due time is a minute, so nothing comes late for it. */
const LOOK_EVERY_MS = 15_000;

/** What the clock reports. */
export type ClockLog = (event: DueOutcome | { scheduleId: null; error: unknown }) => void;

/** Looks for what is due: when it is started, and from then on every fifteen seconds. */
export class ScheduleClock {
  private timer?: NodeJS.Timeout;
  private looking: Promise<void> | null = null;

  constructor(
    private readonly schedules: Pick<ScheduleService, 'runDue'>,
    private readonly log: ClockLog,
    private readonly lookEveryMs: number = LOOK_EVERY_MS,
  ) {}

  /** Begins to look. What came due while nothing ran is seen to at once. */
  start(): void {
    if (this.timer !== undefined) return;
    this.look();
    this.timer = setInterval(() => this.look(), this.lookEveryMs);
    this.timer.unref();
  }

  /** Stops looking, and waits for what is being started. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await this.looking;
  }

  private look(): void {
    this.looking ??= this.lookOnce().finally(() => (this.looking = null));
  }

  private async lookOnce(): Promise<void> {
    try {
      for (const outcome of await this.schedules.runDue()) this.log(outcome);
    } catch (error) {
      this.log({ scheduleId: null, error });
    }
  }
}
