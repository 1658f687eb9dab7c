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

import { HeapCorruptionError } from "../errors.js";
import { addressOf, cellsOf } from "./blocks.js";
import { clearBit, insertAfter, lowestBit, setBit } from "./free-lists.js";
import {
  CELL_SHIFT,
  CHILD,
  HEAP_LARGE,
  HEAP_LARGE_BITMAP,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { writePointer } from "./words.js";
import type { ZendHeap } from "./zend-heap.js";

/** No path is longer than a size has bits: a longer walk is a cycle in broken links. */
const MAX_DEPTH = 32;

/** The large bucket of a block of `cells`: the position of its size's highest bit. @zend ZEND_MM_LARGE_BUCKET_INDEX */
function largeBucketOf(cells: number): number {
  return 31 + CELL_SHIFT - Math.clz32(cells);
}

/** The bits of a size below its highest one, left-aligned in 32 bits: the path of its block. */
function pathBits(cells: number): number {
  return cells << (Math.clz32(cells) + 1);
}

/** The cell of bucket `index`'s root. */
function rootSlot(h: ZendHeap, index: number): number {
  return h.base + HEAP_LARGE + (index << WORD_SHIFT);
}

/** The cell of a node's child slot on the side that the top bit of `path` says. */
function childSlot(node: number, path: number): number {
  return node + CHILD + ((path >>> 31) << WORD_SHIFT);
}

function tooDeep(block: number): HeapCorruptionError {
  return new HeapCorruptionError(addressOf(block) >>> 0, "the tree of large blocks runs in a circle");
}

/** Puts a free block into the tree of its bucket. @zend zend_mm_add_to_free_list */
export function addToTree(h: ZendHeap, block: number, cells: number): void {
  const m = h.m;
  writePointer(h, block + CHILD, 0);
  writePointer(h, block + CHILD + WORD, 0);
  const index = largeBucketOf(cells);
  let slot = rootSlot(h, index);
  let address = m[slot]!;
  if (address === 0) setBit(h, h.base + HEAP_LARGE_BITMAP, index);
  let path = pathBits(cells);
  for (let depth = 0; address !== 0; depth++) {
    const node = address >>> CELL_SHIFT;
    if (cellsOf(h, node) === cells) {
      insertAfter(h, block, address);
      writePointer(h, block + PARENT, 0);
      return;
    }
    if (depth > MAX_DEPTH) throw tooDeep(node);
    slot = childSlot(node, path);
    path <<= 1;
    address = m[slot]!;
  }
  becomeNode(h, block, slot);
}

/** Hangs a block, its own only equal, on a slot. */
function becomeNode(h: ZendHeap, block: number, slot: number): void {
  const address = addressOf(block);
  h.m[slot] = address;
  writePointer(h, block + PARENT, addressOf(slot));
  writePointer(h, block + PREV_FREE, address);
  writePointer(h, block + NEXT_FREE, address);
}

/** Takes a node without equals out of its tree: the deepest leaf below it takes its place. */
export function removeFromTree(h: ZendHeap, block: number, cells: number): void {
  const m = h.m;
  let slot = preferredChildSlot(h, block);
  if (m[slot] === 0) {
    cutLeaf(h, block, cells);
    return;
  }
  let leaf = m[slot]! >>> CELL_SHIFT;
  for (let depth = 0; ; depth++) {
    const below = preferredChildSlot(h, leaf);
    if (m[below] === 0) break;
    if (depth > MAX_DEPTH) throw tooDeep(leaf);
    slot = below;
    leaf = m[slot]! >>> CELL_SHIFT;
  }
  checkParent(h, block);
  m[slot] = 0;
  replaceInTree(h, block, leaf);
}

/** The slot of child 1, or of child 0 where there is no child 1. */
function preferredChildSlot(h: ZendHeap, node: number): number {
  const right = node + CHILD + WORD;
  return h.m[right] !== 0 ? right : node + CHILD;
}

function cutLeaf(h: ZendHeap, block: number, cells: number): void {
  checkParent(h, block);
  const slot = h.m[block + PARENT]! >>> CELL_SHIFT;
  h.m[slot] = 0;
  const index = largeBucketOf(cells);
  if (slot === rootSlot(h, index)) clearBit(h, h.base + HEAP_LARGE_BITMAP, index);
}

/** Puts `heir` where `block` stands in the tree. @zend the substitution in zend_mm_remove_from_free_list */
export function replaceInTree(h: ZendHeap, block: number, heir: number): void {
  const m = h.m;
  checkParent(h, block);
  const parent = m[block + PARENT]!;
  m[parent >>> CELL_SHIFT] = addressOf(heir);
  writePointer(h, heir + PARENT, parent);
  adopt(h, block + CHILD, heir + CHILD);
  adopt(h, block + CHILD + WORD, heir + CHILD + WORD);
}

/** Moves what hangs on slot `from` to slot `to`. */
function adopt(h: ZendHeap, from: number, to: number): void {
  const child = h.m[from]!;
  writePointer(h, to, child);
  if (child === 0) return;
  const node = child >>> CELL_SHIFT;
  if (h.m[node + PARENT] !== addressOf(from)) throw wrongParent(node);
  h.m[node + PARENT] = addressOf(to);
}

/** @zend ZEND_MM_CHECK_TREE */
function checkParent(h: ZendHeap, block: number): void {
  if (h.m[h.m[block + PARENT]! >>> CELL_SHIFT] !== addressOf(block)) throw wrongParent(block);
}

function wrongParent(block: number): HeapCorruptionError {
  return new HeapCorruptionError(addressOf(block) >>> 0, "the slot that its parent names does not hold it");
}

/**
 * A block of at least `cells`: the best fit in the bucket of that size, else the smallest that a walk finds in the
 * next bucket with any; 0 when there is none. Of blocks of equal size it takes the one behind the node in the ring.
 *
 * Neither walk is a true best fit: where a node has a left child the step rule goes right (quirk Q9).
 * @zend zend_mm_search_large_block
 */
export function searchLarge(h: ZendHeap, cells: number): number {
  const m = h.m;
  let index = largeBucketOf(cells);
  let bits = m[h.base + HEAP_LARGE_BITMAP]! >>> index;
  if (bits === 0) return 0;
  if ((bits & 1) !== 0) {
    const node = bestFit(h, cells, m[rootSlot(h, index)]! >>> CELL_SHIFT);
    if (node !== 0) return m[node + NEXT_FREE]! >>> CELL_SHIFT;
    bits >>>= 1;
    if (bits === 0) return 0;
    index++;
  }
  const root = m[rootSlot(h, index + lowestBit(bits))]! >>> CELL_SHIFT;
  const node = smallestBelow(h, m[stepSlot(h, root)]! >>> CELL_SHIFT, 0, root);
  return m[node + NEXT_FREE]! >>> CELL_SHIFT;
}

/** The node that the walk along the path of `cells` finds best, or 0. */
function bestFit(h: ZendHeap, cells: number, root: number): number {
  const m = h.m;
  let best = 0;
  let bestCells = 0x7fffffff;
  let other = 0;
  let node = root;
  let path = pathBits(cells);
  for (let depth = 0; ; depth++) {
    const nodeCells = cellsOf(h, node);
    if (nodeCells === cells) return node;
    if (nodeCells > cells && nodeCells < bestCells) {
      best = node;
      bestCells = nodeCells;
    }
    const right = m[node + CHILD + WORD]!;
    if (path < 0) {
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
  return smallestBelow(h, other, cells, best);
}

/** The smallest node of at least `cells` on the step-rule walk from `node`, if smaller than `best`; else `best`. */
function smallestBelow(h: ZendHeap, node: number, cells: number, best: number): number {
  const m = h.m;
  let bestCells = best === 0 ? 0x7fffffff : cellsOf(h, best);
  for (let depth = 0; node !== 0; depth++) {
    const nodeCells = cellsOf(h, node);
    if (nodeCells === cells) return node;
    if (nodeCells > cells && nodeCells < bestCells) {
      best = node;
      bestCells = nodeCells;
    }
    if (depth > MAX_DEPTH) throw tooDeep(node);
    node = m[stepSlot(h, node)]! >>> CELL_SHIFT;
  }
  return best;
}

/** The slot that the step rule goes to: child 1 where there is a child 0, else child 0, which is null (quirk Q9). */
function stepSlot(h: ZendHeap, node: number): number {
  const left = node + CHILD;
  return h.m[left] !== 0 ? left + WORD : left;
}
