/** So long as it lasts, an outage is told again this often, in milliseconds. */
const REMIND_EVERY_MS = 5 * 60_000;

/** How an outage is told: when it began and while it lasts, and when it is over. */
export interface OutageWords {
  lasts(since: string): string;
  over(seconds: number): string;
}

/** Of a place that does not answer: `Redis at redis://10.0.0.5:6379`. */
export function unreachable(place: string): OutageWords {
  return {
    lasts: (since) => `${place} cannot be reached since ${since}; nothing is lost; trying again.`,
    over: (seconds) => `${place} answers again after ${seconds} s; the work goes on.`,
  };
}

/** Of a place that cannot take any more: its disk is full. */
export function full(place: string): OutageWords {
  return {
    lasts: (since) =>
      `The disk is full: ${place} cannot grow since ${since}; nothing is lost; free some space and the work goes on.`,
    over: (seconds) => `There is room for ${place} again after ${seconds} s; the work goes on.`,
  };
}

/**
 * Something that the work needs and that may be missing for a while: Redis, the database, room on its disk. However many
 * attempts fail meanwhile, it is told once when it goes, now and then while it stays away, and once when it is back.
 */
export class Outage {
  private answered = false;
  private since: Date | null = null;
  private toldAt = 0;

  constructor(
    private readonly words: OutageWords,
    private readonly tell: (sentence: string) => void,
    private readonly now: () => Date = () => new Date(),
  ) {}

  /** It is missing. Says nothing where it always was: whoever wanted to begin is refused with a sentence. */
  begin(): void {
    if (!this.answered) return;
    const now = this.now();
    this.since ??= now;
    if (this.toldAt !== 0 && now.getTime() - this.toldAt < REMIND_EVERY_MS) return;
    this.toldAt = now.getTime();
    this.tell(this.words.lasts(timeOf(this.since)));
  }

  /** It is there. */
  end(): void {
    this.answered = true;
    if (this.since === null) return;
    const seconds = Math.max(1, Math.round((this.now().getTime() - this.since.getTime()) / 1000));
    this.since = null;
    this.toldAt = 0;
    this.tell(this.words.over(seconds));
  }
}

/** `2026-11-22 08:14:05 UTC` */
function timeOf(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
