/**
 * Counters of the cache, behind the structure's last member: per bucket how many blocks it holds now and held at most,
 * hits and misses; a last entry for the free lists as a whole. @zend ZEND_MM_CACHE_STAT
 */

import type { CacheStat } from "../cache-stat.js";
import { HEAP_CACHE_STATS, MIN_UNITS, NUM_BUCKETS } from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

const ENTRY_CELLS = 4;
const COUNT = 0;
const MAX_COUNT = 1;
const HIT = 2;
const MISS = 3;

function entry(h: ZendHeap, cells: number): number {
  return h.base + HEAP_CACHE_STATS + ((cells >>> 1) - MIN_UNITS) * ENTRY_CELLS;
}

function add(h: ZendHeap, cell: number, by: number): number {
  const value = h.m[cell]! + by;
  h.m[cell] = value;
  return value;
}

/** A cached block of `cells` was handed out. */
export function countHit(h: ZendHeap, cells: number): void {
  add(h, entry(h, cells) + COUNT, -1);
  add(h, entry(h, cells) + HIT, 1);
}

/** The chain for `cells` was empty. */
export function countMiss(h: ZendHeap, cells: number): void {
  add(h, entry(h, cells) + MISS, 1);
}

/** A block of `cells` went to the cache. */
export function countCached(h: ZendHeap, cells: number): void {
  const at = entry(h, cells);
  const count = add(h, at + COUNT, 1);
  if (count > h.m[at + MAX_COUNT]!) h.m[at + MAX_COUNT] = count;
}

/** The flush emptied a chain. */
export function countFlushed(h: ZendHeap, index: number): void {
  h.m[h.base + HEAP_CACHE_STATS + index * ENTRY_CELLS + COUNT] = 0;
}

/** The small free lists served a request that the cache did not (`hit`), or could not, as for every large one. */
export function countFreeList(h: ZendHeap, hit: boolean): void {
  add(h, h.base + HEAP_CACHE_STATS + NUM_BUCKETS * ENTRY_CELLS + (hit ? HIT : MISS), 1);
}

/** All counters: one entry per bucket, then the one of the free lists; empty when the heap does not count. */
export function readCacheStats(h: ZendHeap): CacheStat[] {
  if (!h.counting) return [];
  return Array.from({ length: NUM_BUCKETS + 1 }, (_, index) => {
    const at = h.base + HEAP_CACHE_STATS + index * ENTRY_CELLS;
    const value = (field: number) => h.m[at + field]!;
    return { count: value(COUNT), maxCount: value(MAX_COUNT), hit: value(HIT), miss: value(MISS) };
  });
}
