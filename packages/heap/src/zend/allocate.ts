/** The way of an allocation that the short path in zend-heap.ts does not serve. @zend _zend_mm_alloc_int */

import { TYPE_FREE, TYPE_USED } from "@zmm/layout";
import { cellsOf, checkLinkage, writeHeader } from "./blocks.js";
import { addToCached, popCached } from "./cache.js";
import { countFreeList, countHit, countMiss } from "./cache-stats.js";
import { failForLimit, failForMemory } from "./failure.js";
import { addToFreeList, removeFromFreeList, searchSmall } from "./free-lists.js";
import { markAllocated } from "./instrument.js";
import { searchLarge } from "./large-tree.js";
import {
  CELL_SHIFT,
  HEADER_BYTES,
  HEAP_LIMIT,
  HEAP_REAL_SIZE,
  HEAP_SEGMENT_SIZE,
  MAX_SMALL,
  MIN_BLOCK,
  SEGMENT_HEADER,
} from "./model.js";
import { addToRestList, searchRest } from "./rest-list.js";
import { blockCellsIn, createSegment, ordinaryBlockSpace, segmentBytes, segmentSizeFor } from "./segments.js";
import { checkSize, fitsWord, trueBytes } from "./sizes.js";
import { addToSize, awake, readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** The address of a new block for `size` bytes. */
export function allocateMiss(h: ZendHeap, size: number): number {
  awake(h);
  checkSize(size);
  const block = allocateBlock(h, size);
  if (h.instrumented) markAllocated(h, block, size);
  return ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES;
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
    if (cached !== 0) {
      if (h.counting) countHit(h, cells);
      addToCached(h, -bytes);
      return cached;
    }
    if (h.counting) countMiss(h, cells);
  }
  const found = searchFree(h, cells);
  if (found === 0) return allocateFromNewSegment(h, bytes, size);
  checkLinkage(h, found);
  removeFromFreeList(h, found);
  return takeBlock(h, found, cellsOf(h, found), cells, false);
}

/** The free block that serves `cells`, still on its list, or 0. */
function searchFree(h: ZendHeap, cells: number): number {
  if (cells < MAX_SMALL) {
    const small = searchSmall(h, cells);
    if (h.counting) countFreeList(h, small !== 0);
    if (small !== 0) return small;
  }
  const large = searchLarge(h, cells);
  if (large !== 0) return large;
  return isNearLimit(h) ? searchRest(h, cells) : 0;
}

/** Whether the heap could not take another ordinary segment. */
function isNearLimit(h: ZendHeap): boolean {
  return (
    h.m[h.base + HEAP_REAL_SIZE]! >>> 0 >= readWord(h, h.base + HEAP_LIMIT) - readWord(h, h.base + HEAP_SEGMENT_SIZE)
  );
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
  const cells = blockCellsIn(h, segmentBytes(h, segment));
  return takeBlock(h, segment + SEGMENT_HEADER, cells, bytes >>> CELL_SHIFT, keepRest);
}

/**
 * Marks the first `cells` of a block of `available` as used; what remains becomes a free block if it can be one.
 * Returns the block.
 */
function takeBlock(h: ZendHeap, block: number, available: number, cells: number, keepRest: boolean): number {
  const taken = splitBlock(h, block, available, cells, keepRest);
  addToSize(h, taken << CELL_SHIFT);
  return block;
}

/** Writes the used block, and the free one behind it if enough remains; returns the cells that were taken. */
export function splitBlock(h: ZendHeap, block: number, available: number, cells: number, toRest: boolean): number {
  const remaining = available - cells;
  if (remaining < MIN_BLOCK) {
    writeHeader(h, block, available, TYPE_USED);
    return available;
  }
  const rest = block + cells;
  writeHeader(h, block, cells, TYPE_USED);
  writeHeader(h, rest, remaining, TYPE_FREE);
  if (toRest) addToRestList(h, rest, remaining);
  else addToFreeList(h, rest, remaining);
  return cells;
}
