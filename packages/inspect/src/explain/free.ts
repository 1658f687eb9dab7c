/** Freeing a block. @zend _zend_mm_free_int */
import { isSmall } from "@zmm/layout";
import { addToCached, pushCached } from "./cache.js";
import { coalesce } from "./coalesce.js";
import type { Simulation } from "./simulation.js";

/** Frees the block whose data start at an address. */
export function free(s: Simulation, address: number): void {
  if (address === 0) s.say("free-null", "nothing to free");
  else releaseBlock(s, s.blockOf(address));
}

/** Frees a used block: to the cache, or for good. */
export function releaseBlock(s: Simulation, block: number): void {
  const { heap } = s;
  const { layout } = heap;
  const size = heap.blockSize(block);
  const cached = heap.intField("cached");
  const small = isSmall(layout, size);
  if (small && cached < layout.cacheSize) {
    pushCached(s, block, size);
    addToCached(s, size);
    s.say(
      "to-cache",
      `block ${s.at(block)} of ${size} bytes is small, and the cache holds ${cached} of ${layout.cacheSize} bytes: it is cached`,
      [block],
    );
    return;
  }
  const why = small ? `the cache is full (${cached} bytes)` : "it is large";
  s.addTo("size", -size);
  s.say(
    "for-good",
    `block ${s.at(block)} of ${size} bytes is freed for good, as ${why}; size is ${heap.field("size")}`,
    [block],
  );
  coalesce(s, block, size, "next first");
}
