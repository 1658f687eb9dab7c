/** The bytes in blocks, and their peak. */
import { HEAP_PEAK, HEAP_SIZE } from "../model.js";
import type { ZendHeap } from "../zend-heap.js";
import { isAbove } from "./bits.js";

/** Adds signed bytes to `size` and lifts the peak to it. @zend heap->size, heap->peak */
export function addToSize(h: ZendHeap, m: Int32Array, bytes: number): void {
  const base = h.base;
  const size = m[base + HEAP_SIZE]! + bytes;
  m[base + HEAP_SIZE] = size;
  if (isAbove(size, m[base + HEAP_PEAK]!)) m[base + HEAP_PEAK] = size;
}
