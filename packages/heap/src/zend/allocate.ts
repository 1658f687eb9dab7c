/** The way of an allocation that the short path in zend-heap.ts does not serve. @zend _zend_mm_alloc_int */

import { addToCached, popCached } from "./cache.js";
import { countFreeList, countHit, countMiss } from "./cache-stats.js";
import { failForLimit, failForMemory } from "./failure.js";
import { markAllocated } from "./instrument.js";
import { userAddress } from "./misses/addresses.js";
import { addToSize } from "./misses/counters.js";
import { takeBlock } from "./misses/dispatch.js";
import { addToFreeList, searchSmall } from "./misses/free-lists.js";
import { writeHeader } from "./misses/headers.js";
import { takeFree } from "./misses/take-free.js";
import {
  CELL_SHIFT,
  HEAP_LIMIT,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  MAX_SMALL,
  MIN_BLOCK,
  SEGMENT_HEADER,
  TYPE_FREE,
  TYPE_USED,
} from "./model.js";
import { addToRestList, searchRest } from "./rest-list.js";
import { blockCellsIn, createSegment, ordinaryBlockSpace, segmentBytes, segmentSizeFor } from "./segments.js";
import { checkSize, fitsWord, trueBytes } from "./sizes.js";
import { awake, readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** The address of a new block for `size` bytes: any size, in any heap. */
export function allocateWithCare(h: ZendHeap, size: number): number {
  awake(h);
  checkSize(size);
  const block = allocateBlock(h, size);
  if (h.instrumented) markAllocated(h, block, size);
  return userAddress(block);
}

/** A used block for `size` bytes, without the marks of instrumented heaps. */
export function allocateBlock(h: ZendHeap, size: number): number {
  const bytes = trueBytes(size);
  if (!fitsWord(bytes)) failForMemory(h, size, false);
  // Beyond 4 GiB, which only a 64-bit model can ask for, there are no blocks to search.
  if (bytes >= 2 ** 32) return allocateFromNewSegment(h, bytes, size);
  const cells = bytes >>> CELL_SHIFT;
  if (cells < MAX_SMALL) {
    const cached = popCached(h, cells);
    if (h.counting) (cached === 0 ? countMiss : countHit)(h, cells);
    if (cached !== 0) {
      addToCached(h, -bytes);
      return cached;
    }
  }
  if (h.counting) countFreeList(h, cells < MAX_SMALL && searchSmall(h, h.m, cells) !== 0);
  return takeBlock(h, cells) || takeRest(h, cells) || allocateFromNewSegment(h, bytes, size);
}

/** A block of the rest list, when the heap could not take another ordinary segment; else 0. */
function takeRest(h: ZendHeap, cells: number): number {
  const segmentSize = readWord(h, h.base + HEAP_SEGMENT_SIZE);
  if (h.m[h.base + HEAP_REAL_SIZE]! >>> 0 < readWord(h, h.base + HEAP_LIMIT) - segmentSize) return 0;
  const rest = searchRest(h, cells);
  return rest === 0 ? 0 : takeFree(h, h.m, cells, rest);
}

/**
 * Cuts a block of `bytes` off a new segment. What remains of an ordinary segment goes to the free lists, what remains
 * of one made for a large block to the rest list.
 */
function allocateFromNewSegment(h: ZendHeap, bytes: number, size: number): number {
  const wanted = segmentSizeFor(h, bytes);
  const realSize = h.m[h.base + HEAP_REAL_SIZE]! >>> 0;
  if (!fitsWord(wanted) || realSize + wanted > readWord(h, h.base + HEAP_LIMIT)) failForLimit(h, size);
  const keepRest = bytes > ordinaryBlockSpace(h);
  const segment = createSegment(h, wanted);
  if (segment === 0) failForMemory(h, size, true);
  const block = segment + SEGMENT_HEADER;
  const available = blockCellsIn(segmentBytes(h, segment));
  const taken = splitBlock(h, block, available, bytes >>> CELL_SHIFT, keepRest);
  addToSize(h, h.m, taken << CELL_SHIFT);
  return block;
}

/** Writes the used block, and the free one behind it if enough remains; returns the cells that were taken. */
export function splitBlock(h: ZendHeap, block: number, available: number, cells: number, toRest: boolean): number {
  const m = h.m;
  const remaining = available - cells;
  if (remaining < MIN_BLOCK) {
    writeHeader(h, m, block, available, TYPE_USED);
    return available;
  }
  const rest = block + cells;
  writeHeader(h, m, block, cells, TYPE_USED);
  writeHeader(h, m, rest, remaining, TYPE_FREE);
  if (toRest) addToRestList(h, rest, remaining);
  else addToFreeList(h, m, rest, remaining);
  return cells;
}
