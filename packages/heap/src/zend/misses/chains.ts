/** The cache's chains: where they hang, and how a block gets on one. */
import {
  CELL_SHIFT,
  CELLS_TO_UNITS,
  DEBUG,
  HEAP_CACHE,
  MAGIC_CACHED,
  MIN_UNITS,
  PREV_FREE,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { setMagic } from "./marks.js";
import { setWord } from "./words.js";

/** The cell of the chain for small blocks of `cells`. */
export function chainOf(h: ZendHeap, cells: number): number {
  return h.base + HEAP_CACHE + (((cells >>> CELLS_TO_UNITS) - MIN_UNITS) << WORD_SHIFT);
}

/** Puts a small used block on the chain of its size. `cached` is left to the caller. */
export function pushOnChain(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  if (DEBUG) setMagic(m, block, MAGIC_CACHED);
  const chain = chainOf(h, cells);
  setWord(m, block + PREV_FREE, m[chain]!);
  m[chain] = block << CELL_SHIFT;
}
