import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Seeded chance: the same seed gives the same throws, on every machine and in every version of Node. */
export class Dice {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed | 0);
    // Seeds that lie close together give like numbers at first.
    for (let skipped = 0; skipped < 64; skipped += 1) this.generator.next();
  }

  /** A number from 0 up to, and never, 1. */
  fraction(): number {
    return (this.generator.next() >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** True in a `share` of the throws. */
  chance(share: number): boolean {
    return this.fraction() < share;
  }

  /** One of the values, each as likely; the list must not be empty. */
  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.fraction() * values.length)] as T;
  }

  /** A waiting time whose mean is `mean`: short ones often, long ones rarely. */
  wait(mean: number): number {
    return -Math.log(1 - this.fraction()) * mean;
  }

  /** A number around `median` that is ten times as much or as little about once in twenty times. */
  around(median: number): number {
    const bell = this.fraction() + this.fraction() + this.fraction() - 1.5;
    return median * 10 ** (bell * 1.2);
  }
}

/** Values with weights, drawn in proportion. */
export class Weighted<T> {
  private readonly values: T[];
  private readonly sums: number[];
  private readonly total: number;

  constructor(entries: Iterable<readonly [T, number]>) {
    this.values = [];
    this.sums = [];
    let sum = 0;
    for (const [value, weight] of entries) {
      if (weight <= 0) continue;
      sum += weight;
      this.values.push(value);
      this.sums.push(sum);
    }
    if (this.values.length === 0) throw new Error('A weighted choice needs at least one value with a weight.');
    this.total = sum;
  }

  draw(dice: Dice): T {
    const throwAt = dice.fraction() * this.total;
    let low = 0;
    let high = this.values.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle] as number) > throwAt) high = middle;
      else low = middle + 1;
    }
    return this.values[low] as T;
  }
}
