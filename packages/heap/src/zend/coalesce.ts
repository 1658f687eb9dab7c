/**
 * What becomes of a block that is no longer used: it merges with free neighbours, and goes to the free lists, or back
 * to the storage with its whole segment.
 */

import { TYPE_FREE } from "@zmm/layout";
import { cellsOf, fillsSegment, isFree, isPreviousFree, previousOf, writeHeader } from "./blocks.js";
import { addToFreeList, removeFromFreeList } from "./free-lists.js";
import { SEGMENT_HEADER } from "./model.js";
import { deleteSegment } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/** The order in which neighbours leave their lists; it decides what the lists look like afterwards. */
export type MergeOrder = boolean;
/** As a free does it. */
export const NEXT_FIRST: MergeOrder = false;
/** As a cache flush does it. */
export const PREVIOUS_FIRST: MergeOrder = true;

/**
 * Merges a block of `cells` with its free neighbours and gives the result back.
 * @zend the common part of _zend_mm_free_int and zend_mm_free_cache
 */
export function coalesce(h: ZendHeap, block: number, cells: number, order: MergeOrder): void {
  const next = block + cells;
  let start = block;
  let length = cells;
  if (order === PREVIOUS_FIRST && isPreviousFree(h, block)) {
    start = takePrevious(h, block);
    length += block - start;
  }
  if (isFree(h, next)) {
    length += cellsOf(h, next);
    removeFromFreeList(h, next);
  }
  if (order === NEXT_FIRST && isPreviousFree(h, block)) {
    start = takePrevious(h, block);
    length += block - start;
  }
  if (fillsSegment(h, start, length)) {
    deleteSegment(h, start - SEGMENT_HEADER);
    return;
  }
  writeHeader(h, start, length, TYPE_FREE);
  addToFreeList(h, start, length);
}

function takePrevious(h: ZendHeap, block: number): number {
  const previous = previousOf(h, block);
  removeFromFreeList(h, previous);
  return previous;
}
