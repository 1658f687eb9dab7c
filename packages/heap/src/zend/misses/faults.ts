/** What can be wrong with a list or a tree. */
import { HeapCorruptionError } from "../../errors.js";
import { linkageFault } from "../blocks.js";
import { CELL_SHIFT } from "../model.js";

/** The ring which the block at a stored address stands in is broken. */
export function brokenRing(address: number): HeapCorruptionError {
  return new HeapCorruptionError(address >>> 0, "its neighbours on the free list do not point back at it");
}

/** A node of a tree hangs elsewhere than it says. */
export function wrongParent(block: number): HeapCorruptionError {
  return corrupted(block, "the slot that its parent names does not hold it");
}

/** A walk down a tree does not end. */
export function tooDeep(block: number): HeapCorruptionError {
  return corrupted(block, "the tree of large blocks runs in a circle");
}

/** What a free list names does not look like a free block of that list. */
export function notFree(m: Int32Array, block: number): HeapCorruptionError {
  const fault = linkageFault(m, block);
  return corrupted(block, fault ?? "a free list leads to it, and it is no free block of that size");
}

function corrupted(block: number, fault: string): HeapCorruptionError {
  return new HeapCorruptionError((block << CELL_SHIFT) >>> 0, fault);
}
