/** The way of a free that the short path in zend-heap.ts does not serve. @zend _zend_mm_free_int */
import { InvalidPointerError } from "../errors.js";
import { addToCached } from "./cache.js";
import { countCached } from "./cache-stats.js";
import { freeForGood } from "./coalesce.js";
import { markFreed } from "./instrument.js";
import { pushOnChain } from "./misses/chains.js";
import { tryFree } from "./misses/dispatch.js";
import { BLOCK_SIZE, CACHE_BYTES, CELL_SHIFT, HEAP_CACHED, MAX_SMALL } from "./model.js";
import { blockAt } from "./pointer.js";
import { awake } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Frees the block at a byte address in a heap that does not count, and leaves the set of a hardened one alone; 0 does nothing. */
export function freeMiss(h: ZendHeap, address: number): void {
  if (typeof address === "number" && address >>> 0 === address && tryFree(h, address)) return;
  freeWithCare(h, address);
}

/** The same in any heap. */
export function freeWithCare(h: ZendHeap, address: number): void {
  if (typeof address !== "number") throw new InvalidPointerError(address, "it is not a number");
  awake(h);
  if (address !== 0) freeBlock(h, h.m, blockAt(h, address));
}

/** Frees a used block: to the cache if it is small and the cache is not full, else for good. */
export function freeBlock(h: ZendHeap, m: Int32Array, block: number): void {
  const cells = m[block + BLOCK_SIZE]! >>> CELL_SHIFT;
  const bytes = cells << CELL_SHIFT;
  if (h.instrumented) markFreed(h, block);
  if (cells < MAX_SMALL && m[h.base + HEAP_CACHED]! < CACHE_BYTES) {
    cacheBlock(h, block, cells);
    addToCached(h, bytes);
    return;
  }
  freeForGood(h, m, block, cells);
}

/** Pushes a block on its cache chain; its header goes on saying used. */
export function cacheBlock(h: ZendHeap, block: number, cells: number): void {
  if (h.counting) countCached(h, cells);
  pushOnChain(h, h.m, block, cells);
}
