/** Taking a block out of the free lists. */
import { MAGIC, TYPE_FREE, TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import { setMagic } from "../debug/seal.js";
import {
  BLOCK_PREV,
  BLOCK_SIZE,
  CELL_SHIFT,
  CHILD,
  DEBUG,
  HEAP_LARGE,
  HEAP_LARGE_BITMAP,
  MAX_SMALL,
  MIN_BLOCK,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  WORD,
  WORD_SHIFT,
} from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { lowestBit } from "./bits.js";
import { addToSize } from "./counters.js";
import { notFree } from "./faults.js";
import { moveFree, removeFromFreeList, searchSmall } from "./free-lists.js";
import { writeHeader } from "./headers.js";
import { becomeNode, largeBucketOf, searchLarge } from "./large-tree.js";

/**
 * Takes a free block, marks its first `cells` as used, and frees what remains if that can be a block: `found`, or if
 * that is 0 the one that the free lists have for the size. Returns it, or 0 when they have none.
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
  const word = m[block + BLOCK_SIZE]!;
  const available = word >>> CELL_SHIFT;
  if (available < cells) throw notFree(m, block);
  if (isWrong(m, block, word)) throw notFree(m, block);

  const remaining = available - cells;
  if (remaining < MIN_BLOCK) {
    removeFromFreeList(h, m, block, available);
    writeHeader(h, m, block, available, TYPE_USED);
    addToSize(h, m, available << CELL_SHIFT);
    return block;
  }
  moveFree(h, m, block, available, block + cells, remaining);
  writeHeader(h, m, block + cells, remaining, TYPE_FREE);
  writeHeader(h, m, block, cells, TYPE_USED);
  addToSize(h, m, cells << CELL_SHIFT);
  return block;
}

/** Whether a block whose size word is `word` is not free, or that word and its neighbours' headers disagree. */
function isWrong(m: Int32Array, block: number, word: number): boolean {
  const before = m[block + BLOCK_PREV]!;
  let wrong = ((word & TYPE_MASK) ^ TYPE_FREE) | (m[block + (word >>> CELL_SHIFT) + BLOCK_PREV]! ^ word);
  if (before !== TYPE_GUARD) wrong |= m[block - (before >>> CELL_SHIFT) + BLOCK_SIZE]! ^ before;
  return wrong !== 0;
}

/**
 * Does what takeFree does in the commonest case of all: no list has anything of the size, and the next bucket holds one
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
  const links =
    (m[block + PREV_FREE]! ^ address) |
    (m[block + NEXT_FREE]! ^ address) |
    (m[block + PARENT]! ^ (root << CELL_SHIFT)) |
    m[block + CHILD]! |
    m[block + CHILD + WORD]!;
  if (links !== 0) return 0;
  // blocks of the size's own bucket are searched otherwise
  if (index === lowest) return 0;
  if (remaining < MAX_SMALL) return 0;
  if (largeBucketOf(remaining) !== index) return 0;
  if (isWrong(m, block, word)) return 0;
  const rest = block + cells;
  if (DEBUG) setMagic(h, rest, MAGIC.freed);
  becomeNode(m, rest, root);
  writeHeader(h, m, rest, remaining, TYPE_FREE);
  writeHeader(h, m, block, cells, TYPE_USED);
  addToSize(h, m, cells << CELL_SHIFT);
  return block;
}
