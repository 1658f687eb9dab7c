/** The way of a free that the short path in zend-heap.ts does not serve. @zend _zend_mm_free_int */

import { MAGIC } from "@zmm/layout";
import { cellsOf } from "./blocks.js";
import { addToCached, pushCached } from "./cache.js";
import { countCached } from "./cache-stats.js";
import { coalesce, NEXT_FIRST } from "./coalesce.js";
import { setMagic } from "./debug/seal.js";
import { markFreed } from "./instrument.js";
import { CACHE_BYTES, CELL_SHIFT, DEBUG, HEAP_CACHED, HEAP_SIZE, MAX_SMALL } from "./model.js";
import { blockAt } from "./pointer.js";
import { awake } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Frees the block at a byte address; 0 does nothing. */
export function freeMiss(h: ZendHeap, address: number): void {
  awake(h);
  if (address === 0) return;
  freeBlock(h, blockAt(h, address));
}

/** Frees a used block: to the cache if it is small and the cache is not full, else for good. */
export function freeBlock(h: ZendHeap, block: number): void {
  const cells = cellsOf(h, block);
  const bytes = cells << CELL_SHIFT;
  if (h.instrumented) markFreed(h, block);
  if (cells < MAX_SMALL && h.m[h.base + HEAP_CACHED]! < CACHE_BYTES) {
    cacheBlock(h, block, cells);
    addToCached(h, bytes);
    return;
  }
  h.m[h.base + HEAP_SIZE] = h.m[h.base + HEAP_SIZE]! - bytes;
  coalesce(h, block, cells, NEXT_FIRST);
}

/** Pushes a block on its cache chain; its header goes on saying used. */
export function cacheBlock(h: ZendHeap, block: number, cells: number): void {
  if (DEBUG) setMagic(h, block, MAGIC.cached);
  if (h.counting) countCached(h, cells);
  pushCached(h, block, cells);
}
