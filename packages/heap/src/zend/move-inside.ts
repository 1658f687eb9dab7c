/** Heaps whose structure lies in a block of their own. @zend zend_mm_heap.internal */

import { allocateBlock } from "./allocate.js";
import { addressOf } from "./blocks.js";
import { markAllocated } from "./instrument.js";
import { userAddress } from "./misses/addresses.js";
import {
  CELL_SHIFT,
  HEAP_BUCKETS,
  HEAP_INTERNAL,
  HEAP_LARGE,
  HEAP_REST,
  NEXT_FREE,
  NUM_BUCKETS,
  PARENT,
  PREV_FREE,
  WORD,
  WORD_SHIFT,
} from "./model.js";
import { initialiseHead } from "./startup.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * Moves the structure into a block of its own heap and gives its old place back. Blocks that point at list heads or
 * tree slots in the structure are pointed at their new places.
 * @zend zend_mm_startup_ex with internal
 */
export function moveInside(h: ZendHeap): void {
  const size = h.structSize;
  const block = allocateBlock(h, size);
  markAllocated(h, block, size);
  const oldAddress = h.address;
  const newAddress = userAddress(block);
  h.m[h.base + HEAP_INTERNAL] = 1;
  h.memory.u8.copyWithin(newAddress, oldAddress, oldAddress + size);
  h.settle(newAddress);
  const shift = newAddress - oldAddress;
  for (let index = 0; index < NUM_BUCKETS; index++) {
    moveHead(h, h.base + HEAP_BUCKETS + ((2 * index) << WORD_SHIFT), shift);
    moveRoot(h, h.base + HEAP_LARGE + (index << WORD_SHIFT));
  }
  moveHead(h, h.base + HEAP_REST, shift);
  h.provider.free(oldAddress, size);
}

/** Points the members of a moved list at its head's new place; of an empty list, the head at itself. */
function moveHead(h: ZendHeap, links: number, shift: number): void {
  const m = h.m;
  const head = addressOf(links - PREV_FREE);
  const oldHead = head - shift;
  if (m[links] === oldHead) initialiseHead(h, links);
  else {
    m[(m[links]! >>> CELL_SHIFT) + NEXT_FREE] = head;
    m[(m[links + WORD]! >>> CELL_SHIFT) + PREV_FREE] = head;
  }
}

function moveRoot(h: ZendHeap, slot: number): void {
  const root = h.m[slot]!;
  if (root !== 0) h.m[(root >>> CELL_SHIFT) + PARENT] = addressOf(slot);
}
