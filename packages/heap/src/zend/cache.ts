/**
 * The cache: freed small blocks, still marked as used and not merged, in one last-in first-out chain per size.
 * The chains run through `prev_free_block`. `cached` counts the bytes in them.
 */

import { HeapCorruptionError } from "../errors.js";
import { countFlushed } from "./cache-stats.js";
import { coalescePreviousFirst } from "./coalesce.js";
import { chainOf } from "./misses/chains.js";
import { isMarked } from "./misses/marks.js";
import {
  BLOCK_SIZE,
  CELL_SHIFT,
  DEBUG,
  HEAP_CACHE,
  HEAP_CACHED,
  MAGIC_CACHED,
  MIN_UNITS,
  NUM_BUCKETS,
  PREV_FREE,
  TYPE_MASK,
  TYPE_USED,
  UNIT_SHIFT,
  WORD_SHIFT,
} from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Takes the newest cached block of `cells`, or 0. `cached` is left to the caller.
 * @throws HeapCorruptionError when what the chain names is not a used block of that size.
 */
export function popCached(h: ZendHeap, cells: number): number {
  const m = h.m;
  const chain = chainOf(h, cells);
  const address = m[chain]!;
  if (address === 0) return 0;
  const block = address >>> CELL_SHIFT;
  if (m[block + BLOCK_SIZE] !== ((cells << CELL_SHIFT) | TYPE_USED)) throw strayInCache(address);
  if (h.live?.has(block)) throw strayInCache(address);
  if (DEBUG && !isMarked(h, m, block, MAGIC_CACHED)) throw strayInCache(address);
  m[chain] = m[block + PREV_FREE]!;
  return block;
}

/** Adds signed bytes to `cached`. */
export function addToCached(h: ZendHeap, bytes: number): void {
  h.m[h.base + HEAP_CACHED] = h.m[h.base + HEAP_CACHED]! + bytes;
}

/**
 * Frees all cached blocks for good, smallest size first, each chain from its newest. `size` is not reduced for them
 * (quirk Q3).
 * @zend zend_mm_free_cache
 */
export function flushCache(h: ZendHeap): void {
  for (let index = 0; index < NUM_BUCKETS; index++) {
    const chain = h.base + HEAP_CACHE + (index << WORD_SHIFT);
    const word = ((index + MIN_UNITS) << UNIT_SHIFT) | TYPE_USED;
    while (h.m[chain] !== 0) flushNewest(h, chain, word);
    if (h.counting) countFlushed(h, index);
  }
}

function flushNewest(h: ZendHeap, chain: number, word: number): void {
  const m = h.m;
  const address = m[chain]!;
  const block = address >>> CELL_SHIFT;
  if (m[block + BLOCK_SIZE] !== word || h.live?.has(block)) throw strayInCache(address);
  m[chain] = m[block + PREV_FREE]!;
  const bytes = word & ~TYPE_MASK;
  addToCached(h, -bytes);
  coalescePreviousFirst(h, m, block, bytes >>> CELL_SHIFT);
}

export function strayInCache(address: number): HeapCorruptionError {
  return new HeapCorruptionError(address >>> 0, "a cache chain names it, but it is not a used block of that size");
}
