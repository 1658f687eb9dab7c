/** Random numbers that repeat: the same seed gives the same workload on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0 || 0x9e3779b9;
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + (this.next() % (high - low + 1));
  }

  /** An integer from `low` to `high`, small ones far more often: every doubling is as likely as the next. */
  skewed(low: number, high: number): number {
    const share = this.next() / 2 ** 32;
    return Math.floor(low * ((high + 1) / low) ** share);
  }

  /** The next 32 bits of a xorshift generator. */
  private next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }
}
