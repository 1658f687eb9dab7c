/** Taking a block out of the free lists. */
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  CHILD,
  DEBUG,
  HEAP_LARGE,
  HEAP_LARGE_BITMAP,
  MAGIC_FREED,
  MAX_SMALL,
  MIN_BLOCK,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  RIGHT,
  TYPE_FREE,
  TYPE_GUARD,
  TYPE_MASK,
  TYPE_USED,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { lowestBit } from "./bits.js";
import { addToSize } from "./counters.js";
import { brokenRing, notFree } from "./faults.js";
import { clearBucketBit, moveFree, removeFromFreeList, searchSmall } from "./free-lists.js";
import { writeHeader } from "./headers.js";
import { becomeNode, largeBucketOf, searchLarge } from "./large-tree.js";
import { isMarked, sealBlock, setMagic } from "./marks.js";
import { setWord } from "./words.js";

/**
 * Takes a free block, marks its first `cells` as used, and frees what remains if that can be a block: `found`, or if
 * that is 0 the one that the free lists have for the size. Returns it, or 0 when they have none.
 *
 * One function and a long one: every allocation that misses the cache comes through here, and in JavaScript what it does
 * in line costs half of what it would cost as calls. It is also too long for engines to copy into callers, whose loops
 * get room for the short paths.
 */
export function takeFree(h: ZendHeap, m: Int32Array, cells: number, found: number): number {
  let block = found;
  if (block === 0 && cells < MAX_SMALL) block = searchSmall(h, m, cells);
  if (block === 0) {
    const carved = carveRoot(h, m, cells);
    if (carved !== 0) return carved;
    block = searchLarge(h, m, cells);
    if (block === 0) return 0;
  }

  // It must be free and large enough, and its size, its neighbours' headers and its marks must agree.
  const word = m[block + BLOCK_SIZE]!;
  const available = word >>> CELL_SHIFT;
  const before = m[block + BLOCK_PREV]!;
  if ((word & TYPE_MASK) !== TYPE_FREE) throw notFree(m, block);
  if (available < cells) throw notFree(m, block);
  if (m[block + available + BLOCK_PREV] !== word) throw notFree(m, block);
  if (before !== TYPE_GUARD) {
    if (m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE] !== before) throw notFree(m, block);
  }
  if (DEBUG) {
    if (!isMarked(h, m, block, MAGIC_FREED)) throw notFree(m, block);
  }

  let taken = available;
  const remaining = available - cells;
  if (remaining >= MIN_BLOCK) {
    // A part of it: what remains takes its place on the lists, and gets its header.
    taken = cells;
    const rest = block + cells;
    moveFree(h, m, block, available, rest, remaining);
    const restWord = (remaining << CELL_SHIFT) | TYPE_FREE;
    setWord(m, rest + BLOCK_SIZE, restWord);
    setWord(m, rest + remaining + BLOCK_PREV, restWord);
    if (DEBUG) sealBlock(h, m, rest);
  } else if (available >= MAX_SMALL) removeFromFreeList(h, m, block, available);
  else {
    // All of it, most often out of a bucket.
    const address = block << CELL_SHIFT;
    const prev = m[block + PREV_FREE]!;
    const next = m[block + NEXT_FREE]!;
    const behind = (prev >>> CELL_SHIFT) + NEXT_FREE;
    const ahead = (next >>> CELL_SHIFT) + PREV_FREE;
    if (m[behind] !== address) throw brokenRing(address);
    if (m[ahead] !== address) throw brokenRing(address);
    m[behind] = next;
    m[ahead] = prev;
    if (prev === next) clearBucketBit(h, m, available);
  }
  const usedWord = (taken << CELL_SHIFT) | TYPE_USED;
  setWord(m, block + BLOCK_SIZE, usedWord);
  setWord(m, block + taken + BLOCK_PREV, usedWord);
  if (DEBUG) sealBlock(h, m, block);
  addToSize(h, m, taken << CELL_SHIFT);
  return block;
}

/**
 * Does what takeFree does in the commonest case of all: no list holds a block of the size, and the next bucket holds one
 * block only, which stays in its bucket when `cells` are cut off. 0 when it is not so, or anything looks wrong.
 */
function carveRoot(h: ZendHeap, m: Int32Array, cells: number): number {
  const lowest = largeBucketOf(cells);
  const bits = m[h.base + HEAP_LARGE_BITMAP]! >>> lowest;
  if (bits === 0) return 0;
  const index = lowest + lowestBit(bits);
  const root = h.base + HEAP_LARGE + (index << WORD_SHIFT);
  const address = m[root]!;
  const block = address >>> CELL_SHIFT;
  const word = m[block + BLOCK_SIZE]!;
  const remaining = (word >>> CELL_SHIFT) - cells;
  if (m[block + PREV_FREE] !== address) return 0;
  if (m[block + NEXT_FREE] !== address) return 0;
  if (m[block + PARENT] !== root << CELL_SHIFT) return 0;
  if (m[block + CHILD] !== 0) return 0;
  if (m[block + RIGHT] !== 0) return 0;
  // blocks of the size's own bucket are searched otherwise
  if (index === lowest) return 0;
  if (remaining < MAX_SMALL) return 0;
  if (largeBucketOf(remaining) !== index) return 0;
  const before = m[block + BLOCK_PREV]!;
  if ((word & TYPE_MASK) !== TYPE_FREE) return 0;
  if (m[block + (word >>> CELL_SHIFT) + BLOCK_PREV] !== word) return 0;
  if (before !== TYPE_GUARD) {
    if (m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE] !== before) return 0;
  }
  if (DEBUG) {
    if (!isMarked(h, m, block, MAGIC_FREED)) return 0;
  }
  const rest = block + cells;
  if (DEBUG) setMagic(m, rest, MAGIC_FREED);
  becomeNode(m, rest, root);
  writeHeader(h, m, rest, remaining, TYPE_FREE);
  writeHeader(h, m, block, cells, TYPE_USED);
  addToSize(h, m, cells << CELL_SHIFT);
  return block;
}
