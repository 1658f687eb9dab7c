import { randomBelowOne } from "@zmm/storage";

/** Pseudo-random numbers, sizes and events: the same seed gives the same run everywhere. */
export class Random {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = randomBelowOne(seed);
  }

  /** An integer from 0 to `bound - 1`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Whether an event of this percentage happens. */
  percent(chance: number): boolean {
    return this.below(100) < chance;
  }

  /** A request in bytes as programs make them: mostly small, sometimes pages, rarely more than a segment. */
  size(): number {
    const kind = this.below(100);
    if (kind < 70) return this.below(256);
    if (kind < 95) return this.below(8_192);
    if (kind < 99) return this.below(100_000);
    return this.below(600_000);
  }
}
