/**
 * The set of live blocks of a hardened heap: one bit per 8 bytes of memory, beside the memory and not in it, so that
 * nothing that a program writes there can deceive it.
 */
export class LiveMap {
  /** Bit `block >>> 1` (modulo 32) of word `block >>> 6` is set while a live block starts at cell `block`. */
  bits: Int32Array;

  /** An empty set for a memory of so many bytes. */
  constructor(memoryBytes: number) {
    this.bits = new Int32Array(wordsFor(memoryBytes));
  }

  /** Whether a live block starts at cell `block` (a multiple of 2). */
  has(block: number): boolean {
    return (this.bits[block >>> 6]! & (1 << (block >>> 1))) !== 0;
  }

  add(block: number): void {
    this.bits[block >>> 6] = this.bits[block >>> 6]! | (1 << (block >>> 1));
  }

  delete(block: number): void {
    this.bits[block >>> 6] = this.bits[block >>> 6]! & ~(1 << (block >>> 1));
  }

  clear(): void {
    this.bits.fill(0);
  }

  /** Makes room for a memory that has grown to so many bytes. */
  cover(memoryBytes: number): void {
    const words = wordsFor(memoryBytes);
    if (words <= this.bits.length) return;
    const grown = new Int32Array(words);
    grown.set(this.bits);
    this.bits = grown;
  }
}

/** 32 blocks of 8 bytes a word. */
function wordsFor(memoryBytes: number): number {
  return Math.max(1, Math.ceil(memoryBytes / 256));
}
