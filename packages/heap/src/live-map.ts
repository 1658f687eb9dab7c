/**
 * The set of live blocks of a hardened heap: one bit per 8 bytes of memory, beside the memory and not in it, so that
 * nothing that a program writes there can deceive it.
 */
export class LiveMap {
  private bits: Uint32Array;

  constructor(memoryBytes: number) {
    this.bits = new Uint32Array(wordsFor(memoryBytes));
  }

  /** Whether a live block starts at cell `block` (a multiple of 2). */
  has(block: number): boolean {
    return ((this.bits[block >>> 6] ?? 0) & (1 << (block >>> 1))) !== 0;
  }

  add(block: number): void {
    const at = block >>> 6;
    if (at >= this.bits.length) this.grow(at);
    this.bits[at] = this.bits[at]! | (1 << (block >>> 1));
  }

  delete(block: number): void {
    const at = block >>> 6;
    if (at < this.bits.length) this.bits[at] = this.bits[at]! & ~(1 << (block >>> 1));
  }

  clear(): void {
    this.bits.fill(0);
  }

  private grow(at: number): void {
    const grown = new Uint32Array(Math.max(at + 1, 2 * this.bits.length));
    grown.set(this.bits);
    this.bits = grown;
  }
}

/** 32 blocks of 8 bytes a word. */
function wordsFor(memoryBytes: number): number {
  return Math.max(1, Math.ceil(memoryBytes / 256));
}
