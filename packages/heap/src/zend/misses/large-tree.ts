/**
 * The tree of large free blocks: one per bucket, bucket k holding the sizes from 2^k to 2^(k+1) - 1.
 *
 * A bucket is a bitwise trie. At depth d the branch taken is bit d of the size below its highest bit, so that a node's
 * path repeats the leading bits of every size below it; but a node itself holds a block, of any size that fits its
 * path. Blocks of equal size stand in a ring around the one that is the node: only that one has a `parent`.
 *
 * ```
 *   large_free_buckets[k] --> node --child[0]--> ...
 *                              | \---child[1]--> ...
 *                              +-- ring of equals (prev_free_block / next_free_block)
 * ```
 *
 * `parent` is the address of the slot that holds the node: a bucket, or a child slot of the node above.
 */

import {
  BLOCK_SIZE,
  CELL_SHIFT,
  CHILD,
  HEAP_LARGE,
  HEAP_LARGE_BITMAP,
  MAX_DEPTH,
  MOST_CELLS,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  RIGHT,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { isNegative, leadingZeros, lowestBit } from "./bits.js";
import { tooDeep, wrongParent } from "./faults.js";
import { clearBit, insertAfter, setBit } from "./free-lists.js";
import { setWord } from "./words.js";

/** The large bucket of a block of `cells`: the position of its size's highest bit. @zend ZEND_MM_LARGE_BUCKET_INDEX */
export function largeBucketOf(cells: number): number {
  return 31 + CELL_SHIFT - leadingZeros(cells);
}

/** The bits of a size below its highest one, left-aligned in 32 bits: the path of its block. */
function pathBits(cells: number): number {
  return cells << (leadingZeros(cells) + 1);
}

/** Puts a free block into the tree of its bucket. @zend zend_mm_add_to_free_list */
export function addToTree(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  const index = largeBucketOf(cells);
  let slot = h.base + HEAP_LARGE + (index << WORD_SHIFT);
  let address = m[slot]!;
  if (address === 0) setBit(m, h.base + HEAP_LARGE_BITMAP, index);
  let path = pathBits(cells);
  for (let depth = 0; address !== 0; depth++) {
    const node = address >>> CELL_SHIFT;
    if (m[node + BLOCK_SIZE]! >>> CELL_SHIFT === cells) {
      becomeEqual(m, block, address);
      return;
    }
    if (depth > MAX_DEPTH) throw tooDeep(node);
    slot = node + (isNegative(path) ? RIGHT : CHILD);
    path <<= 1;
    address = m[slot]!;
  }
  becomeNode(m, block, slot);
}

/** Hangs a block, its own only equal and without children, on a slot. */
export function becomeNode(m: Int32Array, block: number, slot: number): void {
  const address = block << CELL_SHIFT;
  m[slot] = address;
  setWord(m, block + PARENT, slot << CELL_SHIFT);
  setWord(m, block + PREV_FREE, address);
  setWord(m, block + NEXT_FREE, address);
  setWord(m, block + CHILD, 0);
  setWord(m, block + RIGHT, 0);
}

/** Puts a block into the ring of the node at `address`, which is of its size. */
function becomeEqual(m: Int32Array, block: number, address: number): void {
  insertAfter(m, block, address);
  setWord(m, block + PARENT, 0);
  setWord(m, block + CHILD, 0);
  setWord(m, block + RIGHT, 0);
}

/** Takes a node without equals out of its tree: the deepest leaf below it takes its place. */
export function removeFromTree(h: ZendHeap, m: Int32Array, block: number, cells: number): void {
  checkParent(m, block);
  let slot = m[block + RIGHT] !== 0 ? block + RIGHT : block + CHILD;
  if (m[slot] === 0) {
    const index = largeBucketOf(cells);
    slot = m[block + PARENT]! >>> CELL_SHIFT;
    m[slot] = 0;
    const root = h.base + HEAP_LARGE + (index << WORD_SHIFT);
    if (slot === root) clearBit(m, h.base + HEAP_LARGE_BITMAP, index);
    return;
  }
  let leaf = m[slot]! >>> CELL_SHIFT;
  for (let depth = 0; ; depth++) {
    const below = m[leaf + RIGHT] !== 0 ? leaf + RIGHT : leaf + CHILD;
    if (m[below] === 0) break;
    if (depth > MAX_DEPTH) throw tooDeep(leaf);
    slot = below;
    leaf = m[slot]! >>> CELL_SHIFT;
  }
  m[slot] = 0;
  replaceInTree(m, block, leaf);
}

/** Puts `heir` where `block` stands in the tree. @zend the substitution in zend_mm_remove_from_free_list */
export function replaceInTree(m: Int32Array, block: number, heir: number): void {
  checkParent(m, block);
  const parent = m[block + PARENT]!;
  m[parent >>> CELL_SHIFT] = heir << CELL_SHIFT;
  setWord(m, heir + PARENT, parent);
  adopt(m, block + CHILD, heir + CHILD);
  adopt(m, block + RIGHT, heir + RIGHT);
}

/** Moves what hangs on slot `from` to slot `to`. */
function adopt(m: Int32Array, from: number, to: number): void {
  const child = m[from]!;
  setWord(m, to, child);
  if (child === 0) return;
  const node = child >>> CELL_SHIFT;
  if (m[node + PARENT] !== from << CELL_SHIFT) throw wrongParent(node);
  m[node + PARENT] = to << CELL_SHIFT;
}

/** @zend ZEND_MM_CHECK_TREE */
function checkParent(m: Int32Array, block: number): void {
  if (m[m[block + PARENT]! >>> CELL_SHIFT] !== block << CELL_SHIFT) throw wrongParent(block);
}

/**
 * A block of at least `cells`: the best fit in the bucket of that size, else the smallest that a walk finds in the
 * next bucket with any; 0 when there is none. Of blocks of equal size it takes the one behind the node in the ring.
 *
 * Neither walk is a true best fit: where a node has a left child the step rule goes right (quirk Q9).
 * @zend zend_mm_search_large_block
 */
export function searchLarge(h: ZendHeap, m: Int32Array, cells: number): number {
  const index = largeBucketOf(cells);
  const roots = h.base + HEAP_LARGE;
  let bits = m[h.base + HEAP_LARGE_BITMAP]! >>> index;
  if (bits === 0) return 0;
  if ((bits & 1) !== 0) {
    const node = bestFit(m, cells, m[roots + (index << WORD_SHIFT)]! >>> CELL_SHIFT);
    if (node !== 0) return m[node + NEXT_FREE]! >>> CELL_SHIFT;
    bits ^= 1;
    if (bits === 0) return 0;
  }
  const root = m[roots + ((index + lowestBit(bits)) << WORD_SHIFT)]! >>> CELL_SHIFT;
  const node = m[root + CHILD] === 0 ? root : smallestBelow(m, m[root + RIGHT]! >>> CELL_SHIFT, 0, root);
  return m[node + NEXT_FREE]! >>> CELL_SHIFT;
}

/** The node that the walk along the path of `cells` finds best, or 0. */
function bestFit(m: Int32Array, cells: number, root: number): number {
  let best = 0;
  let bestCells = MOST_CELLS;
  let other = 0;
  let node = root;
  let path = pathBits(cells);
  for (let depth = 0; ; depth++) {
    const nodeCells = m[node + BLOCK_SIZE]! >>> CELL_SHIFT;
    if (nodeCells === cells) return node;
    if (nodeCells > cells && nodeCells < bestCells) {
      best = node;
      bestCells = nodeCells;
    }
    const right = m[node + RIGHT]!;
    if (isNegative(path)) {
      if (right === 0) break;
      node = right >>> CELL_SHIFT;
    } else {
      if (right !== 0) other = right >>> CELL_SHIFT;
      const left = m[node + CHILD]!;
      if (left === 0) break;
      node = left >>> CELL_SHIFT;
    }
    path <<= 1;
    if (depth > MAX_DEPTH) throw tooDeep(node);
  }
  return other === 0 ? best : smallestBelow(m, other, cells, best);
}

/**
 * The smallest node of at least `cells` on the walk from `node` by the step rule, if smaller than `best`; else `best`.
 * The step rule goes to child 1 where there is a child 0, and stops where there is none (quirk Q9).
 */
function smallestBelow(m: Int32Array, node: number, cells: number, best: number): number {
  let bestCells = best === 0 ? MOST_CELLS : m[best + BLOCK_SIZE]! >>> CELL_SHIFT;
  for (let depth = 0; node !== 0; depth++) {
    const nodeCells = m[node + BLOCK_SIZE]! >>> CELL_SHIFT;
    if (nodeCells === cells) return node;
    if (nodeCells > cells && nodeCells < bestCells) {
      best = node;
      bestCells = nodeCells;
    }
    if (depth > MAX_DEPTH) throw tooDeep(node);
    node = m[node + CHILD] === 0 ? 0 : m[node + RIGHT]! >>> CELL_SHIFT;
  }
  return best;
}
