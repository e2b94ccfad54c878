/** So long as it lasts, an outage is told again this often, in milliseconds. */
const REMIND_EVERY_MS = 5 * 60_000;

/**
 * Something that the work needs and that may go away for a while: Redis, the database. However many attempts fail
 * meanwhile, it is told once when it goes, now and then while it stays away, and once when it is back.
 */
export class Outage {
  private answered = false;
  private since: Date | null = null;
  private toldAt = 0;

  /** `place` begins the sentences: `Redis at redis://10.0.0.5:6379`. */
  constructor(
    private readonly place: string,
    private readonly tell: (sentence: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** It could not be reached. Says nothing where it never could: whoever wanted to begin is refused with a sentence. */
  begin(): void {
    if (!this.answered) return;
    const now = this.now();
    this.since ??= now;
    if (this.toldAt !== 0 && now.getTime() - this.toldAt < REMIND_EVERY_MS) return;
    this.toldAt = now.getTime();
    this.tell(`${this.place} cannot be reached since ${timeOf(this.since)}; nothing is lost; trying again.`);
  }

  /** It answered. */
  end(): void {
    this.answered = true;
    if (this.since === null) return;
    const seconds = Math.max(1, Math.round((this.now().getTime() - this.since.getTime()) / 1000));
    this.since = null;
    this.toldAt = 0;
    this.tell(`${this.place} answers again after ${seconds} s; the work goes on.`);
  }
}

/** `2026-11-22 08:14:05 UTC` */
function timeOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
