/** Giving a block back to the free lists. */
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  CELLS_TO_UNITS,
  DEBUG,
  HEAP_BUCKETS,
  HEAP_FREE_BITMAP,
  HEAP_SIZE,
  MAGIC_FREED,
  MAX_SMALL,
  MIN_BLOCK,
  MIN_UNITS,
  NEXT_FREE,
  PREV_FREE,
  TYPE_FREE,
  TYPE_GUARD,
  TYPE_MASK,
  WORD,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { brokenRing } from "./faults.js";
import { addToFreeList, moveFree, removeFromFreeList, setBit } from "./free-lists.js";
import { sealBlock, setMagic } from "./marks.js";
import { setWord } from "./words.js";

/**
 * Frees a used block of `cells` past the cache: it merges with its free neighbours, the next one first, and what comes
 * of it goes to the free lists. False, and nothing has changed, when its segment would become empty, or a neighbour's
 * header does not agree. The caller has seen that the next block agrees with this one's header. (Long on purpose, as
 * takeFree in take-free.ts.)
 * @throws HeapCorruptionError when a list is broken.
 * @zend the end of _zend_mm_free_int
 */
export function mergeFree(h: ZendHeap, m: Int32Array, block: number, cells: number): boolean {
  if (cells < MIN_BLOCK) return false;
  const end = block + cells;
  const nextWord = m[end + BLOCK_SIZE]!;
  const prevWord = m[block + BLOCK_PREV]!;
  let start = block;
  let merged = cells;
  if (prevWord !== TYPE_GUARD) {
    if (m[block - (prevWord >>> CELL_SHIFT) + BLOCK_SIZE] !== prevWord) return false;
    if ((prevWord & TYPE_MASK) === TYPE_FREE) {
      start -= prevWord >>> CELL_SHIFT;
      merged += prevWord >>> CELL_SHIFT;
    }
  }
  if ((nextWord & TYPE_MASK) === TYPE_FREE) {
    // a free neighbour is believed only if the block behind it agrees, whose copy is about to be written anyway
    merged += nextWord >>> CELL_SHIFT;
    if (m[start + merged + BLOCK_PREV] !== nextWord) return false;
  }
  if (m[start + BLOCK_PREV] === TYPE_GUARD) {
    if ((m[start + merged + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD) return false;
  }
  m[h.base + HEAP_SIZE] = m[h.base + HEAP_SIZE]! - (cells << CELL_SHIFT);

  const nextCells = start + merged - end;
  if (start !== block) {
    if (nextCells !== 0) removeFromFreeList(h, m, end, nextCells);
    moveFree(h, m, start, block - start, start, merged);
  } else if (nextCells !== 0) moveFree(h, m, end, nextCells, start, merged);
  else if (merged >= MAX_SMALL) addToFreeList(h, m, start, merged);
  else {
    // No free neighbour and small: into its bucket, in line.
    if (DEBUG) setMagic(m, start, MAGIC_FREED);
    const index = (merged >>> CELLS_TO_UNITS) - MIN_UNITS;
    const links = h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
    const head = (links - PREV_FREE) << CELL_SHIFT;
    if (m[links] === head) setBit(m, h.base + HEAP_FREE_BITMAP, index);
    const next = m[links + WORD]!;
    const address = start << CELL_SHIFT;
    if (m[(next >>> CELL_SHIFT) + PREV_FREE] !== head) throw brokenRing(next);
    setWord(m, start + PREV_FREE, head);
    setWord(m, start + NEXT_FREE, next);
    m[links + WORD] = address;
    m[(next >>> CELL_SHIFT) + PREV_FREE] = address;
  }
  const word = (merged << CELL_SHIFT) | TYPE_FREE;
  setWord(m, start + BLOCK_SIZE, word);
  setWord(m, start + merged + BLOCK_PREV, word);
  if (DEBUG) sealBlock(h, m, start);
  return true;
}
