/** Numbers that look random and are the same for the same seed (Marsaglia's xorshift, 32 bits). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0 || 1;
  }

  /** An integer from 0 to `limit - 1`. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return (this.state >>> 0) % limit;
  }

  /** Sizes as programs have them: mostly small, some hundreds of bytes, now and then larger than a segment. */
  size(largest: number): number {
    const kind = this.below(100);
    if (kind < 70) return this.below(128);
    if (kind < 92) return this.below(2048);
    return kind < 99 ? this.below(20_000) : this.below(largest);
  }
}
