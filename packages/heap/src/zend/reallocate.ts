/** Giving a block another size. The order of the ways is PHP's, and decides addresses. @zend _zend_mm_realloc_int */

import { allocateBlock, splitBlock } from "./allocate.js";
import { cellsOf, checkLinkage, fillsSegment, isFree, markFirstBlock, writeGuard } from "./blocks.js";
import { addToCached, popCached } from "./cache.js";
import { countHit } from "./cache-stats.js";
import { failForLimit, failForMemory } from "./failure.js";
import { cacheBlock, freeBlock } from "./free.js";
import { markAllocated, markFreed } from "./instrument.js";
import { userAddress } from "./misses/addresses.js";
import { copyCells } from "./misses/copy.js";
import { addToSize } from "./misses/counters.js";
import { notFree } from "./misses/faults.js";
import { addToFreeList, removeFromFreeList } from "./misses/free-lists.js";
import { resizeInPlace } from "./misses/resize.js";
import { CELL_SHIFT, HEADER, HEAP_LIMIT, HEAP_REAL_SIZE, MAX_SMALL, MIN_BLOCK, SEGMENT_HEADER } from "./model.js";
import { blockAt } from "./pointer.js";
import { blockCellsIn, checkGuard, resizeSegment, segmentBytes, segmentSizeFor } from "./segments.js";
import { checkSize, fitsWord, trueBytes } from "./sizes.js";
import { awake, readWord } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Gives the block at a byte address another size, for any size and in any heap; address 0 allocates. */
export function reallocateWithCare(h: ZendHeap, address: number, size: number): number {
  awake(h);
  checkSize(size);
  if (address === 0) return h.allocate(size);
  const block = reallocateBlock(h, blockAt(h, address), size);
  if (h.instrumented) markAllocated(h, block, size);
  return userAddress(block);
}

function reallocateBlock(h: ZendHeap, block: number, size: number): number {
  const bytes = trueBytes(size);
  if (!fitsWord(bytes)) failForMemory(h, size, false);
  const oldCells = cellsOf(h, block);
  const cells = bytes / 4;
  if (cells <= oldCells) {
    if (oldCells - cells >= MIN_BLOCK) shrinkInPlace(h, block, oldCells, cells);
    return block;
  }
  if (cells < MAX_SMALL) {
    const cached = moveToCached(h, block, oldCells, cells);
    if (cached !== 0) return cached;
  }
  const next = block + oldCells;
  if (isFree(h, next)) {
    checkLinkage(h, next);
    const available = oldCells + cellsOf(h, next);
    if (resizeInPlace(h, h.m, block, oldCells, cells)) return block;
    if (available >= cells) return growBesideRest(h, block, oldCells, available, cells);
    if (fillsSegment(h, block, available)) {
      checkGuard(h, block - SEGMENT_HEADER, block + available);
      removeFromFreeList(h, h.m, next, available - oldCells);
      return growSegment(h, block, oldCells, bytes, size);
    }
  } else if (fillsSegment(h, block, oldCells)) {
    checkGuard(h, block - SEGMENT_HEADER, next);
    return growSegment(h, block, oldCells, bytes, size);
  }
  return moveBlock(h, block, oldCells, size);
}

/** Cuts the tail off, which is long enough to be a block; it takes in a free block behind it. */
function shrinkInPlace(h: ZendHeap, block: number, oldCells: number, cells: number): void {
  if (!resizeInPlace(h, h.m, block, oldCells, cells)) throw notFree(h.m, block + oldCells);
}

/**
 * Moves a small block to a cached one of the new size, even where it could grow in place (quirk Q5); the old block
 * goes to the cache even when that is over its limit (quirk Q6). Returns the new block, or 0 when none is cached.
 */
function moveToCached(h: ZendHeap, block: number, oldCells: number, cells: number): number {
  const cached = popCached(h, cells);
  if (cached === 0) return 0;
  if (h.counting) countHit(h, cells);
  copyUserCells(h, block, cached, oldCells);
  if (h.instrumented) markFreed(h, block);
  addToCached(h, (oldCells - cells) << CELL_SHIFT);
  cacheBlock(h, block, oldCells);
  return cached;
}

/**
 * Grows into the free block behind, which has its segment to itself with this one: what remains goes to the rest list.
 */
function growBesideRest(h: ZendHeap, block: number, oldCells: number, available: number, cells: number): number {
  removeFromFreeList(h, h.m, block + oldCells, available - oldCells);
  splitBlock(h, block, available, cells, true);
  addToSize(h, h.m, (cells - oldCells) << CELL_SHIFT);
  return block;
}

/** Has the storage grow the segment that the block has to itself; a free block behind it is off its list already. */
function growSegment(h: ZendHeap, block: number, oldCells: number, bytes: number, size: number): number {
  const segment = block - SEGMENT_HEADER;
  const wanted = segmentSizeFor(h, bytes);
  const realSize = (h.m[h.base + HEAP_REAL_SIZE]! >>> 0) - segmentBytes(h, segment) + wanted;
  if (!fitsWord(wanted) || realSize > readWord(h, h.base + HEAP_LIMIT)) {
    putBack(h, block + oldCells);
    failForLimit(h, size);
  }
  let grown = 0;
  try {
    grown = resizeSegment(h, segment, wanted);
  } finally {
    // PHP forgets this one and runs on with a corrupted heap (quirk Q7): the one place where we differ.
    if (grown === 0) putBack(h, block + oldCells);
  }
  if (grown === 0) failForMemory(h, size, true);
  const moved = grown + SEGMENT_HEADER;
  const available = blockCellsIn(wanted);
  markFirstBlock(h, moved);
  writeGuard(h, moved + available);
  if (moved !== block && h.instrumented) h.live?.delete(block);
  const taken = splitBlock(h, moved, available, bytes >>> CELL_SHIFT, true);
  addToSize(h, h.m, (taken - oldCells) << CELL_SHIFT);
  return moved;
}

/** Returns a free block that had been unlinked to the free lists, whatever list it came from. */
function putBack(h: ZendHeap, next: number): void {
  if (isFree(h, next)) addToFreeList(h, h.m, next, cellsOf(h, next));
}

function moveBlock(h: ZendHeap, block: number, oldCells: number, size: number): number {
  const moved = allocateBlock(h, size);
  copyUserCells(h, block, moved, oldCells);
  freeBlock(h, h.m, block);
  return moved;
}

/** Copies all user bytes of a block of `cells` to another. */
function copyUserCells(h: ZendHeap, from: number, to: number, cells: number): void {
  copyCells(h.m, to + HEADER, from + HEADER, cells - HEADER);
}
