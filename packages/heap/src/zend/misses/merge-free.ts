/** Giving a block back to the free lists. */
import { MAGIC, TYPE_FREE, TYPE_GUARD, TYPE_MASK } from "@zmm/layout";
import { sealBlock, setMagic } from "../debug/seal.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  CELLS_TO_UNITS,
  DEBUG,
  HEAP_BUCKETS,
  HEAP_FREE_BITMAP,
  HEAP_SIZE,
  HIGH,
  MAX_SMALL,
  MIN_BLOCK,
  MIN_UNITS,
  NEXT_FREE,
  PREV_FREE,
  WIDE,
  WORD,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { brokenRing } from "./faults.js";
import { addToFreeList, moveFree, removeFromFreeList, setBit } from "./free-lists.js";

/**
 * Frees a used block of `cells` past the cache: it merges with its free neighbours, the next one first, and what comes
 * of it goes to the free lists. False, and nothing has changed, when its segment would become empty, or a neighbour's
 * header does not agree. The caller has seen that the next block agrees with this one's header.
 *
 * As takeFree it is one long function on purpose: every free that the cache does not take comes through here.
 * @throws HeapCorruptionError when a list is broken.
 * @zend the end of _zend_mm_free_int
 */
export function mergeFree(h: ZendHeap, m: Int32Array, block: number, cells: number): boolean {
  const end = block + cells;
  const nextWord = m[end + BLOCK_SIZE]!;
  const prevWord = m[block + BLOCK_PREV]!;
  const nextCells = (nextWord & TYPE_MASK) === TYPE_FREE ? nextWord >>> CELL_SHIFT : 0;
  const prevCells = (prevWord & TYPE_MASK) === TYPE_FREE ? prevWord >>> CELL_SHIFT : 0;
  const start = block - prevCells;
  const merged = prevCells + cells + nextCells;
  // A free neighbour is believed only if the block behind it agrees, whose copy is about to be written anyway.
  if (
    cells < MIN_BLOCK ||
    (prevWord !== TYPE_GUARD && m[block - (prevWord >>> CELL_SHIFT) + BLOCK_SIZE] !== prevWord) ||
    (nextCells !== 0 && m[start + merged + BLOCK_PREV] !== nextWord) ||
    (m[start + BLOCK_PREV] === TYPE_GUARD && (m[start + merged + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD)
  ) {
    return false;
  }
  m[h.base + HEAP_SIZE] = m[h.base + HEAP_SIZE]! - (cells << CELL_SHIFT);

  if (prevCells !== 0) {
    if (nextCells !== 0) removeFromFreeList(h, m, end, nextCells);
    moveFree(h, m, start, prevCells, start, merged);
  } else if (nextCells !== 0) moveFree(h, m, end, nextCells, start, merged);
  else if (merged >= MAX_SMALL) addToFreeList(h, m, start, merged);
  else {
    // No free neighbour and small: into its bucket, in line.
    if (DEBUG) setMagic(h, start, MAGIC.freed);
    const index = (merged >>> CELLS_TO_UNITS) - MIN_UNITS;
    const links = h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
    const head = (links - PREV_FREE) << CELL_SHIFT;
    if (m[links] === head) setBit(m, h.base + HEAP_FREE_BITMAP, index);
    const next = m[links + WORD]!;
    const address = start << CELL_SHIFT;
    if (m[(next >>> CELL_SHIFT) + PREV_FREE] !== head) throw brokenRing(next);
    m[start + PREV_FREE] = head;
    m[start + NEXT_FREE] = next;
    if (WIDE) {
      m[start + PREV_FREE + HIGH] = 0;
      m[start + NEXT_FREE + HIGH] = 0;
    }
    m[links + WORD] = address;
    m[(next >>> CELL_SHIFT) + PREV_FREE] = address;
  }

  const word = merged << CELL_SHIFT;
  m[start + BLOCK_SIZE] = word;
  m[start + merged + BLOCK_PREV] = word;
  if (WIDE) {
    m[start + BLOCK_SIZE + HIGH] = 0;
    m[start + merged + BLOCK_PREV + HIGH] = 0;
    if (DEBUG) sealBlock(h, start);
  }
  return true;
}
