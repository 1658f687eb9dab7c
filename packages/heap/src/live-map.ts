/**
 * The set of live blocks of a hardened heap: one byte per 8 bytes of memory, beside the memory and not in it, so that
 * nothing that a program writes there can deceive it. A bit per 8 bytes would do, and would cost 7 % of a call: a byte is
 * set without being read.
 */
export class LiveMap {
  /** Byte `block >>> 1` is 1 while a live block starts at cell `block`, and else 0. */
  marks: Uint8Array;

  /** An empty set for a memory of so many bytes. */
  constructor(memoryBytes: number) {
    this.marks = new Uint8Array(marksFor(memoryBytes));
  }

  /** Whether a live block starts at cell `block` (a multiple of 2). */
  has(block: number): boolean {
    return this.marks[block >>> 1] === 1;
  }

  add(block: number): void {
    this.marks[block >>> 1] = 1;
  }

  delete(block: number): void {
    this.marks[block >>> 1] = 0;
  }

  clear(): void {
    this.marks.fill(0);
  }

  /** Makes room for a memory that has grown to so many bytes, and for a quarter more, as far as there are addresses. */
  cover(memoryBytes: number): void {
    if (marksFor(memoryBytes) <= this.marks.length) return;
    const grown = new Uint8Array(marksFor(Math.min(memoryBytes * 1.25, 2 ** 32)));
    grown.set(this.marks);
    this.marks = grown;
  }
}

function marksFor(memoryBytes: number): number {
  return Math.ceil(memoryBytes / 8);
}
