/** A small generator of pseudo-random numbers: the same seed gives the same run everywhere. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** An integer from 0 to `bound - 1`. */
  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
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
