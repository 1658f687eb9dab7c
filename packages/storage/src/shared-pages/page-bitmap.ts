import type { LinearMemory } from "../linear-memory.js";

/**
 * One bit for each page, set while somebody has the page; many threads set and clear them at once.
 *
 * Searches read plainly, which is several times faster: they may see a bit as it was a moment ago, and whoever acts on
 * one finds out by the atomic operation that follows.
 */
export class PageBitmap {
  private readonly memory: LinearMemory;
  /** The cell with the bits of pages 0 to 31. */
  private readonly first: number;

  constructor(memory: LinearMemory, first: number) {
    this.memory = memory;
    this.first = first;
  }

  /** The first page from `page` on that is free, or `end` when none before it is. */
  nextFree(page: number, end: number): number {
    return this.next(page, end, -1);
  }

  /** The first page from `page` on that is taken, or `end` when none before it is. */
  nextTaken(page: number, end: number): number {
    return this.next(page, end, 0);
  }

  /** The first page of the free run that ends before `page`, not looking below `start`. */
  freeRunBefore(page: number, start: number): number {
    let at = page;
    while (at > start) {
      const bits = this.word((at - 1) >>> 5) << (31 - ((at - 1) & 31));
      if (bits !== 0) return Math.max(start, at - Math.clz32(bits));
      at = ((at - 1) >>> 5) << 5;
    }
    return start;
  }

  /** Takes all pages from `page` up to `end`, or none of them; whether it took them. */
  claim(page: number, end: number): boolean {
    for (let at = page; at < end; at = wordEnd(at)) {
      if (this.claimInWord(at, Math.min(end, wordEnd(at)))) continue;
      this.release(page, at);
      return false;
    }
    return true;
  }

  /** Gives up the pages from `page` up to `end`, which must be the caller's. */
  release(page: number, end: number): void {
    for (let at = page; at < end; at = wordEnd(at)) {
      Atomics.and(this.memory.i32, this.first + (at >>> 5), ~maskOf(at, Math.min(end, wordEnd(at))));
    }
  }

  private claimInWord(page: number, end: number): boolean {
    const { i32 } = this.memory;
    const cell = this.first + (page >>> 5);
    const mask = maskOf(page, end);
    for (;;) {
      const bits = i32[cell] as number;
      if ((bits & mask) !== 0) return false;
      if (Atomics.compareExchange(i32, cell, bits, bits | mask) === bits) return true;
    }
  }

  /** The first page from `page` on whose bit is 1 after each word was combined with `flip` by exclusive or. */
  private next(page: number, end: number, flip: 0 | -1): number {
    if (page >= end) return end;
    const bits = (this.word(page >>> 5) ^ flip) >>> (page & 31);
    if (bits !== 0) return Math.min(end, page + lowestBit(bits));
    for (let at = wordEnd(page); at < end; at += 32) {
      const more = this.word(at >>> 5) ^ flip;
      if (more !== 0) return Math.min(end, at + lowestBit(more));
    }
    return end;
  }

  private word(index: number): number {
    return this.memory.i32[this.first + index] as number;
  }
}

/** The first page of the word after that of `page`. */
function wordEnd(page: number): number {
  return (page | 31) + 1;
}

/** The bits of the pages from `page` up to `end`, all in one word. */
function maskOf(page: number, end: number): number {
  const count = end - page;
  return count === 32 ? -1 : ((1 << count) - 1) << (page & 31);
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
