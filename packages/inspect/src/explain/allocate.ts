/** Allocating a block. @zend _zend_mm_alloc_int */
import { bucketIndex, isSmall, largeBucketIndex, TYPE_FREE, TYPE_USED, trueSize } from "@zmm/layout";
import { addToCached, countStat, popCached } from "./cache.js";
import { failForLimit, failForMemory } from "./failure.js";
import { addToFreeList, addToRestList, removeFromFreeList } from "./free-lists.js";
import { searchFree } from "./search.js";
import { createSegment, segmentOverhead, segmentSizeFor } from "./segments.js";
import type { Simulation } from "./simulation.js";

/** A used block for `size` bytes. */
export function allocate(s: Simulation, size: number): number {
  const { heap } = s;
  const bytes = tellTrueSize(s, size);
  if (isSmall(heap.layout, bytes)) {
    const cached = takeCached(s, bytes);
    if (cached !== 0) return cached;
  }
  const block = searchFree(s, bytes);
  if (block === 0) return allocateFromNewSegment(s, bytes, size);
  s.checkLinkage(block);
  const available = heap.blockSize(block);
  removeFromFreeList(s, block);
  const taken = takeBlock(s, block, available, bytes, false);
  countSize(s, taken);
  return block;
}

/** The true size of a request; ends the operation if it wraps. */
export function tellTrueSize(s: Simulation, size: number): number {
  const { layout } = s.heap;
  const bytes = trueSize(layout, size);
  if (bytes >= 2 ** (8 * layout.model.word)) {
    s.say("size-wraps", `${size} bytes and a header do not fit a word of ${8 * layout.model.word} bits`);
    throw failForMemory(s, size, false);
  }
  const bucket = isSmall(layout, bytes)
    ? `bucket ${bucketIndex(layout, bytes)}`
    : `large, tree ${largeBucketIndex(bytes)}`;
  s.say("true-size", `${size} bytes need a block of ${bytes}: ${bucket}`);
  return bytes;
}

function takeCached(s: Simulation, bytes: number): number {
  const index = bucketIndex(s.heap.layout, bytes);
  const block = popCached(s, bytes);
  if (block === 0) {
    countStat(s, bytes, "miss", 1);
    s.say("cache-miss", `cache[${index}] is empty`);
    return 0;
  }
  addToCached(s, -bytes);
  s.say("cache-hit", `cache[${index}] gives its newest block ${s.at(block)}; cached is ${s.heap.intField("cached")}`, [
    block,
  ]);
  return block;
}

function allocateFromNewSegment(s: Simulation, bytes: number, size: number): number {
  const { heap } = s;
  const wanted = segmentSizeFor(s, bytes);
  const keepRest = bytes > heap.field("segmentSize") - segmentOverhead(s);
  checkLimit(s, wanted, wanted, size);
  const segment = createSegment(s, wanted);
  if (segment === 0) {
    s.say("no-memory", `the storage has no memory for a segment of ${wanted} bytes`);
    throw failForMemory(s, size, true);
  }
  s.say(
    "new-segment",
    `the storage gives a segment of ${wanted} bytes at ${s.at(segment)}; real_size is ${heap.field("realSize")}`,
  );
  const block = segment + heap.layout.segmentHeaderSize;
  const taken = takeBlock(s, block, wanted - segmentOverhead(s), bytes, keepRest);
  countSize(s, taken);
  return block;
}

/**
 * Ends the operation if the limit does not allow `more` bytes from the storage, or a segment's size wraps.
 * @param prepare what is to happen before the failure.
 */
export function checkLimit(s: Simulation, segmentSize: number, more: number, size: number, prepare?: () => void): void {
  const { heap } = s;
  const limit = heap.field("limit");
  const realSize = heap.field("realSize");
  const wraps = segmentSize >= 2 ** (8 * heap.layout.model.word);
  if (!wraps && realSize + more <= limit) return;
  s.say("limit", `real_size ${realSize} and ${more} bytes more would exceed the limit of ${limit}`);
  prepare?.();
  throw failForLimit(s, size);
}

/** Marks a block used; what remains becomes a free block if it can be one. Returns the bytes taken. */
export function takeBlock(s: Simulation, block: number, available: number, bytes: number, keepRest: boolean): number {
  const remaining = available - bytes;
  if (remaining < s.heap.layout.minBlockSize) {
    s.writeHeader(block, available, TYPE_USED);
    const spare = remaining === 0 ? "it fits exactly" : `the ${remaining} bytes to spare are too few for another`;
    s.say("whole-block", `block ${s.at(block)} is taken whole: ${spare}`, [block]);
    return available;
  }
  const rest = block + bytes;
  s.writeHeader(block, bytes, TYPE_USED);
  s.writeHeader(rest, remaining, TYPE_FREE);
  s.say(
    "split",
    `block ${s.at(block)} of ${available} bytes is split: ${bytes} used, ${remaining} left at ${s.at(rest)}`,
    [block, rest],
  );
  if (keepRest) addToRestList(s, rest, remaining);
  else addToFreeList(s, rest, remaining);
  return bytes;
}

/** Counts bytes that came into use. */
export function countSize(s: Simulation, bytes: number): void {
  const peak = s.heap.field("peak");
  s.addTo("size", bytes);
  const risen = s.heap.field("peak") > peak ? `, and so is peak` : "";
  s.say("count", `size is ${s.heap.field("size")}${risen}`);
}
