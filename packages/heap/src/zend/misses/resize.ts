/** Giving a used block another size without a search. */
import { TYPE_FREE, TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  CELLS_TO_UNITS,
  HEADER,
  HEAP_CACHE,
  HEAP_CACHED,
  HIGH,
  MAX_SMALL,
  MIN_BLOCK,
  MIN_UNITS,
  PREV_FREE,
  WIDE,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { copyCells } from "./copy.js";
import { addToSize } from "./counters.js";
import { addToFreeList, moveFree, removeFromFreeList } from "./free-lists.js";
import { writeHeader } from "./headers.js";

/**
 * What a plain heap does to give a used block of `oldCells` the size `cells`, which is another. A small block that grows
 * goes to a cached one, even where it could grow in place (quirk Q5), and leaves its own in the cache, even when that is
 * over its limit (quirk Q6); else it is resizeInPlace. Returns the block, or 0 when nothing has changed.
 * @throws HeapCorruptionError when a list is broken.
 * @zend _zend_mm_realloc_int
 */
export function resizeBlock(h: ZendHeap, m: Int32Array, block: number, oldCells: number, cells: number): number {
  if (cells > oldCells && cells < MAX_SMALL) {
    const chain = chainOf(h, cells);
    const address = m[chain]!;
    if (address !== 0) {
      const cached = address >>> CELL_SHIFT;
      if (m[cached + BLOCK_SIZE] !== ((cells << CELL_SHIFT) | TYPE_USED)) return 0;
      m[chain] = m[cached + PREV_FREE]!;
      copyCells(m, cached + HEADER, block + HEADER, oldCells - HEADER);
      const oldChain = chainOf(h, oldCells);
      m[block + PREV_FREE] = m[oldChain]!;
      if (WIDE) m[block + PREV_FREE + HIGH] = 0;
      m[oldChain] = block << CELL_SHIFT;
      m[h.base + HEAP_CACHED] = m[h.base + HEAP_CACHED]! + ((oldCells - cells) << CELL_SHIFT);
      return cached;
    }
  }
  return resizeInPlace(h, m, block, oldCells, cells) ? block : 0;
}

/** The cell of the cache's chain for small blocks of `cells`. */
function chainOf(h: ZendHeap, cells: number): number {
  return h.base + HEAP_CACHE + (((cells >>> CELLS_TO_UNITS) - MIN_UNITS) << WORD_SHIFT);
}

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
  if (nextCells !== 0 && (m[end + BLOCK_PREV] !== nextWord || m[next + BLOCK_PREV] !== m[block + BLOCK_SIZE])) {
    return false;
  }
  const remaining = available - cells;
  if (cells <= oldCells) {
    const tail = block + cells;
    if (nextCells !== 0) moveFree(h, m, next, nextCells, tail, remaining);
    else addToFreeList(h, m, tail, remaining);
    writeHeader(h, m, tail, remaining, TYPE_FREE);
    writeHeader(h, m, block, cells, TYPE_USED);
    addToSize(h, m, (cells - oldCells) << CELL_SHIFT);
    return true;
  }
  if (remaining < MIN_BLOCK) {
    removeFromFreeList(h, m, next, nextCells);
    writeHeader(h, m, block, available, TYPE_USED);
    addToSize(h, m, nextCells << CELL_SHIFT);
    return true;
  }
  if (m[block + BLOCK_PREV] === TYPE_GUARD && (m[end + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD) return false;
  moveFree(h, m, next, nextCells, block + cells, remaining);
  writeHeader(h, m, block + cells, remaining, TYPE_FREE);
  writeHeader(h, m, block, cells, TYPE_USED);
  addToSize(h, m, (cells - oldCells) << CELL_SHIFT);
  return true;
}
