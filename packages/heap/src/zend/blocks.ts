/**
 * Blocks: how their headers are read, and how a segment's borders are marked. Blocks and sizes are cells here (see
 * model.ts).
 *
 * Invariant: a block's size word and the `prev` of the block behind it are equal.
 */

import { HeapCorruptionError } from "../errors.js";
import { setMagic } from "./misses/marks.js";
import { setWord } from "./misses/words.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  DEBUG,
  HEADER_BYTES,
  MAGIC_GUARD,
  TYPE_GUARD,
  TYPE_MASK,
} from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

/** Marks a segment's first block: what stands before it is a guard of size 0. @zend ZEND_MM_MARK_FIRST_BLOCK */
export function markFirstBlock(h: ZendHeap, block: number): void {
  setWord(h.m, block + BLOCK_PREV, TYPE_GUARD);
}

/** Closes a segment with a guard header. @zend ZEND_MM_LAST_BLOCK */
export function writeGuard(h: ZendHeap, block: number): void {
  setWord(h.m, block + BLOCK_SIZE, HEADER_BYTES | TYPE_GUARD);
  if (DEBUG) setMagic(h.m, block, MAGIC_GUARD);
}

/** The cells of a block of any type. @zend ZEND_MM_BLOCK_SIZE */
export function cellsOf(h: ZendHeap, block: number): number {
  return h.m[block + BLOCK_SIZE]! >>> CELL_SHIFT;
}

/** Whether the block is free. @zend ZEND_MM_IS_FREE_BLOCK */
export function isFree(h: ZendHeap, block: number): boolean {
  return (h.m[block + BLOCK_SIZE]! & TYPE_MASK) === 0;
}

/** Whether it is the guard at a segment's end. @zend ZEND_MM_IS_GUARD_BLOCK */
export function isGuard(h: ZendHeap, block: number): boolean {
  return (h.m[block + BLOCK_SIZE]! & TYPE_MASK) === TYPE_GUARD;
}

/** Whether it is the first of its segment. @zend ZEND_MM_IS_FIRST_BLOCK */
export function isFirst(h: ZendHeap, block: number): boolean {
  return h.m[block + BLOCK_PREV] === TYPE_GUARD;
}

/** Whether the block physically before is free. @zend ZEND_MM_PREV_BLOCK_IS_FREE */
export function isPreviousFree(h: ZendHeap, block: number): boolean {
  return (h.m[block + BLOCK_PREV]! & TYPE_MASK) === 0;
}

/** The block physically before one that is not first. @zend ZEND_MM_PREV_BLOCK */
export function previousOf(h: ZendHeap, block: number): number {
  return block - (h.m[block + BLOCK_PREV]! >>> CELL_SHIFT);
}

/** Whether a block that starts at `block` and is `cells` long fills its segment. */
export function fillsSegment(h: ZendHeap, block: number, cells: number): boolean {
  return isFirst(h, block) && isGuard(h, block + cells);
}

/** The byte address of a block, as links store it: a signed 32-bit value like all cells. */
export function addressOf(block: number): number {
  return block << CELL_SHIFT;
}

/**
 * Checks that a block's size agrees with its neighbours' headers.
 * @throws HeapCorruptionError
 * @zend ZEND_MM_CHECK_BLOCK_LINKAGE
 */
export function checkLinkage(h: ZendHeap, block: number): void {
  const fault = linkageFault(h.m, block);
  if (fault !== null) throw new HeapCorruptionError((block << CELL_SHIFT) >>> 0, fault);
}

/** What is wrong between a block's header and its neighbours', or null. */
export function linkageFault(m: Int32Array, block: number): string | null {
  const word = m[block + BLOCK_SIZE]!;
  if (m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] !== word) return "its size and the next block's copy of it differ";
  const prev = m[block + BLOCK_PREV]!;
  if (prev !== TYPE_GUARD && m[block - (prev >>> CELL_SHIFT) + BLOCK_SIZE] !== prev) {
    return "its copy of the previous block's size and that size differ";
  }
  return null;
}
