/**
 * The free lists: which list a free block goes to, and how it leaves the one it is on.
 *
 * Small blocks stand in one ring per size through a head that overlaps `free_buckets` (see `smallFreeBucket` in
 * @zmm/layout); bit i of `free_bitmap` says that ring i has members. A ring is refilled at its next end and drained
 * from its prev end (quirk Q1). Large blocks stand in trees (large-tree.ts) or on the rest list (rest-list.ts).
 */

import { MAGIC, REST_BLOCK } from "@zmm/layout";
import { HeapCorruptionError } from "../errors.js";
import { addressOf, cellsOf } from "./blocks.js";
import { setMagic } from "./debug/seal.js";
import { addToTree, removeFromTree, replaceInTree } from "./large-tree.js";
import {
  CELL_SHIFT,
  DEBUG,
  HEAP_BUCKETS,
  HEAP_FREE_BITMAP,
  HEAP_REST_COUNT,
  MAX_SMALL,
  MIN_UNITS,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  WIDE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { writePointer } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** Puts a block whose header says free on the list for its size. @zend zend_mm_add_to_free_list */
export function addToFreeList(h: ZendHeap, block: number, cells: number): void {
  if (DEBUG) setMagic(h, block, MAGIC.freed);
  if (cells < MAX_SMALL) addToBucket(h, block, cells);
  else addToTree(h, block, cells);
}

/** The first link cell of small bucket `index`: its prev link; the next link is one word behind. */
function bucketLinks(h: ZendHeap, index: number): number {
  return h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
}

/** The bucket index of a small block. */
function bucketOf(cells: number): number {
  return (cells >>> 1) - MIN_UNITS;
}

function addToBucket(h: ZendHeap, block: number, cells: number): void {
  const m = h.m;
  const index = bucketOf(cells);
  const links = bucketLinks(h, index);
  const head = addressOf(links - PREV_FREE);
  if (m[links] === head) setBit(h, h.base + HEAP_FREE_BITMAP, index);
  insertAfter(h, block, head);
}

/** Links a block in behind the one at `previous` (a stored address), in next direction. */
export function insertAfter(h: ZendHeap, block: number, previous: number): void {
  const m = h.m;
  const address = addressOf(block);
  const link = (previous >>> CELL_SHIFT) + NEXT_FREE;
  const next = m[link]!;
  writePointer(h, block + PREV_FREE, previous);
  writePointer(h, block + NEXT_FREE, next);
  m[link] = address;
  m[(next >>> CELL_SHIFT) + PREV_FREE] = address;
}

/**
 * Takes a free block off whatever list holds it.
 * @throws HeapCorruptionError when its neighbours on the list do not point back at it (safe unlinking).
 * @zend zend_mm_remove_from_free_list
 */
export function removeFromFreeList(h: ZendHeap, block: number): void {
  const m = h.m;
  const address = addressOf(block);
  const prev = m[block + PREV_FREE]!;
  const next = m[block + NEXT_FREE]!;
  const cells = cellsOf(h, block);
  if (prev === address) {
    if (next !== address || cells < MAX_SMALL) throw brokenRing(address);
    removeFromTree(h, block, cells);
    return;
  }
  const before = (prev >>> CELL_SHIFT) + NEXT_FREE;
  const after = (next >>> CELL_SHIFT) + PREV_FREE;
  if (m[before] !== address || m[after] !== address) throw brokenRing(address);
  m[before] = next;
  m[after] = prev;
  if (cells < MAX_SMALL) {
    if (prev === next) clearBitIfEmpty(h, bucketOf(cells));
    return;
  }
  const parent = m[block + PARENT]!;
  if (parent === REST_BLOCK) m[h.base + HEAP_REST_COUNT] = m[h.base + HEAP_REST_COUNT]! - 1;
  else if (parent !== 0) replaceInTree(h, block, prev >>> CELL_SHIFT);
}

function brokenRing(address: number): HeapCorruptionError {
  return new HeapCorruptionError(address >>> 0, "its neighbours on the free list do not point back at it");
}

/**
 * Clears a bucket's bit when its two links are equal. That is so when it is empty, and also when it holds exactly one
 * block: a small block leaving the rest list gets here too, and then clears a bit wrongly (quirk Q2, kept).
 */
function clearBitIfEmpty(h: ZendHeap, index: number): void {
  const links = bucketLinks(h, index);
  if (h.m[links] === h.m[links + WORD]) clearBit(h, h.base + HEAP_FREE_BITMAP, index);
}

/** Sets bit `index` of a bitmap of one word. */
export function setBit(h: ZendHeap, bitmap: number, index: number): void {
  const cell = bitmap + (index >>> 5);
  h.m[cell] = h.m[cell]! | (1 << (index & 31));
}

/** Clears bit `index` of a bitmap of one word. */
export function clearBit(h: ZendHeap, bitmap: number, index: number): void {
  const cell = bitmap + (index >>> 5);
  h.m[cell] = h.m[cell]! & ~(1 << (index & 31));
}

/** The lowest set bit of `bits`, which is not 0. @zend zend_mm_low_bit */
export function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

/**
 * The oldest block of the smallest bucket that holds blocks of at least `cells`; 0 when there is none.
 * @zend _zend_mm_alloc_int
 */
export function searchSmall(h: ZendHeap, cells: number): number {
  const index = bucketOf(cells);
  const found = lowestBucketFrom(h, index);
  return found < 0 ? 0 : h.m[bucketLinks(h, found)]! >>> CELL_SHIFT;
}

/** The lowest set bit of `free_bitmap` from `index` on, or -1. */
function lowestBucketFrom(h: ZendHeap, index: number): number {
  const m = h.m;
  let cell = h.base + HEAP_FREE_BITMAP + (index >>> 5);
  const bits = m[cell]! >>> (index & 31);
  if (bits !== 0) return index + lowestBit(bits);
  if (!WIDE || index >= 32) return -1;
  cell = h.base + HEAP_FREE_BITMAP + 1;
  return m[cell] === 0 ? -1 : 32 + lowestBit(m[cell]!);
}
