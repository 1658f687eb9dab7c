/** From the user's addresses to blocks, with every check that the heap's kind allows. */
import { TYPE_GUARD, TYPE_MASK, TYPE_USED } from "@zmm/layout";
import { InvalidPointerError } from "../errors.js";
import { linkageFault } from "./blocks.js";
import { checkDebugBlock } from "./debug/check-block.js";
import { CELL_SHIFT } from "./geometry.js";
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
  const block = (address - h.headerSize) >>> CELL_SHIFT;
  const fault = pointerFault(h, address, block);
  if (fault !== null) throw new InvalidPointerError(address, fault);
  if (h.debug) checkDebugBlock(h, block);
  return block;
}

function pointerFault(h: ZendHeap, address: number, block: number): string | null {
  if (!Number.isInteger(address) || (address & 7) !== 0) return "it is not a multiple of 8";
  if (address < h.headerSize || address > h.memory.byteLength) return "it lies outside the memory";
  if (h.live !== null && !h.live.has(block)) return "no live block starts there";
  const word = h.m[block + h.sizeField]!;
  const type = word & TYPE_MASK;
  if (type === TYPE_GUARD) return "it is the guard at a segment's end";
  if (type !== TYPE_USED) return "its header says that it is free";
  const size = word >>> CELL_SHIFT;
  if (size < h.minBlock || (word & 4) !== 0) return `its header says a size of ${(word & ~TYPE_MASK) >>> 0} bytes, which no block has`;
  return linkageFault(h, block);
}
