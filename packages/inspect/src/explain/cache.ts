/** The cache, its counters, and the flush that empties it. */
import { bucketIndex, bucketSize, TYPE_USED } from "@zmm/layout";
import { count } from "../hex.js";
import { type CacheCounter, cacheCounterAddress } from "../walk/cache-stats.js";
import { coalesce } from "./coalesce.js";
import type { Simulation } from "./simulation.js";

/** Takes the newest block off the chain of a true size, or 0; `cached` is the caller's business. */
export function popCached(s: Simulation, size: number): number {
  const { heap } = s;
  const chain = heap.elementAddress("cache", bucketIndex(heap.layout, size));
  const block = heap.word(chain);
  if (block === 0) return 0;
  if (heap.sizeWord(block) !== size + TYPE_USED) {
    throw s.corrupted(block, "a cache chain names it, but it is not a used block of that size");
  }
  heap.writeWord(chain, heap.prevFree(block));
  countStat(s, size, "hit", 1);
  countStat(s, size, "count", -1);
  return block;
}

/** Pushes a used block on the chain of its size; `cached` is the caller's business. */
export function pushCached(s: Simulation, block: number, size: number): void {
  const { heap } = s;
  const chain = heap.elementAddress("cache", bucketIndex(heap.layout, size));
  s.mark(block, "cached");
  heap.writeWord(block + heap.offsets.prevFree, heap.word(chain));
  heap.writeWord(chain, block);
  countStat(s, size, "count", 1);
}

/** Adds signed bytes to `cached`. */
export function addToCached(s: Simulation, bytes: number): void {
  s.setInt("cached", s.heap.intField("cached") + bytes);
}

/** Frees all cached blocks for good. @zend zend_mm_free_cache */
export function flushCache(s: Simulation): void {
  const { heap } = s;
  const { numBuckets } = heap.layout;
  const chains = Array.from({ length: numBuckets }, (_, index) => index).filter(
    (index) => heap.element("cache", index) !== 0,
  );
  s.say("flush", `the cache is flushed: ${heap.intField("cached")} bytes in ${count(chains.length, "chain")}`);
  s.within(() => {
    for (const index of chains) flushChain(s, index);
  });
}

function flushChain(s: Simulation, index: number): void {
  const { heap } = s;
  const chain = heap.elementAddress("cache", index);
  const size = bucketSize(heap.layout, index);
  for (let block = heap.word(chain); block !== 0; block = heap.word(chain)) {
    if (heap.sizeWord(block) !== size + TYPE_USED) {
      throw s.corrupted(block, "a cache chain names it, but it is not a used block of that size");
    }
    heap.writeWord(chain, heap.prevFree(block));
    addToCached(s, -size);
    s.say("flush", `cached block ${s.at(block)} of ${size} bytes is freed for good`, [block], "Q3");
    coalesce(s, block, size, "previous first");
  }
  const counter = cacheCounterAddress(heap, index, "count");
  if (counter !== null) heap.write32(counter, 0);
}

/** Adds to a counter of a small true size, if the heap keeps statistics. @zend ZEND_MM_CACHE_STAT */
export function countStat(s: Simulation, size: number, counter: CacheCounter, by: number): void {
  addToCounter(s, bucketIndex(s.heap.layout, size), counter, by);
}

/** Counts that the small buckets served what the cache did not, or could not: large requests are misses too. */
export function countFreeLists(s: Simulation, served: boolean): void {
  addToCounter(s, s.heap.layout.numBuckets, served ? "hit" : "miss", 1);
}

function addToCounter(s: Simulation, index: number, counter: CacheCounter, by: number): void {
  const { heap } = s;
  const at = cacheCounterAddress(heap, index, counter);
  const most = cacheCounterAddress(heap, index, "maxCount");
  if (at === null || most === null) return;
  const value = heap.int(at) + by;
  heap.write32(at, value);
  if (counter === "count" && value > heap.int(most)) heap.write32(most, value);
}
