/**
 * What becomes of a block that is no longer used: it merges with free neighbours, and goes to the free lists, or back
 * to the storage with its whole segment.
 */

import { cellsOf, checkLinkage, fillsSegment, isFirst, isFree, isPreviousFree, previousOf } from "./blocks.js";
import { userAddress } from "./misses/addresses.js";
import { giveBack } from "./misses/dispatch.js";
import { addToFreeList, removeFromFreeList } from "./misses/free-lists.js";
import { writeHeader } from "./misses/headers.js";
import { BLOCK_PREV, BLOCK_SIZE, CELL_SHIFT, HEAP_SIZE, MIN_BLOCK, SEGMENT_HEADER, TYPE_FREE } from "./model.js";
import { blockAt } from "./pointer.js";
import { checkGuard, deleteSegment } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Frees a used block of `cells` that the cache does not take. The caller has seen that the next block agrees with its
 * header.
 * @throws InvalidPointerError when it is no block, HeapCorruptionError when a neighbour or a list is broken.
 * @zend the end of _zend_mm_free_int
 */
export function freeForGood(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  if (!giveBack(h, m, block, cells)) freeWithSegment(h, m, block, cells);
}

/** What mergeFree leaves to others: errors, and the last block of a segment. */
function freeWithSegment(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  const first = isPreviousFree(h, block) ? previousOf(h, block) : block;
  if (cells < MIN_BLOCK || (!isFirst(h, block) && m[previousOf(h, block) + BLOCK_SIZE] !== m[block + BLOCK_PREV])) {
    blockAt(h, userAddress(block));
  }
  const next = block + cells;
  if (isFree(h, next)) checkLinkage(h, next);
  const end = isFree(h, next) ? next + cellsOf(h, next) : next;
  checkGuard(h, first - SEGMENT_HEADER, end);
  m[h.base + HEAP_SIZE] = m[h.base + HEAP_SIZE]! - (cells << CELL_SHIFT);
  if (end !== next) removeFromFreeList(h, m, next, end - next);
  if (first !== block) removeFromFreeList(h, m, first, block - first);
  // the storage keeps the bytes: a second free must not find a header that looks used
  m[block + BLOCK_SIZE] = 0;
  deleteSegment(h, first - SEGMENT_HEADER);
}

/** The same with the previous neighbour first, as a cache flush does it: the lists look different afterwards. */
export function coalescePreviousFirst(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  let start = block;
  let end = block + cells;
  if (isPreviousFree(h, block)) {
    start = previousOf(h, block);
    removeFromFreeList(h, m, start, block - start);
  }
  if (isFree(h, end)) {
    checkLinkage(h, end);
    removeFromFreeList(h, m, end, cellsOf(h, end));
    end += cellsOf(h, end);
  }
  if (fillsSegment(h, start, end - start)) {
    checkGuard(h, start - SEGMENT_HEADER, end);
    m[block + BLOCK_SIZE] = 0;
    deleteSegment(h, start - SEGMENT_HEADER);
    return;
  }
  writeHeader(h, m, start, end - start, TYPE_FREE);
  addToFreeList(h, m, start, end - start);
}
