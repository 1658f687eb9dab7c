import type { LinearMemory } from "../linear-memory.js";
import { CHUNK_PAGES, CHUNK_WORDS, WORD_PAGES } from "./layout.js";

/** The free runs of one chunk, found in one pass over its words of the bitmap; the results stay until the next pass. */
export class ChunkScan {
  /** Pages in the free run at the chunk's start, in its longest one, and in the one at its end. */
  atStart = 0;
  longest = 0;
  atEnd = 0;
  /** The first page, counted from the chunk's, of the shortest run that is long enough; -1 when none is. */
  best = -1;
  private readonly memory: LinearMemory;
  private readonly bitmap: number;
  private wanted = 0;
  private bestLength = 0;

  /** `bitmap` is the cell with the bits of pages 0 to 31. */
  constructor(memory: LinearMemory, bitmap: number) {
    this.memory = memory;
    this.bitmap = bitmap;
  }

  /** Looks at a chunk, the memory ending at page `end`, for a run of at least `wanted` pages. */
  run(chunk: number, end: number, wanted: number): void {
    this.reset(wanted);
    const { i32 } = this.memory;
    const first = this.bitmap + chunk * CHUNK_WORDS;
    const pages = Math.min(CHUNK_PAGES, end - chunk * CHUNK_PAGES);
    let free = 0;
    for (let at = 0; at < pages; at += WORD_PAGES) {
      let bits = i32[first + at / WORD_PAGES] as number;
      if (pages - at < WORD_PAGES) bits |= -1 << (pages - at);
      if (bits === 0) free += WORD_PAGES;
      else if (bits === -1) {
        this.close(at, free);
        free = 0;
      } else free = this.word(at, bits, free);
    }
    if (pages < CHUNK_PAGES) {
      this.close(pages, free);
      free = 0;
    }
    this.atEnd = free;
    this.close(CHUNK_PAGES, free);
  }

  private reset(wanted: number): void {
    this.atStart = -1;
    this.longest = 0;
    this.best = -1;
    this.wanted = wanted;
    this.bestLength = CHUNK_PAGES + 1;
  }

  /** A word with free and taken pages, `before` free ones before it; returns the free ones at its end. */
  private word(at: number, bits: number, before: number): number {
    let free = before;
    let left = WORD_PAGES;
    let rest = bits;
    while (left > 0) {
      const zeros = rest === 0 ? left : 31 - Math.clz32(rest & -rest);
      free += zeros;
      left -= zeros;
      if (left === 0) return free;
      this.close(at + WORD_PAGES - left, free);
      free = 0;
      rest >>>= zeros;
      const taken = ~rest;
      const ones = Math.min(left, taken === 0 ? left : 31 - Math.clz32(taken & -taken));
      left -= ones;
      rest = ones === WORD_PAGES ? 0 : rest >>> ones;
    }
    return 0;
  }

  /** A run of `length` free pages, perhaps none, ends before page `end` of the chunk. */
  private close(end: number, length: number): void {
    if (this.atStart < 0) this.atStart = end === length ? length : 0;
    if (length > this.longest) this.longest = length;
    if (length < this.wanted || length >= this.bestLength) return;
    this.best = end - length;
    this.bestLength = length;
  }
}
