import type { LinearMemory } from "../linear-memory.js";

/** A range that was added to a memory: from `start` up to but not including `end`, byte addresses. */
export interface Extension {
  readonly start: number;
  readonly end: number;
}

/** The memory below a page allocator, and how it changes its length. */
export interface PageSource {
  readonly memory: LinearMemory;
  /** The memory's length of the moment in bytes, even if somebody else has grown it. */
  readonly end: number;
  /** Bytes that the memory may have at most. */
  readonly maximum: number;
  /** The length changes by multiples of this many bytes. */
  readonly granule: number;
  /** The share of its length by which the memory grows at best: 1 doubles it. */
  readonly growth: number;
  /**
   * Adds `bytes`, rounded up to the granule, at the end, and refreshes `memory`. What is added holds zeros.
   * Returns what it added, or null when that much cannot be had.
   */
  extend(bytes: number): Extension | null;
  /** Cuts the memory at `end` and refreshes `memory`; null for a memory that cannot be shortened. */
  readonly shrink: ((end: number) => void) | null;
}
