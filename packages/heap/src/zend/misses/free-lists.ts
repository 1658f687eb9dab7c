/**
 * The free lists: which list a free block goes to, and how it leaves the one it is on.
 *
 * Small blocks stand in one ring per size through a head that overlaps `free_buckets` (see `smallFreeBucket` in
 * @zmm/layout); bit i of `free_bitmap` says that ring i has members. A ring is refilled at its next end and drained
 * from its prev end (quirk Q1). Large blocks stand in trees (large-tree.ts) or on the rest list (../rest-list.ts).
 *
 * These are the heap's busiest functions after the cache: they take the memory's cells as `m`, and do in place what
 * elsewhere would be a call.
 */
import {
  CELL_SHIFT,
  CELLS_TO_UNITS,
  CHILD,
  DEBUG,
  HEAP_BUCKETS,
  HEAP_FREE_BITMAP,
  HEAP_LARGE,
  HEAP_LARGE_BITMAP,
  HEAP_REST_COUNT,
  HIGH,
  MAGIC_FREED,
  MAX_SMALL,
  MIN_UNITS,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  REST_BLOCK,
  RIGHT,
  WIDE,
  WORD,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { lowestBit } from "./bits.js";
import { brokenRing, wrongParent } from "./faults.js";
import { addToTree, becomeNode, largeBucketOf, removeFromTree, replaceInTree } from "./large-tree.js";
import { setMagic } from "./marks.js";
import { setWord } from "./words.js";

/** Puts a block whose header says free on the list for its size. @zend zend_mm_add_to_free_list */
export function addToFreeList(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  if (DEBUG) setMagic(m, block, MAGIC_FREED);
  if (cells >= MAX_SMALL) {
    addToTree(h, m, block, cells);
    return;
  }
  const index = (cells >>> CELLS_TO_UNITS) - MIN_UNITS;
  const links = h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
  const head = (links - PREV_FREE) << CELL_SHIFT;
  if (m[links] === head) setBit(m, h.base + HEAP_FREE_BITMAP, index);
  insertAfter(m, block, head);
}

/**
 * Links a block in behind the one at `previous` (a stored address), in next direction.
 * @throws HeapCorruptionError when the one that follows there does not point back: what it is cannot be told.
 */
export function insertAfter(m: Int32Array, block: number, previous: number): void {
  const address = block << CELL_SHIFT;
  const link = (previous >>> CELL_SHIFT) + NEXT_FREE;
  const next = m[link]!;
  if (m[(next >>> CELL_SHIFT) + PREV_FREE] !== previous) throw brokenRing(next);
  setWord(m, block + PREV_FREE, previous);
  setWord(m, block + NEXT_FREE, next);
  m[link] = address;
  m[(next >>> CELL_SHIFT) + PREV_FREE] = address;
}

/**
 * Takes a free block of `cells` off whatever list holds it.
 * @throws HeapCorruptionError when its neighbours on the list do not point back at it (safe unlinking).
 * @zend zend_mm_remove_from_free_list
 */
export function removeFromFreeList(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  const address = block << CELL_SHIFT;
  const prev = m[block + PREV_FREE]!;
  const next = m[block + NEXT_FREE]!;
  if (prev === address) {
    if (next !== address || cells < MAX_SMALL) throw brokenRing(address);
    removeFromTree(h, m, block, cells);
    return;
  }
  const before = (prev >>> CELL_SHIFT) + NEXT_FREE;
  const after = (next >>> CELL_SHIFT) + PREV_FREE;
  if (m[before] !== address || m[after] !== address) throw brokenRing(address);
  m[before] = next;
  m[after] = prev;
  if (cells >= MAX_SMALL) {
    const parent = m[block + PARENT]!;
    if (parent === REST_BLOCK) m[h.base + HEAP_REST_COUNT] = m[h.base + HEAP_REST_COUNT]! - 1;
    else if (parent !== 0) replaceInTree(m, block, prev >>> CELL_SHIFT);
  } else if (prev === next) clearBucketBit(h, m, cells);
}

/**
 * Clears the bit of the bucket for `cells` if its two links are equal. That is so when it is empty, and also when it
 * holds exactly one block: a small block leaving the rest list gets here too, and then clears a bit wrongly (quirk Q2,
 * kept).
 */
export function clearBucketBit(h: ZendHeap, m: Int32Array, cells: number): void {
  const index = (cells >>> CELLS_TO_UNITS) - MIN_UNITS;
  const links = h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
  if (m[links] === m[links + WORD]) clearBit(m, h.base + HEAP_FREE_BITMAP, index);
}

/**
 * Takes the free block `from` off its list and puts the free block `to`, whose header is not written yet, on the list
 * for its size: what becomes of a free block when its border moves. Only links are touched, no headers.
 *
 * Most often that is a leaf of a tree becoming another leaf, or one root taking the place of the other; both are done
 * in line. (Long on purpose, as takeFree in take-free.ts.)
 */
export function moveFree(
  h: ZendHeap,
  m: Int32Array,
  from: number,
  fromCells: number,
  to: number,
  toCells: number,
): void {
  const base = h.base;
  const address = from << CELL_SHIFT;
  if (isLeaf(m, from, fromCells)) {
    const slot = m[from + PARENT]! >>> CELL_SHIFT;
    if (m[slot] !== address) throw wrongParent(from);
    const index = largeBucketOf(fromCells);
    if (slot === base + HEAP_LARGE + (index << WORD_SHIFT)) {
      if (toCells >= MAX_SMALL) {
        if (largeBucketOf(toCells) === index) {
          if (DEBUG) setMagic(m, to, MAGIC_FREED);
          if (to !== from) becomeNode(m, to, slot);
          return;
        }
      }
      clearBit(m, base + HEAP_LARGE_BITMAP, index);
    }
    m[slot] = 0;
  } else removeFromFreeList(h, m, from, fromCells);

  if (DEBUG) setMagic(m, to, MAGIC_FREED);
  if (toCells < MAX_SMALL) {
    const index = (toCells >>> CELLS_TO_UNITS) - MIN_UNITS;
    const ring = base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1));
    const head = (ring - PREV_FREE) << CELL_SHIFT;
    if (m[ring] === head) setBit(m, base + HEAP_FREE_BITMAP, index);
    insertAfter(m, to, head);
    return;
  }
  const index = largeBucketOf(toCells);
  const root = base + HEAP_LARGE + (index << WORD_SHIFT);
  if (m[root] !== 0) {
    addToTree(h, m, to, toCells);
    return;
  }
  setBit(m, base + HEAP_LARGE_BITMAP, index);
  becomeNode(m, to, root);
}

/** Whether a free block is a node of a tree, without children and without equals. */
function isLeaf(m: Int32Array, block: number, cells: number): boolean {
  const address = block << CELL_SHIFT;
  if (cells < MAX_SMALL) return false;
  if (m[block + PREV_FREE] !== address) return false;
  if (m[block + NEXT_FREE] !== address) return false;
  if (m[block + CHILD] !== 0) return false;
  return m[block + RIGHT] === 0;
}

/** Sets bit `index` of a bitmap of one word at cell `bitmap`. */
export function setBit(m: Int32Array, bitmap: number, index: number): void {
  const cell = WIDE ? bitmap + (index >>> 5) * HIGH : bitmap;
  m[cell] = m[cell]! | (1 << index);
}

/** Clears bit `index` of a bitmap of one word at cell `bitmap`. */
export function clearBit(m: Int32Array, bitmap: number, index: number): void {
  const cell = WIDE ? bitmap + (index >>> 5) * HIGH : bitmap;
  m[cell] = m[cell]! & ~(1 << index);
}

/**
 * The oldest block of the smallest bucket that holds blocks of at least `cells`; 0 when there is none.
 * @zend _zend_mm_alloc_int
 */
export function searchSmall(h: ZendHeap, m: Int32Array, cells: number): number {
  const bitmap = h.base + HEAP_FREE_BITMAP;
  let index = (cells >>> CELLS_TO_UNITS) - MIN_UNITS;
  if (WIDE && index >= 32) {
    const bits = m[bitmap + HIGH]! >>> index;
    if (bits === 0) return 0;
    index += lowestBit(bits);
  } else {
    const bits = m[bitmap]! >>> index;
    if (bits !== 0) index += lowestBit(bits);
    else if (WIDE && m[bitmap + HIGH] !== 0) index = 32 + lowestBit(m[bitmap + HIGH]!);
    else return 0;
  }
  return m[h.base + HEAP_BUCKETS + (index << (WORD_SHIFT + 1))]! >>> CELL_SHIFT;
}
