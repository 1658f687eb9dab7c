/**
 * What becomes of a block that is no longer used: it merges with free neighbours, and goes to the free lists, or back
 * to the storage with its whole segment.
 */
import { TYPE_FREE, TYPE_GUARD, TYPE_MASK } from "@zmm/layout";
import { writeHeader } from "./blocks.js";
import { addToFreeList, removeFromFreeList } from "./free-lists.js";
import { BLOCK_PREV, BLOCK_SIZE, CELL_SHIFT, SEGMENT_HEADER } from "./model.js";
import { deleteSegment } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Merges a block of `cells` with its free neighbours, the next one first, and gives the result back.
 * @zend the end of _zend_mm_free_int
 */
export function coalesce(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  let start = block;
  let end = block + cells;
  const nextWord = m[end + BLOCK_SIZE]!;
  if ((nextWord & TYPE_MASK) === TYPE_FREE) {
    removeFromFreeList(h, m, end, nextWord >>> CELL_SHIFT);
    end += nextWord >>> CELL_SHIFT;
  }
  const prevWord = m[block + BLOCK_PREV]!;
  if ((prevWord & TYPE_MASK) === TYPE_FREE) {
    start -= prevWord >>> CELL_SHIFT;
    removeFromFreeList(h, m, start, prevWord >>> CELL_SHIFT);
  }
  giveBack(h, m, start, end);
}

/** The same with the previous neighbour first, as a cache flush does it: the lists look different afterwards. */
export function coalescePreviousFirst(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  let start = block;
  let end = block + cells;
  const prevWord = m[block + BLOCK_PREV]!;
  if ((prevWord & TYPE_MASK) === TYPE_FREE) {
    start -= prevWord >>> CELL_SHIFT;
    removeFromFreeList(h, m, start, prevWord >>> CELL_SHIFT);
  }
  const nextWord = m[end + BLOCK_SIZE]!;
  if ((nextWord & TYPE_MASK) === TYPE_FREE) {
    removeFromFreeList(h, m, end, nextWord >>> CELL_SHIFT);
    end += nextWord >>> CELL_SHIFT;
  }
  giveBack(h, m, start, end);
}

/** Makes the cells from `start` to `end` a free block on its list; a segment that is free from end to end goes. */
function giveBack(h: ZendHeap, m: Int32Array, start: number, end: number): void {
  if (m[start + BLOCK_PREV] === TYPE_GUARD && (m[end + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD) {
    deleteSegment(h, start - SEGMENT_HEADER);
    return;
  }
  writeHeader(h, m, start, end - start, TYPE_FREE);
  addToFreeList(h, m, start, end - start);
}
