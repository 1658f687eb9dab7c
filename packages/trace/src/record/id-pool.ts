import { MAX_IDS } from "../trace.js";

/**
 * Hands out IDs, the lowest free one each time, as traces use them.
 *
 * A bit per ID, 1 for used, 32 to a word; above it a bit per word, 1 for full; and so on up to one word. The lowest
 * word that is not full is remembered, so that the tree is climbed only when a word fills up or stops being full.
 */
export class IdPool {
  private readonly levels: readonly Int32Array[];
  private readonly used: Int32Array;
  /** The lowest word of `used` with a free bit, as an index. */
  private lowest = 0;
  /** One more than the highest ID ever used. */
  count = 0;

  constructor() {
    const levels: Int32Array[] = [];
    for (let words = MAX_IDS >>> 5; words > 0; words >>>= 5) levels.push(new Int32Array(words));
    if (levels.at(-1)?.length !== 1) levels.push(new Int32Array(1));
    this.levels = levels;
    this.used = levels[0]!;
  }

  /** Takes the lowest free ID. @throws RangeError when all are in use. */
  take(): number {
    const word = this.lowest;
    const bits = this.used[word]!;
    if (bits === -1) throw new RangeError(`a trace can have ${MAX_IDS} blocks at a time, and they are all in use`);
    const free = ~bits & (bits + 1);
    this.used[word] = bits | free;
    const id = (word << 5) + (31 - Math.clz32(free));
    if ((bits | free) === -1) this.lowest = this.fill(word);
    if (id >= this.count) this.count = id + 1;
    return id;
  }

  /** Gives an ID back, which must be in use. */
  release(id: number): void {
    const word = id >>> 5;
    const bits = this.used[word]!;
    this.used[word] = bits & ~(1 << (id & 31));
    if (bits === -1) this.unfill(word);
    if (word < this.lowest) this.lowest = word;
  }

  /** Gives all IDs back. */
  clear(): void {
    let words = (this.count + 31) >>> 5;
    for (const level of this.levels) {
      level.fill(0, 0, words);
      words = (words + 31) >>> 5;
    }
    this.lowest = 0;
  }

  /** Tells the levels above that a word is full; returns the lowest word that is not, as an index. */
  private fill(word: number): number {
    let index = word;
    for (let height = 1; height < this.levels.length; height++) {
      const level = this.levels[height]!;
      const bits = level[index >>> 5]! | (1 << (index & 31));
      index >>>= 5;
      level[index] = bits;
      if (bits !== -1) break;
    }
    return this.lowestBelow();
  }

  /** Tells the levels above that a word is no longer full. */
  private unfill(word: number): void {
    let index = word;
    for (let height = 1; height < this.levels.length; height++) {
      const level = this.levels[height]!;
      const bits = level[index >>> 5]!;
      level[index >>> 5] = bits & ~(1 << (index & 31));
      index >>>= 5;
      if (bits !== -1) return;
    }
  }

  /** Walks down from the top, to the lowest bit that is 0 each time. */
  private lowestBelow(): number {
    let index = 0;
    for (let height = this.levels.length - 1; height > 0; height--) {
      const bits = this.levels[height]![index]!;
      index = (index << 5) + (31 - Math.clz32(~bits & (bits + 1)));
    }
    return Math.min(index, this.used.length - 1);
  }
}
