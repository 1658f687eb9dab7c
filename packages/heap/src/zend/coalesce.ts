/**
 * What becomes of a block that is no longer used: it merges with free neighbours, and goes to the free lists, or back
 * to the storage with its whole segment.
 */
import { TYPE_FREE, TYPE_MASK } from "@zmm/layout";
import { cellsOf, fillsSegment, isFree, isPreviousFree, previousOf, writeHeader } from "./blocks.js";
import { addToFreeList, moveFree, removeFromFreeList } from "./free-lists.js";
import { BLOCK_PREV, BLOCK_SIZE, CELL_SHIFT, SEGMENT_HEADER } from "./model.js";
import { deleteSegment } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Merges a block of `cells` with its free neighbours, the next one first, and gives the result back.
 * @zend the end of _zend_mm_free_int
 */
export function coalesce(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  const end = block + cells;
  const nextWord = m[end + BLOCK_SIZE]!;
  const prevWord = m[block + BLOCK_PREV]!;
  const nextCells = (nextWord & TYPE_MASK) === TYPE_FREE ? nextWord >>> CELL_SHIFT : 0;
  const prevCells = (prevWord & TYPE_MASK) === TYPE_FREE ? prevWord >>> CELL_SHIFT : 0;
  const start = block - prevCells;
  const merged = prevCells + cells + nextCells;
  const isWhole = fillsSegment(h, start, merged);
  if (nextCells !== 0) {
    if (prevCells === 0 && !isWhole) {
      moveFree(h, m, end, nextCells, start, merged);
      writeHeader(h, m, start, merged, TYPE_FREE);
      return;
    }
    removeFromFreeList(h, m, end, nextCells);
  }
  if (isWhole) {
    if (prevCells !== 0) removeFromFreeList(h, m, start, prevCells);
    deleteSegment(h, start - SEGMENT_HEADER);
    return;
  }
  if (prevCells === 0) addToFreeList(h, m, start, merged);
  else moveFree(h, m, start, prevCells, start, merged);
  writeHeader(h, m, start, merged, TYPE_FREE);
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
    removeFromFreeList(h, m, end, cellsOf(h, end));
    end += cellsOf(h, end);
  }
  if (fillsSegment(h, start, end - start)) {
    deleteSegment(h, start - SEGMENT_HEADER);
    return;
  }
  writeHeader(h, m, start, end - start, TYPE_FREE);
  addToFreeList(h, m, start, end - start);
}
