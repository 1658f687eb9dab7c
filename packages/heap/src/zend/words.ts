/** Reading and writing single words of linear memory in the heap's data model. */

import { DisposedError, HeapCorruptionError } from "../errors.js";
import { HEAP_REAL_PEAK, HEAP_REAL_SIZE, IN_USE, WIDE } from "./model.js";
import type { ZendHeap } from "./zend-heap.js";

const HALF = 2 ** 32;

/**
 * Makes sure that the heap's view is usable: the views of a memory that a WebAssembly module grew are empty.
 * @throws DisposedError when the heap has ended.
 * @throws HeapCorruptionError when its structure is no longer there: another heap, attached to it, has ended it.
 */
export function awake(h: ZendHeap): void {
  if (h.m.length === 0) {
    if (h.disposed) throw new DisposedError("heap");
    h.memory.refresh();
    h.m = h.memory.i32;
  }
  if (h.m[h.base] !== IN_USE) throw new HeapCorruptionError(h.address, "the heap's structure is gone");
}

/** The same as a question, which costs little: every structure begins with a 1, and an empty view has no cells. */
export function isAwake(h: ZendHeap): boolean {
  return h.m[h.base] === IN_USE;
}

/** The `size_t` at `cell`; exact up to 2^53. */
export function readWord(h: ZendHeap, cell: number): number {
  const low = h.m[cell]! >>> 0;
  return WIDE ? low + (h.m[cell + 1]! >>> 0) * HALF : low;
}

/** Writes a `size_t`; a value above the word's range becomes its largest value. */
export function writeWord(h: ZendHeap, cell: number, value: number): void {
  if (WIDE) {
    const fits = value < HALF * HALF;
    h.m[cell] = fits ? value : -1;
    h.m[cell + 1] = fits ? Math.floor(value / HALF) : -1;
  } else h.m[cell] = Math.min(value, HALF - 1);
}

/** Adds to `real_size` (signed bytes) and lifts its peak. @zend heap->real_size, heap->real_peak */
export function addToRealSize(h: ZendHeap, bytes: number): void {
  const size = (h.m[h.base + HEAP_REAL_SIZE]! + bytes) >>> 0;
  h.m[h.base + HEAP_REAL_SIZE] = size;
  if (size > h.m[h.base + HEAP_REAL_PEAK]! >>> 0) h.m[h.base + HEAP_REAL_PEAK] = size;
}
