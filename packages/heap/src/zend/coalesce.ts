/**
 * What becomes of a block that is no longer used: it merges with free neighbours, and goes to the free lists, or back
 * to the storage with its whole segment.
 */
import { MAGIC, TYPE_FREE, TYPE_GUARD, TYPE_MASK } from "@zmm/layout";
import { cellsOf, checkLinkage, fillsSegment, isFree, isPreviousFree, previousOf, writeHeader } from "./blocks.js";
import { sealBlock, setMagic } from "./debug/seal.js";
import { addToFreeList, brokenRing, moveFree, removeFromFreeList, setBit } from "./free-lists.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  DEBUG,
  HEADER_BYTES,
  HEAP_BUCKETS,
  HEAP_FREE_BITMAP,
  HEAP_SIZE,
  MAX_SMALL,
  MIN_BLOCK,
  MIN_UNITS,
  NEXT_FREE,
  PREV_FREE,
  SEGMENT_HEADER,
  WIDE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { blockAt } from "./pointer.js";
import { checkGuard, deleteSegment } from "./segments.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Frees a used block of `cells` past the cache: it merges with its free neighbours, the next one first, and what comes
 * of it goes to the free lists, or back to the storage with its segment.
 *
 * As takeFree in allocate.ts it is one long function on purpose: every free that the cache does not take comes through
 * here. The caller has seen that the next block agrees with this one's header; the rest is checked here.
 * @throws InvalidPointerError when it is no block.
 * @zend the end of _zend_mm_free_int
 */
export function freeForGood(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  const end = block + cells;
  const nextWord = m[end + BLOCK_SIZE]!;
  const prevWord = m[block + BLOCK_PREV]!;
  if (
    cells < MIN_BLOCK ||
    (prevWord !== TYPE_GUARD && m[block - (prevWord >>> CELL_SHIFT) + BLOCK_SIZE] !== prevWord)
  ) {
    blockAt(h, ((block << CELL_SHIFT) >>> 0) + HEADER_BYTES);
  }
  const nextCells = (nextWord & TYPE_MASK) === TYPE_FREE ? nextWord >>> CELL_SHIFT : 0;
  const prevCells = (prevWord & TYPE_MASK) === TYPE_FREE ? prevWord >>> CELL_SHIFT : 0;
  const start = block - prevCells;
  const merged = prevCells + cells + nextCells;
  // A free neighbour is believed only if the block behind it agrees, whose copy is about to be written anyway.
  if (nextCells !== 0 && m[start + merged + BLOCK_PREV] !== nextWord) checkLinkage(h, end);
  m[h.base + HEAP_SIZE] = m[h.base + HEAP_SIZE]! - (cells << CELL_SHIFT);

  if (m[start + BLOCK_PREV] === TYPE_GUARD && (m[start + merged + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD) {
    checkGuard(h, start - SEGMENT_HEADER, start + merged);
    if (nextCells !== 0) removeFromFreeList(h, m, end, nextCells);
    if (prevCells !== 0) removeFromFreeList(h, m, start, prevCells);
    // the storage keeps the bytes: a second free must not find a header that looks used
    m[block + BLOCK_SIZE] = 0;
    deleteSegment(h, start - SEGMENT_HEADER);
    return;
  }

  if (prevCells !== 0) {
    if (nextCells !== 0) removeFromFreeList(h, m, end, nextCells);
    moveFree(h, m, start, prevCells, start, merged);
  } else if (nextCells !== 0) moveFree(h, m, end, nextCells, start, merged);
  else if (merged >= MAX_SMALL) addToFreeList(h, m, start, merged);
  else {
    // No free neighbour and small: into its bucket, in line.
    if (DEBUG) setMagic(h, start, MAGIC.freed);
    const index = (merged >>> 1) - MIN_UNITS;
    const links = h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
    const head = (links - PREV_FREE) << CELL_SHIFT;
    if (m[links] === head) setBit(m, h.base + HEAP_FREE_BITMAP, index);
    const next = m[links + WORD]!;
    const address = start << CELL_SHIFT;
    if (m[(next >>> CELL_SHIFT) + PREV_FREE] !== head) throw brokenRing(next);
    m[start + PREV_FREE] = head;
    m[start + NEXT_FREE] = next;
    if (WIDE) {
      m[start + PREV_FREE + 1] = 0;
      m[start + NEXT_FREE + 1] = 0;
    }
    m[links + WORD] = address;
    m[(next >>> CELL_SHIFT) + PREV_FREE] = address;
  }

  const word = merged << CELL_SHIFT;
  m[start + BLOCK_SIZE] = word;
  m[start + merged + BLOCK_PREV] = word;
  if (WIDE) {
    m[start + BLOCK_SIZE + 1] = 0;
    m[start + merged + BLOCK_PREV + 1] = 0;
    if (DEBUG) sealBlock(h, start);
  }
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
