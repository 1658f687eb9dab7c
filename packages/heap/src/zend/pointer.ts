/** From the user's addresses to blocks, with every check that the heap's kind allows. */

import { InvalidPointerError } from "../errors.js";
import { linkageFault } from "./blocks.js";
import { checkDebugBlock } from "./debug/check-block.js";
import { blockOf } from "./misses/addresses.js";
import {
  BLOCK_SIZE,
  CELL_SHIFT,
  DEBUG,
  HEADER_BYTES,
  MIN_BLOCK,
  TYPE_GUARD,
  TYPE_MASK,
  TYPE_USED,
  UNIT_MASK,
} from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

/**
 * The live block whose user bytes start at `address`.
 *
 * A release heap sees what C could see: an address off the alignment or outside the memory, a header that does not say
 * used, a header that disagrees with its neighbours. A cached block looks used to it. Hardened heaps know every live
 * block, debug heaps check magics, cookies and guards too.
 * @throws InvalidPointerError
 */
export function blockAt(h: ZendHeap, address: number): number {
  checkAddress(h, address);
  const block = blockOf(address);
  const fault = pointerFault(h, block);
  if (fault !== null) throw new InvalidPointerError(address, fault);
  if (DEBUG) checkDebugBlock(h, block);
  return block;
}

/** @throws InvalidPointerError when no block can start at `address`. */
export function checkAddress(h: ZendHeap, address: number): void {
  if (!Number.isInteger(address) || (address & UNIT_MASK) !== 0) {
    throw new InvalidPointerError(address, "it is not a multiple of 8");
  }
  if (address < HEADER_BYTES || address >= h.memory.byteLength) {
    throw new InvalidPointerError(address, "it lies outside the memory");
  }
}

function pointerFault(h: ZendHeap, block: number): string | null {
  if (h.live !== null && !h.live.has(block)) return "no live block starts there";
  const word = h.m[block + BLOCK_SIZE]!;
  const type = word & TYPE_MASK;
  if (type === TYPE_GUARD) return "it is the guard at a segment's end";
  if (type !== TYPE_USED) return "its header says that it is free";
  const size = word >>> CELL_SHIFT;
  if (size < MIN_BLOCK || (word & 4) !== 0)
    return `its header says a size of ${(word & ~TYPE_MASK) >>> 0} bytes, which no block has`;
  return linkageFault(h.m, block);
}
