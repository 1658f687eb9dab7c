/**
 * The three calls of a heap, as far as they need neither a new segment nor an error: with the cache, and with all
 * checks. What they do not serve they leave as it was, for the careful ways in the folder above.
 *
 * Their arguments are those of the caller, once they are integers of 32 bits. Addresses may look negative; who hands
 * them on reads them without a sign. Sizes that look negative are beyond what is served here.
 */
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CACHE_BYTES,
  CELL_SHIFT,
  DEBUG,
  HEADER,
  HEADER_BYTES,
  HEAP_CACHED,
  MAGIC_CACHED,
  MAX_SMALL,
  MIN_BLOCK,
  ORDINARY_SIZE,
  PREV_FREE,
  TYPE_FREE,
  TYPE_GUARD,
  TYPE_MASK,
  TYPE_USED,
  UNIT_MASK,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { isAbove } from "./bits.js";
import { chainOf, pushOnChain } from "./chains.js";
import { copyCells } from "./copy.js";
import { eraseUserBytes, isMarked } from "./marks.js";
import { mergeFree } from "./merge-free.js";
import { resizeInPlace } from "./resize.js";
import { takeFree } from "./take-free.js";
import { ordinaryBytes } from "./true-size.js";

/**
 * The address of a block for `size` bytes: from the cache, or else from the free lists. 0 when none of them has one, or
 * the cache names something that is no block of the size.
 * @throws HeapCorruptionError when a list is broken.
 * @zend _zend_mm_alloc_int
 */
export function allocateSize(h: ZendHeap, m: Int32Array, size: number): number {
  if (isAbove(size, ORDINARY_SIZE - 1)) return 0;
  const bytes = ordinaryBytes(size);
  const cells = bytes >>> CELL_SHIFT;
  if (cells < MAX_SMALL) {
    const chain = chainOf(h, cells);
    const address = m[chain]!;
    if (address !== 0) {
      const cached = address >>> CELL_SHIFT;
      if (m[cached + BLOCK_SIZE] !== (bytes | TYPE_USED)) return 0;
      if (DEBUG) {
        if (!isMarked(h, m, cached, MAGIC_CACHED)) return 0;
      }
      m[chain] = m[cached + PREV_FREE]!;
      m[h.base + HEAP_CACHED] = m[h.base + HEAP_CACHED]! - bytes;
      return address + HEADER_BYTES;
    }
  }
  const block = takeFree(h, m, cells, 0);
  return block === 0 ? 0 : (block << CELL_SHIFT) + HEADER_BYTES;
}

/**
 * Frees the block at `address`, if that is not 0: into the cache, or else to the free lists. False when it cannot be a
 * block, when a header beside it does not agree, or when it is the last of its segment.
 * @throws HeapCorruptionError when a list is broken.
 * @zend _zend_mm_free_int
 */
export function freeAddress(h: ZendHeap, m: Int32Array, address: number): boolean {
  if (address === 0) return true;
  const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
  const word = m[block + BLOCK_SIZE]!;
  if (!isUsedWord(m, address, block, word)) return false;
  const cells = word >>> CELL_SHIFT;
  if (cells < MAX_SMALL) {
    const cached = m[h.base + HEAP_CACHED]!;
    if (cached < CACHE_BYTES) {
      if (cells < MIN_BLOCK) return false;
      pushOnChain(h, m, block, cells);
      m[h.base + HEAP_CACHED] = cached + word - TYPE_USED;
      return true;
    }
  }
  return mergeFree(h, m, block, cells);
}

/**
 * Makes the block at `address` one for `size` bytes: as it stands, at its border with a free block, in a cached block, or
 * in one of the free lists'. Returns the address that it then has; 0 when it cannot be a block, or there is no such way.
 * @throws HeapCorruptionError when a list is broken.
 * @zend _zend_mm_realloc_int
 */
export function reallocateSize(h: ZendHeap, m: Int32Array, address: number, size: number): number {
  if (address === 0) return 0;
  if (isAbove(size, ORDINARY_SIZE - 1)) return 0;
  const bytes = ordinaryBytes(size);
  const block = (address - HEADER_BYTES) >>> CELL_SHIFT;
  const word = m[block + BLOCK_SIZE]!;
  if (!isUsedWord(m, address, block, word)) return 0;
  const oldCells = word >>> CELL_SHIFT;
  const before = m[block + BLOCK_PREV]!;
  if (before !== TYPE_GUARD) {
    if (m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE] !== before) return 0;
  }
  const cells = bytes >>> CELL_SHIFT;
  if (cells <= oldCells) {
    if (oldCells - cells < MIN_BLOCK) return address;
  } else if (cells < MAX_SMALL) {
    // a cached block is taken even where this one could grow in place (quirk Q5)
    const chain = chainOf(h, cells);
    const found = m[chain]!;
    if (found !== 0) {
      const cached = found >>> CELL_SHIFT;
      if (m[cached + BLOCK_SIZE] !== (bytes | TYPE_USED)) return 0;
      if (DEBUG) {
        if (!isMarked(h, m, cached, MAGIC_CACHED)) return 0;
      }
      m[chain] = m[cached + PREV_FREE]!;
      copyCells(m, cached + HEADER, block + HEADER, oldCells - HEADER);
      if (DEBUG) eraseUserBytes(m, block);
      // and this one goes to the cache even when that is over its limit (quirk Q6)
      pushOnChain(h, m, block, oldCells);
      m[h.base + HEAP_CACHED] = m[h.base + HEAP_CACHED]! + word - TYPE_USED - bytes;
      return found + HEADER_BYTES;
    }
  }
  if (resizeInPlace(h, m, block, oldCells, cells)) return address;
  if (!mayMove(m, block, oldCells, cells)) return 0;
  const moved = allocateSize(h, m, size);
  if (moved === 0) return 0;
  copyCells(m, moved >>> CELL_SHIFT, block + HEADER, oldCells - HEADER);
  if (DEBUG) eraseUserBytes(m, block);
  // there is nothing left that it could be refused for
  freeAddress(h, m, address);
  return moved;
}

/**
 * Whether a used block that cannot become one of `cells` where it is may move. Not when a header does not agree, when the free
 * block behind would have been enough, and when it has its segment to itself: that grows then.
 */
function mayMove(m: Int32Array, block: number, oldCells: number, cells: number): boolean {
  if (oldCells < MIN_BLOCK) return false;
  let end = block + oldCells;
  const nextWord = m[end + BLOCK_SIZE]!;
  if ((nextWord & TYPE_MASK) === TYPE_FREE) {
    end += nextWord >>> CELL_SHIFT;
    if (end - block >= cells) return false;
    if (m[end + BLOCK_PREV] !== nextWord) return false;
  }
  // with what is free before it, it may be all that the segment has
  const before = m[block + BLOCK_PREV]!;
  let start = block;
  if ((before & TYPE_MASK) === TYPE_FREE) start -= before >>> CELL_SHIFT;
  if (m[start + BLOCK_PREV] !== TYPE_GUARD) return true;
  return (m[end + BLOCK_SIZE]! & TYPE_MASK) !== TYPE_GUARD;
}

/** Whether `word` is the size word of a used block at `address`, in `block`, with which the block behind it agrees. */
export function isUsedWord(m: Int32Array, address: number, block: number, word: number): boolean {
  if ((((word ^ TYPE_USED) | address) & UNIT_MASK) !== 0) return false;
  return m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] === word;
}
