/**
 * The rest list: what remained of segments made for one large block. It keeps such remainders away from the free
 * lists, where small requests would eat them, so that the large block can grow into them; they are used only when the
 * limit is near, when there are too many, or when a neighbour is freed.
 *
 * A large member is marked by `parent` = REST_BLOCK and counted. A small one has no mark and is not counted, which
 * makes quirk Q2 possible.
 */

import { HeapCorruptionError } from "../errors.js";
import { addressOf, cellsOf } from "./blocks.js";
import { addToFreeList, insertAfter } from "./misses/free-lists.js";
import { setMagic } from "./misses/marks.js";
import { setWord } from "./misses/words.js";
import {
  CELL_SHIFT,
  DEBUG,
  HEAP_REST,
  HEAP_REST_COUNT,
  MAGIC_FREED,
  MAX_REST_BLOCKS,
  MAX_SMALL,
  NEXT_FREE,
  PARENT,
  PREV_FREE,
  REST_BLOCK,
  WORD,
} from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

/** The list head, an address that overlaps what lies before `rest_buckets`. @zend ZEND_MM_REST_BUCKET */
function restHead(h: ZendHeap): number {
  return addressOf(h.base + HEAP_REST - PREV_FREE);
}

/** Puts a free remainder on the rest list, making room first. @zend zend_mm_add_to_rest_list */
export function addToRestList(h: ZendHeap, block: number, cells: number): void {
  const m = h.m;
  while (m[h.base + HEAP_REST_COUNT]! >= MAX_REST_BLOCKS) evictOldest(h);
  if (DEBUG) setMagic(h.m, block, MAGIC_FREED);
  if (cells >= MAX_SMALL) {
    setWord(h.m, block + PARENT, REST_BLOCK);
    m[h.base + HEAP_REST_COUNT] = m[h.base + HEAP_REST_COUNT]! + 1;
  }
  insertAfter(m, block, m[h.base + HEAP_REST]!);
}

/** Moves the oldest member to the free lists. */
function evictOldest(h: ZendHeap): void {
  const m = h.m;
  const address = m[h.base + HEAP_REST + WORD]!;
  const block = address >>> CELL_SHIFT;
  const prev = m[block + PREV_FREE]!;
  const next = m[block + NEXT_FREE]!;
  if (address === restHead(h) || m[(next >>> CELL_SHIFT) + PREV_FREE] !== address) throw brokenRest(address);
  m[(prev >>> CELL_SHIFT) + NEXT_FREE] = next;
  m[(next >>> CELL_SHIFT) + PREV_FREE] = prev;
  const cells = cellsOf(h, block);
  if (cells >= MAX_SMALL) m[h.base + HEAP_REST_COUNT] = m[h.base + HEAP_REST_COUNT]! - 1;
  addToFreeList(h, m, block, cells);
}

/** The best fit for `cells` on the rest list, newest first, or 0. @zend _zend_mm_alloc_int */
export function searchRest(h: ZendHeap, cells: number): number {
  const m = h.m;
  const head = restHead(h);
  let best = 0;
  let bestCells = 0x7fffffff;
  let from = head;
  for (let address = m[h.base + HEAP_REST]!; address !== head; address = m[(address >>> CELL_SHIFT) + PREV_FREE]!) {
    const block = address >>> CELL_SHIFT;
    if (m[block + NEXT_FREE] !== from) throw brokenRest(address);
    const blockCells = cellsOf(h, block);
    if (blockCells === cells) return block;
    if (blockCells > cells && blockCells < bestCells) {
      best = block;
      bestCells = blockCells;
    }
    from = address;
  }
  return best;
}

function brokenRest(address: number): HeapCorruptionError {
  return new HeapCorruptionError(address >>> 0, "the rest list does not hang together");
}
