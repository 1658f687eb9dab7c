/** Giving a used block another size without a search. */
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  MIN_BLOCK,
  TYPE_FREE,
  TYPE_GUARD,
  TYPE_MASK,
  TYPE_USED,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { addToSize } from "./counters.js";
import { addToFreeList, moveFree, removeFromFreeList } from "./free-lists.js";
import { writeHeader } from "./headers.js";

/**
 * Gives a used block of `oldCells` the size `cells`: its border with the free block behind it moves, or a free block is
 * cut off. False, and nothing has changed, when what is behind it is too small or its headers do not agree, or when the
 * remainder belongs on the rest list.
 * @throws HeapCorruptionError when a list is broken.
 * @zend the ways in place of _zend_mm_realloc_int
 */
export function resizeInPlace(h: ZendHeap, m: Int32Array, block: number, oldCells: number, cells: number): boolean {
  const next = block + oldCells;
  const nextWord = m[next + BLOCK_SIZE]!;
  const nextCells = (nextWord & TYPE_MASK) === TYPE_FREE ? nextWord >>> CELL_SHIFT : 0;
  const available = oldCells + nextCells;
  if (available < cells) return false;
  const end = block + available;
  if (nextCells !== 0) {
    if (m[end + BLOCK_PREV] !== nextWord) return false;
    if (m[next + BLOCK_PREV] !== m[block + BLOCK_SIZE]) return false;
  }
  const remaining = available - cells;
  if (cells > oldCells) {
    if (remaining < MIN_BLOCK) {
      removeFromFreeList(h, m, next, nextCells);
      writeHeader(h, m, block, available, TYPE_USED);
      addToSize(h, m, nextCells << CELL_SHIFT);
      return true;
    }
    if (m[block + BLOCK_PREV] === TYPE_GUARD) {
      if ((m[end + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD) return false;
    }
  }
  if (nextCells !== 0) moveFree(h, m, next, nextCells, block + cells, remaining);
  else addToFreeList(h, m, block + cells, remaining);
  writeHeader(h, m, block + cells, remaining, TYPE_FREE);
  writeHeader(h, m, block, cells, TYPE_USED);
  addToSize(h, m, (cells - oldCells) << CELL_SHIFT);
  return true;
}
