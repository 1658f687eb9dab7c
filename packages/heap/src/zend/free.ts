/** The way of a free that the short path in zend-heap.ts does not serve. @zend _zend_mm_free_int */
import { MAGIC } from "@zmm/layout";
import type { LiveMap } from "../live-map.js";
import { addToCached, pushCached } from "./cache.js";
import { countCached } from "./cache-stats.js";
import { freeForGood } from "./coalesce.js";
import { setMagic } from "./debug/seal.js";
import { markFreed } from "./instrument.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CACHE_BYTES,
  CELL_SHIFT,
  DEBUG,
  HEADER_BYTES,
  HEAP_CACHE,
  HEAP_CACHED,
  MAX_SMALL,
  MIN_UNITS,
  NUM_BUCKETS,
  PREV_FREE,
  WIDE,
  WORD_SHIFT,
} from "./model.js";
import { blockAt } from "./pointer.js";
import { awake } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Frees the block at a byte address; 0 does nothing. */
export function freeMiss(h: ZendHeap, address: number): void {
  if (h.shortLive !== null && freeHardened(h, h.shortLive, address)) return;
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
  if (DEBUG) setMagic(h, block, MAGIC.cached);
  if (h.counting) countCached(h, cells);
  pushCached(h, block, cells);
}

/**
 * The short way of a hardened heap: frees a live block whose header agrees with its neighbour's. False when it is not in
 * order, and the long way must say what is wrong.
 */
function freeHardened(h: ZendHeap, live: LiveMap, address: number): boolean {
  const m = h.m;
  const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
  const word = m[block + BLOCK_SIZE]!;
  const isLive =
    (address & 7) === 0 &&
    address >>> 0 === address &&
    live.has(block) &&
    (word & 7) === 1 &&
    m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word &&
    !(WIDE && m[block + BLOCK_SIZE + 1] !== 0);
  if (!isLive) return false;
  const index = (word >>> 3) - MIN_UNITS;
  if (index >>> 0 >= NUM_BUCKETS || m[h.base + HEAP_CACHED]! >= CACHE_BYTES) {
    freeForGood(h, m, block, word >>> CELL_SHIFT);
    live.delete(block);
    return true;
  }
  live.delete(block);
  const slot = h.base + HEAP_CACHE + (index << WORD_SHIFT);
  m[block + PREV_FREE] = m[slot]!;
  if (WIDE) m[block + PREV_FREE + 1] = 0;
  m[slot] = block << CELL_SHIFT;
  m[h.base + HEAP_CACHED] = m[h.base + HEAP_CACHED]! + word - 1;
  return true;
}
